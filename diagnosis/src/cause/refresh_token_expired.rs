//! `refresh-token-expired`: Keycloak does not accept the refresh token.

use super::conclusions::meaning_of;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "refresh-token-expired",
    gate: Gate::Grant,
    title: "The refresh token is no longer valid",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_grant", "Token is not active"),
            "the refresh token has expired",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "Session not active"),
            "the session has ended: sign-out, idle timeout, or an administrator",
        ),
        Seen::token(
            400,
            body!(
                "invalid_grant",
                "Maximum allowed refresh token reuse exceeded"
            ),
            "the refresh token was used before, and the realm has Revoke Refresh Token on",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "Stale token"),
            "a not-before date is later than the token; not measured",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "Offline user session not found"),
            "an offline token whose session was removed; not measured",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "Invalid refresh token"),
            "not a refresh token of this realm, or changed in transit",
        ),
        Seen::token(
            400,
            body!(
                "invalid_grant",
                "Invalid refresh token. Token client and authorized client don't match"
            ),
            "the refresh token belongs to another client",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "User disabled"),
            "the user was disabled after sign-in",
        ),
        Seen::log(Endpoint::Token, r#"type="REFRESH_TOKEN_ERROR""#),
    ],
    meaning: &[
        "The program asks for a new access token with a refresh token, and Keycloak does not accept \
         the refresh token. It has expired, its session has ended, it was used before, or it \
         belongs to another client or realm.",
        "More roles do not help. The program needs a new sign-in or, for a service account, a new token request with \
         client credentials.",
    ],
    how_known: "The token endpoint names the reason in error_description. Why403 sends no refresh requests, so it \
     recognizes this only in responses that you paste.",
    looks_like: &[
        (
            "token-expired",
            "The access token has expired: the Admin API returns 401.",
        ),
        (
            "user-credentials-wrong",
            "invalid_grant with “Invalid user credentials”: the password grant.",
        ),
        (
            "token-revoked",
            "The access token was revoked: the Admin API returns 401.",
        ),
    ],
    fix: &[
        "Service accounts: do not use refresh tokens. Request a new access token with \
         client_credentials whenever the old one expires.",
        "Users: start a new sign-in when the token endpoint returns invalid_grant.",
        "Refresh before the idle timeout: Realm settings → Sessions → SSO Session Idle.",
        "For a job that runs for weeks: request the scope offline_access, and store the newest \
         refresh token after each use.",
        "If two processes share one refresh token, give each process its own sign-in.",
    ],
    versions: "All. The texts were measured on 24.0.5, 26.5.6, 26.7.3, and 26.7.5.",
};

/// The token endpoint's message, its meaning, and what to do.
const REASONS: &[(&str, &str)] = &[
    ("Token is not active", "The refresh token has expired."),
    (
        "Session not active",
        "The session of the refresh token has ended: a sign-out, an idle timeout, or an administrator ended it.",
    ),
    (
        "Offline session not active",
        "The offline session of the refresh token has ended.",
    ),
    (
        "Client session not active",
        "The session of the refresh token has ended for this client.",
    ),
    (
        "issued before the",
        "The user or the client started a new session after the refresh token was issued.",
    ),
    (
        "Unmatching clients",
        "The refresh token belongs to a client other than the one that sent it.",
    ),
    (
        "offline access not granted anymore",
        "The user or the client no longer has offline access.",
    ),
    (
        "Session doesn't have required client",
        "The session of the refresh token no longer includes this client.",
    ),
    (
        "refresh token reuse exceeded",
        "The refresh token was used before, and the realm allows each refresh token only once.",
    ),
    (
        "Stale token",
        "A not-before date of the realm, the client, or the user is later than the refresh token.",
    ),
    (
        "Offline user session not found",
        "The offline session of the refresh token was removed.",
    ),
    (
        "Token client and authorized client don't match",
        "The refresh token belongs to a client other than the one that sent it.",
    ),
    (
        "Invalid refresh token",
        "The value is not a refresh token that this realm issued.",
    ),
    (
        "Invalid token issuer",
        "The refresh token was issued under another base URL or by another realm.",
    ),
    (
        "User disabled",
        "The user of the refresh token was disabled after sign-in.",
    ),
];

fn detect(evidence: &Evidence) -> Option<Finding> {
    let error = keycloak_error(evidence.token_refusal()?)?;
    if error.error != "invalid_grant" {
        return None;
    }
    let reason = meaning_of(&error.description, REASONS)?;
    Some(
        Finding::likely(format!(
            "{reason} The caller needs a new sign-in or a new token request."
        ))
        .seen(format!(
            "The token endpoint returns: {}.",
            error.description
        ))
        .apart("Whether the request has grant_type=refresh_token.")
        .caller(
            "Get a new token",
            "A service account requests a new token with client_credentials. A user signs in \
                 again.",
        ),
    )
}
