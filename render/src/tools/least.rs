//! Renders the smallest role set for the selected operations.

use maud::{Markup, html};
use permissions::{Operation, Permissions, RoleSet, Smallest, State, TokenRealm};
use reader::reading::fixes_to_grant;

use super::{
    Choice, Known, Shown, Tool,
    controls::{notes, token_realms, versions},
    operation_list::{by_area, number, operation, short, state, with_writes, writing},
    share::{quoted, share},
};
use crate::report::{Seen, fixes};

/// The maximum number of operations that a search shows.
const FOUND: usize = 40;

/// The selected operations that exist in this version, each once, and the selected texts that are not such an operation.
fn chosen<'m>(permissions: Permissions<'m>, choice: &Choice) -> (Vec<&'m Operation>, Vec<String>) {
    let (mut there, mut not) = (Vec::new(), Vec::new());
    for written in &choice.operations {
        let known = permissions.matrix().operation(written).or_else(|| {
            let (method, path) = written.split_once(char::is_whitespace)?;
            Some(permissions.find(method, path)?.operation)
        });
        match known.filter(|known| permissions.rule(known).is_some()) {
            Some(known) if there.contains(&known) => {}
            Some(known) => there.push(known),
            None => not.push(written.clone()),
        }
    }
    (there, not)
}

/// The version, the realm, and a checkbox for each operation that the search finds, or for all operations by area.
pub fn choices(known: Known, choice: &Choice) -> Markup {
    let permissions = choice.permissions(known.matrix);
    let (chosen, not) = chosen(permissions, choice);
    let tick = |one: &Operation| {
        html! {
            label.tick {
                input type="checkbox" name="operation" id=(format!("op-{}", one.slug())) value=(one) checked[chosen.contains(&one)];
                span { code { (short(one)) } " " span.does { (one.does) } }
            }
        }
    };
    let found = permissions.search(&choice.find);
    html! {
        div.pair {
            (versions(known.matrix, "keycloak", "Keycloak version", permissions, &choice.keycloak, &[]))
            (token_realms(choice))
        }
        @if choice.incomplete { input type="hidden" name="complete" value="false"; }
        // Selected operations that the search does not show stay selected.
        @for written in not { input type="hidden" name="operation" value=(written); }
        @if choice.find.is_empty() {
            (by_area(
                &found,
                |one| one,
                |_, all| {
                    let ticked = all.iter().filter(|one| chosen.contains(one)).count();
                    if ticked == 0 { all.len().to_string() } else { format!("{ticked} of {} selected", all.len()) }
                },
                |one| tick(one),
            ))
        } @else {
            @for one in &chosen {
                @if !found.iter().take(FOUND).any(|found| found == one) { input type="hidden" name="operation" value=(one); }
            }
            p.count {
                @match found.len() {
                    0 => "No match. Try part of the path, or an action such as “reset password”.",
                    count if count > FOUND => (format!("{count} matches, showing the best {FOUND}:")),
                    count => (format!("{}:", number(count))),
                }
            }
            ul.ops { @for one in found.iter().take(FOUND) { li { (tick(one)) } } }
        }
    }
}

