//! Decides which of the causes that fit a check remain, by the facts that the server shows to an administrator.

use super::Facts;
use crate::attempt::TokenSource;
use crate::cause::{
    Cause, Finding, built_in_protected, missing_role, role_out_of_scope, roles_not_in_token,
    target_more_powerful,
};
use crate::evidence::{Evidence, Stage};
use crate::exchange::Signature;
use crate::fix::Change;
use crate::report::Certainty;
use permissions::State;

/// A cause with its finding.
type Found = (&'static Cause, Finding);

/// The causes of a caller without the role, the more specific ones first.
const WITHOUT_ROLE: [&str; 3] = [
    "role-on-wrong-client",
    "realm-role-same-name",
    "missing-role",
];
const MISSING: &str = "missing-role";
const OUT_OF_SCOPE: &str = "role-out-of-scope";
const NOT_IN_TOKEN: &str = "roles-not-in-token";
const FINE_GRAINED: &str = "fine-grained-permission-denied";
const STALE: &str = "token-stale";
const HEADER_LOST: &str = "authorization-header-lost";
const BUILT_IN: &str = "built-in-protected";
const MORE_POWERFUL: &str = "target-more-powerful";

/// The release line of which every measured release denies changes of `realm-management`.
const PROTECTS_CLIENTS: (u16, u16) = (26, 7);

/// The decision that follows from the facts.
enum Verdict {
    /// This cause, and no other one.
    Certain(&'static str, Option<Finding>, Vec<String>),
    /// One of these causes, the likeliest one first.
    Likely(Vec<&'static str>, Vec<String>),
    /// The facts exclude nothing.
    Open(String),
}

/// The causes that remain, the likeliest one first.
pub(super) fn settled(evidence: &Evidence, facts: &Facts, mut fitting: Vec<Found>) -> Vec<Found> {
    if fitting.len() > 1 {
        fitting.retain(|(cause, _)| cause.code != "unexplained");
    }
    fitting.retain(|(cause, _)| !is_excluded(evidence, facts, cause.code));
    let fits = |code: &str| fitting.iter().any(|(cause, _)| cause.code == code);
    let verdict = match evidence.stage() {
        Stage::TokenRefused(_) if fits("user-credentials-wrong") => of_user(evidence, facts),
        Stage::TokenRefused(_) => of_client(evidence, facts, &fits),
        Stage::OperationRefused(response) if response.status == 401 => {
            if fits(HEADER_LOST) {
                // Settings of the realm do not show what is in front of Keycloak.
                Verdict::Likely(
                    vec![HEADER_LOST, "token-revoked", "token-not-accepted"],
                    Vec::new(),
                )
            } else {
                of_token(evidence, facts)
            }
        }
        Stage::OperationRefused(response) if response.status == 404 => of_target(facts, &fits),
        Stage::OperationRefused(_) | Stage::NotSent => of_roles(evidence, facts, &fits),
        Stage::OperationAnswered(_) => of_response(evidence, facts, &fits),
        _ => Verdict::Open("The output does not belong to a denied request.".to_owned()),
    };
    with_scope(evidence, facts, apply(verdict, fitting))
}

/// Whether the target, as the facts show it, excludes a cause.
fn is_excluded(evidence: &Evidence, facts: &Facts, code: &str) -> bool {
    match code {
        BUILT_IN => facts
            .text("target", "clientId")
            .is_some_and(|client| !evidence.is_protected_client(client)),
        MORE_POWERFUL => {
            lacking_roles_of_target(evidence, facts).is_some_and(|lacking| lacking.is_empty())
        }
        _ => false,
    }
}

/// The admin roles of the user in the path that the caller lacks. Measured on 26.7.5: Keycloak compares the names of all roles that are
/// assigned to the caller, also of a caller of master, and of roles outside the client's scope.
fn lacking_roles_of_target(evidence: &Evidence, facts: &Facts) -> Option<Vec<String>> {
    let of_target = owned(facts.texts("target-roles", "name")?);
    let held = Roles::of(evidence, facts)?.assigned;
    Some(
        of_target
            .into_iter()
            .filter(|role| !held.contains(role))
            .collect(),
    )
}

/// Completes the fix of a missing role by the facts: it grants only roles that are not assigned, and it adds the roles to the client's scope
/// if the scope lacks them, because a role outside the scope does not count (recording full-scope-off-without-role).
fn with_scope(evidence: &Evidence, facts: &Facts, mut found: Vec<Found>) -> Vec<Found> {
    let Some(roles) = Roles::of(evidence, facts) else {
        return found;
    };
    let lacking = |known: &[String]| -> Vec<String> {
        let least = evidence.needs.least().iter();
        least
            .filter(|role| !known.contains(role))
            .cloned()
            .collect()
    };
    let (unassigned, unscoped) = (lacking(&roles.assigned), lacking(&roles.scope));
    for (cause, finding) in &mut found {
        if !WITHOUT_ROLE.contains(&cause.code) || unassigned.is_empty() {
            continue;
        }
        let Some(at) = finding
            .changes
            .iter()
            .position(|change| matches!(change, Change::GrantRoles(_)))
        else {
            continue;
        };
        finding.changes.remove(at);
        let change = Change::GrantRoles(unassigned.clone());
        finding.changes.insert(at, change);
        // The facts replace what the token made probable.
        if let Some(Change::MapScope(_)) = finding.changes.get(at + 1) {
            if let Some(explanation) = missing_role::explanation_without_scope(evidence) {
                finding.explanation = explanation;
            }
            finding.changes.remove(at + 1);
        }
        if !unscoped.is_empty() {
            let change = Change::MapScope(unscoped.clone());
            finding.changes.insert(at + 1, change);
            let scope = role_out_of_scope::also_outside(evidence, &unscoped);
            finding.explanation = format!("{} {scope}", finding.explanation);
        }
    }
    found
}

fn apply(verdict: Verdict, mut fitting: Vec<Found>) -> Vec<Found> {
    match verdict {
        Verdict::Certain(code, own, seen) => {
            let at = fitting.iter().position(|(cause, _)| cause.code == code);
            let found = at.map(|at| fitting.remove(at));
            let cause = crate::cause::by_code(code);
            let (Some(cause), Some(mut finding)) = (cause, own.or(found.map(|found| found.1)))
            else {
                return apply(Verdict::Open(seen.join(" ")), fitting);
            };
            finding.certainty = Certainty::Certain;
            finding.tell_apart.clear();
            finding.evidence.extend(seen);
            vec![(cause, finding)]
        }
        Verdict::Likely(codes, seen) => {
            let mut kept: Vec<Found> = Vec::new();
            for code in codes {
                if let Some(at) = fitting.iter().position(|(cause, _)| cause.code == code) {
                    kept.push(fitting.remove(at));
                }
            }
            if kept.is_empty() {
                return apply(Verdict::Open(seen.join(" ")), fitting);
            }
            for (at, (_, finding)) in kept.iter_mut().enumerate() {
                finding.certainty = if at == 0 {
                    Certainty::Likely
                } else {
                    Certainty::Possible
                };
            }
            if let Some((_, first)) = kept.first_mut() {
                first.evidence.extend(seen);
            }
            kept
        }
        Verdict::Open(seen) => {
            fitting.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.certainty));
            if let Some((_, first)) = fitting.first_mut() {
                first.certainty = first.certainty.min(Certainty::Likely);
                first.evidence.push(seen);
            }
            fitting
        }
    }
}

/// The facts about the roles that an operation requires.
struct Roles {
    /// The caller's effective roles that count.
    assigned: Vec<String>,
    /// The roles that the client's scope contains.
    scope: Vec<String>,
    /// The assigned roles that are in the client's scope.
    in_scope: Vec<String>,
}

impl Roles {
    fn of(evidence: &Evidence, facts: &Facts) -> Option<Self> {
        let mut assigned = owned(facts.texts("roles", "name")?);
        let mut scope = facts.texts("scope", "name").map(owned);
        if evidence.token_realm() == "master" {
            let is_counted = |role: &&str| evidence.is_realm_role(role);
            let realm = facts.texts("realm-roles", "name")?;
            assigned.extend(owned(realm.into_iter().filter(is_counted).collect()));
            let realm = facts.texts("realm-scope", "name");
            scope = scope.zip(realm).map(|(mut scope, realm)| {
                scope.extend(owned(realm));
                scope
            });
        }
        let scope = scope?;
        let in_scope = assigned
            .iter()
            .filter(|role| scope.contains(role))
            .cloned()
            .collect();
        Some(Self {
            assigned,
            scope,
            in_scope,
        })
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The verdict on a 403, or on a request that was not sent.
fn of_roles(evidence: &Evidence, facts: &Facts, fits: &dyn Fn(&str) -> bool) -> Verdict {
    // No role helps against this guard, so it comes first.
    if fits(BUILT_IN)
        && let Some(client) = facts.text("target", "clientId")
        && evidence.versions.at_least(PROTECTS_CLIENTS)
    {
        let seen = vec![format!(
            "An administrator’s output shows: the client in the path is {client}."
        )];
        return Verdict::Certain(BUILT_IN, Some(built_in_protected::settled(client)), seen);
    }
    if fits(MORE_POWERFUL)
        && let Some(verdict) = of_target_user(evidence, facts)
    {
        return verdict;
    }
    if !fits(MISSING) {
        return Verdict::Open(
            "The output is about roles, which are not the cause here.".to_owned(),
        );
    }
    let Some(roles) = Roles::of(evidence, facts) else {
        return Verdict::Open(
            "The output does not show the caller's roles and the client's scope.".to_owned(),
        );
    };
    if facts.version().is_none() || !evidence.needs.known {
        return Verdict::Open("The output does not show the Keycloak version.".to_owned());
    }
    let needs = &evidence.needs;
    let container = evidence.container();
    let assigned = format!(
        "An administrator’s output lists the caller’s effective roles of {container}: {}.",
        listed(&roles.assigned)
    );
    if !needs.is_met_by(&roles.assigned) {
        return without_role(evidence, facts, fits, assigned);
    }
    if !needs.is_met_by(&roles.in_scope) {
        let lacking = needs
            .smallest_within(&roles.assigned)
            .into_iter()
            .filter(|role| !roles.in_scope.contains(role))
            .collect::<Vec<_>>();
        let scope = format!(
            "The client’s scope contains these of them: {}.",
            listed(&roles.in_scope)
        );
        let finding = role_out_of_scope::settled(evidence, &lacking);
        return Verdict::Certain(OUT_OF_SCOPE, Some(finding), vec![assigned, scope]);
    }
    let in_new_token = facts.texts("token", "roles").map(owned);
    let new_token = |roles: &[String]| {
        format!(
            "A new token of the caller lists these roles of {container}: {}.",
            listed(roles)
        )
    };
    if let Some(listed) = &in_new_token
        && !needs.is_met_by(listed)
        && roles_not_in_token::claims_decide(evidence)
        && fits(NOT_IN_TOKEN)
    {
        let seen = vec![assigned, new_token(listed)];
        return Verdict::Certain(NOT_IN_TOKEN, None, seen);
    }
    let seen = vec![
        assigned,
        "The role is assigned and in the client’s scope now. Get a new token and run the request \
         again."
            .to_owned(),
    ];
    if fits(STALE) {
        Verdict::Likely(vec![STALE], seen)
    } else {
        Verdict::Open(seen.join(" "))
    }
}

/// The verdict on a caller that may impersonate users, and a target with more admin roles. A caller without the role is denied anyway.
fn of_target_user(evidence: &Evidence, facts: &Facts) -> Option<Verdict> {
    let roles = Roles::of(evidence, facts)?;
    let may_impersonate = evidence.needs.known && evidence.needs.is_met_by(&roles.in_scope);
    let lacking = lacking_roles_of_target(evidence, facts)?;
    if !may_impersonate || !evidence.versions.deny_powerful_targets() {
        return None;
    }
    let seen = vec![
        format!(
            "An administrator’s output lists the caller’s effective roles of {}: {}.",
            evidence.container(),
            listed(&roles.assigned)
        ),
        format!(
            "The user holds these admin roles in addition: {}.",
            listed(&lacking)
        ),
    ];
    let finding = target_more_powerful::settled(evidence, &lacking);
    Some(Verdict::Certain(MORE_POWERFUL, Some(finding), seen))
}

/// The verdict on a caller without a role that allows the request. A permission may still be meant to allow it.
fn without_role(
    evidence: &Evidence,
    facts: &Facts,
    fits: &dyn Fn(&str) -> bool,
    assigned: String,
) -> Verdict {
    let specific = WITHOUT_ROLE
        .into_iter()
        .find(|code| fits(code))
        .unwrap_or(MISSING);
    let (excluded, permissions) = no_permission(evidence, facts);
    let seen = vec![assigned, permissions];
    if excluded {
        return Verdict::Certain(specific, None, seen);
    }
    let named = facts
        .number("naming", "count")
        .is_some_and(|count| count > 0);
    let mut codes = vec![specific, FINE_GRAINED];
    if named {
        codes.reverse();
    }
    Verdict::Likely(codes, seen)
}

/// Whether no fine-grained permission can apply, with the reason. Version 2 of the permissions exists from 26.2 on and belongs to the
/// target realm; version 1 belongs to the client with the roles.
fn no_permission(evidence: &Evidence, facts: &Facts) -> (bool, String) {
    let off = |reason: &str| (true, reason.to_owned());
    let on = |reason: &str| (false, reason.to_owned());
    match facts.flag("container", "authorizationServicesEnabled") {
        Some(false) => {}
        // The member is left out where it is off.
        None if facts.is_empty_response("container") == Some(true) => {}
        Some(true) => {
            return on(
                "Permissions of version 1 are enabled in the realm. They may concern the caller.",
            );
        }
        None => return on("The output does not show whether permissions are enabled."),
    }
    if evidence.versions.before((26, 2)) {
        return off("Permissions are not enabled in the realm.");
    }
    match facts.flag("realm", "adminPermissionsEnabled") {
        Some(false) => off("Admin permissions are disabled in the realm."),
        Some(true) if facts.is_empty_response("permissions") == Some(true) => {
            off("Admin permissions are enabled in the realm, but there is no permission.")
        }
        Some(true) => match facts.number("naming", "count") {
            Some(0) => on(
                "Admin permissions are enabled in the realm. No policy names the caller, but a policy for a group or a role may apply.",
            ),
            Some(_) => {
                on("Admin permissions are enabled in the realm, and a policy names the caller.")
            }
            None => on("Admin permissions are enabled in the realm. They may concern the caller."),
        },
        None => on("The output does not show whether admin permissions are enabled."),
    }
}

/// The verdict on a response that may be partial. The response can also be complete, if no hidden entries exist.
fn of_response(evidence: &Evidence, facts: &Facts, fits: &dyn Fn(&str) -> bool) -> Verdict {
    const PARTIAL: &str = "allowed-but-partial";
    const FILTERED: &str = "allowed-but-filtered";
    let Some(roles) = Roles::of(evidence, facts) else {
        return Verdict::Open("The output does not show the caller’s roles.".to_owned());
    };
    let seen = format!(
        "An administrator’s output lists the caller’s effective roles of {}: {}.",
        evidence.container(),
        listed(&roles.assigned)
    );
    let counting = if evidence.versions.looks_up_roles() {
        roles.in_scope
    } else {
        let in_token = facts.texts("token", "roles").map(owned).unwrap_or_default();
        roles
            .in_scope
            .into_iter()
            .filter(|role| in_token.contains(role))
            .collect()
    };
    match evidence.needs.states(&counting).as_slice() {
        [State::Allowed] => Verdict::Certain("allowed", None, vec![seen]),
        [State::Partial] if fits(PARTIAL) => Verdict::Likely(vec![PARTIAL], vec![seen]),
        [State::Partial] if fits(FILTERED) => match facts.is_empty_response("listed") {
            Some(false) => Verdict::Certain(
                FILTERED,
                None,
                vec![
                    seen,
                    "An administrator gets entries from the same list.".to_owned(),
                ],
            ),
            Some(true) => Verdict::Certain(
                "allowed",
                None,
                vec![
                    seen,
                    "An administrator gets no entry from the same list.".to_owned(),
                ],
            ),
            None => Verdict::Open(seen),
        },
        _ => Verdict::Open(seen),
    }
}

/// The verdict on a client that gets no token.
fn of_client(evidence: &Evidence, facts: &Facts, fits: &dyn Fn(&str) -> bool) -> Verdict {
    const UNKNOWN: &str = "client-not-found-or-disabled";
    const METHOD: &str = "client-auth-method-mismatch";
    const SECRET: &str = "client-secret-wrong";
    const BEARER_ONLY: &str = "client-is-bearer-only";
    const SAML: &str = "client-is-saml";
    let open = |reason: &str| Verdict::Open(reason.to_owned());
    let Some(client) = evidence.client_id() else {
        return open("The client is unknown.");
    };
    let realm = evidence.token_realm();
    let says = |what: &str| vec![format!("An administrator’s output shows: {what}.")];
    match facts.is_empty_response("client") {
        None => return open("The output does not show the client."),
        Some(true) if facts.is_empty_response("container") != Some(false) => {
            return open("The account that ran the command may not view clients.");
        }
        Some(true) if fits(UNKNOWN) => {
            return Verdict::Certain(
                UNKNOWN,
                None,
                says(&format!("the realm {realm} has no client {client}")),
            );
        }
        Some(_) => {}
    }
    let method = facts.text("client", "clientAuthenticatorType");
    match facts.flag("client", "enabled") {
        Some(false) if fits(UNKNOWN) => {
            return Verdict::Certain(UNKNOWN, None, says(&format!("{client} is disabled")));
        }
        Some(true) => {}
        _ => return open("The output does not explain the response of the token endpoint."),
    }
    // Keycloak compares the secret first, so a SAML client with a wrong secret gets the response to a wrong secret.
    if facts.text("client", "protocol") == Some("saml") {
        return if fits(SAML) {
            Verdict::Certain(SAML, None, says(&format!("{client} is a SAML client")))
        } else {
            open("The client is a SAML client.")
        };
    }
    if facts.flag("client", "bearerOnly") == Some(true) {
        return if fits(BEARER_ONLY) {
            Verdict::Certain(BEARER_ONLY, None, says(&format!("{client} is bearer-only")))
        } else {
            open("The client is bearer-only.")
        };
    }
    match method {
        Some("client-secret") if fits(SECRET) => Verdict::Certain(
            SECRET,
            None,
            says(&format!(
                "{client} is enabled, is not bearer-only, and authenticates with a secret"
            )),
        ),
        Some(method) if method != "client-secret" && fits(METHOD) => Verdict::Certain(
            METHOD,
            None,
            says(&format!("{client} authenticates with the method {method}")),
        ),
        _ => open(
            "The client exists and is enabled, so it may have changed after the check. Run the \
             check again.",
        ),
    }
}

/// The verdict on a user that gets no token.
fn of_user(evidence: &Evidence, facts: &Facts) -> Verdict {
    const WRONG: &str = "user-credentials-wrong";
    const OTP: &str = "otp-required";
    let open = |reason: &str| Verdict::Open(reason.to_owned());
    let TokenSource::Password { username, .. } = &evidence.attempt.token_source else {
        return open("The user is unknown.");
    };
    let says = |what: String| vec![format!("An administrator’s output shows: {what}.")];
    let wrong = |what: String| Verdict::Certain(WRONG, None, says(what));
    // Other realms may have steps in this flow that deny a sign-in in the same words.
    if facts.text("realm", "directGrantFlow") != Some("direct grant") {
        return open("The realm does not use the built-in flow for direct grants.");
    }
    match facts.is_empty_response("user") {
        None => return open("The output does not show the user."),
        Some(true) => {
            let is_elsewhere = facts.is_empty_response("storage") != Some(true);
            let may_be_address = username.contains('@')
                && facts.flag("realm", "loginWithEmailAllowed") != Some(false);
            let sees_no_user = facts.is_empty_response("users") != Some(false);
            return if is_elsewhere || may_be_address || sees_no_user {
                open("The output shows no user with this user name.")
            } else {
                wrong("the realm has no user with this user name".to_owned())
            };
        }
        Some(false) => {}
    }
    if facts.flag("user", "enabled") != Some(true) {
        return open("The user is disabled. Keycloak has a different response for disabled users.");
    }
    if facts.text("user", "federationLink").is_some() {
        return open("Another user storage checks the password of this user.");
    }
    let Some(types) = facts.texts("credentials", "type") else {
        return open("The output does not show the kinds of credentials of the user.");
    };
    let locked = facts.flag("lock", "disabled");
    if types.contains(&"otp") {
        return Verdict::Likely(
            vec![OTP, WRONG],
            says("the user has a one-time password set up".to_owned()),
        );
    }
    match (locked, types.contains(&"password")) {
        (Some(true), _) => wrong("the user is locked out after failed sign-ins".to_owned()),
        (_, false) => wrong("the user has no password".to_owned()),
        (Some(false), true) => wrong(
            "the user is enabled, is not locked out, and has a password but no one-time password"
                .to_owned(),
        ),
        (None, true) => wrong("the user has a password but no one-time password".to_owned()),
    }
}

/// The verdict on a token that Keycloak does not accept.
fn of_token(evidence: &Evidence, facts: &Facts) -> Verdict {
    const REVOKED: &str = "token-revoked";
    const REJECTED: &str = "token-not-accepted";
    let signed = evidence.signature() == Some(Signature::Valid);
    let decided = |code: &'static str, what: String| {
        let seen = vec![format!("An administrator’s output shows: {what}.")];
        if signed {
            Verdict::Certain(code, None, seen)
        } else {
            Verdict::Likely(vec![code], seen)
        }
    };
    let Some(token) = &evidence.token else {
        return Verdict::Open("The token is unknown.".to_owned());
    };
    // Only an administrator who sees the version certainly sees the clients.
    if facts.is_empty_response("client") == Some(true) && facts.version().is_some() {
        return Verdict::Likely(
            vec![REJECTED, REVOKED],
            vec![
                "An administrator’s output shows: the realm no longer has the client of the token."
                    .to_owned(),
            ],
        );
    }
    if facts.flag("client", "enabled") == Some(false) {
        return decided(REJECTED, "the client of the token is disabled".to_owned());
    }
    if evidence.is_service_account()
        && facts.flag("client", "serviceAccountsEnabled") == Some(false)
    {
        return decided(
            REJECTED,
            "the client no longer has a service account".to_owned(),
        );
    }
    if facts.flag("user", "enabled") == Some(false) {
        return decided(REJECTED, "the user of the token is disabled".to_owned());
    }
    let issued = token.issued();
    for (fact, whose) in [("realm", "realm"), ("client", "client"), ("user", "user")] {
        let limit = facts.number(fact, "notBefore").filter(|limit| *limit > 0);
        if let (Some(limit), Some(issued)) = (limit, issued)
            && limit > issued
        {
            return decided(
                REVOKED,
                format!("the not-before date of the {whose} is later than the token"),
            );
        }
    }
    let is_offline = token.scopes().any(|scope| scope == "offline_access");
    if let (Some(session), Some(sessions)) = (token.text("sid"), facts.texts("sessions", "id"))
        && !evidence.is_service_account()
        && !is_offline
        && !sessions.contains(&session)
    {
        return decided(REVOKED, "the session of the token has ended".to_owned());
    }
    Verdict::Likely(
        vec![REVOKED, REJECTED],
        vec![
            "An administrator’s output shows no problem with the client, the user, or the session, and no not-before \
             date later than the token. Keycloak does not show revoked tokens."
                .to_owned(),
        ],
    )
}

/// The verdict on a path below a client's authorization services that is not found.
fn of_target(facts: &Facts, fits: &dyn Fn(&str) -> bool) -> Verdict {
    const OFF: &str = "authorization-services-disabled";
    let is_off = facts.flag("target", "enabled").is_some()
        && facts.flag("target", "authorizationServicesEnabled") != Some(true);
    if is_off && fits(OFF) {
        Verdict::Certain(
            OFF,
            None,
            vec![
                "An administrator’s output shows: the client does not have authorization services \
                 enabled."
                    .to_owned(),
            ],
        )
    } else {
        Verdict::Open("Authorization services are enabled for the client.".to_owned())
    }
}

/// The roles, or “none”.
fn listed(roles: &[String]) -> String {
    if roles.is_empty() {
        "none".to_owned()
    } else {
        roles.join(", ")
    }
}
