//! `client-is-bearer-only`: a bearer-only client gets no tokens.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
