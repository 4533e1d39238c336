//! `token-dpop-bound`: the token is bound to a `DPoP` key.

use super::page::Seen;
use super::seen::unauthorized;
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
    seen: unauthorized!(),
    meaning: &[
        "The token is bound to a key by DPoP (RFC 9449). Whoever calls has to prove with each call \
         that the key is theirs. Sent as a plain bearer token, it is not accepted.",
    ],
    how_known: "A bound token has the claim cnf.jkt. Why403 cannot make the proof, since the \
     private key stays with the caller.",
    looks_like: &[
        (
            "dpop-required",
            "The token endpoint already refuses, for want of a proof.",
        ),
        ("token-not-accepted", "The token has no cnf claim."),
    ],
    fix: &[
        "Let the caller send Authorization: DPoP <token> together with a DPoP header that is made \
         anew for each call; use a library for it.",
        "Or use a client without bound tokens: Clients → the client → Settings → Require DPoP \
         bound tokens: Off → Save, and fetch a new token.",
    ],
    versions: "Clients that require DPoP refuse to issue tokens without a proof from 26.4 on. Up \
     to 26.3 they issue a plain one instead.",
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
