//! `token-dpop-bound`: the token is bound to a `DPoP` key.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-dpop-bound",
    gate: Gate::TokenAccepted,
    title: "The token is bound to a DPoP key",
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
    evidence
        .token
        .as_ref()
        .filter(|token| token.is_dpop_bound())?;
    Some(
        Finding::certain(
            "The token is bound to a key by DPoP: sent as a plain bearer token, without \
             a proof made with that key, it is not accepted.",
        )
        .seen("The token has a cnf.jkt claim, and Keycloak answers 401.")
        .caller(
            "Send a DPoP proof, or use another client",
            "The caller has to send Authorization: DPoP with a proof for every call (RFC \
             9449), or use a client whose tokens are not bound.",
        ),
    )
}
