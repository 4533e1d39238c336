//! `client-is-bearer-only`: a bearer-only client gets no tokens.

use super::page::Seen;
use super::seen::body;
use super::shared::{bearer_only_looks_alike, client_name};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-is-bearer-only",
    gate: Gate::Client,
    title: "A bearer-only client gets no tokens",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_client", "Bearer-only not allowed"),
            "Keycloak 22 to 24, and 26.7",
        ),
        Seen::token(
            401,
            body!(
                "unauthorized_client",
                "Invalid client or Invalid client credentials"
            ),
            "Keycloak 25 to 26.5; and on every version with a wrong secret",
        ),
    ],
    meaning: &[
        "The client is bearer-only: a service that takes tokens and never asks for any. Keycloak \
         issues none to it.",
    ],
    how_known: "Up to 24 and on 26.7 the token endpoint says so. From 25 to 26.5 the answer is \
     that of a wrong secret, so Why403 only names it as possible there.",
    looks_like: &[(
        "client-secret-wrong",
        "The same answer from 25 to 26.5. Compare the secret, and look for bearerOnly in the \
             client's JSON.",
    )],
    fix: &[
        "Create a client of its own for the backend: Clients → Create client → Client \
         authentication: On, Service accounts roles: On.",
        "The Admin Console of these versions has no switch for bearer-only any more. It shows in \
         the client's JSON (Clients → the client → Action → Export): \"bearerOnly\": true.",
    ],
    versions: "The answer changed twice: with 25, and back with 26.7.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if evidence.token_error(&[400, 401], "invalid_client", "Bearer-only not allowed") {
        return Some(
            Finding::certain(format!(
                "{} is a bearer-only client: it takes tokens and never \
             gets any.",
                client_name(evidence)
            ))
            .seen("The token endpoint says “Bearer-only not allowed”.")
            .caller(
                "Use another client",
                "Create a client of its own for the backend, with client authentication and \
             service accounts roles on.",
            ),
        );
    }
    (evidence.token_error(
        &[401],
        "unauthorized_client",
        "Invalid client or Invalid client credentials",
    ) && bearer_only_looks_alike(evidence))
    .then(|| {
        Finding::possible(
            "From 25 to 26.5 a bearer-only client gets the same \
             answer as a wrong secret.",
        )
        .apart(
            "Whether the secret is the one in Clients → the client → Credentials, and \
             whether the client's JSON has bearerOnly: true.",
        )
        .caller(
            "Use another client",
            "Create a client of its own for the backend, with client authentication and \
             service accounts roles on.",
        )
    })
}
