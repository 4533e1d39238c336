//! Finds the smallest set of roles that allows all given operations.
//!
//! **Least** means, in this order: of the operations beyond the needed ones, it opens the fewest that write (whole or partial response alike); it
//! opens the fewest altogether; it has the fewest roles; its names come first in the alphabet.
//!
//! Writing comes first because that is where the damage is: in 26.7.3, of the roles that open `GET …/roles`, `manage-identity-providers` opens
//! the fewest operations, 25, but nine of them write; `view-realm` opens 44, and none of them does. Counting roles first would always answer
//! `realm-admin`, one role that opens everything.
//!
//! The response is exact: every minimal set of every needed operation is tried, and a branch is left only when what it has opened so far is
//! already worse than the best answer. That is sound since adding a role never closes an operation.

use super::{Operation, Permissions, RoleSet, Rule, State};

/// The smallest set of roles for some operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smallest<'m> {
    /// The roles.
    pub roles: RoleSet,
    /// What each role is for, by name.
    pub needs: Vec<Need<'m>>,
    /// The operations beyond the needed ones that the roles together open, whole or cut.
    pub also_opens: Vec<(&'m Operation, State)>,
    /// Needed operations that no role of such a token opens.
    pub impossible: Vec<&'m Operation>,
    /// Needed operations that could not be measured; nothing was added for them.
    pub unknown: Vec<&'m Operation>,
}

/// What one role of the smallest set is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need<'m> {
    /// The role's name.
    pub role: &'m str,
    /// The needed operations that would close without it.
    pub needed_for: Vec<&'m Operation>,
    /// The operations beyond the needed ones that it opens when held alone, whole or cut.
    pub also_opens: Vec<(&'m Operation, State)>,
}

/// How much some roles open. What opens less comes first: the fewest operations that write, then the fewest altogether.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// The operations that write. Compared first.
    pub writing: u32,
    /// All operations.
    pub all: u32,
}

impl<'m> Permissions<'m> {
    /// The smallest set of roles that lets all these operations through with their whole answers.
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
        // Few choices first: that finds a good answer early and cuts the search.
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
                    .filter(|(_, rule)| rule.state(least.without(single)) != State::Open)
                    .map(|(own, _)| *own)
                    .collect();
                Some(Need {
                    role,
                    needed_for,
                    also_opens: self.beyond(single, &is_needed).collect(),
                })
            })
            .collect();
        Smallest {
            roles: least,
            needs,
            also_opens: self.beyond(least, &is_needed).collect(),
            impossible,
            unknown,
        }
    }

    /// These sets of roles, the least first, by the same measure; each must open the operation that is asked for.
    pub fn least_first(&self, sets: &[RoleSet]) -> Vec<RoleSet> {
        let mut costs: Vec<_> = sets
            .iter()
            .map(|set| {
                let names = self.matrix.role_names(*set);
                ((self.reach(*set), set.len(), names), *set)
            })
            .collect();
        costs.sort();
        costs.into_iter().map(|(_, set)| set).collect()
    }

    /// How much a holder of exactly these roles can do: the operations that write, and all of them, whole or cut.
    pub fn reach(&self, held: RoleSet) -> Reach {
        self.open(held)
            .filter(|(_, state)| state.lets_through())
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
        self.open(held).filter(|(operation, state)| {
            state.lets_through()
                && !is_needed
                    .get(operation.position)
                    .copied()
                    .unwrap_or_default()
        })
    }

    /// The distinct rules of the operations beyond the needed ones, with how many operations have each, and how many of those write.
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

/// What is compared: what is opened beyond the need, and the number of roles.
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
        // Every part of the cost only grows with the roles, so an equal one can still win by its names alone.
        if self.best.is_some_and(|(best, _)| cost > best) {
            return;
        }
        let rest = self.rules.get(depth..).unwrap_or_default();
        let Some(ahead) = rest.iter().position(|rule| rule.state(held) != State::Open) else {
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
            .filter(|weighted| weighted.rule.state(held).lets_through())
            .fold(Reach::default(), |reach, weighted| Reach {
                writing: reach.writing + weighted.reach.writing,
                all: reach.all + weighted.reach.all,
            });
        (reach, held.len())
    }
}
