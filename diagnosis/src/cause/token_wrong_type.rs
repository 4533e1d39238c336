//! `token-wrong-type`: this is not an access token.

use super::page::Seen;
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::token::TokenType;

pub(super) const CAUSE: Cause = Cause {
    code: "token-wrong-type",
    gate: Gate::TokenAccepted,
    title: "Not an access token",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "The token is valid but of the wrong kind. An ID token identifies the signed-in user to an application. A refresh token is \
         used to get new tokens. An initial access token or a registration access token registers a client at another \
         endpoint. The Admin API accepts only access tokens.",
    ],
    how_known: "The typ claim shows the kind: Bearer is an access token, ID an ID token, Refresh or Offline a refresh \
        token, InitialAccessToken and RegistrationAccessToken a token for client registration.",
    looks_like: &[
        ("token-expired", "An access token whose exp is in the past."),
        ("token-not-accepted", "An access token that is not expired."),
    ],
    fix: &[
        "Use access_token from the same token response, not id_token or refresh_token.",
        "For a refresh token: exchange it with grant_type=refresh_token and use the returned access_token.",
    ],
    versions: "All. ID tokens, refresh tokens, offline tokens, and tokens for client registration return 401 with the \
        same body.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let (name, origin, fix) = match evidence.token.as_ref()?.kind() {
        TokenType::Id => (
            "an ID token",
            "It was the id_token of the token response.",
            "Use access_token from the same token response.",
        ),
        TokenType::Refresh => (
            "a refresh token",
            "It was the refresh_token of the token response.",
            "Use access_token from the same token response.",
        ),
        TokenType::Registration => (
            "a token for client registration",
            "Keycloak issues such tokens for the endpoint /realms/{realm}/clients-registrations.",
            "Request a token from the token endpoint, for example with client credentials, and use its access_token.",
        ),
        TokenType::Access | TokenType::Other => return None,
    };
    Some(
        Finding::certain(format!(
            "This is {name}. The Admin API accepts only access tokens."
        ))
        .seen(format!(
            "The typ claim shows this, and Keycloak returns 401. {origin}"
        ))
        .caller("Send the access token", fix),
    )
}
