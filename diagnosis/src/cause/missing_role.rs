//! `missing-role`: the caller lacks a role that the operation requires.

use super::conclusions::{missing, of_whom, to_grant, where_roles_are, words};
use super::page::{Endpoint, Seen};
use super::role_out_of_scope::probably_outside;
use super::seen::forbidden_everywhere;
use super::user_id_is_username::with_note;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::evidence::roles::needed_in_master;
use crate::exchange::Call;
use crate::fix::{Change, permissions};
use crate::gate::Gate;
use crate::report::Certainty;
use crate::token::Token;
use permissions::{TokenRealm, Version, capital};

pub(super) const CAUSE: Cause = Cause {
    code: "missing-role",
    gate: Gate::Permission,
    title: "Missing role",
    detect,
};

pub(super) const PAGE: Page = Page {
    // Keycloak logs this for every cause of a 403. Only this page lists it, so that it comes first in a search.
    seen: forbidden_everywhere!(Seen::log(
        Endpoint::Admin,
        "Error response Forbidden: jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden"
    )),
    meaning: &[
        "Keycloak accepted the token but found no role that allows this request. The response never names the role.",
        "The Admin API checks client roles. For a token issued by the realm itself, they belong to the \
         realm-management client of that realm. For a token issued by master, they belong to the {realm}-realm client \
         in master. For GET /admin/realms/{realm}/users/{user-id}, the least privileged role is view-users.",
        "A client that uses client credentials acts as its own service account, the user service-account-<client id>. \
         Roles assigned to a person do not help the service account, and vice versa.",
    ],
    how_known: "Why403 sends the request with your credentials, compares the roles in the token with the measured \
        roles of the operation, and requests GET /admin/serverinfo. Every admin role except impersonation allows this \
        request. Why403 cannot read the assigned roles or the client's scope without admin permissions. So it says \
        “likely” and lists similar causes. It says “certain” only if no role of the realm allows the request.",
    looks_like: &[
        (
            "role-on-wrong-client",
            "The token lists the correct role name, but for another client.",
        ),
        (
            "realm-role-same-name",
            "The token lists the correct name in realm_access.",
        ),
        (
            "role-out-of-scope",
            "The role is assigned, but Full scope allowed is off. Usually the token then lacks even the default \
             roles.",
        ),
        (
            "roles-not-in-token",
            "The token does not contain the roles. From 26.0 on, this happens only for users, and for service accounts \
             whose token lists another role. Fixed in 26.6.5 and 26.7.1.",
        ),
        (
            "token-stale",
            "Up to 26.7.0 (in 26.6: up to 26.6.4): Keycloak allows the request with a new token.",
        ),
        (
            "fine-grained-permission-denied",
            "From 26.2 on: a permission allows the caller to see other users, clients, or groups.",
        ),
        (
            "user-not-found",
            "A wrong ID also returns 403 until the caller may view users. With the role, it returns 404.",
        ),
    ],
    fix: &[
        "Client credentials: in the client's realm, Clients → the client → Service accounts roles (from 26.5 on: \
         Service account roles) → Assign role → Client roles (older consoles: Filter by clients) → view-users of \
         realm-management → Assign.",
        "Password grant: Users → the user → Role mapping → Assign role → Client roles → view-users of \
         realm-management → Assign.",
        "Token issued by master: the same pages in the master realm, and the view-users role of the {realm}-realm \
         client.",
        "For another operation, use the least privileged role from the operation's page. Most operations need one \
         role.",
        "Get a new token and run the request again. Before 26.6.5 and 26.7.1, an existing token keeps its roles.",
    ],
    versions: "All. Up to 26.6.4 and on 26.7.0, the roles in the token decide. From 26.0 on, Keycloak looks up the \
        roles of service accounts whose token lists no roles. From 26.6.5 and 26.7.1 on, it looks up the roles of \
        every caller. The required role of an operation differs between versions.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    Some(with_note(
        evidence,
        missing_role(evidence, in_narrow_scope)?,
    ))
}

/// The explanation without what the token makes probable about the client's scope, for facts that show the scope.
pub(crate) fn explanation_without_scope(evidence: &Evidence) -> Option<String> {
    let finding = missing_role(evidence, |_, finding| finding)?;
    Some(with_note(evidence, finding).explanation)
}

