//! `mapper-roles-stripped`: a mapper invents the role, and 26.7 does not believe it.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mapper-roles-stripped",
    gate: Gate::Permission,
    title: "A mapper invents the role, and 26.7 does not believe it",
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
    if !evidence.denied() || evidence.versions.before((26, 6)) {
        return None;
    }
    let listed = evidence
        .token
        .as_ref()?
        .client_roles(&evidence.container())?;
    if !listed.is_empty() {
        return None;
    }
    Some(
        Finding::certain(format!(
            "A protocol mapper writes roles of {} into the token that the caller does \
             not hold. From 26.7 on Keycloak asks its own records, and strips what a \
             mapper invents.",
            evidence.container()
        ))
        .seen(format!(
            "The token lists {} with no role in it.",
            evidence.container()
        ))
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
