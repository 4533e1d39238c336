//! Functions that several causes use: conclusions from the evidence, and wording.

use super::{Cause, Finding};
use crate::attempt::Absent;
use crate::evidence::{Evidence, is_keycloaks, is_unknown_path, keycloak_error};
use crate::exchange::{Call, Response};
use crate::fix::service_account_tab;
use crate::token::{Token, TokenType};

impl Cause {
    /// Whether the cause fits.
    pub(super) fn fits(&self, evidence: &Evidence) -> bool {
        (self.detect)(evidence).is_some()
    }
}

/// Whether the Admin API returned a 401 that the token itself does not explain.
pub(super) fn not_accepted(evidence: &Evidence) -> bool {
    let Some(token) = &evidence.token else {
        return false;
    };
    evidence.refused_with(401).is_some()
        && token.kind() == TokenType::Access
        && !token.is_dpop_bound()
        && !evidence.token_is_expired()
        && !issued_elsewhere(evidence)
}

/// Whether another issuer than that of the Admin API's base URL issued the token.
pub(super) fn issued_elsewhere(evidence: &Evidence) -> bool {
    let Some(token) = &evidence.token else {
        return false;
    };
    match (evidence.issuer(), token.issuer()) {
        (Some(here), Some(of_token)) => here != of_token,
        _ => token.is_of_another_product() || lacks_the_issuers_realm(evidence),
    }
}

/// Whether the issuer has another base URL, and this server does not have the issuer's realm.
pub(super) fn lacks_the_issuers_realm(evidence: &Evidence) -> bool {
    let here = format!("{}/", evidence.attempt.base_url);
    let issuer = evidence.token.as_ref().and_then(Token::issuer);
    issuer.is_some_and(|issuer| !issuer.starts_with(&here))
        && evidence
            .response(Call::Discovery)
            .filter(|discovery| discovery.status == 404)
            .and_then(keycloak_error)
            .is_some_and(|seen| seen.error == "Realm does not exist")
}

/// Whether the token endpoint returns the response for a wrong secret.
pub(super) fn rejects_secret(evidence: &Evidence) -> bool {
    evidence.token_error(
        &[401],
        "unauthorized_client",
        "Invalid client or Invalid client credentials",
    )
}

/// Whether the token endpoint responds to a bearer-only client as to a wrong secret: from 25 to 26.6.
pub(super) fn bearer_only_looks_alike(evidence: &Evidence) -> bool {
    !evidence.versions.before((25, 0)) && !evidence.versions.at_least((26, 7))
}

/// Whether Keycloak creates the client as bearer-only: `broker`, `realm-management`, and in master the clients for realms. For these
/// clients, every release returns the response for a wrong secret.
pub(super) fn is_built_in_bearer_only(evidence: &Evidence) -> bool {
    evidence.attempt.client().is_some_and(|client| {
        let id = client.id.as_str();
        matches!(id, "broker" | "realm-management")
            || evidence.attempt.token_realm().is_master() && id.ends_with("-realm")
    })
}

/// The ID in the path, if Keycloak says that no user has it.
pub(crate) fn not_found_user<'a>(evidence: &Evidence<'a>) -> Option<&'a str> {
    evidence
        .attempt
        .user_id()
        .filter(|_| no_user_found(evidence))
}

/// Whether Keycloak says that no user has the ID in the path, and the pasted text does not show the ID.
pub(super) fn absent_user_not_found(evidence: &Evidence) -> bool {
    evidence.attempt.lacks_user_id() && no_user_found(evidence)
}

fn no_user_found(evidence: &Evidence) -> bool {
    evidence
        .refusal()
        .filter(|response| response.status == 404)
        .and_then(keycloak_error)
        .is_some_and(|error| error.error.starts_with("User not found"))
}

/// Explains the 404 for a user: the caller may search users (recording query-users-and-wrong-id).
pub(super) const MAY_ASK: &str = "Keycloak returns “User not found” only to callers that may search users. \
    query-users is enough for that. Only an existing ID shows whether the caller's roles allow this request.";

/// How to distinguish a user name from a wrong ID if a response was pasted without its request.
pub(super) const ID_NOT_PASTED: &str =
    "The ID in the request, which the pasted text does not contain.";

