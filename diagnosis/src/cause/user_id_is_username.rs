//! `user-id-is-username`: this is a user name, not a user id.

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
    title: "This is a user name, not a user id",
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
        "The path holds a user name or an e-mail address. The Admin API names users by their id, a \
         UUID. A name there is an id that nobody has.",
    ],
    how_known: "Keycloak says “User not found”, and what stands in the path is no UUID. Users of a \
     user federation have ids such as f:<component>:<name>; those are ids.",
    looks_like: &[("user-not-found", "It is a UUID, and nobody has it.")],
    fix: &[
        "Look the id up first: GET /admin/realms/{realm}/users?username=<name>&exact=true, or \
         email=<address>&exact=true. It needs view-users.",
        "Take id from the answer and put it into the path.",
        "For the user who is logged in, the id is the sub claim of their token.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let id = not_found_user(evidence)?;
    if id == PLACEHOLDER_USER {
        return Some(
            Finding::possible(
                "Should a user name or an e-mail address stand in the path, Keycloak says the same: \
                 the path needs the user's id, a UUID.",
            )
            .seen(MAY_ASK)
            .apart(ID_NOT_PASTED),
        );
    }
    (Uuid::try_parse(id).is_err() && !id.starts_with("f:")).then(|| {
        let what = if id.contains('@') {
            "an e-mail address"
        } else {
            "a user name"
        };
        Finding::certain(format!(
            "“{id}” looks like {what}. The path needs the user's id, \
             a UUID."
        ))
        .seen(MAY_ASK)
        .seen(roles_besides(evidence))
        .caller(
            "Look the id up first",
            format!(
                "GET {}/admin/realms/{}/users?exact=true&{}={id} answers with the user; its \
             id is what the path needs. It needs view-users.",
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
