//! `client-is-saml`: the client uses SAML, so it gets no OpenID Connect token.

use super::conclusions::{client_name, is_built_in_bearer_only, rejects_secret};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-is-saml",
    gate: Gate::Client,
    title: "Client uses SAML, not OpenID Connect",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        400,
        body!("invalid_client", "Wrong client protocol."),
        "",
    )],
    meaning: &[
        "The client exists, and its protocol is SAML. A SAML client signs users in to an application. It gets no access \
         token, so it cannot use the Admin API.",
    ],
    how_known: "The token endpoint returns this message after it has accepted the secret.",
    looks_like: &[
        (
            "client-secret-wrong",
            "Keycloak checks the secret first. With a wrong secret, a SAML client gets the same response as any other.",
        ),
        (
            "client-not-found-or-disabled",
            "No client has this ID: the error is the same, and the message is “Invalid client or Invalid client credentials”.",
        ),
    ],
    fix: &[
        "Create a client for the backend: Clients → Create client → Client type OpenID Connect, Client authentication: \
         On, Service accounts roles: On.",
        "Assign the required roles to the new client's service account.",
        "Leave the SAML client as it is: the protocol of a client cannot be changed in the Admin Console, and the \
         application needs SAML.",
    ],
    versions: "All. Measured on 24.0.5, 26.0.8, and 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let finding = if rejects_secret(evidence) && !is_built_in_bearer_only(evidence) {
        Finding::possible("With a wrong or missing secret, a SAML client gets the same response.")
            .apart("Whether Clients → the client has the type SAML. Such a client has no Credentials tab.")
    } else if evidence.token_error(&[400, 401], "invalid_client", "Wrong client protocol") {
        Finding::certain(format!(
            "{} is a SAML client. The token endpoint accepts only OpenID Connect clients.",
            client_name(evidence)
        ))
        .seen("The token endpoint returns “Wrong client protocol.”.")
        .console(
            "Create a client for the backend",
            "clients",
            &[
                "Clients",
                "Create client",
                "Client type: OpenID Connect",
                "Client authentication: On, Service accounts roles: On",
                "Save",
            ],
            "The name and the roles of the new client are not known.",
        )
    } else {
        return None;
    };
    Some(finding.caller(
        "Use another client",
        "Use the ID and the secret of an OpenID Connect client.",
    ))
}
