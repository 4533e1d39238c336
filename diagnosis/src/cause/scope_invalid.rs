//! `scope-invalid`: the scope is not one of the client's.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "scope-invalid",
    gate: Gate::Grant,
    title: "The scope is not one of the client's",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        400,
        body!("invalid_scope", "Invalid scopes: nosuch"),
        "the scope that was asked for stands behind the colon",
    )],
    meaning: &[
        "The token call asks for a scope that the realm does not have or that the client may not \
         ask for. Scopes are the client scopes of Keycloak; roles such as view-users are no \
         scopes.",
    ],
    how_known: "The token endpoint says so, and names the scopes as they were asked for.",
    looks_like: &[
        ("grant-unsupported", "The grant is refused, not the scope."),
        (
            "roles-not-in-token",
            "The client scope “roles” is missing: then the token comes, without roles.",
        ),
    ],
    fix: &[
        "Leave scope out. The Admin API needs none.",
        "If something else needs it: Clients → the client → Client scopes → Add client scope. For \
         a name that no client scope has, make one under Client scopes first.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal()?;
    let error = keycloak_error(response).filter(|e| e.error == "invalid_scope")?;
    Some(
        Finding::certain(format!(
            "Keycloak does not know a scope that was asked for, or the client may not \
             ask for it: {}.",
            error.description
        ))
        .seen(format!(
            "The token endpoint says invalid_scope: {}.",
            error.description
        ))
        .caller(
            "Leave the scope empty",
            "The Admin API needs no scope. If you need one, it has to be among the \
             client's client scopes.",
        ),
    )
}
