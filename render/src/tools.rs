//! Renders the tools `/roles`, `/what-if`, and `/upgrade`.
//!
//! Everything is HTML made from the choice and the measured data alone, by the same functions on the server and in the browser.

mod ask;
mod least;
mod parts;
mod upgrade;
mod what_if;

pub use ask::Ask;

use permissions::Matrix;

/// One of the tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The smallest set of roles for some operations.
    Roles,
    /// What a set of roles opens.
    WhatIf,
    /// What an upgrade changes.
    Upgrade,
}

/// Where links lead, and the data they are about.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What was measured.
    pub matrix: &'a Matrix,
    /// What precedes every address.
    pub prefix: &'a str,
}

/// What is shown for a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The response, as HTML.
    pub answer: String,
    /// The same in a sentence, for who cannot see that the response has changed.
    pub summary: String,
}

impl Tool {
    /// The tool at this address.
    pub fn at(path: &str) -> Option<Self> {
        [Self::Roles, Self::WhatIf, Self::Upgrade]
            .into_iter()
            .find(|tool| tool.path() == path)
    }

    /// The address of the page.
    pub fn path(self) -> &'static str {
        match self {
            Self::Roles => "/roles",
            Self::WhatIf => "/what-if",
            Self::Upgrade => "/upgrade",
        }
    }

    /// What there is to choose from, as HTML.
    pub fn choices(self, known: Known, ask: &Ask) -> String {
        match self {
            Self::Roles => least::choices(known, ask),
            Self::WhatIf => what_if::choices(known, ask),
            Self::Upgrade => upgrade::choices(known, ask),
        }
        .into_string()
    }

    /// The response. `before` is the choice before the last change, and `unknown` what a pasted text calls that does not exist.
    pub fn shown(self, known: Known, ask: &Ask, before: Option<&Ask>, unknown: &[String]) -> Shown {
        match self {
            Self::Roles => least::shown(known, ask, unknown),
            Self::WhatIf => what_if::shown(known, ask, before),
            Self::Upgrade => upgrade::shown(known, ask),
        }
    }

    /// Whether the choices themselves have to be shown anew after this change.
    pub fn renews(self, before: &Ask, after: &Ask) -> bool {
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
