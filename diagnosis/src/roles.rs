//! What the operation needs, what the caller's token lists, and what is missing or too much.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Stage};
use crate::exchange::Call;
use crate::report::{RoleRow, RolesReport};
use crate::token::Token;
use permissions::{Fit, Matrix, Operation, Permissions, RoleSet, Rule, State, TokenRealm, Version};

/// Minimal sets of roles, by name.
type RoleNames = Vec<Vec<String>>;

/// The sets of roles that let the operation through, in the versions that fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Whether some version that fits has the operation.
    pub exists: bool,
    /// Whether the permission data know what it needs.
    pub known: bool,
    /// Why they do not, where they know it otherwise.
    pub unmeasured: Option<String>,
    /// The least set of each version that fits, without repetition.
    pub least: Vec<Vec<String>>,
    /// The least set that does in every version that fits; where there is none, that of the newest.
    recommended: Vec<String>,
    /// The other minimal sets, those that open least first.
    pub others: Vec<Vec<String>>,
    /// The sets that let it through with an emptied or cut answer.
    pub reduced: Vec<Vec<String>>,
    /// The least set, spelt out with the roles that it includes.
    included: BTreeSet<String>,
    /// The sufficient and the reduced sets of each version that fits.
    by_version: Vec<(RoleNames, RoleNames)>,
    /// Every minimal set with which some version lets it through, for comparing with claims.
    all: Vec<Vec<String>>,
}

impl Needs {
    /// Asks the permission data.
    pub fn of(evidence: &Evidence) -> Self {
        let matrix = evidence.knowledge.matrix;
        let names = |set: &RoleSet| -> Vec<String> {
            matrix
                .role_names(*set)
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        let mut needs = Self::default();
        let mut rules = Vec::new();
        for version in measured(evidence) {
            let permissions = matrix.at(version, evidence.role_source());
            let Some(known) = operation(evidence, &permissions) else {
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
        that_fit_the_answer(evidence, &mut rules);
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
        needs.recommended = recommended(&rules)
            .map(|set| names(&set))
            .unwrap_or_default();
        for role in needs.least.iter().flatten() {
            needs.included.extend(including(matrix, role));
        }
        needs
    }

    /// What a caller with these roles gets in each version that fits, oldest first.
    pub fn states(&self, held: &[String]) -> Vec<State> {
        let has = |sets: &[Vec<String>]| {
            sets.iter()
                .any(|set| set.iter().all(|role| held.contains(role)))
        };
        self.by_version
            .iter()
            .map(
                |(sufficient, reduced)| match (has(sufficient), has(reduced)) {
                    (true, _) => State::Open,
                    (false, true) => State::Reduced,
                    (false, false) => State::Refused,
                },
            )
            .collect()
    }

    /// Whether a caller with these roles is let through, in some version that fits.
    pub fn is_met_by(&self, held: &[String]) -> bool {
        self.all
            .iter()
            .any(|set| set.iter().all(|role| held.contains(role)))
    }

    /// The least set that lets it through, whichever version of those that fit it is.
    pub fn least(&self) -> &[String] {
        &self.recommended
    }

    /// The set that opens least among those that let it through with an emptied or cut answer.
    pub fn least_reduced(&self) -> Option<&[String]> {
        self.reduced.first().map(Vec::as_slice)
    }

    /// Whether this role alone lets the operation through.
    pub fn is_sufficient(&self, role: &str) -> bool {
        self.all
            .iter()
            .any(|set| matches!(set.as_slice(), [only] if only == role))
    }
}

/// Whether the roles that the token lists would open another operation, in some version that fits.
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
            .is_some_and(|rule| rule.state(held).lets_through())
    })
}

type Known<'m> = (Permissions<'m>, &'m Operation, &'m Rule);

/// The operation of the attempt, by its template or by a path that fits it.
fn operation<'m>(evidence: &Evidence, permissions: &Permissions<'m>) -> Option<&'m Operation> {
    let asked = &evidence.attempt.operation;
    permissions
        .matrix()
        .operation(&asked.name())
        .or_else(|| Some(permissions.find(asked.method, &asked.template)?.operation))
}

