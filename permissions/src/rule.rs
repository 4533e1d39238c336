//! What one operation of one version requires.

use super::role::RoleSet;

/// Which realm issued the caller's token. It decides where the roles come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TokenRealm {
    /// The realm the request is about: client roles of its `realm-management`.
    #[default]
    Target,
    /// The realm `master`: client roles of its client `{realm}-realm`, and its realm roles `admin` and `create-realm`.
    Master,
}

/// What a caller with certain roles gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Let through, with the full response.
    Open,
    /// Let through, with a partial response (200 `[]`, fewer fields).
    Reduced,
    /// 403.
    Refused,
    /// The measurement could not tell ([`Rule::unmeasured`] says why).
    Unknown,
}

impl State {
    /// Whether the request is allowed, be its response whole or cut.
    pub fn lets_through(self) -> bool {
        matches!(self, Self::Open | Self::Reduced)
    }
}

/// The HTTP statuses that were measured, each with the single roles whose holders got it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statuses(pub(super) Vec<(u16, RoleSet)>);

impl Statuses {
    /// The statuses in ascending order, each with the roles whose holders got it when they held that role alone.
    pub fn iter(&self) -> impl Iterator<Item = (u16, RoleSet)> {
        self.0.iter().copied()
    }

    /// The status a holder of this role alone got.
    pub fn of(&self, role: RoleSet) -> Option<u16> {
        self.iter()
            .find(|(_, roles)| !role.is_empty() && roles.contains(role))
            .map(|(status, _)| status)
    }
}

/// What one operation of one version needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Every minimal set of roles that lets the request through with the full response; no set contains another.
    /// Empty: no role does. One empty set: any valid token does.
    pub sufficient: Vec<RoleSet>,
    /// Every minimal set that allows only a partial response.
    pub reduced: Vec<RoleSet>,
    /// The proof: the statuses measured with each role alone.
    pub statuses: Statuses,
    /// Why the measurement could not tell, where it could not.
    pub unmeasured: Option<String>,
}

impl Rule {
    /// What a holder of exactly these roles gets.
    pub fn state(&self, held: RoleSet) -> State {
        if self.unmeasured.is_some() {
            State::Unknown
        } else if self.sufficient.iter().any(|set| held.contains(*set)) {
            State::Open
        } else if self.reduced.iter().any(|set| held.contains(*set)) {
            State::Reduced
        } else {
            State::Refused
        }
    }

    /// The same rule in a world where a role is called by another name.
    #[must_use]
    pub(super) fn renamed(&self, from: RoleSet, to: RoleSet) -> Self {
        let rename = |set: &RoleSet| {
            if set.contains(from) && !from.is_empty() {
                set.without(from).union(to)
            } else {
                *set
            }
        };
        Self {
            sufficient: self.sufficient.iter().map(rename).collect(),
            reduced: self.reduced.iter().map(rename).collect(),
            statuses: Statuses(
                self.statuses
                    .0
                    .iter()
                    .map(|(status, roles)| (*status, rename(roles)))
                    .collect(),
            ),
            unmeasured: self.unmeasured.clone(),
        }
    }
}
