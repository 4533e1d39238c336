//! `gateway-error`: the gateway cannot reach Keycloak.

use super::page::Seen;
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
        "A proxy or load balancer in front answers, and has no Keycloak behind it that does: it is \
         down, starting, too slow, or at another address than the proxy believes.",
    ],
    how_known: "The status is 502, 503 or 504 and the body is not Keycloak's. What is wrong behind \
     the proxy cannot be seen from outside.",
    looks_like: &[
        (
            "server-error",
            "The body is Keycloak's own: {\"error\":\"unknown_error\"}.",
        ),
        ("connection-refused", "Not even the proxy answers."),
        (
            "blocked-by-proxy",
            "The proxy refuses on purpose: 401, 403 or 404.",
        ),
    ],
    fix: &[
        "Wait a minute and try again: a Keycloak that starts takes up to a minute.",
        "Whoever runs it: look whether Keycloak runs, and whether host, port and scheme in the \
         proxy's configuration are right.",
        "A 502 only for some calls: large tokens need larger header buffers in the proxy.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
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
