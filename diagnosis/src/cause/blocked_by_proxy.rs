//! `blocked-by-proxy`: something in front of Keycloak refused.

use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, keycloak_error};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "blocked-by-proxy",
    gate: Gate::Keycloak,
    title: "Something in front of Keycloak refused",
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
        .filter(|response| matches!(response.status, 401 | 403 | 404 | 405 | 406 | 429))?;
    if is_keycloaks(response) && response.status != 405
        || keycloak_error(response).is_some() && response.status >= 404
    {
        return None;
    }
    let call = if evidence.refusal().is_some() {
        "the Admin API (/admin)"
    } else {
        "the token endpoint"
    };
    let finding = |certainty| {
        Finding::new(
            certainty,
            format!(
                "The {} for {call} does not come from Keycloak but from something in front \
             of it: a proxy, a firewall or a gateway. Keycloak's own documentation \
             advises not to expose /admin to the internet.",
                response.status
            ),
        )
        .seen(format!(
            "The body is not Keycloak's: {}.",
            excerpt(response)
        ))
    };
    let finding = if evidence.keycloak_seen() && keycloak_error(response).is_none() {
        finding(Certainty::Certain)
            .seen("Keycloak itself answers at this base URL for other paths.")
    } else if response.status == 404 {
        finding(Certainty::Possible)
            .apart("Whether a Keycloak answers for other paths at this base URL.")
    } else {
        finding(Certainty::Likely)
            .apart("Whether a Keycloak answers for other paths at this base URL.")
    };
    Some(
        finding
            .caller(
                "Call Keycloak from inside",
                "Use the address by which Keycloak is reached inside its network, where \
             /admin is open.",
            )
            .hand_off(
                "Ask for access to /admin",
                format!(
                    "To whoever runs the proxy in front of {}: our backend needs {} from its own \
             address. The proxy answers {} before Keycloak sees the call.",
                    evidence.attempt.base_url,
                    evidence.attempt.operation.name(),
                    response.status
                ),
            ),
    )
}
