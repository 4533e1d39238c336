//! Finds what an upgrade changes for a caller.

use super::{Matrix, Operation, Permissions, RoleSet, Rule, State, TokenRealm, Version};

/// An operation with a different result for a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'m> {
    /// The operation.
    pub operation: &'m Operation,
    /// The result before; `None` if the older version does not have the operation.
    pub before: Option<State>,
    /// The result after; `None` if the newer version does not have it.
    pub after: Option<State>,
}

/// What an upgrade changes for a caller with certain roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upgrade<'m> {
    /// Allowed before, and denied, partial, or removed after.
    pub stops: Vec<Change<'m>>,
    /// Denied, partial, or missing before, and allowed after.
    pub newly_allowed: Vec<Change<'m>>,
    /// Not measured in one of the versions or in both: the change is not known.
    pub unmeasured: Vec<Change<'m>>,
}

/// An operation with other required roles after an upgrade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<'m> {
    /// The operation.
    pub operation: &'m Operation,
    /// The required roles before; `None` if the older version does not have it.
    pub before: Option<&'m Rule>,
    /// The required roles after; `None` if the newer version does not have it.
    pub after: Option<&'m Rule>,
}

impl Matrix {
    /// What a caller with these roles loses and gains between the two versions. Included roles count as well.
    pub fn compare(
        &self,
        from: Version,
        to: Version,
        token_realm: TokenRealm,
        held: RoleSet,
    ) -> Upgrade<'_> {
        let (from, to) = (self.at(from, token_realm), self.at(to, token_realm));
        let (held_before, held_after) = (from.with_included(held), to.with_included(held));
        let mut upgrade = Upgrade::default();
        for operation in self.operations() {
            let before = from.rule(operation).map(|rule| rule.state(held_before));
            let after = to.rule(operation).map(|rule| rule.state(held_after));
            let change = Change {
                operation,
                before,
                after,
            };
            if before == Some(State::Unknown) || after == Some(State::Unknown) {
                upgrade.unmeasured.push(change);
                continue;
            }
            match rank(after).cmp(&rank(before)) {
                std::cmp::Ordering::Less => upgrade.stops.push(change),
                std::cmp::Ordering::Greater => upgrade.newly_allowed.push(change),
                std::cmp::Ordering::Equal => {}
            }
        }
        upgrade
    }

    /// The operations with other required roles after the upgrade, and those that are new or removed, whatever roles the caller has.
    pub fn changed(&self, from: Version, to: Version, token_realm: TokenRealm) -> Vec<Changed<'_>> {
        let (from, to) = (self.at(from, token_realm), self.at(to, token_realm));
        self.operations()
            .iter()
            .map(|operation| Changed {
                operation,
                before: from.rule(operation),
                after: to.rule(operation),
            })
            .filter(|changed| match (changed.before, changed.after) {
                (Some(before), Some(after)) => {
                    before.sufficient != after.sufficient
                        || before.reduced != after.reduced
                        || before.unmeasured.is_some() != after.unmeasured.is_some()
                }
                (before, after) => before.is_some() != after.is_some(),
            })
            .collect()
    }
}

impl Permissions<'_> {
    /// These roles with all roles that they include as composites, as far as this version has them.
    #[must_use]
    pub fn with_included(&self, held: RoleSet) -> RoleSet {
        let matrix = self.matrix;
        let mut all = held;
        // An included role may include others.
        loop {
            let more = matrix
                .role_names(all)
                .into_iter()
                .filter_map(|name| matrix.roles().iter().find(|role| role.name == name))
                .flat_map(|role| &role.includes)
                .filter_map(|name| matrix.role(name).ok())
                .filter(|role| self.roles().contains(*role))
                .fold(all, RoleSet::union);
            if more == all {
                return all;
            }
            all = more;
        }
    }

    /// The roles to add so that the operation is allowed with as little else as possible; `None` if no role allows it. The measure is that
    /// of [`Self::smallest`]: fewest writing operations, fewest operations, fewest roles, first in the alphabet.
    pub fn least_addition(&self, held: RoleSet, operation: &Operation) -> Option<RoleSet> {
        let held = self.with_included(held);
        self.rule(operation)?
            .sufficient
            .iter()
            .map(|set| set.without(held))
            .min_by_key(|added| {
                (
                    self.reach(held.union(*added)),
                    added.len(),
                    self.matrix.role_names(*added),
                )
            })
    }
}

fn rank(state: Option<State>) -> u8 {
    match state {
        Some(State::Allowed) => 2,
        Some(State::Partial) => 1,
        Some(State::Denied | State::Unknown) | None => 0,
    }
}