/// Where the Admin Console shows the caller's roles.
pub(super) fn where_roles_are(evidence: &Evidence) -> String {
    if evidence.is_service_account() {
        format!(
            "Clients → {} → {}, in the realm {}",
            client_name(evidence),
            service_account_tab(evidence),
            evidence.token_realm()
        )
    } else {
        format!(
            "Users → {} → Role mapping, in the realm {}",
            evidence
                .user_name()
                .unwrap_or_else(|| "the user".to_owned()),
            evidence.token_realm()
        )
    }
}

/// “the view-users role of the realm-management client”, “the realm role create-realm of master”.
pub(super) fn of_whom(evidence: &Evidence, roles: &[String]) -> String {
    let (of_realm, of_client): (Vec<String>, Vec<String>) = roles
        .iter()
        .cloned()
        .partition(|role| evidence.is_realm_role(role));
    let mut parts = Vec::new();
    if !of_client.is_empty() {
        parts.push(format!(
            "the {} {} of the {} client",
            words(&of_client),
            if of_client.len() == 1 {
                "role"
            } else {
                "roles"
            },
            evidence.container()
        ));
    }
    if !of_realm.is_empty() {
        parts.push(format!("the realm role {} of master", words(&of_realm)));
    }
    parts.join(" and ")
}

/// The roles of the smallest set that the token does not list.
pub(super) fn missing(evidence: &Evidence) -> Vec<String> {
    let claimed = evidence.claimed();
    let least = evidence.needs.least();
    least
        .iter()
        .filter(|role| !claimed.contains(role))
        .cloned()
        .collect()
}

/// The roles to grant: without those that the token lists, which the undo would otherwise revoke.
pub(super) fn to_grant(evidence: &Evidence) -> Vec<String> {
    let missing = missing(evidence);
    if missing.is_empty() {
        evidence.needs.least().to_vec()
    } else {
        missing
    }
}

/// Compares the caller's roles with the permission data, for a request that failed for another reason.
pub(super) fn roles_besides(evidence: &Evidence) -> String {
    let least = evidence.needs.least();
    if evidence.attempt.absent.contains(&Absent::Operation) {
        "The text does not show the operation, so the roles that it needs are unknown.".to_owned()
    } else if evidence.claims_surely_suffice() {
        "In measured permissions, the roles in the token allow the request.".to_owned()
    } else if least.is_empty() {
        "The permission data lists no role for this operation.".to_owned()
    } else if evidence.token.is_none() {
        format!(
            "This request needs {}. No token is available, so the caller's roles are unknown.",
            of_whom(evidence, least)
        )
    } else {
        format!(
            "This request needs {}. The token does not list {}.",
            of_whom(evidence, least),
            words(&missing(evidence))
        )
    }
}

/// The client ID, or words that stand for an unknown client.
pub(super) fn client_name(evidence: &Evidence) -> String {
    evidence
        .client_id()
        .unwrap_or_else(|| "the client".to_owned())
}

/// The beginning of a body, on one line, without the secrets of the check.
pub(super) fn excerpt(evidence: &Evidence, response: &Response) -> String {
    let line = crate::redact::excerpt(response, evidence.secrets(), 160);
    if line.is_empty() {
        "(no body)".to_owned()
    } else {
        line
    }
}

/// Roles in a sentence: “a, b, and c”.
pub(super) fn words(names: &[String]) -> String {
    if names.is_empty() {
        "no role".to_owned()
    } else {
        permissions::enumerated(names, "and")
    }
}

