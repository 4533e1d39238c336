//! What does an operation need in each version, and which statuses show it?

use diagnosis::permission::{Operation, Span, State, TokenRealm};
use maud::{Markup, html};

use crate::pages::linked::Linked;

/// Whose tokens, and how that is said.
const REALMS: [(TokenRealm, &str); 2] = [
    (TokenRealm::Target, "With a token of the realm"),
    (TokenRealm::Master, "With a token of master"),
];

/// The sets of roles by ranges of versions, the newest first.
pub fn by_version(linked: Linked<'_>, operation: &Operation) -> Markup {
    html! {
        section aria-labelledby="versions" {
            h2 #versions { a.anchor href="#versions" { "By version" } }
            @for (realm, words) in realms(linked, operation) {
                h3 { (words) }
                div.scroll tabindex="0" role="region" aria-label={ "Roles by version: " (words) } {
                    table {
                        thead {
                            tr {
                                th scope="col" { "Keycloak" }
                                th scope="col" { "Let through with" }
                                th scope="col" { "Emptied or cut with" }
                            }
                        }
                        tbody {
                            @for span in linked.matrix.needs(operation, realm).iter().rev() {
                                tr {
                                    th scope="row" { (linked.matrix.lines(span.first, span.last)) }
                                    (needs(linked, realm, span))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn needs(linked: Linked<'_>, realm: TokenRealm, span: &Span<'_>) -> Markup {
    let Span { last, rule, .. } = span;
    if let Some(why) = &rule.unmeasured {
        return html! { td.dim colspan="2" { "not measured: " (why) } };
    }
    let permissions = linked.matrix.at(*last, realm);
    html! {
        td { @if rule.sufficient.is_empty() { span.nope { "no role" } } (linked.sufficient(permissions, rule)) }
        td { @if rule.reduced.is_empty() { "–" } (linked.reduced(permissions, rule)) }
    }
}

/// The statuses that were measured, with each role alone.
pub fn proof(linked: Linked<'_>, operation: &Operation) -> Markup {
    html! {
        section aria-labelledby="proof" {
            h2 #proof { a.anchor href="#proof" { "The proof" } }
            p {
                "Each role was held alone by a caller of a real server, who called this operation on a target that exists. "
                "These are the statuses. Sets of several roles were tried the same way; of them only the result is kept."
            }
            @for (realm, words) in realms(linked, operation) {
                h3 { (words) }
                div.scroll tabindex="0" role="region" aria-label={ "Measured statuses: " (words) } {
                    table.proof {
                        thead {
                            tr {
                                th scope="col" { "Keycloak" }
                                th scope="col" { "Status" }
                                th scope="col" { "Roles, each held alone" }
                            }
                        }
                        @for span in linked.matrix.proof(operation, realm).iter().rev() { (statuses(linked, span)) }
                    }
                }
            }
            (alike(linked, operation))
        }
    }
}

fn statuses(linked: Linked<'_>, span: &Span<'_>) -> Markup {
    let Span { first, last, rule } = span;
    let versions = linked.matrix.lines(*first, *last);
    let rows: Vec<_> = rule
        .statuses
        .iter()
        .flat_map(|(status, roles)| {
            let (cut, whole): (Vec<_>, Vec<_>) = roles
                .singles()
                .partition(|role| rule.state(*role) == State::Reduced);
            [(status, whole, ""), (status, cut, "emptied or cut")]
        })
        .filter(|(_, roles, _)| !roles.is_empty())
        .collect();
    html! {
        tbody {
            @if let Some(why) = &rule.unmeasured {
                tr { th scope="row" { (versions) } td.dim colspan="2" { "not measured: " (why) } }
            }
            @for (at, (status, roles, note)) in rows.iter().enumerate() {
                tr {
                    @if at == 0 { th scope="rowgroup" rowspan=(rows.len()) { (versions) } }
                    td { span class={ "code " (tone(*status)) } { (status) } " " span.small { (note) } }
                    td { (linked.sets(roles)) }
                }
            }
        }
    }
}

/// Tokens of both realms where they differ.
fn realms(linked: Linked<'_>, operation: &Operation) -> Vec<(TokenRealm, &'static str)> {
    let alike = linked.matrix.master_is_alike(operation);
    REALMS
        .into_iter()
        .filter(|(realm, _)| *realm == TokenRealm::Target || !alike)
        .collect()
}

fn alike(linked: Linked<'_>, operation: &Operation) -> Markup {
    html! {
        @if linked.matrix.master_is_alike(operation) {
            p.small {
                "With a token of master the same was measured for the roles of its client " code { "{realm}-realm" }
                ", and for the realm role " code { "admin" } " what stands here for " code { "realm-admin" } "."
            }
        }
    }
}

/// Green for let through, red for may not, grey for the rest.
fn tone(status: u16) -> &'static str {
    match status {
        200..=299 => "ok",
        403 => "may",
        401 => "who",
        _ => "dim",
    }
}
