//! What changes for a caller when Keycloak is upgraded?

use super::{Matrix, Operation, RoleSet, State, TokenRealm, Version};

/// One operation that a holder of the roles gets differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'m> {
    /// The operation.
    pub operation: &'m Operation,
    /// Before; nothing if the older version does not have the operation.
    pub before: Option<State>,
    /// After; nothing if the newer version does not have it.
    pub after: Option<State>,
}

/// What an upgrade changes for a holder of certain roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upgrade<'m> {
    /// Let through before, refused or gone after; also a whole answer that is emptied or cut after.
    pub stops: Vec<Change<'m>>,
    /// Refused, cut or missing before, let through after.
    pub opens: Vec<Change<'m>>,
}

impl Matrix {
    /// What a holder of these roles loses and gains between the two versions.
    ///
    /// Operations that could not be measured on either side are left out.
    pub fn compare(
        &self,
        from: Version,
        to: Version,
        token_realm: TokenRealm,
        held: RoleSet,
    ) -> Upgrade<'_> {
        let (from, to) = (self.at(from, token_realm), self.at(to, token_realm));
        let mut upgrade = Upgrade::default();
        for operation in self.operations() {
            let before = from.rule(operation).map(|rule| rule.state(held));
            let after = to.rule(operation).map(|rule| rule.state(held));
            if before == Some(State::Unknown) || after == Some(State::Unknown) {
                continue;
            }
            let change = Change {
                operation,
                before,
                after,
            };
            match rank(after).cmp(&rank(before)) {
                std::cmp::Ordering::Less => upgrade.stops.push(change),
                std::cmp::Ordering::Greater => upgrade.opens.push(change),
                std::cmp::Ordering::Equal => {}
            }
        }
        upgrade
    }
}

fn rank(state: Option<State>) -> u8 {
    match state {
        Some(State::Open) => 2,
        Some(State::Reduced) => 1,
        Some(State::Refused | State::Unknown) | None => 0,
    }
}
