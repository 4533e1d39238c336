//! `token-not-accepted`: Keycloak rejects the token without a reason.

use super::conclusions::{duration, excerpt, not_accepted, seconds_until_valid};
use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::access_token;
use crate::exchange::{Call, Signature};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-not-accepted",
    gate: Gate::TokenAccepted,
    title: "Keycloak rejected the token without a reason",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(
        Seen::log(
            Endpoint::Admin,
            "Identity token issued for unknown or disabled client"
        ),
        // Keycloak logs this for every cause of a 401. Only this page lists it, so that it comes first in a search.
        Seen::log(
            Endpoint::Admin,
            "Error response Unauthorized: jakarta.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized"
        ),
    ),
    meaning: &[
        "401 means that Keycloak can't identify the caller: it rejected the token. The response is the same for a \
         missing, malformed, expired, changed, or revoked token, a wrong kind of token, another issuer, and a client \
         or user that was disabled.",
        "Every path below /admin returns this, even for realms and paths that do not exist. So a 401 says nothing \
         about the rest of the request.",
    ],
    how_known: "Why403 checks the token's format, kind, exp, issuer, and signature, and gets a new token with the same \
        credentials. For tokens with the openid scope, it also queries the userinfo endpoint, which returns “Client \
        disabled”, “User disabled”, or user_disabled. If all checks pass, this cause remains.",
    looks_like: &[
        ("token-expired", "exp is in the past."),
        ("token-wrong-type", "typ is ID or Refresh."),
        ("token-malformed", "The token cannot be decoded."),
        (
            "token-issuer-mismatch",
            "iss is not the issuer that discovery names.",
        ),
        (
            "token-signature-invalid",
            "The realm's keys do not verify the token.",
        ),
        ("token-revoked", "Keycloak accepts a new token."),
        (
            "admin-audience-missing",
            "From 26.8.2 on: discovery lists the kc-admin-api scope, and aud contains no URL of the Admin API.",
        ),
        ("blocked-by-proxy", "The body is not Keycloak's."),
    ],
    fix: &[
        "Get a new token from exactly the same base URL and try again.",
        "If the token request fails, its response shows the reason. Search for that message instead.",
        "Check that the header is Authorization: Bearer <token> and that no proxy removes it. The Admin API does not \
         accept Basic authentication.",
        "Ask the administrator: is the client enabled (Clients → the client), is the user enabled (Users → the user), \
         and does the service account still exist?",
    ],
    versions: "All. 24 and 25 add a hint about the log. No version sends a WWW-Authenticate header here.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if evidence.token.is_none() && !evidence.token_was_given() {
        // The response was pasted without its token.
        evidence.refused_with(401)?;
        return Some(
            Finding::possible(
                "Keycloak rejected the token. The token is not available here, so every reason for a 401 is possible: \
                 expired, wrong kind, revoked, another issuer, or no token at all.",
            )
            .seen("Keycloak returns 401.")
            .caller(
                "Paste the token as well",
                "The token's kind, expiry, and issuer distinguish most causes.",
            ),
        );
    }
    if !not_accepted(evidence) {
        return None;
    }
    if let Some(seconds) = seconds_until_valid(evidence) {
        return Some(not_yet_valid(seconds));
    }
    let mut finding = Finding::likely(if evidence.token_was_issued_here() {
        "The token was issued a moment ago and looks valid, but Keycloak rejects it at the Admin API. The response does \
         not show why."
    } else {
        "The token looks valid, but Keycloak rejects it. It may be revoked or signed out, or its client or user may \
         be disabled. The response is the same for all of these."
    })
    .seen(
        "It is an unexpired access token of this issuer, but Keycloak returns 401.",
    );
    if evidence.signature() == Some(Signature::Valid) {
        finding = finding.seen("The realm's keys verify its signature.");
    }
    if let Some(said) = evidence
        .userinfo_says()
        .filter(|said| said != "Token verification failed")
    {
        finding = finding.seen(format!("The userinfo endpoint returns: {said}."));
        if said.to_lowercase().contains("disabled") {
            finding.certainty = Certainty::Certain;
        }
    }
    if let Some(fresh) = evidence
        .response(Call::FreshToken)
        .filter(|r| access_token(r).is_none())
    {
        finding = finding.seen(format!(
            "The client does not get a new token either: {}.",
            excerpt(evidence, fresh)
        ));
    }
    Some(
        finding
            .caller(
                "Get a new token",
                "If Keycloak accepts a new token, the old token was revoked. If the token request fails, its response \
                 shows the reason.",
            )
            .hand_off(
                "Ask for Keycloak's log",
                "With DEBUG for org.keycloak.services, Keycloak's log shows the reason for a 401.",
            ),
    )
}

/// The finding for a token whose `nbf` is in the future, by the clock of the machine that checks.
fn not_yet_valid(seconds: i64) -> Finding {
    Finding::likely(format!(
        "The token is valid only in {}, by its nbf claim. Keycloak rejects a token before that time.",
        duration(seconds)
    ))
    .titled("Token is not valid yet")
    .seen("The nbf claim is in the future, and Keycloak returns 401.")
    .caller(
        "Wait, or correct the clock",
        "The clock of the server that issued the token, of Keycloak, or of this machine is wrong, or a program set nbf on \
         purpose. Synchronize the clocks, or use the token from that time on.",
    )
}
