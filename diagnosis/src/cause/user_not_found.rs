//! `user-not-found`: no user has this ID.

use super::conclusions::{
    ID_NOT_PASTED, MAY_ASK, absent_user_not_found, not_found_user, roles_besides,
};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::attempt::is_user_id;
use crate::evidence::Evidence;
use crate::evidence::roles::claims_open;
use crate::exchange::Call;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "user-not-found",
    gate: Gate::Target,
    title: "User does not exist",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            404,
            body!("User not found"),
            "Keycloak 22, 23, and 26.0 and later",
        ),
        Seen::admin(404, body!("User not found", see log), "Keycloak 24 and 25"),
    ],
    meaning: &[
        "No user of this realm has this ID. The caller may search users. To a caller without query-users, view-users, \
         or manage-users, Keycloak returns 403 instead, to hide which users exist.",
        "A wrong ID often appears only after a missing role is assigned: first 403, then 404.",
    ],
    how_known: "Keycloak returns this message only to callers that may search users. With query-users alone, the \
        correct ID returns 403. So only an existing ID shows whether the role is enough.",
    looks_like: &[
        (
            "user-id-is-username",
            "The path contains a user name or an email address.",
        ),
        (
            "missing-role",
            "The caller may not search users: 403 for wrong and correct IDs.",
        ),
        (
            "operation-not-found",
            "The path itself does not exist: “HTTP 404 Not Found”.",
        ),
    ],
    fix: &[
        "Check the ID. It is the sub claim of the user's own tokens. In the Admin Console: Users → select the user → \
         ID.",
        "Check the realm. Every realm has its own users and IDs.",
        "Search for the user: GET /admin/realms/{realm}/users?username=<name>&exact=true (requires view-users).",
    ],
    versions: "All. 24 and 25 add a hint about the log.",
};

/// The finding for a denial that also hides a wrong ID: the roles in the token allow the operation, but the caller may not search users
/// (recording impersonation-alone-and-wrong-id).
fn hidden(evidence: &Evidence) -> Option<Finding> {
    let names_user = evidence
        .attempt
        .operation
        .template
        .starts_with("/admin/realms/{realm}/users/{user-id}");
    // A caller with a role for searching users gets 404 for an unknown ID.
    let may_not_ask = evidence.status(Call::UnknownUser) == Some(403)
        && !claims_open(evidence, "GET /admin/realms/{realm}/users");
    (names_user && may_not_ask && evidence.denied() && evidence.claims_suffice()).then(|| {
        let certainty = if super::target_more_powerful::CAUSE.fits(evidence) {
            Certainty::Possible
        } else {
            Certainty::Likely
        };
        Finding::new(
            certainty,
            "The roles in the token allow this request for users that exist. Keycloak returns 403 instead of 404 for an \
             ID that no user has, because the caller may not search users.",
        )
        .seen("A random ID also returns 403.")
        .apart("The same ID in the Admin Console, or a check by a caller with query-users.")
        .caller(
            "Check the ID and the realm",
            "The user may be deleted or be in another realm. With query-users, Keycloak returns 404 for a wrong ID.",
        )
    })
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    if let Some(finding) = hidden(evidence) {
        return Some(finding);
    }
    let roles = roles_besides(evidence);
    let finding = if absent_user_not_found(evidence) {
        Finding::likely(format!("The realm has no user with this ID. {roles}")).apart(ID_NOT_PASTED)
    } else {
        let id = not_found_user(evidence).filter(|id| is_user_id(id))?;
        Finding::certain(format!(
            "The realm {} has no user with the ID {id}. {roles}",
            evidence.attempt.realm
        ))
    };
    Some(finding.seen(MAY_ASK).caller(
        "Check the ID and the realm",
        "The user may be deleted or be in another realm. Every realm has its own users and IDs.",
    ))
}
