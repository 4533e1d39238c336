//! `scope-invalid`: the scope is not one of the client's.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
