//! `dpop-required`: the client's tokens are bound by `DPoP`.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "dpop-required",
    gate: Gate::ClientProof,
    title: "The client's tokens are bound by DPoP",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_request", "DPoP proof is missing"),
            "Keycloak 26.4 and later",
        ),
        Seen::log(Endpoint::Token, r#"error="invalid_dpop_proof""#),
    ],
    meaning: &[
        "The client only gets tokens that are bound to a key by DPoP (RFC 9449), and the token \
         call carried no proof of such a key.",
    ],
    how_known: "The token endpoint says so. Why403 cannot make the proof for you.",
    looks_like: &[
        (
            "token-dpop-bound",
            "The token was issued, and is refused by the Admin API for want of a proof.",
        ),
        (
            "mtls-required",
            "The description speaks of a client certificate.",
        ),
    ],
    fix: &[
        "Let the caller send a DPoP header with the token call and with every Admin call; use a \
         library for it.",
        "Or Clients → the client → Settings → Require DPoP bound tokens: Off → Save.",
    ],
    versions: "26.4 and later. Up to 26.3 the same client gets a plain token without a proof, so \
     the upgrade to 26.4 can bring this up.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal().filter(|r| r.status == 400)?;
    keycloak_error(response).filter(|e| e.description.contains("DPoP proof is missing"))?;
    Some(
        Finding::certain(format!(
            "{} only gets tokens that are bound to a key by DPoP, and this call carries \
             no proof.",
            client_name(evidence)
        ))
        .seen("The token endpoint says “DPoP proof is missing”.")
        .caller(
            "Send a DPoP proof, or use another client",
            "The caller needs a library that speaks DPoP (RFC 9449) for the token call \
             and for every Admin call.",
        )
        .console(
            "Or switch DPoP off for this client",
            "clients",
            &[
                "Clients",
                &client_name(evidence),
                "Settings",
                "Require DPoP bound tokens: Off",
                "Save",
            ],
        ),
    )
}
