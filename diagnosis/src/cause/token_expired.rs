//! `token-expired`: the token has expired.

use super::shared::duration;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-expired",
    gate: Gate::TokenAccepted,
    title: "The token has expired",
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
    evidence.refused_with(401)?;
    let exp = evidence.token.as_ref()?.expires()?;
    let late = evidence.knowledge.now - exp;
    // Less than a minute may be the difference of two clocks.
    let certainty = match late {
        60.. => Certainty::Certain,
        0..60 => Certainty::Likely,
        _ => return None,
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "The token expired {} ago. Keycloak's access tokens live \
             for minutes.",
                duration(late)
            ),
        )
        .seen("Its exp claim has passed, and Keycloak answers 401.")
        .apart("A fresh token.")
        .caller(
            "Get a fresh token",
            "Fetch a token when the last one is about to expire (expires_in in the token \
             endpoint's answer), instead of keeping one.",
        ),
    )
}
