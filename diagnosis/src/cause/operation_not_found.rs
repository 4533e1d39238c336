//! `operation-not-found`: this Keycloak version does not have the operation.

use super::conclusions::{excerpt, operation_names_no_target, word_read_as_id};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_unknown_path, is_wrong_method};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "operation-not-found",
    gate: Gate::Target,
    title: "Operation does not exist in this Keycloak version",
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
        "This Keycloak version does not have the operation. The path is misspelled, the path does not support the \
         method, or the operation belongs to another version.",
        "This says nothing about roles. A valid token without roles also gets this 404. Without a valid token, every \
         path returns 401.",
    ],
    how_known: "Why403 compares the request with the measured operations of each version. Some operations return the \
        same 404 for a missing target. Then Why403 says “likely”.",
    looks_like: &[
        (
            "base-path-wrong",
            "The base URL is wrong, so no path exists.",
        ),
        (
            "target-not-found",
            "The path exists, but the target does not.",
        ),
        ("realm-not-found", "“Realm not found.”"),
        (
            "redirected",
            "A 405, although the operation exists: a redirect changed the method to GET.",
        ),
    ],
    fix: &[
        "Compare the path and method with the list of operations for your version.",
        "Check details: user instead of users, an extra slash, or an empty parameter that leaves // in the path.",
        "POST to /users/{user-id} does not update a user. Use PUT.",
    ],
    versions: "All. POST to /users/{user-id} is a 405 on 22 and a 404 from 23 on.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal()?;
    if let Some(word) = word_read_as_id(evidence) {
        return Some(misread(evidence, word).seen(format!(
            "The Admin API returns {}: {}.",
            response.status,
            excerpt(evidence, response)
        )));
    }
    let wrong_method = is_wrong_method(response);
    if !wrong_method && !is_unknown_path(response) {
        return None;
    }
    let base_is_right = !evidence.token_was_given() || evidence.issuer().is_some() || wrong_method;
    // Some operations return the same 404 for a target that does not exist.
    let names_no_target = operation_names_no_target(evidence);
    let certainty = if base_is_right && !evidence.needs.exists {
        Certainty::Certain
    } else if evidence.needs.exists && !names_no_target {
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
                    "The path {} exists, but not with the method {}.",
                    operation.template, operation.method
                )
            } else if evidence.needs.exists && names_no_target {
                format!(
                    "This server does not have the operation {}, although its release can have it. The feature that the \
                     operation belongs to is disabled, or something in front of Keycloak changes the path.",
                    operation.name()
                )
            } else {
                format!(
                    "This Keycloak version has no operation {}. The path is misspelled or belongs to another version.",
                    operation.name()
                )
            },
        )
        .seen(format!(
            "The Admin API returns {}: {}.",
            response.status,
            excerpt(evidence, response)
        ))
        .apart("The base URL at which discovery responds.")
        .caller(
            "Check the path and method",
            "Paths differ between versions. Look for an extra slash or a missing plural.",
        ),
    )
}

/// The finding for a path in which Keycloak reads the word of another operation as the ID of an object, and does not find the object.
fn misread(evidence: &Evidence, word: &str) -> Finding {
    let operation = &evidence.attempt.operation;
    Finding::likely(format!(
        "Keycloak has no operation {}. It reads “{word}” in the path as the ID of an object, and no object has this ID.",
        operation.name()
    ))
    .apart("The method and the path on the operations page.")
    .caller(
        "Check the path and method",
        format!("“{word}” belongs to another operation, with another path or another method."),
    )
}
