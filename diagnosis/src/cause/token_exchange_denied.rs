//! `token-exchange-denied`: the client may not exchange this token.

use super::conclusions::meaning_of;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-exchange-denied",
    gate: Gate::Grant,
    title: "The client may not exchange this token",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!(
                "invalid_request",
                "Standard token exchange is not enabled for the requested client"
            ),
            "Keycloak 26.2 and later",
        ),
        Seen::token(
            403,
            body!("access_denied", "Client is not within the token audience"),
            "Keycloak 26.2 and later: the subject token is not meant for this client",
        ),
        Seen::token(
            400,
            body!("invalid_request", "Requested audience not available: other"),
            "Keycloak 26.2 and later",
        ),
        Seen::token(
            400,
            body!("invalid_client", "Audience not found"),
            "the client in audience does not exist",
        ),
        Seen::token(
            400,
            body!("invalid_request", "Invalid token"),
            "the subject token is expired, revoked, or of another realm",
        ),
        Seen::token(
            403,
            body!("access_denied", "Client not allowed to exchange"),
            "legacy token exchange, with the preview feature token-exchange; not measured",
        ),
        Seen::log(Endpoint::Token, r#"type="TOKEN_EXCHANGE_ERROR""#),
    ],
    meaning: &[
        "The client tries to exchange one access token for another, but Keycloak refuses. Standard token exchange must \
         be enabled for the client, the subject token must name the client in its audience, and the requested audience \
         must be available to the client.",
        "Admin roles do not help.",
    ],
    how_known: "The token endpoint names the reason. Why403 sends no token exchange requests, so it recognizes this \
     only in responses that you paste.",
    looks_like: &[
        (
            "grant-unsupported",
            "“Unsupported grant_type”: the release or its features do not have token exchange.",
        ),
        (
            "client-secret-wrong",
            "The client's own authentication fails: unauthorized_client.",
        ),
        (
            "scope-invalid",
            "A requested scope does not exist: invalid_scope.",
        ),
    ],
    fix: &[
        "From 26.2 on: Clients → the client that sends the request → Settings → Capability config → \
         Standard token exchange: On.",
        "“Client is not within the token audience”: add an audience mapper for this client to the \
         client that got the subject token.",
        "“Requested audience not available”: assign to the requesting client a client scope that adds the audience, or \
         assign a role of the client in the audience.",
        "“Invalid token”: send an access token of the same realm that has not expired, with \
         subject_token_type=urn:ietf:params:oauth:token-type:access_token.",
    ],
    versions: "Standard token exchange: from 26.2 on. Before 26.2, token exchange is a preview feature with its own \
     permissions.",
};

/// The message if the setting of the client is off.
const NOT_ENABLED: &str = "token exchange is not enabled";

/// The token endpoint's message and its meaning.
const REASONS: &[(&str, &str)] = &[
    (
        NOT_ENABLED,
        "Standard token exchange is not enabled for the client that sends the request.",
    ),
    (
        "not within the token audience",
        "The subject token does not name this client in its audience.",
    ),
    (
        "Requested audience not available",
        "The client has no access to the requested audience.",
    ),
    (
        "Audience not found",
        "The client in the audience parameter does not exist in this realm.",
    ),
    (
        "not the holder of the token",
        "A public client may exchange only tokens that Keycloak issued to this client.",
    ),
    (
        "not allowed to exchange",
        "The client has no permission to exchange this token.",
    ),
    (
        "for standard token exchange",
        "Standard token exchange does not support the request as it was sent.",
    ),
];

fn detect(evidence: &Evidence) -> Option<Finding> {
    let error = keycloak_error(evidence.token_refusal()?)?;
    let reason = meaning_of(&error.description, REASONS)?;
    let mut finding = Finding::certain(format!("{reason} Roles do not affect this.")).seen(
        format!("The token endpoint returns: {}.", error.description),
    );
    if error.description.contains(NOT_ENABLED) {
        finding = finding.change(Change::Client(ClientSetting::TokenExchange));
    }
    Some(finding.caller(
        "Check the token and the audience",
        "The subject token must be an access token of this realm that names the requesting client in aud. The requested \
         audience must be a client of this realm.",
    ))
}
