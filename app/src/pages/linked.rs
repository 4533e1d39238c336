//! How are operations, roles and sets of roles written where they lead to their pages?

use diagnosis::permission::{Matrix, Operation, RoleSet, State};
use maud::{Markup, html};

use crate::operation_rows::{method, path};

/// Writes links of one page.
#[derive(Clone, Copy, Debug)]
pub struct Linked<'a> {
    /// What precedes every address.
    pub prefix: &'a str,
    /// What follows the addresses, so that the next page is about the same version.
    pub query: &'a str,
    /// Where the roles have their names from.
    pub matrix: &'a Matrix,
}

impl Linked<'_> {
    /// An operation.
    pub fn operation(self, operation: &Operation) -> Markup {
        html! {
            a.operation href={ (self.prefix) "/operations/" (operation.slug()) (self.query) } {
                (method(operation)) " " (path(operation))
            }
        }
    }

    /// A role.
    pub fn role(self, name: &str) -> Markup {
        html! { a href={ (self.prefix) "/roles/" (name) (self.query) } { code { (name) } } }
    }

    /// A set of roles that are needed together.
    pub fn set(self, set: RoleSet) -> Markup {
        html! {
            span.set {
                @if set.is_empty() { "any token, without a role" }
                @for (at, name) in self.matrix.role_names(set).into_iter().enumerate() {
                    @if at > 0 { " + " }
                    (self.role(name))
                }
            }
        }
    }

    /// Sets of roles, any one of which will do.
    pub fn sets(self, sets: &[RoleSet]) -> Markup {
        html! {
            @for (at, set) in sets.iter().enumerate() {
                @if at > 0 { ", " }
                (self.set(*set))
            }
        }
    }

    /// Every single role of a set.
    pub fn each(self, set: RoleSet) -> Markup {
        let singles: Vec<RoleSet> = set.singles().collect();
        self.sets(&singles)
    }
}

/// What a caller gets, in a word.
pub fn word(state: Option<State>) -> &'static str {
    match state {
        Some(State::Open) => "let through",
        Some(State::Reduced) => "emptied or cut",
        Some(State::Refused) => "refused",
        Some(State::Unknown) => "not measured",
        None => "not there",
    }
}

/// A number of things, `1 operation` or `3 operations`.
pub fn count(number: usize, one: &str, more: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {more}")
    }
}
