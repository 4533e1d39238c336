//! `target-not-found`: what the path names does not exist.

use super::shared::{excerpt, not_found_user};
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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| r.status == 404)?;
    let error = keycloak_error(response)?;
    if is_unknown_path(response) && !evidence.needs.known
        || not_found_user(evidence).is_some()
        || error.error.starts_with("Realm not found")
    {
        return None;
    }
    // The same 404 as for a path that does not exist: the permission data know the path.
    let certainty = if is_unknown_path(response) {
        Certainty::Possible
    } else {
        Certainty::Certain
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "Keycloak says: {}. The caller got past the check of permissions that comes \
             before it.",
                error.error
            ),
        )
        .seen(format!("The body is: {}.", excerpt(response)))
        .apart("Whether what the path names is in the Admin Console.")
        .caller(
            "Check the ids in the path",
            "Clients are named by their internal id (a UUID), not by their client ID; \
             groups, roles by id likewise.",
        ),
    )
}
