//! Compares the roles that the operation requires with the roles in the caller's token.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Stage};
use crate::exchange::Call;
use crate::report::{RoleRow, RolesReport};
use crate::token::Token;
use permissions::{
    Fit, Matrix, Operation, Permissions, RoleSet, Rule, State, TokenRealm, Version, guards,
};

/// Minimal role sets, by name.
type RoleNames = Vec<Vec<String>>;

/// The required roles in the versions that fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// The operation whose rule applies, as the permission data names it.
    name: String,
    /// Whether a version that fits has the operation.
    pub exists: bool,
    /// Whether the permission data contains the required roles.
    pub known: bool,
    /// Why the operation was not measured, if the permission data says so.
    pub unmeasured: Option<String>,
    /// The smallest set of each version that fits, without repetition.
    pub least: Vec<Vec<String>>,
    /// The smallest set that is enough in every version that fits; if there is none, that of the newest version.
    recommended: Vec<String>,
    /// The smallest set of the newest version, if it differs from the recommended one, with the first version from which on it is enough.
    narrower: Option<(Version, Vec<String>)>,
    /// The set that releases before this version need, if they lack a role of the recommended set.
    wider_before: Option<(Version, Vec<String>)>,
    /// The other minimal sets, in the order of how much they allow.
    pub others: Vec<Vec<String>>,
    /// The sets that allow a partial response.
    pub reduced: Vec<Vec<String>>,
    /// The smallest set with the roles that its roles include.
    included: BTreeSet<String>,
    /// The sufficient and the partial sets of each version that fits.
    by_version: Vec<(RoleNames, RoleNames)>,
    /// Every minimal set that allows the operation in some version, for comparison with the token.
    all: Vec<Vec<String>>,
}

