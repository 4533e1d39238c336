//! `mtls-required`: the client requires tokens that are bound to a certificate.

use super::conclusions::client_name;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mtls-required",
    gate: Gate::ClientProof,
    title: "Client requires a TLS client certificate",
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
        "The client gets only tokens that are bound to its TLS client certificate, but the token request contained no \
         certificate. A proxy that terminates TLS and does not forward the certificate has the same effect.",
    ],
    how_known: "The token endpoint returns this message.",
    looks_like: &[
        (
            "dpop-required",
            "The description is “DPoP proof is missing”.",
        ),
        (
            "client-auth-method-mismatch",
            "The client itself authenticates with a certificate.",
        ),
    ],
    fix: &[
        "Send the token request and every Admin request with the client's certificate (curl: --cert and --key).",
        "Behind a proxy: forward the client certificate in the way that Keycloak is configured for.",
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
            "{} gets only tokens that are bound to a client certificate, but the token request contained none.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint returns “Client Certification missing for MTLS HoK Token Binding”.",
        )
        .caller(
            "Send the client's certificate",
            "The program needs the certificate for the token request and every Admin request.",
        )
        .change(Change::Client(ClientSetting::NoCertificateBinding)),
    )
}
