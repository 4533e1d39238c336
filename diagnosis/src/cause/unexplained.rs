//! `unexplained`: an answer that no known cause explains.

use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "unexplained",
    gate: Gate::Permission,
    title: "An answer that no known cause explains",
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
    if matches!(evidence.stage(), Stage::Start) {
        return None;
    }
    Some(
        Finding::possible(
            "Nothing in the catalogue of causes fits what was seen. The calls below show \
             everything that is known.",
        )
        .seen(evidence.any_refusal().map_or_else(
            || "No answer that decides came.".to_owned(),
            |r| format!("The answer is a {}: {}.", r.status, excerpt(r)),
        ))
        .apart("The server's log at DEBUG.")
        .hand_off(
            "Ask for the server's log",
            "At DEBUG for org.keycloak.services, Keycloak's log says \
             why a call was refused.",
        ),
    )
}
