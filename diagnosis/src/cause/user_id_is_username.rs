//! `user-id-is-username`: the path contains a user name instead of a user ID.

use super::page::Seen;
use super::seen::body;
use super::shared::{ID_NOT_PASTED, MAY_ASK, not_found_user, roles_besides};
use super::{Cause, Finding, Page};
use crate::attempt::PLACEHOLDER_USER;
use crate::evidence::Evidence;
use crate::gate::Gate;
use uuid::Uuid;

pub(super) const CAUSE: Cause = Cause {
    code: "user-id-is-username",
    gate: Gate::Target,
    title: "User name used instead of the user ID",
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
        "The path contains a user name or an email address. The Admin API identifies users by ID, a UUID. No user has \
         this name as ID.",
    ],
    how_known: "Keycloak returns “User not found”, and the value in the path is not a UUID. Users of a user \
        federation have IDs such as f:<component>:<name>, which are valid.",
    looks_like: &[("user-not-found", "The value is a UUID, but no user has it.")],
    fix: &[
        "Look up the ID first: GET /admin/realms/{realm}/users?username=<name>&exact=true, or \
         email=<address>&exact=true. This requires view-users.",
        "Use id from the response in the path.",
        "For the signed-in user, the ID is the sub claim of the user's token.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let id = not_found_user(evidence)?;
    if id == PLACEHOLDER_USER {
        return Some(
            Finding::possible(
                "If the path contains a user name or an email address, the response is the same. The path needs the \
                 user's ID, a UUID.",
            )
            .seen(MAY_ASK)
            .apart(ID_NOT_PASTED),
        );
    }
    (Uuid::try_parse(id).is_err() && !id.starts_with("f:")).then(|| {
        let what = if id.contains('@') {
            "an email address"
        } else {
            "a user name"
        };
        Finding::certain(format!(
            "“{id}” looks like {what}. The path needs the user's ID, a UUID."
        ))
        .seen(MAY_ASK)
        .seen(roles_besides(evidence))
        .caller(
            "Look up the ID first",
            format!(
                "GET {}/admin/realms/{}/users?exact=true&{}={id} returns the user with the ID. This requires \
                 view-users.",
                evidence.attempt.base_url,
                evidence.attempt.realm,
                if id.contains('@') {
                    "email"
                } else {
                    "username"
                }
            ),
        )
    })
}