/// The smallest role set with its details.
pub fn shown(known: Known, choice: &Choice, unknown: &[String]) -> Shown {
    let permissions = choice.permissions(known.matrix);
    let (needed, mut not) = chosen(permissions, choice);
    let smallest = permissions.smallest(&needed);
    let roles = known.matrix.role_names(smallest.roles);
    let command = command(&needed, permissions, choice);
    let to_grant = fixes_to_grant(
        &roles,
        choice.token_realm(),
        permissions.version(),
        known.matrix,
    );
    not.extend(
        unknown
            .iter()
            .filter(|call| !choice.operations.contains(call))
            .cloned(),
    );
    let open_ones = needed.len() - smallest.impossible.len() - smallest.unknown.len();
    let is_partial = choice.incomplete && !needed.is_empty();
    let heading = if is_partial {
        "At least these roles"
    } else {
        "Smallest role set"
    };
    let none = if is_partial {
        "No role is required for the recognized requests: any valid token is enough for them."
    } else {
        "No role is required: any valid token is enough."
    };
    let summary = if needed.is_empty() {
        "No operation selected.".to_owned()
    } else if open_ones == 0 {
        "No role allows the selected operations.".to_owned()
    } else if roles.is_empty() {
        format!("{} selected. {none}", number(needed.len()))
    } else {
        format!(
            "{} selected. {heading}: {}.",
            number(needed.len()),
            roles.join(", ")
        )
    };
    let partly = is_partial
        .then(|| "Part of the code was not understood, so more roles may be required.".to_owned());
    let answer = html! {
        h2 #answer-heading tabindex="-1" { (heading) }
        (notes(choice, &[(&choice.keycloak, permissions)], partly.as_slice()))
        @if needed.is_empty() {
            p.lead { "Select operations or paste code. The required roles appear here." }
        } @else {
            p.answer-roles {
                @if open_ones == 0 { "No role allows the selected operations." }
                @else if roles.is_empty() { (none) }
                @for role in &roles { a href=(format!("{}/roles/{role}", known.prefix)) { code { (role) } } " " }
            }
            p.small {
                "Measured on Keycloak " (permissions.version_name()) ". "
                @if !roles.is_empty() { "Assign " (container(choice.token_realm())) "." }
            }
        }
        (not_allowed(&smallest, permissions, known))
        @if !not.is_empty() {
            section aria-labelledby="not-found" {
                h3 #not-found { "Not in Keycloak " (permissions.version_name()) }
                ul.ops { @for written in not.iter().take(100) { li { code { (written) } (elsewhere(known, permissions, written)) } } }
                @if not.len() > 100 { p.small { "and " (not.len() - 100) " more" } }
            }
        }
        (picked(&needed, &smallest, permissions, choice, known))
        (fixes(&to_grant, &[], "Assign the roles", Seen::Pasted, None))
        (together(&smallest, known))
        (definition())
        @if !needed.is_empty() { (share(Tool::Roles, choice, &command, known)) }
    };
    Shown {
        answer: answer.into_string(),
        summary,
    }
}

fn not_allowed(smallest: &Smallest, permissions: Permissions, known: Known) -> Markup {
    html! {
        @if !smallest.impossible.is_empty() {
            section aria-labelledby="impossible" {
                h3 #impossible { "Operations that no role allows" }
                p.small { "No role in tokens of " (permissions.token_realm().to_string()) " allows them." }
                ul.ops { @for one in &smallest.impossible { li { (operation(one, known.prefix)) } } }
            }
        }
        @if !smallest.unknown.is_empty() {
            section aria-labelledby="unmeasured" {
                h3 #unmeasured { "Operations that were not measured" }
                p.small { "Their required roles are unknown, so no role was added for them." }
                ul.ops {
                    @for one in &smallest.unknown {
                        li {
                            (operation(one, known.prefix))
                            @if let Some(why) = permissions.rule(one).and_then(|rule| rule.unmeasured.as_ref()) { span.by { (why) } }
                        }
                    }
                }
            }
        }
    }
}

