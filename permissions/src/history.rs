//! Compares what an operation requires from one measured version to the next.

use super::{Matrix, Operation, Role, RoleSet, Rule, State, TokenRealm, Version};

/// What an operation needs in consecutive measured versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<'m> {
    /// The first of these versions.
    pub first: Version,
    /// The last of these versions.
    pub last: Version,
    /// What it needs there.
    pub rule: &'m Rule,
}

/// The step from one measured version to the next one, where an operation changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn<'m> {
    /// The first measured version after it.
    pub version: Version,
    /// What the operation needed before; nothing if it was not there.
    pub before: Option<&'m Rule>,
    /// What it needs after; nothing if the operation no longer exists.
    pub after: Option<&'m Rule>,
    /// The sets of roles whose holders get it differently. Empty where one side is missing or could not be measured.
    pub sets: Vec<SetChange>,
}

/// A minimal set of roles, before or after, whose holders get an operation differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetChange {
    /// The roles.
    pub roles: RoleSet,
    /// What they got.
    pub before: State,
    /// What they get.
    pub after: State,
}

impl Matrix {
    /// What the operation needs for such tokens, oldest first; versions that need the same are one span.
    pub fn needs(&self, operation: &Operation, token_realm: TokenRealm) -> Vec<Span<'_>> {
        self.spans(operation, token_realm, same_needs)
    }

    /// What was measured for such tokens, oldest first; versions of which every role got the same status are one span.
    pub fn proof(&self, operation: &Operation, token_realm: TokenRealm) -> Vec<Span<'_>> {
        self.spans(operation, token_realm, |one, other| one == other)
    }

    /// Where the operation came, went or changed for such tokens, oldest first.
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

    /// Whether a token of `master` is treated as one of the realm in every version, with `admin` in the place of `realm-admin`.
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

    /// A measured version in few words: `26.5` for 26.5.6, `24` for 24.0.5, and the whole of it where that would be another one too.
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

    /// A range of measured versions in few words: `26.0 – 26.4`.
    pub fn lines(&self, first: Version, last: Version) -> String {
        if first == last {
            self.line(first)
        } else {
            format!("{} – {}", self.line(first), self.line(last))
        }
    }

    /// The measured versions that have the operation, in few words.
    pub fn lines_with(&self, operation: &Operation) -> String {
        self.spans(operation, TokenRealm::Target, |_, _| true)
            .iter()
            .map(|span| self.lines(span.first, span.last))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// What the operation needs in each measured version.
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

/// Whether both ask for the same roles, be the statuses the same or not.
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
        // What a smaller set has told already holds for the larger one, too.
        let told = changes.iter().any(|change| {
            roles.contains(change.roles) && (change.before, change.after) == (before, after)
        });
        if before != after && !told {
            changes.push(SetChange {
                roles,
                before,
                after,
            });
        }
    }
    changes
}
