//! `user-id-is-username`: this is a user name, not a user id.

use super::shared::not_found_user;
use super::{Cause, Finding, Page};
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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let id = not_found_user(evidence)?;
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
        .seen(
            "Keycloak says “User not found”, which it says only to callers that may ask \
             about users.",
        )
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
