//! Renders the tools `/roles`, `/what-if`, and `/upgrade`.
//!
//! The HTML depends only on the choice and the measured data. The same functions render it on the server and in the browser.

mod choice;
mod code;
mod controls;
mod least;
mod operation_list;
mod share;
mod upgrade;
mod what_if;

pub use choice::Choice;
pub(crate) use share::quoted;

use permissions::Matrix;

/// One of the tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The smallest set of roles for some operations.
    Roles,
    /// The operations that a role set allows.
    WhatIf,
    /// The changes of an upgrade.
    Upgrade,
}

/// The permission data, and the prefix for links.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The measured permission data.
    pub matrix: &'a Matrix,
    /// The prefix of every URL.
    pub prefix: &'a str,
}

/// The result for a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The result, as HTML.
    pub answer: String,
    /// The result in a sentence, for users who cannot see the change.
    pub summary: String,
}

impl Tool {
    /// The tool at this path.
    pub fn at(path: &str) -> Option<Self> {
        [Self::Roles, Self::WhatIf, Self::Upgrade]
            .into_iter()
            .find(|tool| tool.path() == path)
    }

    /// The path of the page.
    pub fn path(self) -> &'static str {
        match self {
            Self::Roles => "/roles",
            Self::WhatIf => "/what-if",
            Self::Upgrade => "/upgrade",
        }
    }

    /// The choices, as HTML.
    pub fn choices(self, known: Known, choice: &Choice) -> String {
        match self {
            Self::Roles => least::choices(known, choice),
            Self::WhatIf => what_if::choices(known, choice),
            Self::Upgrade => upgrade::choices(known, choice),
        }
        .into_string()
    }

    /// The result. `before` is the choice before the last change, and `unknown` lists what a pasted text requests and does not exist.
    pub fn shown(
        self,
        known: Known,
        choice: &Choice,
        before: Option<&Choice>,
        unknown: &[String],
    ) -> Shown {
        match self {
            Self::Roles => least::shown(known, choice, unknown),
            Self::WhatIf => what_if::shown(known, choice, before),
            Self::Upgrade => upgrade::shown(known, choice),
        }
    }

    /// Whether this change requires rendering the choices again.
    pub fn renews(self, before: &Choice, after: &Choice) -> bool {
        match self {
            Self::Roles => {
                before.keycloak != after.keycloak
                    || before.master != after.master
                    || before.find != after.find
            }
            Self::WhatIf | Self::Upgrade => true,
        }
    }
}

#[cfg(test)]
mod tests;
