//! Compares what an operation requires from one measured version to the next.

use super::{Matrix, Operation, Role, RoleSet, Rule, State, TokenRealm, Version};

/// The required roles of an operation in consecutive measured versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<'m> {
    /// The first of these versions.
    pub first: Version,
    /// The last of these versions.
    pub last: Version,
    /// The required roles in these versions.
    pub rule: &'m Rule,
}

/// A change of an operation between two consecutive measured versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn<'m> {
    /// The first measured version after the change.
    pub version: Version,
    /// The required roles before the change; `None` if the operation did not exist.
    pub before: Option<&'m Rule>,
    /// The required roles after the change; `None` if the operation no longer exists.
    pub after: Option<&'m Rule>,
    /// The role sets with a different result. Empty if the operation is missing or was not measured in one of the versions.
    pub sets: Vec<SetChange>,
}

/// A minimal role set, before or after, with a different result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetChange {
    /// The roles.
    pub roles: RoleSet,
    /// The result before.
    pub before: State,
    /// The result after.
    pub after: State,
}

impl Matrix {
    /// The required roles for such tokens, oldest first. Versions with the same required roles are one span.
    pub fn needs(&self, operation: &Operation, token_realm: TokenRealm) -> Vec<Span<'_>> {
        self.spans(operation, token_realm, same_needs)
    }

    /// The measured results for such tokens, oldest first. Versions in which every role got the same status are one span.
    pub fn proof(&self, operation: &Operation, token_realm: TokenRealm) -> Vec<Span<'_>> {
        self.spans(operation, token_realm, |one, other| one == other)
    }

    /// The versions that added, removed, or changed the operation for such tokens, oldest first.
    pub fn turns(&self, operation: &Operation, token_realm: TokenRealm) -> Vec<Turn<'_>> {
        let rules = self.rules(operation, token_realm);
        let steps = rules.windows(2).zip(self.versions().iter().skip(1));
        steps
            .filter_map(|(pair, version)| {
                let &[before, after] = pair else { return None };
                let sets = match (before, after) {
                    (None, None) => return None,
                    (Some(before), Some(after)) if same_needs(before, after) => return None,
                    (Some(before), Some(after)) => changed_sets(before, after),
                    _ => Vec::new(),
                };
                Some(Turn {
                    version: *version,
                    before,
                    after,
                    sets,
                })
            })
            .collect()
    }

    /// Whether a token of `master` needs the same roles as one of the realm in every version, with `admin` instead of `realm-admin`.
    pub fn master_is_alike(&self, operation: &Operation) -> bool {
        let admins = (
            self.role("realm-admin").unwrap_or_default(),
            self.role("admin").unwrap_or_default(),
        );
        self.rules(operation, TokenRealm::Target)
            .into_iter()
            .zip(self.rules(operation, TokenRealm::Master))
            .all(|(target, master)| {
                target.map(|rule| rule.renamed(admins.0, admins.1)) == master.cloned()
            })
    }

    /// The first and the last measured version that has the role.
    pub fn versions_of(&self, role: &Role) -> Option<(Version, Version)> {
        let (first, last) = role.versions;
        Some((*self.versions().get(first)?, *self.versions().get(last)?))
    }

    /// The short name of a measured version: `26.5` for 26.5.6, `24` for 24.0.5, and the full name if the short one is ambiguous.
    pub fn line(&self, version: Version) -> String {
        let short = |version: Version| Version {
            // Before 26 there were no minor releases.
            minor: version.minor.filter(|_| version.major >= 26),
            patch: None,
            ..version
        };
        let meant = self
            .versions()
            .iter()
            .filter(|other| short(**other) == short(version));
        if meant.count() > 1 {
            version.to_string()
        } else {
            short(version).to_string()
        }
    }

    /// The short name of a range of measured versions: `26.0 – 26.4`.
    pub fn lines(&self, first: Version, last: Version) -> String {
        if first == last {
            self.line(first)
        } else {
            format!("{} – {}", self.line(first), self.line(last))
        }
    }

    /// The measured versions that have the operation, by their short names.
    pub fn lines_with(&self, operation: &Operation) -> String {
        self.spans(operation, TokenRealm::Target, |_, _| true)
            .iter()
            .map(|span| self.lines(span.first, span.last))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The rule of the operation in each measured version.
    fn rules(&self, operation: &Operation, token_realm: TokenRealm) -> Vec<Option<&Rule>> {
        self.versions()
            .iter()
            .map(|version| self.at(*version, token_realm).rule(operation))
            .collect()
    }

    fn spans(
        &self,
        operation: &Operation,
        token_realm: TokenRealm,
        same: fn(&Rule, &Rule) -> bool,
    ) -> Vec<Span<'_>> {
        let mut spans: Vec<Span<'_>> = Vec::new();
        let mut was_there = false;
        let rules = self.rules(operation, token_realm);
        for (version, rule) in self.versions().iter().zip(rules) {
            if let Some(rule) = rule {
                match spans.last_mut() {
                    Some(span) if was_there && same(span.rule, rule) => span.last = *version,
                    _ => spans.push(Span {
                        first: *version,
                        last: *version,
                        rule,
                    }),
                }
            }
            was_there = rule.is_some();
        }
        spans
    }
}

/// Whether both require the same roles, regardless of the statuses.
fn same_needs(one: &Rule, other: &Rule) -> bool {
    one.sufficient == other.sufficient
        && one.reduced == other.reduced
        && one.unmeasured == other.unmeasured
}

fn changed_sets(before: &Rule, after: &Rule) -> Vec<SetChange> {
    if before.unmeasured.is_some() || after.unmeasured.is_some() {
        return Vec::new();
    }
    let mut sets: Vec<RoleSet> = [before, after]
        .iter()
        .flat_map(|rule| rule.sufficient.iter().chain(&rule.reduced))
        .copied()
        .collect();
    sets.sort_unstable_by_key(|set| (set.len(), *set));
    sets.dedup();
    let mut changes: Vec<SetChange> = Vec::new();
    for roles in sets {
        let (before, after) = (before.state(roles), after.state(roles));
        // What applies to a smaller set applies to the larger one as well.
        let is_covered = changes.iter().any(|change| {
            roles.contains(change.roles) && (change.before, change.after) == (before, after)
        });
        if before != after && !is_covered {
            changes.push(SetChange {
                roles,
                before,
                after,
            });
        }
    }
    changes
}
