//! Renders the links to causes, operations, and tools on the home page.

use diagnosis::cause;
use maud::{Markup, html};
use permissions::{Matrix, TokenRealm, capital};

use super::links::Links;

/// Causes of the statuses that visitors see: the status and the code.
const CAUSES: [(&str, &str, &str); 6] = [
    ("403", "may", "missing-role"),
    ("403", "may", "role-on-wrong-client"),
    ("401", "who", "client-secret-wrong"),
    ("401", "who", "token-issuer-mismatch"),
    ("401", "who", "token-expired"),
    ("404", "dim", "user-id-is-username"),
];

/// The place of a cause among the common ones, which come first in lists of causes.
pub fn commonness(code: &str) -> usize {
    CAUSES
        .iter()
        .position(|(_, _, common)| *common == code)
        .unwrap_or(CAUSES.len())
}

/// Operations that backends use.
const OPERATIONS: [&str; 6] = [
    "GET /admin/realms/{realm}/users/{user-id}",
    "GET /admin/realms/{realm}/users",
    "POST /admin/realms/{realm}/users",
    "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
    "GET /admin/realms/{realm}/clients",
    "GET /admin/realms/{realm}/groups",
];

/// The tools: path, name, and purpose.
const TOOLS: [(&str, &str, &str); 5] = [
    ("/roles", "Smallest role set", "for your code"),
    ("/what-if", "What if", "operations that roles allow"),
    ("/upgrade", "Upgrade", "operations that stop working"),
    ("/changes", "Changes", "by Keycloak release"),
    ("/guide", "Guide", "from the first 403 to the 200"),
];

/// Three lists of links. URLs begin with `prefix`.
pub fn entry_points(prefix: &str, matrix: &Matrix) -> Markup {
    html! {
        div.thirds.entry-points {
            (causes(prefix))
            (operations(prefix, matrix))
            (tools(prefix))
        }
    }
}

fn causes(prefix: &str) -> Markup {
    html! {
        section aria-labelledby="entry-causes" {
            h2 #entry-causes { "Causes" }
            ul {
                (common_causes(prefix))
                li { a href={ (prefix) "/causes" } { "All causes" } }
            }
        }
    }
}

/// The causes that many visitors look for, as list items.
pub fn common_causes(prefix: &str) -> Markup {
    html! {
        @for (status, tone, code) in CAUSES {
            @if let Some(title) = cause::title(code) {
                li {
                    span class={ "plate " (tone) } { (status) } " "
                    a href={ (prefix) "/causes/" (code) } { (title) }
                }
            }
        }
    }
}

fn operations(prefix: &str, matrix: &Matrix) -> Markup {
    let permissions = matrix.newest(TokenRealm::Target);
    let linked = Links {
        prefix,
        place: "",
        matrix,
    };
    html! {
        section aria-labelledby="entry-operations" {
            h2 #entry-operations { "Operations" }
            ul {
                @for operation in OPERATIONS.iter().filter_map(|written| matrix.operation(written)) {
                    @let sets = permissions.rule(operation).map(|rule| permissions.least_first(&rule.sufficient));
                    li {
                        a href={ (prefix) "/operations/" (operation.slug()) } { (capital(&operation.does)) }
                        @if let Some(least) = sets.as_ref().and_then(|sets| sets.first()) { " " (linked.set(*least)) }
                    }
                }
                li { a href={ (prefix) "/operations" } { "All " (permissions.operations().count()) " operations" } }
            }
        }
    }
}

fn tools(prefix: &str) -> Markup {
    html! {
        section aria-labelledby="entry-tools" {
            h2 #entry-tools { "Tools" }
            ul {
                @for (path, name, purpose) in TOOLS {
                    li { a href={ (prefix) (path) } { (name) } " " span.soft { (purpose) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_leads_to_a_page() {
        let matrix = Matrix::from_json(include_str!("../../../permissions/data/permissions.json"))
            .expect("the data file is read");
        for (_, _, code) in CAUSES {
            assert!(cause::title(code).is_some(), "{code}");
        }
        for written in OPERATIONS {
            assert!(matrix.operation(written).is_some(), "{written}");
        }
    }
}
