//! `gateway-error`: the gateway cannot reach Keycloak.

use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "gateway-error",
    gate: Gate::Keycloak,
    title: "The gateway cannot reach Keycloak",
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
        .filter(|response| matches!(response.status, 502..=504))?;
    if keycloak_error(response).is_some() {
        return None;
    }
    Some(
        Finding::certain(format!(
            "Something in front of Keycloak answers {}: it has no Keycloak behind it \
             that answers.",
            response.status
        ))
        .seen(format!(
            "The answer is a {} that is not Keycloak's: {}.",
            response.status,
            excerpt(response)
        ))
        .hand_off(
            "Tell whoever runs Keycloak",
            format!(
                "The gateway at {} answers {}: Keycloak behind it is \
             down, starting, or too slow.",
                evidence.attempt.base_url, response.status
            ),
        ),
    )
}
