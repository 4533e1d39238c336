//! `token-from-other-realm`: the token is of another realm.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "token-from-other-realm",
    gate: Gate::TokenRealm,
    title: "The token is of another realm",
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
    let response = evidence.refused_with(403)?;
    if evidence.token.is_none()
        || !evidence.token_is_foreign()
        || response.body.contains("Invalid origin")
    {
        return None;
    }
    let (token_realm, realm) = (evidence.token_realm(), &evidence.attempt.realm);
    Some(
        Finding::certain(format!(
            "The token is of the realm {token_realm}. The Admin API of {realm} takes \
             tokens of {realm} itself and of master, whatever roles the token has."
        ))
        .seen(format!(
            "The token's issuer is {}.",
            evidence
                .token
                .as_ref()
                .and_then(Token::issuer)
                .unwrap_or_default()
        ))
        .caller(
            "Get the token from the right realm",
            format!(
                "Use a client of the realm {realm} (roles of realm-management), or one of \
             master (roles of {realm}-realm)."
            ),
        ),
    )
}