impl Needs {
    /// Looks up the required roles in the permission data, under this name of the operation.
    pub fn of(evidence: &Evidence, name: String) -> Self {
        let matrix = evidence.knowledge.matrix;
        let names = |set: &RoleSet| -> Vec<String> {
            matrix
                .role_names(*set)
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        let mut needs = Self {
            name,
            ..Self::default()
        };
        let mut rules = Vec::new();
        for version in measured(evidence) {
            let permissions = matrix.at(version, evidence.role_source());
            let Some(known) = operation(evidence, &needs.name, &permissions) else {
                continue;
            };
            let Some(rule) = permissions.rule(known) else {
                continue;
            };
            needs.exists = true;
            match &rule.unmeasured {
                Some(why) => needs.unmeasured = Some(why.clone()),
                None => rules.push((permissions, known, rule)),
            }
        }
        retain_fitting(evidence, &mut rules);
        for (permissions, _, rule) in &rules {
            needs.known = true;
            for (at, set) in permissions.least_first(&rule.sufficient).iter().enumerate() {
                push_new(&mut needs.all, names(set));
                let place = if at == 0 {
                    &mut needs.least
                } else {
                    &mut needs.others
                };
                push_new(place, names(set));
            }
            needs.by_version.push((
                rule.sufficient.iter().map(names).collect(),
                rule.reduced.iter().map(names).collect(),
            ));
            for set in &permissions.least_first(&rule.reduced) {
                push_new(&mut needs.reduced, names(set));
            }
        }
        needs.others.retain(|set| !needs.least.contains(set));
        if let Some(set) = recommended(&rules) {
            needs.recommended = names(&set);
            needs.narrower = narrower(&rules, set).map(|(since, set)| (since, names(&set)));
            needs.prefer_new_roles(evidence);
        }
        for role in needs.least.iter().flatten() {
            needs.included.extend(including(matrix, role));
        }
        needs
    }

    /// Recommends the smaller set of the newest version if a hint indicates a version that has its roles. If the hint is wrong, the change
    /// fails and grants nothing, because the older versions lack such a role. The set of all versions would grant more than needed.
    fn prefer_new_roles(&mut self, evidence: &Evidence) {
        let Some((since, set)) = self.narrower.take() else {
            return;
        };
        let matrix = evidence.knowledge.matrix;
        let is_new = set
            .iter()
            .filter_map(|name| matrix.roles().iter().find(|role| role.name == *name))
            .filter_map(|role| matrix.versions_of(role))
            .any(|(first, _)| first >= since);
        let is_indicated = since
            .minor
            .is_some_and(|minor| evidence.versions.rather_at_least((since.major, minor)));
        if is_new && is_indicated {
            let wider = std::mem::replace(&mut self.recommended, set);
            self.wider_before = Some((since, wider));
        } else {
            self.narrower = Some((since, set));
        }
    }

    /// The result for a caller with these roles in each version that fits, oldest first.
    pub fn states(&self, held: &[String]) -> Vec<State> {
        let has = |sets: &[Vec<String>]| {
            sets.iter()
                .any(|set| set.iter().all(|role| held.contains(role)))
        };
        self.by_version
            .iter()
            .map(
                |(sufficient, reduced)| match (has(sufficient), has(reduced)) {
                    (true, _) => State::Allowed,
                    (false, true) => State::Partial,
                    (false, false) => State::Denied,
                },
            )
            .collect()
    }

    /// Whether a version that fits allows a caller with these roles.
    pub fn is_met_by(&self, held: &[String]) -> bool {
        self.all
            .iter()
            .any(|set| set.iter().all(|role| held.contains(role)))
    }

    /// The smallest set that is enough in the versions that fit.
    pub fn least(&self) -> &[String] {
        &self.recommended
    }

    /// The smallest set of the newest version, if it is another one, with the first version from which on it is enough.
    pub fn narrower(&self) -> Option<(Version, &[String])> {
        let (since, set) = self.narrower.as_ref()?;
        Some((*since, set))
    }

    /// The set that releases before this version need, if they lack a role of the smallest set.
    pub fn wider_before(&self) -> Option<(Version, &[String])> {
        let (since, set) = self.wider_before.as_ref()?;
        Some((*since, set))
    }

    /// A part of the smallest set that is already enough in some of the versions that fit, but not in all of them.
    pub fn smaller_in_some_release(&self) -> Option<&[String]> {
        let sets = self
            .by_version
            .iter()
            .flat_map(|(sufficient, _)| sufficient);
        sets.filter(|set| set.len() < self.recommended.len())
            .find(|set| set.iter().all(|role| self.recommended.contains(role)))
            .map(Vec::as_slice)
    }

    /// The first of the sufficient sets that a caller with these roles has, the smallest one first; empty if there is none.
    pub fn smallest_within(&self, held: &[String]) -> Vec<String> {
        [&self.recommended]
            .into_iter()
            .chain(&self.least)
            .chain(&self.others)
            .find(|set| !set.is_empty() && set.iter().all(|role| held.contains(role)))
            .cloned()
            .unwrap_or_default()
    }

    /// The smallest of the sets that allow a partial response.
    pub fn least_reduced(&self) -> Option<&[String]> {
        self.reduced.first().map(Vec::as_slice)
    }

    /// Whether this role alone allows the operation.
    pub fn is_sufficient(&self, role: &str) -> bool {
        self.all
            .iter()
            .any(|set| matches!(set.as_slice(), [only] if only == role))
    }
}

/// Whether the roles in the token allow another operation, in a version that fits.
pub(crate) fn claims_open(evidence: &Evidence, operation: &str) -> bool {
    let matrix = evidence.knowledge.matrix;
    let claimed = evidence.claimed();
    let known = claimed.iter().filter(|role| matrix.role(role).is_ok());
    let (Ok(held), Some(operation)) = (matrix.role_set(known), matrix.operation(operation)) else {
        return false;
    };
    measured(evidence).into_iter().any(|version| {
        matrix
            .at(version, evidence.role_source())
            .rule(operation)
            .is_some_and(|rule| rule.state(held).is_allowed())
    })
}

type Known<'m> = (Permissions<'m>, &'m Operation, &'m Rule);

/// The operation whose rule applies, found by its name or by a path that matches.
fn operation<'m>(
    evidence: &Evidence,
    name: &str,
    permissions: &Permissions<'m>,
) -> Option<&'m Operation> {
    let asked = &evidence.attempt.operation;
    permissions
        .matrix()
        .operation(name)
        .or_else(|| Some(permissions.find(asked.method, &asked.template)?.operation))
}

