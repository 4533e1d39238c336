//! `target-not-found`: what the path names does not exist.

use super::page::Seen;
use super::seen::body;
use super::shared::{excerpt, not_found_user, roles_besides};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_unknown_path, keycloak_error};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "target-not-found",
    gate: Gate::Target,
    title: "What the path names does not exist",
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
            "some operations, for a target that does not exist",
        ),
        Seen::admin(
            404,
            body!("Could not find group by id"),
            "a group that does not exist; whatever roles the caller has",
        ),
        Seen::admin(
            404,
            body!("Could not find role with id"),
            "a role that does not exist, by its id; whatever roles the caller has",
        ),
    ],
    meaning: &[
        "The path is right, and one of the things that it names does not exist: a client, a group, \
         a role, a session. Most often a name stands where an internal id belongs.",
    ],
    how_known: "Keycloak says which, and the permission data know the path. Where the words are \
     the same as for an unknown path, Why403 only names this as possible.",
    looks_like: &[
        ("operation-not-found", "This Keycloak has no such path."),
        ("user-not-found", "The thing is a user."),
        (
            "organizations-disabled",
            "“Organizations not enabled for this realm.”: no ID would be right.",
        ),
        (
            "authorization-services-disabled",
            "The path is below /authz/resource-server, and the client has no authorization services.",
        ),
    ],
    fix: &[
        "Clients stand in paths by their internal id, a UUID, not by their client ID: GET \
         /admin/realms/{realm}/clients?clientId=<client ID> finds it.",
        "Groups and roles by id likewise; GET …/roles/{role-name} takes the name.",
        "Check the realm: ids differ from realm to realm and from environment to environment.",
    ],
    versions: "All.",
};

/// Whether the client in the path is all that could be missing, and would be called “client”: authorization services are off then.
fn nothing_else_to_miss(evidence: &Evidence) -> bool {
    super::authorization_services_disabled::CAUSE.fits(evidence)
        && evidence.attempt.operation.target_names().count() == 1
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| r.status == 404)?;
    let error = keycloak_error(response)?;
    if is_unknown_path(response) && !evidence.needs.exists
        || not_found_user(evidence).is_some()
        || error.error.starts_with("Realm not found")
        || super::organizations_disabled::CAUSE.fits(evidence)
        || nothing_else_to_miss(evidence)
    {
        return None;
    }
    let operation = &evidence.attempt.operation;
    let certainty = if is_unknown_path(response) {
        // The same 404 as for a path that does not exist; but the permission data know the path.
        Certainty::Likely
    } else if operation.is_read() || operation.body().is_none() {
        Certainty::Certain
    } else {
        // What was sent may have named something, too.
        Certainty::Likely
    };
    let order = if evidence.looks_target_up_first() {
        "Keycloak looks this up before it asks for roles, so the 404 says nothing about them."
    } else {
        "Keycloak answers 404 only to a caller that may look for such a thing; a caller without a role \
         for it gets a 403. Whether the roles are enough shows only for something that exists."
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "Keycloak says: {}. {}",
                error.error.trim_end_matches('.'),
                roles_besides(evidence)
            ),
        )
        .seen(format!("The body is: {}.", excerpt(response)))
        .seen(order)
        .apart("Whether what the path names is in the Admin Console.")
        .caller(
            "Check the ids in the path",
            "Clients are named by their internal id (a UUID), not by their client ID; \
             groups, roles by id likewise.",
        ),
    )
}
