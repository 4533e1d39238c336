//! `token-revoked`: the token was revoked.

use super::page::Seen;
use super::seen::unauthorized;
use super::shared::not_accepted;
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
        attached on it” (up to 26.0).",
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
        "Administrators: Realm settings → Sessions, or Sessions → Action → Revocation shows a \
         not-before date.",
    ],
    versions: "All. The body is the same for every reason. The messages of the userinfo endpoint changed in 26.2.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !not_accepted(evidence)
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
    let finding = if session_ended {
        Finding::certain("The token's session has ended: the user signed out or was deleted.")
            .seen("The userinfo endpoint reports that the session was not found.")
    } else if fresh_works {
        let certainty = if evidence.signature() == Some(Signature::Valid) {
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
    Some(
        finding
            .apart("A new token of the same client: accepted if only the old one was revoked.")
            .caller(
                "Get a new token",
                "Get a new token and use it. Do not sign out in between.",
            ),
    )
}