/// The answer itself dates the server: it is none of the versions in which the roles that the token lists would have got another one,
/// if others are left.
fn that_fit_the_answer(evidence: &Evidence, rules: &mut Vec<Known>) {
    let whole = evidence
        .token
        .as_ref()
        .is_some_and(Token::lists_default_roles);
    let let_through = match evidence.stage() {
        // What is sent with nothing in it may be let through where the real call would not be.
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
    let fits = |(_, _, rule): &Known| rule.state(held).lets_through() == let_through;
    if rules.iter().any(fits) {
        rules.retain(fits);
    }
}

/// The set that opens least, in the newest version, among those that suffice in all of them.
fn recommended(rules: &[Known]) -> Option<RoleSet> {
    let (newest, _, rule) = rules.last()?;
    let suffices_in_all = |set: RoleSet| {
        rules
            .iter()
            .all(|(_, _, rule)| rule.state(set) == State::Open)
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

/// What a token of master would need for an operation that no role of the target realm opens.
pub(crate) fn needed_in_master(evidence: &Evidence) -> Option<Vec<String>> {
    let version = measured(evidence).pop()?;
    let matrix = evidence.knowledge.matrix;
    let permissions = matrix.at(version, TokenRealm::Master);
    let known = operation(evidence, &permissions)?;
    let rule = permissions.rule(known)?;
    let least = permissions.least_first(&rule.sufficient).first().copied()?;
    let names = matrix.role_names(least);
    Some(names.into_iter().map(str::to_owned).collect())
}

/// The roles as the report shows them.
pub(crate) fn report(evidence: &Evidence) -> RolesReport {
    let needs = &evidence.needs;
    let claimed = evidence.claimed();
    let met = needs.is_met_by(&claimed);
    // Without a token and without an answer nothing is known of the caller, and so nothing is missing yet.
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

/// What is held beyond the need; roles that another one brings along are not counted again.
fn excess(evidence: &Evidence, claimed: &[String]) -> Vec<String> {
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

/// What the calls have shown about the roles that the server sees, which the claims need not tell.
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
             token does not list."
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

/// The roles worth comparing: the sufficient single ones, those held, and those that only open a cut answer.
fn table(evidence: &Evidence, claimed: &[String]) -> Vec<RoleRow> {
    let needs = &evidence.needs;
    let matrix = evidence.knowledge.matrix;
    let Some(version) = measured(evidence).pop() else {
        return Vec::new();
    };
    let permissions = matrix.at(version, evidence.role_source());
    let own = operation(evidence, &permissions);
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
        let reach = permissions.reach(set);
        let itself = usize::from(own.is_some_and(|own| {
            permissions
                .rule(own)
                .is_some_and(|rule| rule.state(set).lets_through())
        }));
        rows.push(RoleRow {
            role: role.clone(),
            sufficient: needs.is_sufficient(role),
            least: needs.least.iter().any(|least| least.contains(role)),
            claimed: claimed.contains(role),
            opens: (reach.all as usize).saturating_sub(itself),
            opens_writes: reach.writing as usize,
        });
    }
    rows
}

/// How many other operations these roles allow together, and how many of those modify data, in the newest version that fits. `None`
/// where no measured version fits or a role is not in the permission data.
pub(crate) fn reach(evidence: &Evidence, roles: &[String]) -> Option<(usize, usize)> {
    let matrix = evidence.knowledge.matrix;
    let permissions = matrix.at(*measured(evidence).last()?, evidence.role_source());
    let held = matrix.role_set(roles).ok()?;
    let reach = permissions.reach(held);
    let (all, writing) = (reach.all as usize, reach.writing as usize);
    let is_allowed = operation(evidence, &permissions)
        .and_then(|own| permissions.rule(own))
        .is_some_and(|rule| rule.state(held).lets_through());
    Some(if is_allowed {
        let writes = usize::from(!evidence.attempt.operation.is_read());
        (all.saturating_sub(1), writing.saturating_sub(writes))
    } else {
        (all, writing)
    })
}

/// A role and those it includes as a composite.
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

/// The measured versions that stand for those that fit, oldest first.
///
/// Where nothing dates the server, only the newest is asked: guessing over five years of releases would name roles that no longer do.
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
    // A release that was not measured is answered by an older one: that is only a guess, and no reason to doubt what was measured.
    if exact.is_empty() { stand_ins } else { exact }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
