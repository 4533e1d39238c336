//! `authorization-services-disabled`: authorization services are off for the client.

use super::conclusions::excerpt;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, is_unknown_path};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "authorization-services-disabled",
    gate: Gate::Target,
    title: "Authorization services are off for this client",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            404,
            body!("HTTP 404 Not Found"),
            "any path below /clients/{client-uuid}/authz/resource-server, for every caller; \
             Keycloak 26.0 and later",
        ),
        Seen::admin(
            404,
            body!("HTTP 404 Not Found", see log),
            "the same on 24 and 25",
        ),
    ],
    meaning: &[
        "The client exists, and does not have Authorization enabled. Every path below /authz/resource-server returns \
         404, even for a caller without roles.",
        "Nothing is missing in Keycloak, and the path is correct.",
    ],
    how_known: "The body is the same as for an unknown path. For a client that does not exist, Keycloak says “Could \
     not find client”. If the path also names a resource, a policy, or a scope, that object may be missing instead. \
     The report then says so.",
    looks_like: &[
        (
            "target-not-found",
            "“Could not find client”, or a resource or policy that does not exist.",
        ),
        (
            "operation-not-found",
            "The path is wrong, or this release does not have it.",
        ),
    ],
    fix: &[
        "Enable Clients → the client → Settings → Capability config → Authorization, and save. \
         Client authentication must be on.",
        "If this is the wrong client: use the ID of the client that is the resource server. GET \
         /admin/realms/{realm}/clients?clientId=<client ID> finds it.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, and 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| is_unknown_path(r))?;
    let operation = &evidence.attempt.operation;
    if !operation.template.contains("/authz/resource-server") || !evidence.needs.exists {
        return None;
    }
    // The path may also name another object that does not exist.
    let certainty = if operation.target_names().count() > 1 {
        Certainty::Possible
    } else {
        Certainty::Likely
    };
    Some(
        Finding::new(
            certainty,
            "The client does not have authorization services enabled, so every path below \
             /authz/resource-server returns 404. Every caller gets this response, whatever its \
             roles.",
        )
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .seen("For a client that does not exist, Keycloak says “Could not find client”.")
        .apart("Clients → the client → Settings → Authorization.")
        .console_of_target(
            "Enable authorization services",
            "clients",
            &[
                "Clients",
                "the client",
                "Settings",
                "Capability config",
                "Authorization: On",
                "Save",
            ],
            "The request names the client only by its internal ID, and the client may need other settings first.",
        ),
    )
}
