//! Finds the smallest set of roles that allows all given operations.
//!
//! **Smallest** means, in this order: the set allows the fewest writing operations beyond the given ones (full or partial response alike),
//! allows the fewest operations in total, has the fewest roles, and comes first in the alphabet.
//!
//! Writing operations come first because they cause the damage: in 26.7.3, of the roles that allow `GET …/roles`,
//! `manage-identity-providers` allows the fewest operations, 25, but nine of them write; `view-realm` allows 44, and none of them writes.
//! Counting roles first would always return `realm-admin`, one role that allows everything.
//!
//! The result is exact: the search tries every minimal set of every given operation, and abandons a branch only if the roles so far are
//! already worse than the best result. That is sound because adding a role never denies an operation.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::{Operation, Permissions, RoleSet, Rule, State, TokenRealm};

/// The smallest set of roles for some operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smallest<'m> {
    /// The roles.
    pub roles: RoleSet,
    /// What each role is needed for, by name.
    pub needs: Vec<Need<'m>>,
    /// The other operations that the roles together allow, with a full or a partial response.
    pub also_allows: Vec<(&'m Operation, State)>,
    /// Given operations that no role allows for such a token.
    pub impossible: Vec<&'m Operation>,
    /// Given operations that could not be measured; no role was added for them.
    pub unknown: Vec<&'m Operation>,
}

/// What one role of the smallest set is needed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need<'m> {
    /// The role's name.
    pub role: &'m str,
    /// The given operations that would be denied without the role.
    pub needed_for: Vec<&'m Operation>,
    /// The other operations that the role alone allows, with a full or a partial response.
    pub also_allows: Vec<(&'m Operation, State)>,
}

/// How much a role set allows. The set with the fewest writing operations comes first, then the one with the fewest operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// The number of writing operations. Compared first.
    pub writing: u32,
    /// The number of all operations.
    pub all: u32,
}

/// Caches the reach of role sets, because pages sort the same few sets again and again. A clone starts empty.
#[derive(Debug, Default)]
pub(super) struct Reaches(RwLock<HashMap<(TokenRealm, usize, RoleSet), Reach>>);

impl Clone for Reaches {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Reaches {
    /// The reach of this set, computed at most once.
    fn of(&self, permissions: &Permissions<'_>, set: RoleSet) -> Reach {
        let key = (permissions.token_realm(), permissions.index, set);
        // No code panics while it holds the lock.
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(reach) = known.get(&key) {
            return *reach;
        }
        drop(known);
        let reach = permissions.reach(set);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, reach);
        reach
    }
}

impl<'m> Permissions<'m> {
    /// Finds the smallest set of roles that allows all these operations with their full responses.
    pub fn smallest(&self, needed: &[&Operation]) -> Smallest<'m> {
        let mut is_needed = vec![false; self.matrix.operations().len()];
        let mut rules: Vec<&Rule> = Vec::new();
        let (mut impossible, mut unknown) = (Vec::new(), Vec::new());
        let mut open_ones = Vec::new();
        for operation in needed {
            let Some(flag) = is_needed.get_mut(operation.position).filter(|flag| !**flag) else {
                continue;
            };
            *flag = true;
            let (Some(own), Some(rule)) = (
                self.matrix.operations().get(operation.position),
                self.rule(operation),
            ) else {
                continue;
            };
            if rule.unmeasured.is_some() {
                unknown.push(own);
            } else if rule.sufficient.is_empty() {
                impossible.push(own);
            } else {
                open_ones.push((own, rule));
                if !rules
                    .iter()
                    .any(|other| other.sufficient == rule.sufficient)
                {
                    rules.push(rule);
                }
            }
        }
        // Operations with few choices come first: that finds a good result early and shortens the search.
        rules.sort_by_key(|rule| rule.sufficient.len());
        let beyond = self.weighted_rules(&is_needed);
        let mut search = Search {
            permissions: *self,
            rules: &rules,
            beyond: &beyond,
            best: None,
        };
        search.descend(0, RoleSet::NONE);
        let least = search.best.map(|(_, roles)| roles).unwrap_or_default();

