//! Defines the Keycloak releases that a visitor's demo can imitate.

use crate::ANNOUNCED_VISITOR;
use crate::visitor::Slug;

/// The client scope that adds the Admin API's URL to the audience, as announced for 26.8.2.
pub(crate) const ADMIN_API_SCOPE: &str = "kc-admin-api";

/// A release of Keycloak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Release {
    /// 26.7.3, which a test compares with a real server.
    Measured,
    /// 26.8.2 as its upgrading guide announces it: the Admin API accepts only tokens whose audience includes the Admin API. Everything
    /// else is as in 26.7.3.
    Announced,
}

impl Release {
    /// The release that this visitor chose. The visitor's name contains the choice, so every replica of the server knows it.
    pub(crate) fn of(visitor: &Slug) -> Self {
        if visitor.as_str().starts_with(ANNOUNCED_VISITOR) {
            Self::Announced
        } else {
            Self::Measured
        }
    }

    /// The version number.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Measured => "26.7.3",
            Self::Announced => "26.8.2",
        }
    }

    /// Whether the Admin API checks the audience, and a realm has the client scope for it.
    pub(crate) fn checks_audience(self) -> bool {
        self == Self::Announced
    }
}
