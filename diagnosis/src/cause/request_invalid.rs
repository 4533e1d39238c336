//! `request-invalid`: keycloak takes the caller, but not the request.

use super::page::Seen;
use super::shared::{excerpt, roles_besides};
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
    seen: &[
        Seen::admin(
            400,
            "400 Bad Request",
            "a body that the operation does not take",
        ),
        Seen::admin(409, "409 Conflict", "it exists already"),
        Seen::admin(
            415,
            "415 Unsupported Media Type",
            "Content-Type is not what the operation takes",
        ),
    ],
    meaning: &[
        "Keycloak took the token and did not refuse for want of a role; it refused the content of \
         the request. Whether the caller may do it with a right request is not known yet, since \
         some operations look at the body first.",
    ],
    how_known: "The status is 400, 409, 413, 415 or 422.",
    looks_like: &[
        ("missing-role", "The status is 403."),
        ("operation-not-found", "The status is 404 or 405."),
        ("server-error", "The status is 500."),
    ],
    fix: &[
        "Read errorMessage or error in the body: it names the field.",
        "Send Content-Type: application/json with a body of JSON.",
        "For 409: look whether what you create exists already.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .refusal()
        .filter(|r| matches!(r.status, 400 | 409 | 413 | 415 | 422))?;
    if speaks_of_https(response)
        || super::client_policy_rejected::CAUSE.fits(evidence)
        || super::built_in_protected::CAUSE.fits(evidence)
    {
        return None;
    }
    Some(
        Finding::likely(format!(
            "Keycloak answers {}: not a matter of roles, but of what was sent. {}",
            response.status,
            roles_besides(evidence)
        ))
        .seen(format!("The body is: {}.", excerpt(response)))
        .seen(evidence.attempt.operation.body().map_or(
            "Some operations read what is sent before they ask for roles.",
            |_| {
                "What Why403 sends is empty, and some operations read it before they ask for \
                 roles: whether the caller may do it with a right request is not shown by this."
            },
        ))
        .apart("The same call with a body that the operation takes.")
        .caller("Correct the request", "Look at the message in the answer."),
    )
}