        let needs = least
            .singles()
            .filter_map(|single| {
                let role = self.matrix.role_names(single).first().copied()?;
                let needed_for = open_ones
                    .iter()
                    .filter(|(_, rule)| rule.state(least.without(single)) != State::Allowed)
                    .map(|(own, _)| *own)
                    .collect();
                Some(Need {
                    role,
                    needed_for,
                    also_allows: self.beyond(single, &is_needed).collect(),
                })
            })
            .collect();
        Smallest {
            roles: least,
            needs,
            also_allows: self.beyond(least, &is_needed).collect(),
            impossible,
            unknown,
        }
    }

    /// Sorts role sets by the same measure, smallest first. Each must allow the operation in question. The reach of each set is cached, so
    /// pass only sets from the measured data, which has few.
    pub fn least_first(&self, sets: &[RoleSet]) -> Vec<RoleSet> {
        let mut costs: Vec<_> = sets
            .iter()
            .map(|set| {
                let names = self.matrix.role_names(*set);
                let reach = self.matrix.reaches.of(self, *set);
                ((reach, set.len(), names), *set)
            })
            .collect();
        costs.sort();
        costs.into_iter().map(|(_, set)| set).collect()
    }

    /// How much a caller with exactly these roles can do, with full or partial responses.
    pub fn reach(&self, held: RoleSet) -> Reach {
        self.results(held)
            .filter(|(_, state)| state.is_allowed())
            .fold(Reach::default(), |reach, (operation, _)| Reach {
                writing: reach.writing + u32::from(operation.writes()),
                all: reach.all + 1,
            })
    }

    fn beyond<'a>(
        &self,
        held: RoleSet,
        is_needed: &'a [bool],
    ) -> impl Iterator<Item = (&'m Operation, State)> + use<'a, 'm> {
        self.results(held).filter(|(operation, state)| {
            state.is_allowed()
                && !is_needed
                    .get(operation.position)
                    .copied()
                    .unwrap_or_default()
        })
    }

    /// The distinct rules of the other operations, with the number of operations that have each rule, and how many of those write.
    fn weighted_rules(&self, is_needed: &[bool]) -> Vec<Weighted<'m>> {
        let mut weighted: Vec<Weighted<'m>> = Vec::new();
        for operation in self.operations() {
            if is_needed
                .get(operation.position)
                .copied()
                .unwrap_or_default()
            {
                continue;
            }
            let Some(rule) = self
                .rule(operation)
                .filter(|rule| rule.unmeasured.is_none())
            else {
                continue;
            };
            let same = weighted.iter_mut().find(|other| {
                other.rule.sufficient == rule.sufficient && other.rule.reduced == rule.reduced
            });
            let writing = u32::from(operation.writes());
            match same {
                Some(other) => {
                    other.reach.all += 1;
                    other.reach.writing += writing;
                }
                None => weighted.push(Weighted {
                    rule,
                    reach: Reach { writing, all: 1 },
                }),
            }
        }
        weighted
    }
}

struct Weighted<'m> {
    rule: &'m Rule,
    reach: Reach,
}

/// The cost of a role set: what it allows beyond the given operations, and its number of roles.
type Cost = (Reach, usize);

struct Search<'a, 'm> {
    permissions: Permissions<'m>,
    rules: &'a [&'m Rule],
    beyond: &'a [Weighted<'m>],
    best: Option<(Cost, RoleSet)>,
}

impl Search<'_, '_> {
    fn descend(&mut self, depth: usize, held: RoleSet) {
        let cost = self.cost(held);
        // Every part of the cost only grows with the roles, so a set of equal cost can still win by its names.
        if self.best.is_some_and(|(best, _)| cost > best) {
            return;
        }
        let rest = self.rules.get(depth..).unwrap_or_default();
        let Some(ahead) = rest
            .iter()
            .position(|rule| rule.state(held) != State::Allowed)
        else {
            let names = |set| self.permissions.matrix.role_names(set);
            if self
                .best
                .is_none_or(|(best, roles)| cost < best || names(held) < names(roles))
            {
                self.best = Some((cost, held));
            }
            return;
        };
        if let Some(rule) = rest.get(ahead) {
            for set in &rule.sufficient {
                self.descend(depth + ahead + 1, held.union(*set));
            }
        }
    }

    fn cost(&self, held: RoleSet) -> Cost {
        let reach = self
            .beyond
            .iter()
            .filter(|weighted| weighted.rule.state(held).is_allowed())
            .fold(Reach::default(), |reach, weighted| Reach {
                writing: reach.writing + weighted.reach.writing,
                all: reach.all + weighted.reach.all,
            });
        (reach, held.len())
    }
}
