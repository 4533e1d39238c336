//! `token-dpop-bound`: the token is bound to a `DPoP` key.

use super::page::Seen;
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-dpop-bound",
    gate: Gate::TokenAccepted,
    title: "Token is bound to a DPoP key",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "The token is bound to a key with DPoP (RFC 9449). Every request must prove possession of the key. Keycloak \
         rejects the token as a plain bearer token.",
    ],
    how_known: "A bound token has a cnf.jkt claim. Why403 cannot create the proof because only the caller has the \
        private key.",
    looks_like: &[
        (
            "dpop-required",
            "The token endpoint denies the request because the proof is missing.",
        ),
        ("token-not-accepted", "The token has no cnf claim."),
    ],
    fix: &[
        "Send Authorization: DPoP <token> together with a new DPoP header for each request. Use a library for this.",
        "Or use a client without bound tokens: Clients → the client → Settings → Require DPoP bound tokens: Off → \
         Save, and get a new token.",
    ],
    versions: "From 26.4 on, clients that require DPoP get no token without a proof. Up to 26.3, they get a plain \
        token instead.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    evidence
        .token
        .as_ref()
        .filter(|token| token.is_dpop_bound())?;
    Some(
        Finding::certain(
            "The token is bound to a key with DPoP. Keycloak rejects it as a plain bearer token without a proof.",
        )
        .seen("The token has a cnf.jkt claim, and Keycloak returns 401.")
        .caller(
            "Send a DPoP proof, or use another client",
            "Send Authorization: DPoP with a proof for every request (RFC 9449), or use a client whose tokens are not \
             bound.",
        ),
    )
}
