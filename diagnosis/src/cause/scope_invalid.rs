//! `scope-invalid`: the requested scope is not one of the client's scopes.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "scope-invalid",
    gate: Gate::Grant,
    title: "Client does not have the requested scope",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        400,
        body!("invalid_scope", "Invalid scopes: nosuch"),
        "the requested scope is after the colon",
    )],
    meaning: &[
        "The token request contains a scope that the realm does not have or the client may not request. Scopes are \
         Keycloak's client scopes. Roles such as view-users are not scopes.",
    ],
    how_known: "The token endpoint returns this message with the requested scopes.",
    looks_like: &[
        (
            "grant-unsupported",
            "Keycloak denies the grant, not the scope.",
        ),
        (
            "roles-not-in-token",
            "The client scope “roles” is missing. Then Keycloak issues a token without roles.",
        ),
    ],
    fix: &[
        "Omit the scope. The Admin API does not need one.",
        "If another API needs the scope: Clients → the client → Client scopes → Add client scope. If the client scope \
         does not exist, create it under Client scopes first.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal()?;
    let error = keycloak_error(response).filter(|e| e.error == "invalid_scope")?;
    Some(
        Finding::certain(format!(
            "Keycloak does not know a requested scope, or the client may not request it: {}.",
            error.description
        ))
        .seen(format!(
            "The token endpoint returns invalid_scope: {}.",
            error.description
        ))
        .caller(
            "Leave the scope empty",
            "The Admin API needs no scope. If you need one, add it to the client's client scopes.",
        ),
    )
}
