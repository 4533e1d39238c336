//! `not-keycloak`: the server at this address is not Keycloak.

use super::conclusions::excerpt;
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::attempt::ReturnedByGet;
use crate::evidence::Evidence;
use crate::evidence::{Stage, is_keycloaks, keycloak_error};
use crate::exchange::{Call, Failure, Response};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "not-keycloak",
    gate: Gate::Keycloak,
    title: "Not a Keycloak server",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(200, "<!DOCTYPE html>", "an HTML page instead of a token"),
        Seen::token(200, r#"{"status":"ok"}"#, "JSON without a token"),
        Seen::token(
            404,
            "<center><h1>404 Not Found</h1></center>",
            "nginx without a Keycloak behind this path",
        ),
    ],
    meaning: &[
        "The server at this base URL is not Keycloak. It can be a front end, the default page of a web server, or \
         another service on this port.",
    ],
    how_known: "Neither the response nor discovery is Keycloak's. If a proxy could have blocked the request, Why403 \
        reports this cause only as possible.",
    looks_like: &[
        ("base-path-wrong", "Keycloak exists at another path."),
        (
            "blocked-by-proxy",
            "Keycloak exists there, but a proxy blocks this path.",
        ),
        ("redirected", "The server redirects to another URL."),
    ],
    fix: &[
        "Find the base URL: open the sign-in page of an application that uses this Keycloak. Its URL contains \
         /realms/. The part before is the base URL.",
        "Check with curl: <base URL>/realms/<realm> returns JSON with the realm name.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let base = &evidence.attempt.base_url;
    let fix = |finding: Finding| {
        finding.caller(
            "Correct the base URL",
            "The base URL is the part before /realms in your realm's discovery URL: \
             …/realms/<realm>/.well-known/openid-configuration.",
        )
    };
    if let Some(Failure::BrokenAnswer(detail)) = evidence.failure()
        && !evidence.has_response()
    {
        return Some(fix(Finding::likely(format!(
            "{base} accepted the connection and closed it without a complete HTTP response. This is not a Keycloak \
             response. Another service may use this port, or the port may require TLS."
        ))
        .seen(format!("{detail}."))
        .apart("Which service listens on that port.")));
    }
    if let Stage::OperationAnswered(response) = evidence.stage()
        && is_page(response)
        && response.json().is_none()
    {
        return Some(fix(Finding::certain(
            "The response is an HTML page. The Admin API returns JSON, so another server responds at this URL.",
        )
        .seen(format!("The response is: {}.", excerpt(evidence, response)))));
    }
    if let Some((response, expected)) = evidence.answered_in_another_shape() {
        let expected = expected.map_or_else(|| "no body".to_owned(), ReturnedByGet::words);
        return Some(fix(Finding::likely(format!(
            "The response is {}, but its body is not Keycloak's. Keycloak returns {expected} here, so another server or a \
             proxy responded.",
            response.status
        ))
        .seen(format!("The response is: {}.", excerpt(evidence, response)))
        .apart("Send the request to Keycloak directly, without a proxy.")));
    }
    if let Some(response) = evidence
        .token_refusal()
        .filter(|response| (200..300).contains(&response.status) && response.json().is_some())
    {
        let certainty = if evidence.issuer().is_some() {
            Certainty::Likely
        } else {
            Certainty::Certain
        };
        let ask = |finding: Finding| {
            if evidence.issuer().is_none() {
                return fix(finding);
            }
            finding
                .seen("Discovery at this base URL is Keycloak's, so the base URL is right.")
                .caller(
                    "Send the token request to Keycloak directly",
                    "Use the address of Keycloak inside its network, without the proxy.",
                )
        };
        return Some(ask(Finding::new(
            certainty,
            format!(
                "The token endpoint of {base} returns {} with JSON that contains no token. Keycloak never does that, so \
                 another server or a proxy responded.",
                response.status
            ),
        )
        .seen(format!("The response is: {}.", excerpt(evidence, response)))
        .apart("Discovery: Keycloak returns its issuer.")));
    }
    let response = evidence.any_refusal()?;
    if is_keycloaks(response)
        || keycloak_error(response).is_some()
        || (300..400).contains(&response.status)
        || response.status >= 500
        || evidence.keycloak_seen()
    {
        return None;
    }
    let asked = evidence.response(Call::Discovery).is_some();
    let likely_proxy = matches!(response.status, 401 | 403);
    let certainty = if likely_proxy {
        Certainty::Possible
    } else if asked && response.status == 200 {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    Some(fix(Finding::new(
        certainty,
        format!(
            "The server at {base} is not Keycloak: {} without a Keycloak error or token in the body.",
            response.status
        ),
    )
    .seen(format!("The response is: {}.", excerpt(evidence, response)))
    .apart("Discovery: Keycloak returns its issuer.")))
}

/// Whether the response is an HTML page, by its headers or by its beginning. XML can be Keycloak's: a SAML client's settings.
fn is_page(response: &Response) -> bool {
    let body = response.body.trim_start();
    let starts_with = |tag: &str| {
        body.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    response.is_html() || starts_with("<!doctype html") || starts_with("<html")
}
