//! Defines roles and role sets.

use crate::token_realm::TokenRealm;

/// A role in the permission data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The role's name in Keycloak.
    pub name: String,
    /// The roles that it includes as a composite (in the newest measured version that has it).
    pub includes: Vec<String>,
    /// Whether it is a realm role of `master` (`admin`, `create-realm`), not a client role of `realm-management` or `{realm}-realm`.
    pub of_master: bool,
    /// The first and the last measured version that has the role, as positions in [`super::Matrix::versions`].
    pub(super) versions: (usize, usize),
}

impl Role {
    /// The realm whose tokens can contain the role: the realm roles of `master` are only in its own tokens.
    pub fn token_realm(&self) -> TokenRealm {
        if self.of_master {
            TokenRealm::Master
        } else {
            TokenRealm::Target
        }
    }
}

/// No measured version has a role with this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a role of realm-management or a realm role of master that the Admin API uses"
)]
pub struct UnknownRole(pub String);

/// A set of roles of one [`super::Matrix`]. [`super::Matrix::role_names`] returns the names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleSet(pub(super) u64);

impl RoleSet {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// The set of the role at this position in [`super::Matrix::roles`].
    pub(super) fn of(position: usize) -> Self {
        Self(1 << position)
    }

    /// The number of roles.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles of both sets.
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

    /// The roles of this set, each as a set of its own.
    pub fn singles(self) -> impl Iterator<Item = Self> {
        (0..u64::BITS as usize)
            .map(Self::of)
            .filter(move |single| self.contains(*single))
    }
}