/// The finding. `complete_scope` completes the fix by what is probable about the client's scope.
fn missing_role(
    evidence: &Evidence,
    complete_scope: fn(&Evidence, Finding) -> Finding,
) -> Option<Finding> {
    if evidence.claims_suffice() {
        return None;
    }
    let needs = &evidence.needs;
    let finding = match evidence.stage() {
        Stage::NotSent if needs.known && evidence.token.is_some() => not_sent(evidence),
        _ if evidence.denied() => Finding::new(certainty(evidence), explanation(evidence))
            .seen("Keycloak recognizes the caller and returns 403."),
        _ => return None,
    };
    let finding = what_probes_showed(evidence, finding);
    let finding = match role_by_id(evidence) {
        Some(note) => finding.seen(note),
        None => finding,
    };
    let least = needs.least();
    let lacking = missing(evidence);
    let finding = match lacking.as_slice() {
        [] => finding,
        [only] => finding.titled(format!("Missing role: {only}")),
        _ => finding.titled(format!("Missing roles: {}", words(&lacking))),
    };
    if let Some(in_master) = only_in_master(evidence) {
        return Some(
            finding
                .apart("A token issued by master.")
                .caller(
                    "Use a token issued by master",
                    format!(
                        "Get the token from the master realm, with a client whose service account has {} there. No \
                         role of {} allows this operation.",
                        words(&in_master),
                        evidence.container()
                    ),
                )
                .hand_off(
                    "Or ask the server administrator",
                    "This operation affects more than one realm. The server administrator can run it once or give you \
                     a client in master.",
                ),
        );
    }
    if least.is_empty() {
        return Some(
            finding
                .apart(format!("The caller's roles: {}.", where_roles_are(evidence)))
                .caller(
                    "Look up the operation",
                    "Check the method and the path. The operations page lists the least privileged role of every \
                     operation.",
                ),
        );
    }
    Some(
        finding
            .apart(format!(
                "Whether {} is assigned: {}.",
                words(least),
                where_roles_are(evidence)
            ))
            .change(Change::GrantRoles(granted(evidence))),
    )
    .map(|finding| complete_scope(evidence, finding))
    .map(|finding| {
        let alternatives = permissions(evidence).into_iter().map(Change::Permit);
        alternatives.fold(finding, Finding::change)
    })
    .map(|finding| {
        if opens_everything(least) {
            finding.hand_off(
            "Or ask the realm administrator",
            format!(
                "{} also allows everything else. If you rarely need this request, the realm administrator can run it.",
                words(least)
            ),
        )
        } else {
            finding
        }
    })
}

/// Completes the fix if the token lists some roles but not the default roles: then the client's scope probably contains only some roles, and
/// an assigned role counts only if the scope contains it too.
fn in_narrow_scope(evidence: &Evidence, mut finding: Finding) -> Finding {
    let is_cut = evidence
        .token
        .as_ref()
        .is_some_and(|token| token.has_role_claims() && !token.lists_default_roles());
    if !is_cut || evidence.client_id().is_none() {
        return finding;
    }
    let outside = to_grant(evidence);
    finding
        .explanation
        .push_str(&probably_outside(evidence, &outside));
    finding.change(Change::MapScope(outside))
}

/// For an operation on a role by its ID: which kind of role it is, since roles of the realm and roles of clients require different roles.
fn role_by_id(evidence: &Evidence) -> Option<String> {
    if !evidence.attempt.operation.is_of_role_by_id() {
        None
    } else if evidence.concerns_client_role() {
        Some(
            "The role in the path belongs to a client. Roles that allow this for realm roles do not count."
                .to_owned(),
        )
    } else if evidence.status(Call::TargetRead) == Some(200) {
        Some("The role in the path belongs to the realm.".to_owned())
    } else {
        Some(
            "No response shows whether the role in the path belongs to the realm or to a client. If it belongs to a \
             client, the caller needs the roles for clients: view-clients to read, manage-clients to change."
                .to_owned(),
        )
    }
}

/// The roles to grant: those of the smallest set that the caller lacks; all of them if the token need not list the caller's roles.
fn granted(evidence: &Evidence) -> Vec<String> {
    let lacking = missing(evidence);
    let is_complete = evidence.token_is_fresh()
        && evidence
            .token
            .as_ref()
            .is_some_and(Token::lists_default_roles);
    if is_complete && !lacking.is_empty() {
        lacking
    } else {
        evidence.needs.least().to_vec()
    }
}

fn opens_everything(least: &[String]) -> bool {
    matches!(least, [only] if only == "realm-admin" || only == "admin")
}

