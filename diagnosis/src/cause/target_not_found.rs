//! `target-not-found`: the object that the path names does not exist.

use super::conclusions::{
    absent_user_not_found, excerpt, misses_something_in_body, not_found_user,
    operation_names_no_target, roles_besides, word_read_as_id,
};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, is_unknown_path, keycloak_error};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "target-not-found",
    gate: Gate::Target,
    title: "The target does not exist",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            404,
            body!("Could not find client"),
            "a client that does not exist",
        ),
        Seen::admin(
            404,
            body!("Could not find role"),
            "a role that does not exist",
        ),
        Seen::admin(
            404,
            body!("HTTP 404 Not Found"),
            "some operations, for a missing target",
        ),
        Seen::admin(
            404,
            body!("Could not find group by id"),
            "a missing group; independent of the caller's roles",
        ),
        Seen::admin(
            404,
            body!("Could not find role with id"),
            "a missing role, by its ID; independent of the caller's roles",
        ),
    ],
    meaning: &[
        "The path is correct, but a client, group, role, or session in the path does not exist. Usually the path \
         contains a name instead of an internal ID.",
    ],
    how_known: "The message names the missing resource, and the permission data contains the path. If the message is \
        the same as for an unknown path, Why403 reports this cause only as possible.",
    looks_like: &[
        (
            "operation-not-found",
            "This Keycloak version does not have the path.",
        ),
        ("user-not-found", "The missing target is a user."),
        (
            "request-invalid",
            "The message names something that only the body contains, such as the type of a protocol mapper.",
        ),
        (
            "organizations-disabled",
            "“Organizations not enabled for this realm.”: no ID is valid.",
        ),
        (
            "authorization-services-disabled",
            "The path is below /authz/resource-server, and the client has no authorization services.",
        ),
    ],
    fix: &[
        "The path needs the client's internal ID, a UUID, not its Client ID. GET \
         /admin/realms/{realm}/clients?clientId=<client ID> returns it.",
        "Groups and roles-by-id also need IDs. …/roles/{role-name} needs the name.",
        "Check the realm. IDs differ between realms and environments.",
    ],
    versions: "All.",
};

/// Whether only the client in the path can be missing, and the message would say “client”: then authorization services are off.
fn nothing_else_to_miss(evidence: &Evidence) -> bool {
    super::authorization_services_disabled::CAUSE.fits(evidence)
        && evidence.attempt.operation.target_names().count() == 1
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| r.status == 404)?;
    let error = keycloak_error(response)?;
    if !is_keycloaks(response)
        || is_unknown_path(response) && !evidence.needs.exists
        || not_found_user(evidence).is_some()
        || absent_user_not_found(evidence)
        || error.error.starts_with("Realm not found")
        || super::organizations_disabled::CAUSE.fits(evidence)
        || nothing_else_to_miss(evidence)
        || is_unknown_path(response) && operation_names_no_target(evidence)
        || word_read_as_id(evidence).is_some()
    {
        return None;
    }
    let operation = &evidence.attempt.operation;
    let certainty = if misses_something_in_body(evidence, response) {
        Certainty::Possible
    } else if is_unknown_path(response) {
        // A path that does not exist returns the same 404, but the permission data contains this path.
        Certainty::Likely
    } else if operation.is_read() || operation.body().is_none() {
        Certainty::Certain
    } else {
        // The body may also have named an object that does not exist.
        Certainty::Likely
    };
    let order = if evidence.looks_target_up_first() {
        "Keycloak looks up the target before it checks roles, so the 404 says nothing about roles."
    } else {
        "Keycloak returns 404 only to a caller that may look for such a target. Other callers get 403. Only an \
         existing target shows whether the roles are enough."
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "Keycloak returns: {}. {}",
                error.error.trim_end_matches('.'),
                roles_besides(evidence)
            ),
        )
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .seen(order)
        .apart("Whether the target is in the Admin Console.")
        .caller(
            "Check the IDs in the path",
            "The path needs a client's internal ID (a UUID), not its Client ID. Groups and roles-by-id also need IDs.",
        ),
    )
}
