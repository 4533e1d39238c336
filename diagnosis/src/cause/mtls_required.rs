//! `mtls-required`: the client's tokens are bound to a certificate.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mtls-required",
    gate: Gate::ClientProof,
    title: "The client's tokens are bound to a certificate",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!(
                "invalid_request",
                "Client Certification missing for MTLS HoK Token Binding"
            ),
            "",
        ),
        Seen::log(Endpoint::Token, "no client certificate available."),
    ],
    meaning: &[
        "The client only gets tokens that are bound to its TLS client certificate, and the token \
         call carried none. A proxy that ends TLS and does not pass the certificate on has the \
         same effect.",
    ],
    how_known: "The token endpoint says so in words; nothing has to be guessed.",
    looks_like: &[
        (
            "dpop-required",
            "The description is “DPoP proof is missing”.",
        ),
        (
            "client-auth-method-mismatch",
            "The client itself authenticates by certificate.",
        ),
    ],
    fix: &[
        "Call with the client's certificate, the token call and every Admin call (curl: --cert and \
         --key).",
        "Behind a proxy: let it pass the client certificate on, in the way Keycloak is set up for.",
        "Or Clients → the client → Advanced → OAuth 2.0 Mutual TLS Certificate Bound Access Tokens \
         Enabled: Off → Save.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .token_refusal()
        .filter(|r| matches!(r.status, 400 | 401))?;
    keycloak_error(response).filter(|e| {
        e.description
            .contains("Client Certification missing for MTLS")
    })?;
    Some(
        Finding::certain(format!(
            "{} only gets tokens that are bound to a client certificate, and this call \
             carries none.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint says “Client Certification missing \
             for MTLS HoK Token Binding”.",
        )
        .caller(
            "Call with the client's certificate",
            "The caller needs the certificate for the token call and \
             for every Admin call.",
        )
        .console(
            "Or switch the binding off for this client",
            "clients",
            &[
                "Clients",
                &client_name(evidence),
                "Advanced",
                "OAuth 2.0 Mutual TLS Certificate Bound Access Tokens \
             Enabled: Off",
                "Save",
            ],
        ),
    )
}