/// Narrows the versions by the response itself: removes the versions in which the roles in the token would have got another response, if
/// any version remains.
fn retain_fitting(evidence: &Evidence, rules: &mut Vec<Known>) {
    let whole = evidence
        .token
        .as_ref()
        .is_some_and(Token::lists_default_roles);
    let is_allowed = match evidence.stage() {
        // Keycloak may allow a request with an empty body where it would deny the real one.
        Stage::OperationAnswered(_) if whole && evidence.attempt.operation.body().is_none() => true,
        _ if evidence.denied() => false,
        _ => return,
    };
    let claimed = evidence.claimed();
    let matrix = evidence.knowledge.matrix;
    let known = claimed.iter().filter(|role| matrix.role(role).is_ok());
    let Ok(held) = matrix.role_set(known) else {
        return;
    };
    let fits = |(_, _, rule): &Known| rule.state(held).is_allowed() == is_allowed;
    if rules.iter().any(fits) {
        rules.retain(fits);
    }
}

/// Among the sets that are enough in all versions, the one that allows the least in the newest version.
fn recommended(rules: &[Known]) -> Option<RoleSet> {
    let (newest, _, rule) = rules.last()?;
    let suffices_in_all = |set: RoleSet| {
        rules
            .iter()
            .all(|(_, _, rule)| rule.state(set) == State::Allowed)
    };
    let least = newest.least_first(&rule.sufficient).first().copied()?;
    if suffices_in_all(least) {
        return Some(least);
    }
    rules
        .iter()
        .flat_map(|(_, _, rule)| &rule.sufficient)
        .copied()
        .filter(|set| suffices_in_all(*set))
        .min_by_key(|set| (newest.reach(*set), set.len()))
        .or(Some(least))
}

/// The smallest set of the newest version, if it is not the recommended one, with the first version from which on it is enough.
fn narrower(rules: &[Known], recommended: RoleSet) -> Option<(Version, RoleSet)> {
    let (newest, _, rule) = rules.last()?;
    let least = newest.least_first(&rule.sufficient).first().copied()?;
    let enough = |known: &&Known| known.2.state(least) == State::Allowed;
    let (since, _, _) = rules.iter().rev().take_while(enough).last()?;
    (least != recommended).then_some((since.version()?, least))
}

/// The roles that a token of master needs for an operation that no role of the target realm allows.
pub(crate) fn needed_in_master(evidence: &Evidence) -> Option<Vec<String>> {
    let version = measured(evidence).pop()?;
    let matrix = evidence.knowledge.matrix;
    let permissions = matrix.at(version, TokenRealm::Master);
    let known = operation(evidence, &evidence.needs.name, &permissions)?;
    let rule = permissions.rule(known)?;
    let least = permissions.least_first(&rule.sufficient).first().copied()?;
    let names = matrix.role_names(least);
    Some(names.into_iter().map(str::to_owned).collect())
}

/// The roles to grant first, and the roles to revoke, if the caller has wider roles than the request needs. The roles to grant are
/// required, and the caller lacks them without the revoked roles. `None` if there is no role to revoke, if the token's roles do not surely
/// allow the request, or if roles alone do not decide.
pub(crate) fn narrowing(evidence: &Evidence) -> Option<(Vec<String>, Vec<String>)> {
    /// Causes that compare the caller's roles with those of the target or of the body.
    const BY_COMPARISON: [&str; 2] = ["target-more-powerful", "role-not-grantable"];
    let least = evidence.needs.least();
    let name = evidence.attempt.operation.name();
    let compares_roles = guards()
        .iter()
        .any(|guard| guard.operation == name && BY_COMPARISON.contains(&guard.cause.as_str()));
    if least.is_empty() || compares_roles || !evidence.claims_surely_suffice() {
        return None;
    }
    let matrix = evidence.knowledge.matrix;
    let closure = |roles: &[String]| -> Vec<String> {
        let all: BTreeSet<String> = roles
            .iter()
            .flat_map(|role| including(matrix, role))
            .collect();
        all.into_iter().collect()
    };
    let states = evidence.needs.states(&closure(least));
    if states.iter().any(|state| *state != State::Allowed) {
        return None;
    }
    let claimed = evidence.claimed();
    let revoke = excess(evidence, &claimed);
    let included = closure(&revoke);
    let grant = least
        .iter()
        .filter(|role| included.contains(role) || !claimed.contains(role))
        .cloned();
    (!revoke.is_empty()).then(|| (grant.collect(), revoke))
}

