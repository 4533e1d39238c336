//! `grant-unsupported`: the token endpoint does not know this grant.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "grant-unsupported",
    gate: Gate::Grant,
    title: "The token endpoint does not know this grant",
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
    let error = keycloak_error(response)?;
    if error.error != "unsupported_grant_type"
        && !error
            .description
            .contains("Missing form parameter: grant_type")
        && response.status != 405
    {
        return None;
    }
    Some(
        Finding::certain(
            "The token call came without a grant that Keycloak knows: the form field \
             grant_type is missing or unknown, or the call was not a POST with a form \
             body.",
        )
        .seen(format!(
            "The token endpoint says: {} {}.",
            error.error, error.description
        ))
        .caller(
            "Send a form",
            "POST with Content-Type: application/x-www-form-urlencoded and \
             grant_type=client_credentials.",
        ),
    )
}
