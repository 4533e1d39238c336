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
    title: "This is not an access token",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "The token is genuine, but of the wrong kind: an ID token tells an application who logged \
         in, a refresh token fetches new tokens. The Admin API takes access tokens only.",
    ],
    how_known: "The typ claim says it: Bearer is an access token, ID an ID token, Refresh or \
     Offline a refresh token.",
    looks_like: &[
        ("token-expired", "An access token whose exp has passed."),
        ("token-not-accepted", "An access token in time."),
    ],
    fix: &[
        "Use access_token of the same answer of the token endpoint, not id_token or refresh_token.",
        "With a refresh token: exchange it first, by grant_type=refresh_token, and use the \
         access_token that comes back.",
    ],
    versions: "All: ID tokens, refresh tokens and offline tokens are a 401 with the same body.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let (name, field) = match evidence.token.as_ref()?.kind() {
        TokenType::Id => ("an ID token", "id_token"),
        TokenType::Refresh => ("a refresh token", "refresh_token"),
        TokenType::Access | TokenType::Other => return None,
    };
    Some(
        Finding::certain(format!(
            "This is {name}. The Admin API takes access tokens only."
        ))
        .seen(format!(
            "Its typ claim says so, and Keycloak answers 401. It was the {field} of the \
             token endpoint's answer."
        ))
        .caller(
            "Send the access token",
            "Use access_token from the same answer of the token endpoint.",
        ),
    )
}
