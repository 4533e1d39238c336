//! `server-error`: keycloak failed on its own.

use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "server-error",
    gate: Gate::Keycloak,
    title: "Keycloak failed on its own",
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
    let response = evidence
        .any_refusal()
        .filter(|response| response.status >= 500)?;
    let own = keycloak_error(response);
    if own.is_none() && matches!(response.status, 502..=504) {
        return None;
    }
    let certainty = if own.is_some() {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "Keycloak answered {}: a fault inside the server, whose \
             log says more.",
                response.status
            ),
        )
        .seen(format!("The body is: {}.", excerpt(response)))
        .apart("The server's log at the time of the call.")
        .hand_off(
            "Look into the server's log",
            format!(
                "{} {} was answered with {}; the log of the server says why.",
                evidence.attempt.operation.method,
                evidence
                    .attempt
                    .operation
                    .url(&evidence.attempt.base_url)
                    .path(),
                response.status
            ),
        ),
    )
}
