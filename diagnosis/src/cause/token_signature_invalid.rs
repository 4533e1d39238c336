//! `token-signature-invalid`: the realm did not sign this token.

use super::shared::not_accepted;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Signature;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-signature-invalid",
    gate: Gate::TokenAccepted,
    title: "The realm did not sign this token",
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
    let fix = |finding: Finding| {
        finding.caller(
            "Get the token from this realm",
            "Tokens of another Keycloak, of another environment, or that were edited are \
             not accepted. Get a fresh one from this base URL.",
        )
    };
    match evidence.signature() {
        Some(Signature::Invalid) => Some(fix(Finding::certain(
            "The token's signature does not fit: it was changed, or \
             signed by somebody else.",
        )
        .seen(
            "The realm's public key that the token names does not \
             verify it.",
        ))),
        Some(Signature::UnknownKey) => Some(fix(Finding::certain(
            "The realm has no key that signed this token: it comes from another Keycloak \
             or another environment, or the realm's keys were replaced since.",
        )
        .seen("The token's kid is not among the realm's keys."))),
        None if not_accepted(evidence) => Some(fix(Finding::possible(
            "The token may have been changed, or signed by somebody else.",
        )
        .apart("The realm's keys."))),
        _ => None,
    }
}
