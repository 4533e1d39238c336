//! Defines what an operation of one version requires.

use super::role::RoleSet;

/// The result for a caller with certain roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Allowed with the full response.
    Allowed,
    /// Allowed with a partial response (200 `[]`, or fewer fields).
    Partial,
    /// Denied with 403.
    Denied,
    /// Not measured ([`Rule::unmeasured`] says why).
    Unknown,
}

impl State {
    /// Whether the request is allowed, with a full or a partial response.
    pub fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed | Self::Partial)
    }

    /// The result in a word or two. `None` is an operation that the version does not have.
    pub fn word(state: Option<Self>) -> &'static str {
        match state {
            Some(Self::Allowed) => "allowed",
            Some(Self::Partial) => "partial",
            Some(Self::Denied) => "denied",
            Some(Self::Unknown) => "not measured",
            None => "does not exist",
        }
    }
}

/// The measured HTTP statuses, each with the roles that return it alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statuses(pub(super) Vec<(u16, RoleSet)>);

impl Statuses {
    /// The statuses in ascending order, each with the roles that return it alone.
    pub fn iter(&self) -> impl Iterator<Item = (u16, RoleSet)> {
        self.0.iter().copied()
    }

    /// The status for a caller with only this role.
    pub fn of(&self, role: RoleSet) -> Option<u16> {
        self.iter()
            .find(|(_, roles)| !role.is_empty() && roles.contains(role))
            .map(|(status, _)| status)
    }
}

/// The required roles of an operation in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Every minimal role set that allows the request with the full response; no set contains another. Empty: no role allows it. One empty
    /// set: any valid token allows it.
    pub sufficient: Vec<RoleSet>,
    /// Every minimal set that allows only a partial response.
    pub reduced: Vec<RoleSet>,
    /// The proof: the statuses for each role alone.
    pub statuses: Statuses,
    /// Why the operation could not be measured.
    pub unmeasured: Option<String>,
}

impl Rule {
    /// The result for a caller with exactly these roles.
    pub fn state(&self, held: RoleSet) -> State {
        if self.unmeasured.is_some() {
            State::Unknown
        } else if self.sufficient.iter().any(|set| held.contains(*set)) {
            State::Allowed
        } else if self.reduced.iter().any(|set| held.contains(*set)) {
            State::Partial
        } else {
            State::Denied
        }
    }

    /// The same rule with one role replaced by another.
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
