//! `rate-limited`: Keycloak or a server in front of it returned 429.

use super::conclusions::excerpt;
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, is_keycloaks};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "rate-limited",
    gate: Gate::Keycloak,
    title: "Too many requests",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            429,
            "429 Too Many Requests",
            "a proxy, a gateway, or a firewall; often with Retry-After",
        ),
        Seen::token(
            429,
            "<center><h1>429 Too Many Requests</h1></center>",
            "nginx with limit_req",
        ),
    ],
    meaning: &[
        "The server limits how many requests a caller may send. It did not process this request, so neither the credentials nor the \
         roles were checked.",
        "Usually a proxy, a gateway, or a firewall in front of Keycloak sets the limit.",
    ],
    how_known: "The status is 429. The Retry-After header, if present, contains the number of seconds to wait.",
    looks_like: &[
        (
            "blocked-by-proxy",
            "The proxy denies every request: 401, 403, or 404.",
        ),
        (
            "gateway-error",
            "Keycloak is overloaded or down: 502, 503, or 504.",
        ),
    ],
    fix: &[
        "Wait for the time in Retry-After, then send the request again.",
        "Request a new token only when the current token expires, not before every request.",
        "Send fewer requests: use lists with first and max instead of one request per user.",
        "If the limit is too low for your backend, ask the proxy's administrator for an exception.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.any_refusal().filter(|r| r.status == 429)?;
    let wait = response.header("retry-after").map_or_else(
        || "Wait before you send the request again.".to_owned(),
        |seconds| format!("The Retry-After header contains: {seconds}."),
    );
    let who = if is_keycloaks(response) {
        "Keycloak"
    } else {
        "Something in front of Keycloak"
    };
    Some(
        Finding::certain(format!(
            "{who} limits the number of requests and did not process this one. {wait}"
        ))
        .seen("The status is 429.")
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .caller(
            "Wait, then send fewer requests",
            "Wait for the time in Retry-After. Reuse the token until it expires.",
        ),
    )
}
