//! Roles and sets of roles.

use crate::rule::TokenRealm;

/// One role that the measurement knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name, as Keycloak spells it.
    pub name: String,
    /// The roles it includes as a composite (in the newest measured version that has it).
    pub includes: Vec<String>,
    /// A realm role of `master` (`admin`, `create-realm`) rather than a client role of `realm-management` or `{realm}-realm`.
    pub of_master: bool,
    /// The first and the last measured version that has it, as positions in [`super::Matrix::versions`].
    pub(super) versions: (usize, usize),
}

impl Role {
    /// Whose tokens can hold the role: the realm roles of `master` are for its own tokens.
    pub fn token_realm(&self) -> TokenRealm {
        if self.of_master {
            TokenRealm::Master
        } else {
            TokenRealm::Target
        }
    }
}

/// No measured version has a role of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a role of realm-management or a realm role of master that the Admin API uses"
)]
pub struct UnknownRole(pub String);

/// A set of roles of one [`super::Matrix`], which names them ([`super::Matrix::role_names`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleSet(pub(super) u64);

impl RoleSet {
    /// No role at all.
    pub const NONE: Self = Self(0);

    /// The set of the role at this position of [`super::Matrix::roles`] alone.
    pub(super) fn of(position: usize) -> Self {
        Self(1 << position)
    }

    /// How many roles it holds.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles of both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The roles of this set that the other lacks.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether every role of the other is in this set.
    pub fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The sets of one role each that make it up.
    pub fn singles(self) -> impl Iterator<Item = Self> {
        (0..u64::BITS as usize)
            .map(Self::of)
            .filter(move |single| self.contains(*single))
    }
}
