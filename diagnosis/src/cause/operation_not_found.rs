//! `operation-not-found`: this Keycloak has no such operation.

use super::page::Seen;
use super::seen::body;
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
    seen: &[
        Seen::admin(
            404,
            body!("HTTP 404 Not Found"),
            "an unknown path below /admin/realms/{realm}; Keycloak 22, 23, and 26.0 and later",
        ),
        Seen::admin(
            404,
            body!("HTTP 404 Not Found", see log),
            "the same on Keycloak 24 and 25",
        ),
        Seen::admin(
            404,
            body!("Unable to find matching target resource method"),
            "a path outside the Admin API and the realms, from 23 on",
        ),
        Seen::admin(
            405,
            body!("HTTP 405 Method Not Allowed"),
            "the path exists with another method; from 23 on",
        ),
        Seen::admin(
            405,
            body!(
                "RESTEASY003650: No resource method found for PATCH, return 405 with Allow header"
            ),
            "the same on Keycloak 22",
        ),
    ],
    meaning: &[
        "This Keycloak has no such operation: a misspelt path, a method that the path does not \
         have, or an operation of another version.",
        "It says nothing about roles. A valid token without any role gets this 404 too; without a \
         valid token every path is a 401.",
    ],
    how_known: "Why403 knows the operations of each measured version and compares. Some operations \
     that exist answer the same 404 for a target that does not; then it says “likely”.",
    looks_like: &[
        ("base-path-wrong", "The base URL is wrong, so no path fits."),
        (
            "target-not-found",
            "The path exists, and what it names does not.",
        ),
        ("realm-not-found", "“Realm not found.”"),
    ],
    fix: &[
        "Compare path and method with the list of operations for your version.",
        "Look for small things: users instead of user, a slash too many, an empty parameter that \
         left // behind.",
        "POST to /users/{user-id} does not change a user: that is PUT.",
    ],
    versions: "All. POST to /users/{user-id} is a 405 on 22 and a 404 from 23 on.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal()?;
    let wrong_method = response.status == 405;
    if !wrong_method && !is_unknown_path(response) {
        return None;
    }
    let base_is_right = !evidence.token_was_given() || evidence.issuer().is_some() || wrong_method;
    // Some operations that exist answer the same 404 for a target that does not.
    let certainty = if base_is_right && (wrong_method || !evidence.needs.exists) {
        Certainty::Certain
    } else if evidence.needs.exists {
        Certainty::Possible
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
