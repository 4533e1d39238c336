//! `request-invalid`: keycloak takes the caller, but not the request.

use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::speaks_of_https;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "request-invalid",
    gate: Gate::Target,
    title: "Keycloak takes the caller, but not the request",
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
    let response = evidence
        .refusal()
        .filter(|r| matches!(r.status, 400 | 409 | 413 | 415 | 422))?;
    if speaks_of_https(response) {
        return None;
    }
    Some(
        Finding::likely(format!(
            "Keycloak answers {}: not a matter of roles, but of what was sent. Whether \
             the caller may do it with a right request is not known.",
            response.status
        ))
        .seen(format!("The body is: {}.", excerpt(response)))
        .apart("The same call with a body that the operation takes.")
        .caller("Correct the request", "Look at the message in the answer."),
    )
}
