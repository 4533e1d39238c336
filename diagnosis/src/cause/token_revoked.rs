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
    title: "The token was revoked",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "The token is genuine and in time, but has been taken back: revoked at the revocation \
         endpoint, its session logged out or removed by an administrator, its user deleted, or a \
         not-before date set for the realm or the client after it was issued.",
    ],
    how_known: "Why403 verifies the signature, looks at exp, and fetches a fresh token with the \
     same credentials. If that one is accepted, only the old one was taken back. For tokens with \
     the scope openid the userinfo endpoint says more: user_session_not_found (26.2 and later) or \
     “User session not found or doesn't have client attached on it” (up to 26.0).",
    looks_like: &[
        ("token-expired", "Its exp has passed."),
        (
            "token-not-accepted",
            "A fresh token is refused as well, or cannot be had.",
        ),
        (
            "token-issuer-mismatch",
            "The issuer is not the one of the API's address.",
        ),
    ],
    fix: &[
        "Fetch a new token and use that.",
        "If it keeps happening: look for a program that logs the session out after use, or calls \
         the revocation endpoint, while others still use the token.",
        "Administrators: Realm settings → Sessions, or Sessions → Action → Revocation shows a \
         not-before date.",
    ],
    versions: "All. The body is the same for every reason; the words of the userinfo endpoint \
     changed with 26.2.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !not_accepted(evidence)
        || evidence.signature() == Some(Signature::Invalid)
        || evidence.signature() == Some(Signature::UnknownKey)
    {
        return None;
    }
    // The realm says that the client or the user was switched off: that is another cause.
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
        Finding::certain(
            "The session that the token belongs to has ended: it was logged out, or its \
             user was deleted.",
        )
        .seen("The userinfo endpoint says that the session is not found.")
    } else if fresh_works {
        let certainty = if evidence.signature() == Some(Signature::Valid) {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        Finding::new(
            certainty,
            "The token is genuine and in time, but is no longer accepted: it was \
             revoked, its session was logged out, or the realm, the client or the user \
             was given a not-before date since.",
        )
        .seen("A fresh token of the same client is accepted.")
    } else {
        Finding::possible(
            "It may have been revoked, its session logged out, or a not-before date set \
             since it was issued.",
        )
    };
    Some(
        finding
            .apart(
                "A fresh token of the same client: accepted if only the \
             old one was revoked.",
            )
            .caller(
                "Get a fresh token",
                "Fetch a new token and use that; do not log the session \
             out between.",
            ),
    )
}
