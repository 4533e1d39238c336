//! Renders operations as rows: what they do, and which roles they require.
//!
//! The server lists all operations with it, and the browser those that a search finds.

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
    ordered: HashMap<Vec<RoleSet>, Markup>,
}

impl<'a> Rows<'a> {
    /// Rows with links that begin with `prefix` and `place`.
    pub fn new(prefix: &'a str, place: &'a str, permissions: Permissions<'a>) -> Self {
        Self {
            prefix,
            place,
            permissions,
            ordered: HashMap::new(),
        }
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

    /// One operation as an item of a list.
    pub fn row(&mut self, operation: &Operation) -> Markup {
        let needs = self.needs(operation);
        html! {
            li {
                a href={ (self.prefix) (self.place) "/operations/" (operation.slug()) } { (method(operation)) " " (path(operation)) }
                p { (operation.does) }
                p.need { (needs) }
            }
        }
    }

    fn needs(&mut self, operation: &Operation) -> Markup {
        let Some(rule) = self.permissions.rule(operation) else {
            return html! { "not in this version" };
        };
        if rule.unmeasured.is_some() {
            return html! { "not measured" };
        }
        let sufficient = self
            .ordered
            .get(&rule.sufficient)
            .cloned()
            .unwrap_or_else(|| {
                let markup = sufficient(self.permissions, &rule.sufficient);
                self.ordered.insert(rule.sufficient.clone(), markup.clone());
                markup
            });
        let reduced: Vec<String> = rule
            .reduced
            .iter()
            .map(|set| joined(self.permissions, *set))
            .collect();
        html! {
            (sufficient)
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
fn sufficient(permissions: Permissions<'_>, sets: &[RoleSet]) -> Markup {
    let mut names: Vec<String> = permissions
        .least_first(sets)
        .into_iter()
        .map(|set| joined(permissions, set))
        .collect();
    if names.len() > 1 {
        names.retain(|name| name != "realm-admin");
    }
    html! {
        @match names.split_first() {
            None => "no realm role",
            Some((least, _)) if least.is_empty() => "any token of the realm",
            Some((least, [])) => code { (least) },
            Some((least, others)) => {
                code { (least) } " " small { "or " (alternatives(others, "others")) }
            }
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
