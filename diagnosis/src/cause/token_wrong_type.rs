//! `token-wrong-type`: this is not an access token.

use super::conclusions::issued_elsewhere;
use super::page::Seen;
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::token::{Token, TokenType};

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
        "Other JWTs are not access tokens either: the JWT with which a client authenticates at the token endpoint (client \
         assertion), a userinfo or introspection response in JWT format, the JWT in a cookie or a link, and the JWT of \
         another program. If a JWT has no issuer (iss), Keycloak fails with a 500 instead of returning a 401.",
    ],
    how_known: "The typ claim shows the kind: Bearer is an access token, ID an ID token, Refresh or Offline a refresh \
        token, InitialAccessToken and RegistrationAccessToken a token for client registration. Every access token has a \
        typ claim. In a client assertion, iss and sub are the client ID.",
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
    let token = evidence.token.as_ref()?;
    // A pasted text may show only a part of the claims.
    if let Some(part) = token.missing_part()
        && evidence.attempt.shows_request()
    {
        return without_part(evidence, part);
    }
    evidence.refused_with(401)?;
    let (name, origin, fix) = match token.kind() {
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
            TOKEN_ENDPOINT,
        ),
        TokenType::Access => return None,
        TokenType::Other => return of_another_kind(evidence, token),
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

/// The advice if the response that contained this token has no access token.
const TOKEN_ENDPOINT: &str = "Request a token from the token endpoint, for example with client credentials, and use its access_token.";

/// The finding for a JWT that lacks what every token of Keycloak has. Keycloak fails with a 500 instead of returning a 401 (recordings
/// token-without-issuer and token-without-algorithm).
fn without_part(evidence: &Evidence, part: &str) -> Option<Finding> {
    let response = evidence
        .refused_with(401)
        .or_else(|| evidence.refused_with(500))?;
    Some(
        Finding::certain(format!(
            "This JWT is not a token of Keycloak: it lacks {part}, which every token of Keycloak has. Another program created \
             or changed it."
        ))
        .titled("The token is not from Keycloak")
        .seen(format!(
            "The token does not contain {part}, and Keycloak returns {}.",
            response.status
        ))
        .caller("Send the access token", TOKEN_ENDPOINT),
    )
}

/// The finding for a JWT without a known `typ`, unless another server issued it. Keycloak's access tokens always have `typ` (recordings
/// userinfo-as-jwt and client-assertion).
fn of_another_kind(evidence: &Evidence, token: &Token) -> Option<Finding> {
    if token.is_client_assertion() {
        return Some(
            Finding::certain(
                "This is a client assertion: a JWT with which a client authenticates at the token endpoint. The Admin API \
                 accepts only access tokens.",
            )
            .titled("A client assertion is sent instead of an access token")
            .seen("The iss and sub claims are the same name, not the URL of a realm, and Keycloak returns 401.")
            .caller(
                "Send the access token",
                "Send this JWT to the token endpoint as client_assertion, and use access_token from the response.",
            ),
        );
    }
    if issued_elsewhere(evidence) {
        return None;
    }
    let shows = token.text("typ").map_or_else(
        || "The token has no typ claim".to_owned(),
        |typ| format!("The typ claim of the token is {typ}"),
    );
    Some(
        Finding::certain(
            "This JWT is not an access token. The typ claim of Keycloak's access tokens is Bearer or DPoP, and the Admin API \
             accepts only these.",
        )
        .seen(format!("{shows}, and Keycloak returns 401."))
        .caller("Send the access token", TOKEN_ENDPOINT),
    )
}
