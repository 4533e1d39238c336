//! `request-invalid`: Keycloak accepts the caller but rejects the request.

use super::conclusions::{
    excerpt, failed_on_empty_body, misses_something_in_body, required_members, roles_besides,
    with_conditions, word_read_as_id,
};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::speaks_of_https;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "request-invalid",
    gate: Gate::Target,
    title: "Keycloak rejected the content of the request",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            400,
            "400 Bad Request",
            "a body that the operation does not accept",
        ),
        Seen::admin(
            404,
            body!("ProtocolMapper provider not found"),
            "the body names no known type of protocol mapper",
        ),
        Seen::admin(
            500,
            body!(
                "unknown_error",
                "For more on this error consult the server log."
            ),
            "a body without a required member, for some operations",
        ),
        Seen::admin(409, "409 Conflict", "the resource already exists"),
        Seen::admin(
            415,
            "415 Unsupported Media Type",
            "Content-Type is not supported by the operation",
        ),
    ],
    meaning: &[
        "Keycloak accepted the token but rejected the content of the request. Some operations check the body before \
         they check roles, so a valid request may still be denied.",
    ],
    how_known: "The status is 400, 409, 413, 415, or 422. A 404 whose message names nothing in the path, and a 500 for \
        the empty body that Why403 sends, are likely also caused by the body.",
    looks_like: &[
        ("missing-role", "The status is 403."),
        ("operation-not-found", "The status is 404 or 405."),
        (
            "server-error",
            "The status is 500, and the body is complete.",
        ),
        (
            "target-not-found",
            "The message names an object of the path.",
        ),
    ],
    fix: &[
        "Read errorMessage or error in the body. It names the field.",
        "Send Content-Type: application/json with a JSON body.",
        "For 409: check whether the resource already exists.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| {
        matches!(r.status, 400 | 409 | 413 | 415 | 422)
            || misses_something_in_body(evidence, r)
            || failed_on_empty_body(evidence, r)
    })?;
    if speaks_of_https(response)
        || super::blocked_by_proxy::rejects_in_other_words(response)
        || super::client_policy_rejected::CAUSE.fits(evidence)
        || super::built_in_protected::says_so(response)
        || super::server_error::names_disabled_feature(response)
        || word_read_as_id(evidence).is_some()
    {
        return None;
    }
    let operation = evidence.attempt.operation.name();
    let lacking = required_members(&operation)
        .filter(|_| evidence.sent_empty_body())
        .map(|members| format!(" The body of {operation} needs {members}."))
        .unwrap_or_default();
    let finding = Finding::likely(format!(
            "Keycloak returns {} because of the request's content, not because of roles.{lacking} {}",
            response.status,
            roles_besides(evidence)
        ))
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .seen(evidence.attempt.operation.body().map_or(
            "Some operations check the body before they check roles.",
            |_| {
                "Why403 sends an empty body, and some operations check the body before they check roles. This \
                 response does not show whether a valid request is allowed."
            },
        ));
    Some(
        with_conditions(evidence, response.status, CAUSE.code, finding)
            .apart("The same request with a valid body.")
            .caller("Correct the request", "Read the message in the response."),
    )
}
