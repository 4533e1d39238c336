//! `token-wrong-type`: this is not an access token.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