/// Seconds as a readable duration.
pub(super) fn duration(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Whether a 404 is about the body: the request has one, and the message names no object of the path (recording mapper-of-unknown-type).
pub(super) fn misses_something_in_body(evidence: &Evidence, response: &Response) -> bool {
    let operation = &evidence.attempt.operation;
    let message = keycloak_error(response).map(|seen| seen.error.to_lowercase());
    response.status == 404
        && operation.body().is_some()
        && !is_unknown_path(response)
        // A parameter with such a name can be any object.
        && operation.target_names().all(|name| name != "id")
        && message.is_some_and(|message| {
            !message.starts_with("realm not found")
                && operation
                    .target_words()
                    .iter()
                    .all(|word| !message.contains(word.as_str()))
        })
}

/// Whether Keycloak failed on the empty body that Why403 sent in place of the caller's (recording client-scope-without-a-name).
pub(super) fn failed_on_empty_body(evidence: &Evidence, response: &Response) -> bool {
    response.status == 500
        && evidence.sent_empty_body()
        && (is_mail_test(evidence)
            || keycloak_error(response).is_some_and(|seen| seen.error == "unknown_error"))
}

/// Whether the operation tests the mail settings in its body, not those of the realm.
pub(super) fn is_mail_test(evidence: &Evidence) -> bool {
    evidence
        .attempt
        .operation
        .template
        .ends_with("/testSMTPConnection")
}

const REQUIRED_MEMBERS: &[(&str, &str)] = &[(
    "POST /admin/realms/{realm}/client-scopes",
    "name and protocol",
)];

/// The members that the body of an operation must have, where Keycloak does not name them: measured with bodies that lack one member
/// each.
pub(super) fn required_members(operation: &str) -> Option<&'static str> {
    REQUIRED_MEMBERS
        .iter()
        .find(|(known, _)| *known == operation)
        .map(|(_, members)| *members)
}

/// The evidence that Keycloak denies a request although the token lists roles that allow it; `None` if there is none.
pub(super) fn denied_despite_roles(evidence: &Evidence) -> Option<String> {
    (evidence.denied() && evidence.claims_suffice()).then(|| {
        format!(
            "The token lists {}, but Keycloak returns 403.",
            words(&evidence.claimed())
        )
    })
}

/// The meaning of an error description from Keycloak: the first known part that the description contains decides.
pub(super) fn meaning_of(
    description: &str,
    known: &[(&str, &'static str)],
) -> Option<&'static str> {
    known
        .iter()
        .find(|(part, _)| description.contains(part))
        .map(|(_, meaning)| *meaning)
}

/// The word in the path that Keycloak reads as an ID: `count` in `users/count/all` and in `POST groups/count`. No operation has this method
/// and this path, and a 404 names an object.
pub(super) fn word_read_as_id<'a>(evidence: &Evidence<'a>) -> Option<&'a str> {
    let response = evidence.refusal().filter(|r| r.status == 404)?;
    keycloak_error(response)?;
    if evidence.needs.exists || !is_keycloaks(response) || is_unknown_path(response) {
        return None;
    }
    let is_parameter = |segment: &str| segment.starts_with('{');
    let path: Vec<&str> = evidence.attempt.operation.template.split('/').collect();
    let known: Vec<Vec<&str>> = evidence
        .knowledge
        .matrix
        .operations()
        .iter()
        .map(|operation| operation.template.split('/').collect())
        .collect();
    // The first segments are those of /admin/realms/{realm}: Keycloak has read them as they are meant.
    path.iter().enumerate().skip(4).find_map(|(at, word)| {
        let below =
            |other: &&Vec<&str>| {
                other.len() > at
                    && path.iter().zip(other.iter()).take(at).all(|(own, known)| {
                        own == known || is_parameter(own) && is_parameter(known)
                    })
            };
        let beside: Vec<&str> = known
            .iter()
            .filter(below)
            .filter_map(|other| other.get(at).copied())
            .collect();
        let is_word = !is_parameter(word) && beside.contains(word);
        (is_word && beside.iter().any(|other| is_parameter(other))).then_some(*word)
    })
}

/// Whether the path names no object except the realm, so that only the operation itself can be missing.
pub(super) fn operation_names_no_target(evidence: &Evidence) -> bool {
    evidence.attempt.operation.target_names().next().is_none()
}

/// The seconds until the token becomes valid, by the clock of the machine that checks; `None` if it is valid already.
pub(super) fn seconds_until_valid(evidence: &Evidence) -> Option<i64> {
    let starts = evidence.token.as_ref()?.not_before()?;
    Some(starts - evidence.knowledge.now).filter(|seconds| *seconds > 0)
}

/// Adds the measured conditions under which Keycloak returns this status for this cause.
pub(super) fn with_conditions(
    evidence: &Evidence,
    status: u16,
    code: &str,
    mut finding: Finding,
) -> Finding {
    let guards = evidence.guards_with(|measured| measured == status);
    for guard in guards.filter(|guard| guard.cause == code) {
        finding = finding.seen(format!(
            "Keycloak returns this status when {}: {}",
            guard.when,
            guard.versions()
        ));
    }
    finding
}
