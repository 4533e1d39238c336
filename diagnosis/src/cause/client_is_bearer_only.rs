//! `client-is-bearer-only`: Keycloak issues no tokens to a bearer-only client.

use super::conclusions::{
    bearer_only_looks_alike, client_name, is_built_in_bearer_only, rejects_secret,
};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-is-bearer-only",
    gate: Gate::Client,
    title: "Bearer-only client can't get tokens",
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
            "Keycloak 25 to 26.6; and on every version with a wrong secret",
        ),
    ],
    meaning: &[
        "The client is bearer-only. A bearer-only client accepts tokens but cannot request them.",
    ],
    how_known: "Up to 24 and on 26.7, the token endpoint returns this message. From 25 to 26.6, the response is the \
        same as for a wrong secret, so Why403 reports this cause only as possible.",
    looks_like: &[(
        "client-secret-wrong",
        "The same response. Compare the secret, and look for bearerOnly in the client's JSON.",
    )],
    fix: &[
        "Create a separate client for the backend: Clients → Create client → Client authentication: On, Service \
         accounts roles: On.",
        "The Admin Console of these versions has no switch for bearer-only. Look at the client's JSON (Clients → the \
         client → Action → Export): \"bearerOnly\": true.",
    ],
    versions: "The response changed in 25 and changed back in 26.7.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let finding = if evidence.token_error(&[400, 401], "invalid_client", "Bearer-only not allowed")
    {
        Finding::certain(format!(
            "{} is a bearer-only client. It accepts tokens but cannot request them.",
            client_name(evidence)
        ))
        .seen("The token endpoint returns “Bearer-only not allowed”.")
    } else if !rejects_secret(evidence) {
        return None;
    } else if is_built_in_bearer_only(evidence) {
        Finding::likely(format!(
            "{} is one of Keycloak's own clients, and Keycloak creates it as bearer-only. It accepts tokens but cannot \
             request them. It holds roles that you assign to other clients.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint returns the response for a wrong secret. It returns the same response for this client.",
        )
    } else {
        Finding::possible(if bearer_only_looks_alike(evidence) {
            "From 25 to 26.6, a bearer-only client gets the same response as a wrong secret."
        } else {
            "With a wrong or missing secret, a bearer-only client gets the same response."
        })
        .apart(
            "Compare the secret with Clients → the client → Credentials, and look for bearerOnly: true in the client's JSON.",
        )
    };
    Some(finding.caller(
        "Use another client",
        "Create a separate client for the backend, with client authentication and service accounts roles enabled.",
    ))
}