/// Which roles the operation requires and which the caller has, in one or two sentences.
fn explanation(evidence: &Evidence) -> String {
    let caller = capital(&evidence.caller());
    let container = evidence.container();
    let claimed = evidence.claimed();
    let needs = &evidence.needs;
    let least = needs.least();
    let lists_roles = evidence.token.as_ref().is_some_and(Token::has_role_claims);
    let held = match claimed.as_slice() {
        [] if evidence.token.is_none() => "Its roles are unknown.".to_owned(),
        [] if !lists_roles => "Its token lists no roles.".to_owned(),
        [] => "Its token lists no role that allows this request.".to_owned(),
        _ => format!("Its token lists only {}.", words(&claimed)),
    };
    let needed = match least {
        [] => {
            return if let Some(in_master) = only_in_master(evidence) {
                format!(
                    "No role of the realm {} allows this operation. It requires a token issued by master for a caller that \
                     has {} there.",
                    evidence.token_realm(),
                    words(&in_master)
                )
            } else if needs.known {
                format!(
                    "No role of {container} allows this operation for {}. {held}",
                    evidence.caller()
                )
            } else if let Some(why) = &needs.unmeasured {
                format!(
                    "{caller} has no role of {container} that allows this operation. The required role could not be \
                     measured: it {why}."
                )
            } else {
                format!(
                    "{caller} has no role of {container} that allows this operation. The permission data does not \
                     contain the operation, so the required role is unknown."
                )
            };
        }
        [only] if opens_everything(least) => format!(
            "{caller} needs {}. {held} No set of smaller roles allows this operation.",
            of_whom(evidence, std::slice::from_ref(only))
        ),
        [only] => {
            let rank = match (needs.wider_before(), needs.narrower()) {
                (Some((since, wider)), _) => older_releases(since, wider),
                (None, Some((since, narrower))) => format!(
                    "From Keycloak {since} on, {} is enough and allows less.",
                    words(narrower)
                ),
                (None, None) => {
                    format!("{only} is the least privileged role that allows this request.")
                }
            };
            format!("{caller} needs {}. {held} {rank}", of_whom(evidence, least))
        }
        _ => {
            let smaller = match (needs.wider_before(), needs.smaller_in_some_release()) {
                (Some((since, wider)), _) => older_releases(since, wider),
                (None, Some(fewer)) => format!(
                    "In some of the releases that fit, {} is enough.",
                    words(fewer)
                ),
                (None, None) => "No single smaller role allows this operation.".to_owned(),
            };
            format!(
                "{caller} needs {} together. {held} {smaller}",
                of_whom(evidence, least)
            )
        }
    };
    // A role with a partial response may be enough for what the caller needs.
    match needs.least_reduced() {
        Some([only]) => format!("{needed} {only} alone is enough for a partial response."),
        Some(cut) if !cut.is_empty() => {
            format!(
                "{needed} {} together are enough for a partial response.",
                words(cut)
            )
        }
        _ => needed,
    }
}

/// The sentence about releases that lack a role of the smallest set.
fn older_releases(since: Version, wider: &[String]) -> String {
    format!(
        "Before Keycloak {since}, {} {} needed instead.",
        words(wider),
        if wider.len() == 1 { "is" } else { "are" }
    )
}

/// The roles in master that allow the operation, if no role of the token's realm does.
fn only_in_master(evidence: &Evidence) -> Option<Vec<String>> {
    let needs = &evidence.needs;
    (needs.known && needs.least().is_empty() && evidence.role_source() == TokenRealm::Target)
        .then(|| needed_in_master(evidence))
        .flatten()
}

/// How certain the cause is after a denial. The token's roles exclude neither a client scope that filters the role nor, from 26.2 on, a
/// permission for other objects (recordings full-scope-off-but-for-default-roles and fine-grained-for-another-user-only). So the cause is
/// certain only if no role of the realm allows the operation.
fn certainty(evidence: &Evidence) -> Certainty {
    if only_in_master(evidence).is_some() {
        Certainty::Certain
    } else if is_likely(evidence) {
        Certainty::Likely
    } else {
        Certainty::Possible
    }
}

/// Whether the token lists roles, or is of a kind that need not, so that a client scope hardly filters the missing role.
pub(super) fn is_likely(evidence: &Evidence) -> bool {
    evidence.token.as_ref().is_some_and(|token| {
        token.lists_default_roles()
            || token.is_lightweight() == Some(true)
            || !evidence.claimed().is_empty()
            || evidence.looks_roles_up()
    })
}

/// The finding for an operation that writes and was not sent: what the permission data says about the token's roles.
fn not_sent(evidence: &Evidence) -> Finding {
    let whole = evidence
        .token
        .as_ref()
        .is_some_and(Token::lists_roles_whole);
    Finding::new(
        if whole {
            Certainty::Likely
        } else {
            Certainty::Possible
        },
        format!(
            "{} The request was not sent because it modifies data. The result is predicted from measured permissions.",
            explanation(evidence)
        ),
    )
    .seen("The operation modifies data and was not sent.")
}

/// Adds what the probes showed about the caller.
fn what_probes_showed(evidence: &Evidence, finding: Finding) -> Finding {
    let finding = match evidence.sees_admin_role() {
        Some(false) => finding.seen(
            "GET /admin/serverinfo also returns 403: the caller has no admin role, except possibly impersonation.",
        ),
        Some(true) => {
            finding.seen("GET /admin/serverinfo returns 200: the caller has at least one admin role.")
        }
        _ => finding,
    };
    match evidence.status(Call::UnknownUser) {
        Some(404) => finding.seen(
            "A random ID returns 404: the caller may search users, and this user exists.",
        ),
        Some(403) => finding.seen(
            "A random ID also returns 403: whether the user exists is hidden until the caller has the role.",
        ),
        _ => finding,
    }
}
