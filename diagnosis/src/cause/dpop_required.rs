//! `dpop-required`: the client requires `DPoP`-bound tokens.

use super::conclusions::client_name;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "dpop-required",
    gate: Gate::ClientProof,
    title: "Client requires DPoP",
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
        "The client gets only tokens that are bound to a key with DPoP (RFC 9449), but the token request contained no \
         DPoP proof.",
    ],
    how_known: "The token endpoint returns this message. Why403 cannot create the proof for you.",
    looks_like: &[
        (
            "token-dpop-bound",
            "The token was issued, but the Admin API rejects it without a proof.",
        ),
        (
            "mtls-required",
            "The description mentions a client certificate.",
        ),
    ],
    fix: &[
        "Send a DPoP header with the token request and with every Admin request. Use a library for this.",
        "Or Clients → the client → Settings → Require DPoP bound tokens: Off → Save.",
    ],
    versions: "26.4 and later. Up to 26.3, the same client gets a plain token without a proof, so the upgrade to 26.4 \
        can cause this error.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal().filter(|r| r.status == 400)?;
    keycloak_error(response).filter(|e| e.description.contains("DPoP proof is missing"))?;
    Some(
        Finding::certain(format!(
            "{} gets only tokens that are bound to a key with DPoP, but the token request contains no proof.",
            client_name(evidence)
        ))
        .seen("The token endpoint returns “DPoP proof is missing”.")
        .caller(
            "Send a DPoP proof, or use another client",
            "The program needs a library with DPoP support (RFC 9449) for the token request and every Admin request.",
        )
        .change(Change::Client(ClientSetting::NoDpop)),
    )
}
