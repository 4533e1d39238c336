//! Renders operations as rows of a table: what they do, and which roles they require.
//!
//! The server lists all operations with it, and the browser those that a search finds. Each row names the filters that keep it.

use std::collections::HashMap;

use maud::{Markup, html};
use permissions::{Operation, Permissions, RoleSet};

/// The number of alternatives from which they are counted instead of named.
const NAMED: usize = 3;
/// The maximum number of search results.
const SHOWN: usize = 50;

/// Renders the rows of one version. Many operations require the same roles, so each set is sorted only once.
pub struct Rows<'a> {
    prefix: &'a str,
    /// The part of the path that keeps the version on the next page, such as `/26.5`; empty for the newest version.
    place: &'a str,
    permissions: Permissions<'a>,
    /// The filters that a row must match to be visible.
    wanted: Vec<String>,
    ordered: HashMap<Vec<RoleSet>, Needed>,
}

/// The smallest role set that allows operations, with its alternatives.
#[derive(Clone)]
struct Needed {
    /// The roles of the smallest set.
    roles: Vec<String>,
    markup: Markup,
}

impl<'a> Rows<'a> {
    /// Rows with links that begin with `prefix` and `place`.
    pub fn new(prefix: &'a str, place: &'a str, permissions: Permissions<'a>) -> Self {
        Self {
            prefix,
            place,
            permissions,
            wanted: Vec::new(),
            ordered: HashMap::new(),
        }
    }

    /// Hides the rows that do not match all of these filters: `reads` or `writes`, `area-users`, `role-view-users`.
    #[must_use]
    pub fn filtered(mut self, wanted: Vec<String>) -> Self {
        self.wanted = wanted;
        self
    }

    /// The number of these operations that match the filters.
    pub fn matching<'o>(&mut self, operations: impl IntoIterator<Item = &'o Operation>) -> usize {
        operations
            .into_iter()
            .filter(|operation| self.is_wanted(operation))
            .count()
    }

    fn is_wanted(&mut self, operation: &Operation) -> bool {
        let filters = self.filters(operation);
        self.wanted.iter().all(|wanted| filters.contains(wanted))
    }

    /// The filters that keep this operation.
    fn filters(&mut self, operation: &Operation) -> Vec<String> {
        let access = if operation.writes() {
            "writes"
        } else {
            "reads"
        };
        let roles = self.needed(operation).map_or_else(Vec::new, |needed| {
            needed
                .roles
                .iter()
                .map(|role| format!("role-{role}"))
                .collect()
        });
        [access.to_owned(), format!("area-{}", operation.area())]
            .into_iter()
            .chain(roles)
            .collect()
    }

    /// The operations that a search finds, best first, and a sentence with their number.
    pub fn found(&mut self, typed: &str) -> (String, Markup) {
        let found = self.permissions.search(typed);
        let summary = match found.len() {
            0 => "No match. Try fewer words.".to_owned(),
            1 => "1 operation:".to_owned(),
            count if count <= SHOWN => format!("{count} operations, closest first:"),
            count => format!("{count} operations, showing the {SHOWN} closest:"),
        };
        let rows = html! {
            @for operation in found.into_iter().take(SHOWN) { (self.row(operation)) }
        };
        (summary, rows)
    }

    /// One operation as a row of the table.
    pub fn row(&mut self, operation: &Operation) -> Markup {
        let needs = self.needs(operation);
        let filters = self.filters(operation);
        let is_hidden = !self.is_wanted(operation);
        html! {
            tr data-filter=(filters.join(" ")) hidden[is_hidden] {
                td { (method(operation)) }
                td { a.operation href={ (self.prefix) (self.place) "/operations/" (operation.slug()) } { (path(operation)) } }
                td { (operation.does) }
                td.role-sets { (needs) }
            }
        }
    }

    /// The role set that the operation requires in this version, if it was measured.
    fn needed(&mut self, operation: &Operation) -> Option<Needed> {
        let rule = self.permissions.rule(operation)?;
        if rule.unmeasured.is_some() {
            return None;
        }
        let known = self.ordered.get(&rule.sufficient).cloned();
        Some(known.unwrap_or_else(|| {
            let needed = sufficient(self.permissions, &rule.sufficient);
            self.ordered.insert(rule.sufficient.clone(), needed.clone());
            needed
        }))
    }

    fn needs(&mut self, operation: &Operation) -> Markup {
        let Some(rule) = self.permissions.rule(operation) else {
            return html! { "not in this version" };
        };
        if rule.unmeasured.is_some() {
            return html! { "not measured" };
        }
        let needed = self.needed(operation).map(|needed| needed.markup);
        let reduced: Vec<String> = rule
            .reduced
            .iter()
            .map(|set| joined(self.permissions, *set))
            .collect();
        html! {
            @if let Some(needed) = needed { (needed) }
            @if !reduced.is_empty() {
                " " small { "partial: " (alternatives(&reduced, "sets of roles")) }
            }
        }
    }
}

/// The method, recognizable by its letters and its shape.
pub fn method(operation: &Operation) -> Markup {
    html! { b.method.writes[operation.writes()] { (operation.method) } }
}

/// The path, with the common beginning of all paths muted.
pub fn path(operation: &Operation) -> Markup {
    const REALM: &str = "/admin/realms/{realm}";
    html! {
        @match operation.template.strip_prefix(REALM) {
            Some(rest) if !rest.is_empty() => code { i { (REALM) } (rest) },
            _ => code { (operation.template) },
        }
    }
}

/// The roles of a set, `view-clients + view-users`.
pub fn joined(permissions: Permissions<'_>, set: RoleSet) -> String {
    permissions.matrix().role_names(set).join(" + ")
}

/// The smallest set and its alternatives. `realm-admin` is nearly always enough, and is named only if no smaller role is.
fn sufficient(permissions: Permissions<'_>, sets: &[RoleSet]) -> Needed {
    let mut names: Vec<String> = permissions
        .least_first(sets)
        .into_iter()
        .map(|set| joined(permissions, set))
        .collect();
    if names.len() > 1 {
        names.retain(|name| name != "realm-admin");
    }
    let roles = names
        .first()
        .map(|least| least.split(" + ").filter(|role| !role.is_empty()))
        .map_or_else(Vec::new, |roles| roles.map(str::to_owned).collect());
    let markup = html! {
        @match names.split_first() {
            None => "no realm role",
            Some((least, _)) if least.is_empty() => "any token of the realm",
            Some((least, [])) => code { (least) },
            Some((least, others)) => {
                code { (least) } " " small { "or " (alternatives(others, "others")) }
            }
        }
    };
    Needed { roles, markup }
}

/// A table of operations with these rows. `body` is the ID of its body, for tables whose rows change.
pub fn operation_table(body: Option<&str>, rows: &Markup) -> Markup {
    html! {
        table.list.operations {
            thead {
                tr {
                    th scope="col" { "Method" }
                    th scope="col" { "Path" }
                    th scope="col" { "Action" }
                    th scope="col" { "Smallest role set" }
                }
            }
            tbody id=[body] { (rows) }
        }
    }
}

fn alternatives(names: &[String], what: &str) -> String {
    if names.len() > NAMED {
        format!("any of {} {what}", names.len())
    } else {
        names.join(", ")
    }
}
