//! Renders the role analysis: required, assigned, and unneeded roles.

use diagnosis::report::{Report, RoleRow};
use maud::{Markup, html};

/// The columns of the table after the role. On narrow screens, each cell repeats the name of its column.
const COLUMNS: [&str; 3] = ["Allows this request", "Assigned", "Also allows"];

/// The role analysis: a comparison as a table, and lists below it. Links begin with `prefix`.
pub fn roles(report: &Report, prefix: &str) -> Markup {
    let roles = &report.roles;
    let seen = report.token.is_some();
    let called: String = form_urlencoded::byte_serialize(report.operation.as_bytes()).collect();
    let least = if roles.needed.iter().any(|set| set.len() > 1) {
        "Smallest role set"
    } else {
        "Least privileged role"
    };
    let sums = [
        (least, sets(&roles.needed)),
        ("Alternatives", sets(&roles.also_sufficient)),
        (
            "Missing",
            if seen {
                list(&roles.missing)
            } else {
                html! { "unknown" }
            },
        ),
        (
            "Listed in the token",
            if seen {
                list(&roles.claimed)
            } else {
                html! { "no token available" }
            },
        ),
        (
            "Not needed",
            if seen {
                list(&roles.excess)
            } else {
                html! { "unknown" }
            },
        ),
    ];
    html! {
        @if !(roles.table.is_empty() && roles.needed.is_empty()) {
            section aria-labelledby="roles" {
                h2 #roles { "Roles" }
                table.stacked {
                    thead {
                        tr {
                            th scope="col" { "Role of " (roles.container) }
                            @for column in COLUMNS { th scope="col" { (column) } }
                        }
                    }
                    tbody { @for row in &roles.table { (compared(row, &roles.missing, seen, prefix)) } }
                }
                p.small {
                    (roles.effective) " "
                    a href={ (prefix) "/operations?q=" (called) } { "This operation in all versions" }
                }
                dl.sums { @for (what, roles) in sums { div { dt { (what) } dd { (roles) } } } }
            }
        }
    }
}

fn compared(row: &RoleRow, missing: &[String], seen: bool, prefix: &str) -> Markup {
    let (through, through_class) = match (row.sufficient, row.least) {
        (true, _) => ("yes", Some("yes")),
        (false, true) => ("together with the other required roles", None),
        (false, false) => ("no", None),
    };
    let (held, held_class) = match (row.claimed, missing.contains(&row.role)) {
        (true, _) => ("yes", Some("yes")),
        (false, true) if seen => ("missing", Some("nope")),
        (false, false) if seen => ("no", None),
        (false, _) => ("unknown", None),
    };
    let opens = match (row.opens, row.opens_writes) {
        (0, _) => "nothing else".to_owned(),
        (1, 0) => "1 other operation (read only)".to_owned(),
        (count, 0) => format!("{count} other operations (read only)"),
        (count, writes) => format!("{count} other operations ({writes} write)"),
    };
    let [allows, assigned, also] = COLUMNS;
    html! {
        tr {
            th scope="row" { a href={ (prefix) "/roles/" (row.role) } { code { (row.role) } } @if row.least { " " span.tag { "smallest" } } }
            td class=[through_class] data-label=(allows) { (through) }
            td class=[held_class] data-label=(assigned) { (held) }
            td data-label=(also) { (opens) }
        }
    }
}

fn list(roles: &[String]) -> Markup {
    html! {
        @if roles.is_empty() { "none" }
        @for role in roles { code { (role) } " " }
    }
}

/// Role sets: all roles of a set are required, and any one set is enough.
fn sets(sets: &[Vec<String>]) -> Markup {
    let joined: Vec<String> = sets.iter().map(|set| set.join(" + ")).collect();
    list(&joined)
}
