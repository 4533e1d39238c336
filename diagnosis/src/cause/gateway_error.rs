//! `gateway-error`: the gateway cannot reach Keycloak.

use super::conclusions::excerpt;
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, is_of_gateway};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "gateway-error",
    gate: Gate::Keycloak,
    title: "Gateway can't reach Keycloak",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(502, "<center><h1>502 Bad Gateway</h1></center>", "nginx"),
        Seen::token(
            503,
            "<center><h1>503 Service Temporarily Unavailable</h1></center>",
            "nginx",
        ),
        Seen::token(
            504,
            "<center><h1>504 Gateway Time-out</h1></center>",
            "nginx, after waiting",
        ),
    ],
    meaning: &[
        "A proxy or load balancer in front of Keycloak responds, but it cannot reach Keycloak. Keycloak is down, \
         starting, too slow, or at another address than configured in the proxy.",
    ],
    how_known: "The status is 502, 503, or 504, or 520 to 530 (Cloudflare), and the body is not Keycloak's. The reason is not visible from \
        outside.",
    looks_like: &[
        (
            "server-error",
            "The body is Keycloak's own: {\"error\":\"unknown_error\"}.",
        ),
        ("connection-refused", "The proxy does not respond either."),
        (
            "blocked-by-proxy",
            "The proxy denies the request on purpose: 401, 403, or 404.",
        ),
    ],
    fix: &[
        "Wait a minute and run the check again. Keycloak takes up to a minute to start.",
        "For the operator: check that Keycloak is running, and check the host, port, and scheme in the proxy \
         configuration.",
        "If only some requests return 502: large tokens need larger header buffers in the proxy.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .any_refusal()
        .filter(|response| is_of_gateway(response.status))?;
    if is_keycloaks(response) {
        return None;
    }
    Some(
        Finding::certain(format!(
            "Something in front of Keycloak returns {}: it cannot reach Keycloak.",
            response.status
        ))
        .seen(format!(
            "The response is a {} that is not Keycloak's: {}.",
            response.status,
            excerpt(evidence, response)
        ))
        .hand_off(
            "Contact Keycloak's operator",
            format!(
                "The gateway at {} returns {}. Keycloak behind it is down, starting, or too slow.",
                evidence.attempt.base_url, response.status
            ),
        ),
    )
}
