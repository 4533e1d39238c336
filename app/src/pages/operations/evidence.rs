//! What does an operation need in each version, and which statuses show it?

use diagnosis::permission::{Operation, Rule, Span, State, TokenRealm};
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
            (alike(linked, operation))
        }
    }
}

fn needs(linked: Linked<'_>, realm: TokenRealm, span: &Span<'_>) -> Markup {
    let Span { last, rule, .. } = span;
    if let Some(why) = &rule.unmeasured {
        return html! { td.dim colspan="2" { "not measured: " (why) } };
    }
    let sets = linked.matrix.at(*last, realm).least_first(&rule.sufficient);
    html! {
        td { @if sets.is_empty() { span.nope { "no role" } } (linked.sets(&sets)) }
        td { @if rule.reduced.is_empty() { "–" } (linked.sets(&rule.reduced)) }
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
        .filter(|(_, roles)| !roles.is_empty())
        .collect();
    html! {
        tbody {
            @if let Some(why) = &rule.unmeasured {
                tr { th scope="row" { (versions) } td.dim colspan="2" { "not measured: " (why) } }
            }
            @for (at, (status, roles)) in rows.iter().enumerate() {
                tr {
                    @if at == 0 { th scope="rowgroup" rowspan=(rows.len()) { (versions) } }
                    td.code class=(tone(*status)) { (status) }
                    td {
                        (linked.each(*roles))
                        (cut(linked, rule, *status))
                    }
                }
            }
        }
    }
}

/// Which of the roles that got this status got a cut answer.
fn cut(linked: Linked<'_>, rule: &Rule, status: u16) -> Markup {
    let roles = rule.statuses.iter().find(|(of, _)| *of == status);
    let cut: Vec<_> = roles
        .map(|(_, roles)| roles)
        .into_iter()
        .flat_map(diagnosis::permission::RoleSet::singles)
        .filter(|role| rule.state(*role) == State::Reduced)
        .collect();
    html! {
        @if !cut.is_empty() {
            p.small {
                "Of these, the answer was emptied or cut for "
                @for (at, role) in cut.iter().enumerate() {
                    @if at > 0 { ", " }
                    (linked.matrix.role_names(*role).join(" + "))
                }
                "."
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
