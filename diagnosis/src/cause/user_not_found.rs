//! `user-not-found`: there is no user with this id.

use super::page::Seen;
use super::seen::body;
use super::shared::{ID_NOT_PASTED, MAY_ASK, not_found_user, roles_besides};
use super::{Cause, Finding, Page};
use crate::attempt::PLACEHOLDER_USER;
use crate::evidence::Evidence;
use crate::gate::Gate;
use uuid::Uuid;

pub(super) const CAUSE: Cause = Cause {
    code: "user-not-found",
    gate: Gate::Target,
    title: "There is no user with this id",
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
        "No user of this realm has this id. The caller may ask about users: to a caller without \
         query-users, view-users or manage-users Keycloak answers 403 instead, so as not to tell \
         who exists.",
        "A wrong id often shows only after a missing role was granted: 403 first, 404 then.",
    ],
    how_known: "Keycloak says so in words, and says it only to callers that may ask about users. \
     With query-users alone the right id is a 403 all the same: whether the role is enough shows \
     only with an id that exists.",
    looks_like: &[
        (
            "user-id-is-username",
            "What stands in the path is a user name or an e-mail address.",
        ),
        (
            "missing-role",
            "The caller may not ask: 403, for wrong and right ids alike.",
        ),
        (
            "operation-not-found",
            "The path itself is unknown: “HTTP 404 Not Found”.",
        ),
    ],
    fix: &[
        "Check the id: it is the sub claim of the user's own tokens, and in the Admin Console \
         Users → the user → ID.",
        "Check the realm: each realm has its own users and ids.",
        "Look for the user: GET /admin/realms/{realm}/users?username=<name>&exact=true (needs \
         view-users).",
    ],
    versions: "All; 24 and 25 add a hint to their log.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let id = not_found_user(evidence)?;
    let roles = roles_besides(evidence);
    let finding = if id == PLACEHOLDER_USER {
        Finding::likely(format!(
            "The realm has no user with the id that was called. {roles}"
        ))
        .apart(ID_NOT_PASTED)
    } else if Uuid::try_parse(id).is_ok() || id.starts_with("f:") {
        Finding::certain(format!(
            "The realm {} has no user with the id {id}. {roles}",
            evidence.attempt.realm
        ))
    } else {
        return None;
    };
    Some(finding.seen(MAY_ASK).caller(
        "Check the id and the realm",
        "The user may have been deleted, or be in another realm: every realm has its \
         own users and ids.",
    ))
}
