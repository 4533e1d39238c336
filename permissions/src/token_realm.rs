//! Defines the realms that issue tokens.

use std::fmt;

/// The realm that issued the caller's token. It determines the client whose roles count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TokenRealm {
    /// The realm that the request acts on: client roles of its `realm-management`.
    #[default]
    Target,
    /// The realm `master`: client roles of its client `{realm}-realm`, and its realm roles `admin` and `create-realm`.
    Master,
}

/// The realm in a sentence.
impl fmt::Display for TokenRealm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Target => "the target realm",
            Self::Master => "master",
        })
    }
}
