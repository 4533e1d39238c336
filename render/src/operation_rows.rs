//! Renders operations as rows: what they do, and which roles they require.
//!
//! The same for the server, which lists all of them, and for the browser, which lists those that are being searched for.

use std::collections::HashMap;

use maud::{Markup, html};
use permissions::{Operation, Permissions, RoleSet};

/// More alternatives than this are counted instead of named.
const NAMED: usize = 3;
/// More than this is no response to a search.
const SHOWN: usize = 50;

/// Writes the lines of one version. Many operations need the same roles, so those are put in order once.
pub struct Rows<'a> {
    prefix: &'a str,
    /// What follows the addresses, so that the next page is about the same version.
    query: &'a str,
    permissions: Permissions<'a>,
    ordered: HashMap<Vec<RoleSet>, Markup>,
}

impl<'a> Rows<'a> {
    /// Lines with links that begin with `prefix` and end with `query`.
    pub fn new(prefix: &'a str, query: &'a str, permissions: Permissions<'a>) -> Self {
        Self {
            prefix,
            query,
            permissions,
            ordered: HashMap::new(),
        }
    }

    /// The operations a search found, best first, and in words how many there are.
    pub fn found(&mut self, typed: &str) -> (String, Markup) {
        let found = self.permissions.search(typed);
        let told = match found.len() {
            0 => "No match. Try fewer words.".to_owned(),
            1 => "1 operation:".to_owned(),
            count if count <= SHOWN => format!("{count} operations, closest first:"),
            count => format!("{count} operations, showing the {SHOWN} closest:"),
        };
        let rows = html! {
            @for operation in found.into_iter().take(SHOWN) { (self.row(operation)) }
        };
        (told, rows)
    }

    /// One operation as an item of a list.
    pub fn row(&mut self, operation: &Operation) -> Markup {
        let needs = self.needs(operation);
        html! {
            li {
                a href={ (self.prefix) "/operations/" (operation.slug()) (self.query) } { (method(operation)) " " (path(operation)) }
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

/// The method, to be told from others by its letters and its shape.
pub fn method(operation: &Operation) -> Markup {
    html! { b.method.writes[operation.writes()] { (operation.method) } }
}

/// The path. What nearly all of them begin with is set back.
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

/// The smallest set, and what else would do. `realm-admin` does nearly always, and is named only where nothing less does.
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
