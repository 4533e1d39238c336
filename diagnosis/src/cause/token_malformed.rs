//! `token-malformed`: the token is not a JWT.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-malformed",
    gate: Gate::TokenAccepted,
    title: "The token is not a JWT",
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
    if !evidence.token_was_given() || evidence.token.is_some() {
        return None;
    }
    let refused = evidence.refused_with(401).is_some();
    let unsendable = !evidence.token_can_be_sent();
    (refused || unsendable).then(|| {
        Finding::certain(
            "What was given as the token is not one: a JWT has three parts with dots \
             between them, and two of them are JSON. It may be cut off, or be something \
             else.",
        )
        .seen(if unsendable {
            "It holds characters that cannot stand in a header."
        } else {
            "It cannot be decoded, and Keycloak answers 401."
        })
        .caller(
            "Paste the whole access token",
            "Take access_token out of the token endpoint's answer, from the first letter \
             to the last.",
        )
    })
}
