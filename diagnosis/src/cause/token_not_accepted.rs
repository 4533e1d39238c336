//! `token-not-accepted`: keycloak does not accept the token, and does not say why.

use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::shared::{excerpt, not_accepted};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::access_token;
use crate::exchange::{Call, Signature};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-not-accepted",
    gate: Gate::TokenAccepted,
    title: "Keycloak does not accept the token, and does not say why",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(
        Seen::log(
            Endpoint::Admin,
            "Identity token issued for unknown or disabled client"
        ),
        // What Keycloak logs for every cause of a 401; it stands here alone, so that this page comes first among equals.
        Seen::log(
            Endpoint::Admin,
            "Error response Unauthorized: jakarta.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized"
        ),
    ),
    meaning: &[
        "401 means that Keycloak does not know who calls: it does not take the token. One answer \
         stands for all reasons: no token, a malformed, expired, changed or revoked one, one of \
         the wrong kind, one issued through another host name, and a client or user that was \
         disabled since.",
        "Every path below /admin answers so, also for realms and paths that do not exist. So a 401 \
         says nothing yet about the rest of the request.",
    ],
    how_known: "Why403 checks what can be checked: the form of the token, its kind, exp and \
     issuer, its signature with the realm's keys, a fresh token with the same credentials, and for \
     tokens with the scope openid the userinfo endpoint, which says “Client disabled”, “User \
     disabled” or user_disabled. When all that finds nothing, this is what is left.",
    looks_like: &[
        ("token-expired", "exp has passed."),
        ("token-wrong-type", "typ is ID or Refresh."),
        ("token-malformed", "The token cannot be decoded."),
        (
            "token-issuer-mismatch",
            "iss is not the issuer that discovery names.",
        ),
        (
            "token-signature-invalid",
            "The realm's keys do not verify it.",
        ),
        ("token-revoked", "A fresh token is accepted."),
        ("blocked-by-proxy", "The body is not Keycloak's."),
    ],
    fix: &[
        "Fetch a new token from exactly the base URL that you call, and try that.",
        "If no new token can be had, the answer of the token endpoint says why; look that up \
         instead.",
        "Check that the header is Authorization: Bearer <token>, and that no proxy removes it. \
         Basic authentication is not accepted here.",
        "Ask the administrator: is the client enabled (Clients → the client), is the user enabled \
         (Users → the user), does the service account still exist?",
    ],
    versions: "All. 24 and 25 add a hint to their log; no version sends a WWW-Authenticate header \
     here.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if evidence.token.is_none() && !evidence.token_was_given() {
        // An answer that was pasted without its token.
        evidence.refused_with(401)?;
        return Some(
            Finding::possible(
                "Keycloak does not take the token. The token itself was not seen, so every \
                 reason for a 401 is possible: expired, of the wrong kind, revoked, issued at \
                 another address, or none sent at all.",
            )
            .seen("Keycloak answers 401.")
            .caller(
                "Paste the token as well",
                "Its kind, its time and its issuer tell most of the reasons apart.",
            ),
        );
    }
    if !not_accepted(evidence) {
        return None;
    }
    let mut finding = Finding::likely(
        "The token looks right, and Keycloak does not take it. It may have been \
             revoked or logged out, or its client or user disabled since it was issued; \
             one answer stands for all of these.",
    )
    .seen(
        "It is an access token, in time, of this issuer, and \
             Keycloak answers 401.",
    );
    if evidence.signature() == Some(Signature::Valid) {
        finding = finding.seen("The realm's keys verify its signature.");
    }
    if let Some(said) = evidence
        .userinfo_says()
        .filter(|said| said != "Token verification failed")
    {
        finding = finding.seen(format!("The userinfo endpoint says: {said}."));
        if said.to_lowercase().contains("disabled") {
            finding.certainty = Certainty::Certain;
        }
    }
    if let Some(fresh) = evidence
        .response(Call::FreshToken)
        .filter(|r| access_token(r).is_none())
    {
        finding = finding.seen(format!(
            "The client gets no fresh token either: {}.",
            excerpt(fresh)
        ));
    }
    Some(
        finding
            .caller(
                "Get a fresh token",
                "If a fresh token is accepted, the old one was revoked. If the client gets \
             none, its own answer says why.",
            )
            .hand_off(
                "Ask for the server's log",
                "At DEBUG for org.keycloak.services, Keycloak's log \
             names the reason of a 401.",
            ),
    )
}