/// The role analysis for the report.
pub(crate) fn report(evidence: &Evidence) -> RolesReport {
    let needs = &evidence.needs;
    let claimed = evidence.claimed();
    let met = needs.is_met_by(&claimed);
    // Without a token and a response, nothing is known about the caller's roles.
    let nothing_seen = evidence.token.is_none() && evidence.status(Call::Operation).is_none();
    let missing = if met || nothing_seen {
        Vec::new()
    } else {
        needs
            .least()
            .iter()
            .filter(|role| !claimed.contains(role))
            .cloned()
            .collect()
    };
    RolesReport {
        needed: needs.least.clone(),
        also_sufficient: needs.others.clone(),
        missing,
        excess: excess(evidence, &claimed),
        effective: effective(evidence, &claimed),
        container: evidence.container(),
        table: table(evidence, &claimed),
        claimed,
    }
}

/// Unneeded roles. Roles that another role includes are not listed again.
pub(crate) fn excess(evidence: &Evidence, claimed: &[String]) -> Vec<String> {
    let needs = &evidence.needs;
    if !needs.known {
        return Vec::new();
    }
    let matrix = evidence.knowledge.matrix;
    let beyond: Vec<&String> = claimed
        .iter()
        .filter(|role| !needs.included.contains(*role))
        .collect();
    beyond
        .iter()
        .filter(|role| {
            !beyond
                .iter()
                .any(|other| other != *role && including(matrix, other).contains(**role))
        })
        .map(|role| (*role).clone())
        .collect()
}

/// The roles that Keycloak sees, as far as the responses show them. They may differ from those in the token.
fn effective(evidence: &Evidence, claimed: &[String]) -> String {
    let serverinfo = evidence.sees_admin_role();
    let unknown_user = evidence.status(Call::UnknownUser);
    let operation = evidence.status(Call::Operation);
    match (operation, serverinfo, unknown_user) {
        (Some(200..=299), _, _) if evidence.needs.is_met_by(&[]) => {
            "Keycloak allowed the request, as for every valid token.".to_owned()
        }
        (Some(200..=299), _, _) if evidence.claims_reduce() => {
            "Keycloak returned a partial response, as expected for the roles that the token lists."
                .to_owned()
        }
        (Some(200..=299), _, _) if evidence.claims_suffice() => {
            "Keycloak allowed the request, and the token lists a role that allows it."
                .to_owned()
        }
        (Some(200..=299), _, _) if evidence.attempt.operation.body().is_some() => {
            "Keycloak allowed the request with an empty body. Your own body may require more roles."
                .to_owned()
        }
        (Some(200..=299), _, _) => {
            "Keycloak allowed the request although the token lists no role for it. The server knows roles that the \
             token does not list, or a fine-grained permission allows the request."
                .to_owned()
        }
        (_, _, Some(404)) => "The caller has at least query-users: a random ID returns 404, not 403."
            .to_owned(),
        (_, Some(false), _) => "The caller has no admin role that allows GET /admin/serverinfo. Every admin role \
         except impersonation allows it."
            .to_owned(),
        (Some(403), Some(true), _) if evidence.claims_suffice() => {
            "The token lists a role that allows the request, but Keycloak denies it."
                .to_owned()
        }
        (Some(403), Some(true), _) => {
            "The caller has at least one admin role (GET /admin/serverinfo returns 200), but none that allows this request."
                .to_owned()
        }
        (_, Some(true), _) => "The caller has at least one admin role: GET /admin/serverinfo returns 200."
            .to_owned(),
        _ if evidence.token.is_none() => {
            "No token is available, so the caller's roles are unknown.".to_owned()
        }
        _ if claimed.is_empty() => "No roles were detected.".to_owned(),
        _ => "No further roles were detected.".to_owned(),
    }
}

