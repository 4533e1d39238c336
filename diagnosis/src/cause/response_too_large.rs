//! `response-too-large`: the answer is larger than the limit.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "response-too-large",
    gate: Gate::Keycloak,
    title: "The answer is larger than the limit",
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
    let Failure::TooLarge(limit) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "The answer is larger than {limit} bytes; reading it was stopped. Keycloak's \
             answers to these calls are smaller, unless a list was asked for without \
             max."
        ))
        .seen(format!("More than {limit} bytes came."))
        .caller(
            "Ask for less",
            "For a list, add max to the query. Otherwise check that \
             the base URL is Keycloak's.",
        ),
    )
}
