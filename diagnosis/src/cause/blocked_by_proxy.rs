//! `blocked-by-proxy`: something in front of Keycloak refused.

use super::page::Seen;
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
    seen: &[
        Seen::admin(
            403,
            "<center><h1>403 Forbidden</h1></center>",
            "nginx; any page of HTML although the call asked for JSON",
        ),
        Seen::admin(
            401,
            "<center><h1>401 Authorization Required</h1></center>",
            "nginx",
        ),
        Seen::admin(404, "<center><h1>404 Not Found</h1></center>", "nginx"),
    ],
    meaning: &[
        "The answer does not come from Keycloak. Something in front of it, a reverse proxy, an \
         ingress, a web application firewall or a gateway, refused the call before Keycloak saw \
         it.",
        "Keycloak's documentation recommends not to expose /admin to the internet, so many \
         installations let /realms through and block /admin. Then the token call works, and every \
         Admin call is refused.",
    ],
    how_known: "Keycloak answers 401, 403 and 404 of the Admin API as JSON with an error of its \
     own. Why403 always sends Accept: application/json, since Keycloak answers browsers in HTML. A \
     body that is not Keycloak's, while discovery at the same base URL is Keycloak's, shows the \
     proxy. Which rule of the proxy it is, only its own log says.",
    looks_like: &[
        (
            "missing-role",
            "The body is {\"error\":\"HTTP 403 Forbidden\"} or, up to 24, \
             {\"error\":\"unknown_error\"}: that is Keycloak itself.",
        ),
        (
            "not-keycloak",
            "Nothing at this base URL answers as Keycloak does.",
        ),
        (
            "base-path-wrong",
            "The 404 comes from the wrong path, not from a block.",
        ),
        (
            "gateway-error",
            "The proxy lets the call through and cannot reach Keycloak: 502, 503, 504.",
        ),
    ],
    fix: &[
        "Call Keycloak by the address that it has inside the network, where /admin is open.",
        "Or ask whoever runs the proxy to let the backend's own address through to \
         /admin/realms/{realm}/, and nothing more.",
        "If the call comes from a browser: move it to a server. /admin is not meant to be open to \
         browsers.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
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