/// The roles to compare: those that are enough alone, those of the caller, and those with a partial response.
fn table(evidence: &Evidence, claimed: &[String]) -> Vec<RoleRow> {
    let needs = &evidence.needs;
    let matrix = evidence.knowledge.matrix;
    let Some(version) = measured(evidence).pop() else {
        return Vec::new();
    };
    let permissions = matrix.at(version, evidence.role_source());
    let own = operation(evidence, &evidence.needs.name, &permissions);
    let listed = needs
        .least
        .iter()
        .chain(&needs.others)
        .flatten()
        .chain(needs.reduced.iter().flatten())
        .chain(claimed);
    let mut rows: Vec<RoleRow> = Vec::new();
    for role in listed {
        if rows.iter().any(|row| row.role == *role) {
            continue;
        }
        let Ok(set) = matrix.role(role) else { continue };
        let (opens, opens_writes) = other_operations(permissions, own, set);
        rows.push(RoleRow {
            role: role.clone(),
            sufficient: needs.is_sufficient(role),
            least: needs.least.iter().any(|least| least.contains(role)),
            claimed: claimed.contains(role),
            opens,
            opens_writes,
        });
    }
    rows
}

/// The numbers of other operations that these roles allow together, in the newest version that fits: all, and those that write. `None` if no
/// measured version fits or the permission data lacks a role.
pub(crate) fn reach(evidence: &Evidence, roles: &[String]) -> Option<(usize, usize)> {
    let matrix = evidence.knowledge.matrix;
    let permissions = matrix.at(*measured(evidence).last()?, evidence.role_source());
    let held = matrix.role_set(roles).ok()?;
    let own = operation(evidence, &evidence.needs.name, &permissions);
    Some(other_operations(permissions, own, held))
}

/// The numbers of operations other than `own` that these roles allow: all, and those that write.
fn other_operations(
    permissions: Permissions<'_>,
    own: Option<&Operation>,
    held: RoleSet,
) -> (usize, usize) {
    let reach = permissions.reach(held);
    let (all, writing) = (reach.all as usize, reach.writing as usize);
    let allowed = own.filter(|own| {
        permissions
            .rule(own)
            .is_some_and(|rule| rule.state(held).is_allowed())
    });
    match allowed {
        Some(own) => (
            all.saturating_sub(1),
            writing.saturating_sub(usize::from(own.writes())),
        ),
        None => (all, writing),
    }
}

/// A role with the roles that it includes as a composite.
fn including(matrix: &Matrix, role: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([role.to_owned()]);
    if let Some(known) = matrix.roles().iter().find(|known| known.name == role) {
        all.extend(known.includes.iter().cloned());
        // The realm role `admin` of master includes the roles of every realm's client.
        if known.of_master && known.name == "admin" {
            all.extend(matrix.roles().iter().map(|role| role.name.clone()));
        }
    }
    all
}

/// The measured versions that stand for the versions that fit, oldest first.
///
/// If nothing reveals the version, only the newest one is used: five years of releases would include roles that are no longer enough.
fn measured(evidence: &Evidence) -> Vec<Version> {
    let matrix = evidence.knowledge.matrix;
    if !evidence.versions.is_known() {
        return matrix.versions().last().copied().into_iter().collect();
    }
    let (mut exact, mut stand_ins): (Vec<Version>, Vec<Version>) = (Vec::new(), Vec::new());
    for version in evidence.versions.each() {
        let permissions = matrix.at(version, TokenRealm::Target);
        let Some(version) = permissions.version() else {
            continue;
        };
        if permissions.fit() == Fit::Measured {
            push_new(&mut exact, version);
        } else {
            push_new(&mut stand_ins, version);
        }
    }
    // An older measured version stands for one that was not measured. That is an estimate, so measured versions take precedence.
    let mut versions = if exact.is_empty() { stand_ins } else { exact };
    // Older versions do not have every role that the token lists.
    let claimed = evidence.claimed();
    let roles = matrix.roles().iter();
    let since = roles
        .filter(|role| claimed.contains(&role.name))
        .filter_map(|role| Some(matrix.versions_of(role)?.0))
        .max();
    if versions.last().copied() >= since {
        versions.retain(|version| Some(*version) >= since);
    }
    versions
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
