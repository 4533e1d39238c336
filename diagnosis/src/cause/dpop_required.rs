//! `dpop-required`: the client's tokens are bound by `DPoP`.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
