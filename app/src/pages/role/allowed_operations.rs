//! Renders the operations that a role allows, alone or with another role.

use std::collections::BTreeMap;

use maud::{Markup, html};
use permissions::{Operation, Permissions, Role, RoleSet, State, counted};
use render::{method, path};

use crate::pages::{links::Links, operations::areas};

/// The number of operations from which they are folded, area by area.
const UNFOLDED: usize = 30;

/// The results for a caller with one role in one version.
pub struct AllowedOperations<'m> {
    full: Vec<&'m Operation>,
    partial: Vec<&'m Operation>,
    /// Other roles, with the operations that they allow together with this one.
    together: BTreeMap<RoleSet, Vec<&'m Operation>>,
    /// The number of operations that some role allows.
    of_any_role: usize,
}

impl<'m> AllowedOperations<'m> {
    /// Looks up the results in the permission data.
    pub fn of(permissions: Permissions<'m>, held: RoleSet) -> Self {
        let mut allowed = Self {
            full: Vec::new(),
            partial: Vec::new(),
            together: BTreeMap::new(),
            of_any_role: 0,
        };
        for (operation, state) in permissions.results(held) {
            let Some(rule) = permissions.rule(operation) else {
                continue;
            };
            allowed.of_any_role += usize::from(!rule.sufficient.is_empty());
            match state {
                State::Allowed => {
                    allowed.full.push(operation);
                    continue;
                }
                State::Partial => allowed.partial.push(operation),
                State::Denied | State::Unknown => {}
            }
            for set in rule.sufficient.iter().filter(|set| set.contains(held)) {
                let further = allowed.together.entry(set.without(held)).or_default();
                further.push(operation);
            }
        }
        allowed
    }

    /// A summary in a few words.
    pub fn sum(&self) -> String {
        let writing = writing(&self.full);
        match (self.full.len(), writing) {
            (0, _) => "no operation".to_owned(),
            (all, 0) => format!("{} (read only)", counted(all, "operation", "operations")),
            (all, writing) => format!(
                "{} ({writing} {})",
                counted(all, "operation", "operations"),
                if writing == 1 { "writes" } else { "write" }
            ),
        }
    }

    /// The summary as a paragraph.
    pub fn summary(&self, role: &Role, version: &str) -> Markup {
        html! {
            p.answer {
                strong { (self.full.len()) } " of " (self.of_any_role) " operations "
                span.small { "that any role allows in Keycloak " (version) }
            }
            p {
                "On its own, " code { (role.name) } " allows " (self.sum())
                @if !self.partial.is_empty() { " and " (self.partial.len()) " more with a partial response" }
                ". "
                @if !self.together.is_empty() { "Some operations also require another role. " }
                "Every method except GET counts as writing."
            }
        }
    }

    /// Warnings about unexpected properties of the role.
    pub fn warnings(&self, linked: Links<'_>, role: &Role) -> Markup {
        let writing: Vec<&Operation> = self
            .full
            .iter()
            .filter(|operation| operation.writes())
            .copied()
            .collect();
        let only_reads = ["view-", "query-"]
            .iter()
            .any(|start| role.name.starts_with(start));
        html! {
            @if self.of_any_role > 0 && self.full.len() == self.of_any_role {
                p.failure {
                    strong { "This role allows every operation that any role allows. " }
                    "Anyone who steals a token with this role controls the whole realm. A backend rarely needs it: "
                    a href={ (linked.prefix) "/roles" } { "find the smallest role set for your backend" } "."
                }
            }
            @if only_reads && !writing.is_empty() {
                div.failure {
                    p {
                        strong { "The name suggests read access, but the role allows " (counted(writing.len(), "operation that is \
                         not a GET", "operations that are not GETs")) "." }
                        " Check that you want to grant this:"
                    }
                    ul.changed {
                        @for operation in &writing { li { (linked.operation(operation)) " " span.small { (operation.does) } } }
                    }
                }
            }
        }
    }

    /// The operations that the role allows alone, by area.
    pub fn by_area(&self, linked: Links<'_>) -> Markup {
        let mut all: Vec<&Operation> = self.full.iter().chain(&self.partial).copied().collect();
        all.sort_by(|one, other| {
            (&one.template, &one.method).cmp(&(&other.template, &other.method))
        });
        let open = all.len() <= UNFOLDED;
        html! {
            @if !all.is_empty() {
                section aria-labelledby="alone" {
                    h2 #alone { a.anchor href="#alone" { "Allowed with this role alone" } }
                    @for (area, operations) in areas(all.into_iter()) {
                        details.area open[open] {
                            summary {
                                (area) " "
                                span.small { (self.in_area(&operations)) }
                            }
                            ul.operations.short { @for operation in operations { (self.line(linked, operation)) } }
                        }
                    }
                }
            }
        }
    }

    fn in_area(&self, operations: &[&Operation]) -> String {
        let partial = operations
            .iter()
            .filter(|operation| self.partial.contains(operation))
            .count();
        let mut words = counted(operations.len(), "operation", "operations");
        let writing = writing(operations);
        if writing > 0 {
            words = format!("{words}, {writing} of them write");
        }
        if partial > 0 {
            words = format!("{words}; {partial} with a partial response");
        }
        words
    }

    fn line(&self, linked: Links<'_>, operation: &Operation) -> Markup {
        html! {
            li {
                a href={ (linked.prefix) (linked.place) "/operations/" (operation.slug()) } { (method(operation)) " " (path(operation)) }
                p { (operation.does) @if self.partial.contains(&operation) { " " span.tag { "partial" } } }
            }
        }
    }

    /// The operations that the role allows only together with another role.
    pub fn with_others(&self, linked: Links<'_>) -> Markup {
        let mut together: Vec<_> = self.together.iter().collect();
        together.sort_by_key(|(further, operations)| {
            (further.len(), usize::MAX - operations.len(), **further)
        });
        html! {
            @if !together.is_empty() {
                section aria-labelledby="together" {
                    h2 #together { a.anchor href="#together" { "Allowed together with another role" } }
                    @for (further, operations) in together {
                        details.area {
                            summary {
                                "with " (linked.matrix.role_names(*further).join(" + ")) " "
                                span.small { (counted(operations.len(), "operation", "operations")) }
                            }
                            ul.operations.short { @for operation in operations { (self.line(linked, operation)) } }
                        }
                    }
                }
            }
        }
    }
}

fn writing(operations: &[&Operation]) -> usize {
    operations
        .iter()
        .filter(|operation| operation.writes())
        .count()
}
