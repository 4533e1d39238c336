//! `user-not-found`: there is no user with this id.

use super::shared::not_found_user;
use super::{Cause, Finding, Page};
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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let id = not_found_user(evidence)?;
    (Uuid::try_parse(id).is_ok() || id.starts_with("f:")).then(|| {
        Finding::certain(format!(
            "The realm {} has no user with the id {id}. The caller \
             may ask: the roles are fine.",
            evidence.attempt.realm
        ))
        .seen(
            "Keycloak says “User not found”, which it says only to callers that may ask \
             about users.",
        )
        .caller(
            "Check the id and the realm",
            "The user may have been deleted, or be in another realm: every realm has its \
             own users and ids.",
        )
    })
}
