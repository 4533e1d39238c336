//! `token-revoked`: the token was revoked.

use super::conclusions::{not_accepted, seconds_until_valid};
use super::page::Seen;
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Signature;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-revoked",
    gate: Gate::TokenAccepted,
    title: "Token was revoked",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "The token is valid and not expired, but it was revoked: at the revocation endpoint, by a sign-out, by an \
         administrator who removed the session or the user, or by a not-before date of the realm or the client.",
    ],
    how_known: "Why403 verifies the signature and exp, and gets a new token with the same credentials. If Keycloak \
        accepts the new token, only the old one was revoked. For tokens with the openid scope, the userinfo endpoint \
        reveals more: user_session_not_found (26.2 and later) or “User session not found or doesn't have client \
        attached on it” (up to 26.0). A token response contains the not-before date (not-before-policy). If the date is \
        later than the token's iat, Keycloak rejects the token.",
    looks_like: &[
        ("token-expired", "The token's exp is in the past."),
        (
            "token-not-accepted",
            "Keycloak also rejects a new token, or does not issue one.",
        ),
        (
            "token-issuer-mismatch",
            "The issuer does not match the Admin API's base URL.",
        ),
    ],
    fix: &[
        "Get a new token.",
        "If this happens repeatedly: look for a program that signs out or calls the revocation endpoint while other \
         programs still use the token.",
        "Administrators: Sessions → Action → Revocation shows the not-before date of the realm, and Clients → the client \
         → Advanced → Revocation that of the client. If the date is in the future, Keycloak rejects new tokens, too. Clear \
         the date.",
    ],
    versions: "All. The body is the same for every reason. The messages of the userinfo endpoint changed in 26.2.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !not_accepted(evidence)
        || seconds_until_valid(evidence).is_some()
        || evidence.signature() == Some(Signature::Invalid)
        || evidence.signature() == Some(Signature::UnknownKey)
    {
        return None;
    }
    // The client or the user was disabled: that is another cause.
    if evidence
        .userinfo_says()
        .is_some_and(|said| said.to_lowercase().contains("disabled"))
    {
        return None;
    }
    let fresh_works = evidence.fresh_operation().is_some_and(|r| r.status != 401);
    let session_ended = evidence.userinfo_says().is_some_and(|said| {
        said == "user_session_not_found" || said.starts_with("User session not found")
    });
    let finding = if let Some(date) = evidence.later_not_before() {
        not_before(evidence, date)
    } else if session_ended {
        Finding::certain("The token's session has ended: the user signed out or was deleted.")
            .seen("The userinfo endpoint reports that the session was not found.")
    } else if fresh_works {
        // A token without azp is not one that Keycloak issues: only somebody with a key of the realm can have signed it.
        let issued_by_keycloak = evidence
            .token
            .as_ref()
            .is_some_and(|token| token.text("azp").is_some());
        let certainty = if evidence.signature() == Some(Signature::Valid) && issued_by_keycloak {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        Finding::new(
            certainty,
            "The token is valid and not expired, but Keycloak no longer accepts it. It was revoked, its session \
             ended, or a not-before date was set for the realm, the client, or the user.",
        )
        .seen("Keycloak accepts a new token of the same client.")
    } else if evidence.token_was_issued_here() {
        return None;
    } else {
        Finding::possible(
            "The token may have been revoked, its session may have ended, or a not-before date may have been set \
             after it was issued.",
        )
    };
    if evidence.token_was_issued_here() {
        return Some(finding);
    }
    Some(
        finding
            .apart("A new token of the same client: accepted if only the old one was revoked.")
            .caller(
                "Get a new token",
                "Get a new token and use it. Do not sign out in between.",
            ),
    )
}

/// A not-before date that is later than the token. If the token was issued in this check, the date is in the future.
fn not_before(evidence: &Evidence, date: i64) -> Finding {
    let is_new = evidence.token_was_issued_here();
    let certainty = if is_new || evidence.signature() == Some(Signature::Valid) {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let explanation = if is_new {
        "The realm, the client, or the user has a not-before date in the future. Until then, Keycloak rejects every token, \
         even a new one. Roles do not matter."
    } else {
        "The realm, the client, or the user has a not-before date that is later than the token. Keycloak rejects every \
         token that was issued before this date."
    };
    let finding = Finding::new(certainty, explanation)
        .titled("A not-before date rejects the token")
        .seen(format!(
            "The token response contains not-before-policy: {date}, which is later than the token’s iat."
        ));
    if !is_new {
        return finding;
    }
    finding.hand_off(
        "Clear the not-before date",
        format!(
            "In the realm {}, a not-before date is in the future, so Keycloak rejects new tokens. Please clear it: \
             Sessions → Action → Revocation for the realm, or Clients → the client → Advanced → Revocation.",
            evidence.attempt.token_realm()
        ),
    )
}
