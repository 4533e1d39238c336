//! Renders what surrounds an operation: its breadcrumb, an example request, and its neighbors.

use maud::{Markup, html};
use permissions::{Operation, Permissions};

use render::{Rows, copy_button, operation_table};

use super::OTHER_VERSIONS;

/// The links back to the list. A version without any operation of the area lists the operation among those of other versions.
pub fn breadcrumb(
    prefix: &str,
    place: &str,
    permissions: Permissions<'_>,
    operation: &Operation,
) -> Markup {
    let area = operation.area();
    let is_listed = permissions.operations().any(|listed| listed.area() == area);
    let section = if is_listed { area } else { OTHER_VERSIONS };
    html! {
        nav.breadcrumb aria-label="Breadcrumb" {
            ol {
                li { a href={ (prefix) (place) "/operations" } { "Operations" } }
                li { a href={ (prefix) (place) "/operations#" (section) } { (area) } }
                li aria-current="page" { (operation.does) }
            }
        }
    }
}

/// An example request, and the values in its path.
pub fn call(operation: &Operation) -> Markup {
    let parameters: Vec<&str> = operation.parameters().collect();
    html! {
        section aria-labelledby="call" {
            h2 #call { a.anchor href="#call" { "Request" } }
            @if !parameters.is_empty() {
                table.list {
                    thead { tr { th scope="col" { "Path parameter" } th scope="col" { "Value" } } }
                    tbody {
                        @for name in &parameters {
                            tr { th scope="row" { code { (name) } } td { @if let Some(words) = explained(name) { (words) } } }
                        }
                    }
                }
            }
            @let command = curl(operation);
            pre tabindex="0" role="group" aria-label="Command" { code { (command) } }
            p.small { "Set the variables first. If the request has a body, add " code { "--json @body.json" } "." }
            (copy_button(&command, "Copy"))
        }
    }
}

/// The request with curl. Each part of the path that varies is a variable.
fn curl(operation: &Operation) -> String {
    let path = operation
        .parameters()
        .fold(operation.template.clone(), |path, name| {
            let variable = name.to_uppercase().replace('-', "_");
            path.replace(
                &format!("{{{name}}}"),
                &format!("${{{variable}:?Set {variable}}}"),
            )
        });
    format!(
        "curl -sS -i -X {} -H \"Authorization: Bearer ${{TOKEN:?Set TOKEN}}\" \\\n  \"${{KEYCLOAK:?Set KEYCLOAK}}{path}\"",
        operation.method
    )
}

/// The most common mistake in this parameter.
fn explained(parameter: &str) -> Option<&'static str> {
    Some(match parameter {
        "realm" => "the realm name, case-sensitive",
        "user-id" | "userId" => "the user ID, not the user name or email address",
        "member-id" => "the user ID of the member",
        "client-uuid" => "the client’s internal ID, not its Client ID",
        "client-scope-id" | "clientScopeId" => "the client scope’s ID, not its name",
        "group-id" | "groupId" => "the group’s ID, not its name or path",
        "org-id" => "the organization’s ID, not its alias",
        "role-id" => "the role’s ID, not its name",
        _ => return None,
    })
}

/// Other methods on the same path.
pub fn alike(
    prefix: &str,
    place: &str,
    permissions: Permissions<'_>,
    operation: &Operation,
) -> Markup {
    let others: Vec<&Operation> = permissions
        .matrix()
        .operations()
        .iter()
        .filter(|other| other.template == operation.template && *other != operation)
        .collect();
    let mut rows = Rows::new(prefix, place, permissions);
    html! {
        @if !others.is_empty() {
            section aria-labelledby="alike" {
                h2 #alike { a.anchor href="#alike" { "Same path, other methods" } }
                (operation_table(None, &html! { @for other in others { (rows.row(other)) } }))
            }
        }
    }
}

/// Links to the previous and the next operation, in the order of the list.
pub fn neighbors(
    prefix: &str,
    place: &str,
    permissions: Permissions<'_>,
    operation: &Operation,
) -> Markup {
    let all: Vec<&Operation> = permissions.operations().collect();
    let at = all
        .iter()
        .position(|other| *other == operation)
        .unwrap_or_default();
    let before = at.checked_sub(1).and_then(|before| all.get(before));
    let ways = [
        (before, "prev", "Previous"),
        (all.get(at + 1), "next", "Next"),
    ];
    html! {
        nav.neighbors aria-label="Other operations" {
            @for (to, rel, words) in ways {
                @if let Some(to) = to {
                    a class=(rel) rel=(rel) href={ (prefix) (place) "/operations/" (to.slug()) } {
                        span.small { (words) }
                        code { (to) }
                    }
                }
            }
        }
    }
}
