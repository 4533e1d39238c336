//! Renders operations, roles, and sets of roles as links.

use maud::{Markup, PreEscaped, html};
use permissions::{Matrix, Operation, Permissions, RoleSet, Rule};

use render::{method, path};

/// From this number of roles on, the page names the roles that are not enough instead of those that are.
const MANY: usize = 8;
/// The number of sets in a list before the rest is folded.
const LISTED: usize = 5;

/// Writes links of one page.
#[derive(Clone, Copy, Debug)]
pub struct Links<'a> {
    /// The prefix of every URL.
    pub prefix: &'a str,
    /// The part of the path that keeps the version on the next page, such as `/26.5`; empty for the newest version.
    pub place: &'a str,
    /// The permission data, for the names of roles.
    pub matrix: &'a Matrix,
}

impl Links<'_> {
    /// An operation.
    pub fn operation(self, operation: &Operation) -> Markup {
        html! {
            a.operation href={ (self.prefix) (self.place) "/operations/" (operation.slug()) } {
                (method(operation)) " " (path(operation))
            }
        }
    }

    /// A role.
    pub fn role(self, name: &str) -> Markup {
        html! { a href={ (self.prefix) (self.place) "/roles/" (name) } { code { (name) } } }
    }

    /// A set of roles that are required together.
    pub fn set(self, set: RoleSet) -> Markup {
        html! {
            @if set.is_empty() { "any token, no role needed" }
            @for (at, name) in self.matrix.role_names(set).into_iter().enumerate() {
                @if at > 0 { " + " }
                (self.role(name))
            }
        }
    }

    /// Role sets, each of which is enough.
    pub fn sets(self, sets: &[RoleSet]) -> Markup {
        html! {
            @for (at, set) in sets.iter().enumerate() {
                @if at > 0 { ", " }
                (self.set(*set))
            }
        }
    }

    /// Role sets as the subject of a sentence.
    pub fn named(self, sets: &[RoleSet]) -> Markup {
        let named = |set: &RoleSet| {
            if set.is_empty() {
                html! { "a token without roles" }
            } else {
                self.set(*set)
            }
        };
        let sets: Vec<Markup> = sets.iter().map(named).collect();
        enumerated(&sets, "and")
    }

    /// Role sets as a list, with all but the first ones folded.
    pub fn list(self, sets: &[RoleSet]) -> Markup {
        let (shown, folded) = sets.split_at(sets.len().min(LISTED));
        // One more line takes no more room than the words that fold it.
        let (shown, folded) = if folded.len() > 1 {
            (shown, folded)
        } else {
            (sets, &[][..])
        };
        html! {
            ul.sets { @for set in shown { li { (self.set(*set)) } } }
            @if !folded.is_empty() {
                details {
                    summary { (folded.len()) " more" }
                    ul.sets { @for set in folded { li { (self.set(*set)) } } }
                }
            }
        }
    }

    /// "any role", with the few roles that are not enough. `None` if a set has more than one role, or if too many roles are not enough.
    pub fn any_role(self, permissions: Permissions<'_>, sets: &[RoleSet]) -> Option<Markup> {
        let rest = all_but(permissions, sets, RoleSet::NONE)?;
        Some(html! { "any role" (self.except(rest)) })
    }

    /// "any other role", in the same way, for a partial response.
    pub fn any_other_role(self, permissions: Permissions<'_>, rule: &Rule) -> Option<Markup> {
        let more = rule
            .sufficient
            .iter()
            .filter(|set| set.len() == 1)
            .fold(RoleSet::NONE, |all, set| all.union(*set));
        let rest = all_but(permissions, &rule.reduced, more)?;
        Some(html! { "any other role" (self.except(rest)) })
    }

    /// The sets that allow a request, smallest first. If nearly every role is enough, the page names those that are not.
    pub fn sufficient(self, permissions: Permissions<'_>, rule: &Rule) -> Markup {
        let sets = permissions.least_first(&rule.sufficient);
        self.any_role(permissions, &sets)
            .unwrap_or_else(|| self.sets(&sets))
    }

    /// The sets that allow it with a partial response, in the same way.
    pub fn reduced(self, permissions: Permissions<'_>, rule: &Rule) -> Markup {
        self.any_other_role(permissions, rule)
            .unwrap_or_else(|| self.sets(&rule.reduced))
    }

    fn except(self, rest: RoleSet) -> Markup {
        html! { @if !rest.is_empty() { " except " (self.each(rest)) } }
    }

    /// Every role of a set.
    pub fn each(self, set: RoleSet) -> Markup {
        let singles: Vec<RoleSet> = set.singles().collect();
        self.sets(&singles)
    }
}

/// Links to the page at this path in the formats for other programs.
pub fn formats(prefix: &str, path: &str) -> Markup {
    html! {
        p.small {
            "This page as "
            a href={ (prefix) (path) ".md" } { "Markdown" } " or "
            a href={ (prefix) (path) ".json" } { "JSON" }
        }
    }
}

/// Things in a sentence: "a", "a and b", or "a, b, and c".
pub fn enumerated(things: &[Markup], last_word: &str) -> Markup {
    let things: Vec<&str> = things.iter().map(|thing| thing.0.as_str()).collect();
    PreEscaped(permissions::enumerated(&things, last_word))
}

/// The roles that are neither in these sets nor in `more`; `None` if these are many.
fn all_but(permissions: Permissions<'_>, sets: &[RoleSet], more: RoleSet) -> Option<RoleSet> {
    if sets.iter().any(|set| set.len() != 1) {
        return None;
    }
    let named = sets.iter().fold(RoleSet::NONE, |all, set| all.union(*set));
    let rest = permissions.roles().without(named).without(more);
    (sets.len() >= MANY && rest.len() < MANY).then_some(rest)
}

/// A value for the query of a link.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
