//! `operation-not-found`: this Keycloak has no such operation.

use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::is_unknown_path;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "operation-not-found",
    gate: Gate::Target,
    title: "This Keycloak has no such operation",
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
    let response = evidence.refusal()?;
    let wrong_method = response.status == 405;
    if !wrong_method && !is_unknown_path(response) {
        return None;
    }
    let base_is_right = !evidence.token_was_given() || evidence.issuer().is_some() || wrong_method;
    // Some operations that exist answer the same 404 for a target that does not.
    let certainty = if base_is_right && (wrong_method || !evidence.needs.known) {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let operation = &evidence.attempt.operation;
    Some(
        Finding::new(
            certainty,
            if wrong_method {
                format!(
                    "The path {} exists, but not with {}.",
                    operation.template, operation.method
                )
            } else {
                format!(
                    "This Keycloak has no {}: a misspelt path, or one of \
             another version.",
                    operation.name()
                )
            },
        )
        .seen(format!(
            "The Admin API answers {}: {}.",
            response.status,
            excerpt(response)
        ))
        .apart("The base URL that discovery works on.")
        .caller(
            "Check path and method",
            "Paths differ between versions; a slash too much or a \
             plural too little is enough.",
        ),
    )
}