/// The selected operations, each with the roles that it requires and a link that removes it.
fn picked(
    needed: &[&Operation],
    smallest: &Smallest,
    permissions: Permissions,
    choice: &Choice,
    known: Known,
) -> Markup {
    html! {
        @if !needed.is_empty() {
            section aria-labelledby="chosen" {
                h3 #chosen { "Selected: " (number(needed.len())) }
                table.list.chosen {
                    thead { tr { th scope="col" { "Operation" } th scope="col" { "Required role" } td {} } }
                    tbody {
                        @for one in needed {
                            @let rest = Choice {
                                operations: needed.iter().filter(|other| *other != one).map(ToString::to_string).collect(),
                                ..choice.clone()
                            };
                            tr {
                                td { (operation(one, known.prefix)) }
                                td { (required(one, smallest, permissions)) }
                                td {
                                    a data-remove=(one) href=(format!("{}{}?{}", known.prefix, Tool::Roles.path(), rest.query()))
                                        aria-label=(format!("Remove {one}")) { "Remove" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The roles of the smallest set without which the operation is denied.
fn required(one: &Operation, smallest: &Smallest, permissions: Permissions) -> Markup {
    let roles: Vec<&str> = smallest
        .needs
        .iter()
        .filter(|need| need.needed_for.contains(&one))
        .map(|need| need.role)
        .collect();
    let allows_any_token = permissions
        .rule(one)
        .is_some_and(|rule| rule.state(RoleSet::NONE) == State::Allowed);
    html! {
        @if smallest.impossible.contains(&one) { span.dim { "no role" } }
        @else if smallest.unknown.contains(&one) { span.dim { "not measured" } }
        @else if allows_any_token { span.dim { "none" } }
        @else if roles.is_empty() { span.dim { "any of these roles" } }
        @for (at, role) in roles.iter().enumerate() { @if at > 0 { " + " } code { (role) } }
    }
}

/// The other operations that the role set allows, and each of its roles alone.
fn together(smallest: &Smallest, known: Known) -> Markup {
    let beyond = &smallest.also_allows;
    html! {
        @if !smallest.roles.is_empty() {
            section aria-labelledby="beyond" {
                h3 #beyond { "Other operations that these roles allow" }
                p { (with_writes(beyond.len(), writing(beyond.iter().map(|(one, _)| *one)))) "." }
                @if smallest.needs.len() > 1 {
                    ul.small {
                        @for need in &smallest.needs {
                            li {
                                code { (need.role) } " alone: "
                                (with_writes(need.also_allows.len(), writing(need.also_allows.iter().map(|(one, _)| *one)))) "."
                            }
                        }
                    }
                }
                @if !beyond.is_empty() {
                    details {
                        summary { span { "Show by area" } }
                        (by_area(
                            beyond,
                            |(one, _)| one,
                            |_, all| {
                                let writing = all.iter().filter(|(one, _)| one.writes()).count();
                                if writing == 0 { all.len().to_string() } else { format!("{} ({writing} write)", all.len()) }
                            },
                            |(one, as_what)| html! {
                                (operation(one, known.prefix))
                                @if *as_what == State::Partial { " " (state(Some(*as_what))) }
                            },
                        ))
                    }
                }
            }
        }
    }
}

fn definition() -> Markup {
    html! {
        details.definition {
            summary { span { "How the smallest set is chosen" } }
            p { "Only sets that allow every selected operation with its full response count. Why403 compares all of them, in this order:" }
            ol {
                li { "fewest other operations that write (every method except GET)" }
                li { "fewest other operations" }
                li { "fewest roles" }
                li { "alphabetical order" }
            }
            p { "Writes come first because they can do damage. Fewest roles first would always select " code { "realm-admin" } "." }
        }
    }
}

/// The versions with an operation that this version lacks, or a similar operation.
fn elsewhere(known: Known, permissions: Permissions, written: &str) -> Markup {
    if let Some(one) = known.matrix.operation(written) {
        let there: Vec<String> = known
            .matrix
            .versions()
            .iter()
            .filter(|version| {
                known
                    .matrix
                    .at(**version, permissions.token_realm())
                    .rule(one)
                    .is_some()
            })
            .map(ToString::to_string)
            .collect();
        return html! { span.by { "measured in " (there.join(", ")) } };
    }
    let path = written
        .split_once(char::is_whitespace)
        .map_or(written, |(_, path)| path);
    let other = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        .into_iter()
        .filter(|_| written.contains(char::is_whitespace))
        .find_map(|method| Some(permissions.find(method, path)?.operation));
    html! {
        @if let Some(other) = other { span.by { "similar: " (operation(other, known.prefix)) } }
    }
}

fn command(needed: &[&Operation], permissions: Permissions, choice: &Choice) -> String {
    let mut command = "why403 roles".to_owned();
    for one in needed {
        command.push_str(" \\\n  --operation ");
        command.push_str(&quoted(&one.to_string()));
    }
    let version = if choice.keycloak.parse::<permissions::Version>().is_ok() {
        choice.keycloak.clone()
    } else {
        permissions.version_name()
    };
    command.push_str(" \\\n  --keycloak ");
    command.push_str(&quoted(&version));
    if choice.master {
        command.push_str(" --token-realm master");
    }
    command
}

/// The client or realm that contains the roles.
fn container(token_realm: TokenRealm) -> Markup {
    html! {
        @match token_realm {
            TokenRealm::Target => { "client roles of " code { "realm-management" } " in the target realm" }
            TokenRealm::Master => {
                "client roles of " code { "{realm}-realm" } " in the realm " code { "master" } "; "
                code { "admin" } " and " code { "create-realm" } " are realm roles there"
            }
        }
    }
}
