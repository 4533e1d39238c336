//! `blocked-by-proxy`: a server in front of Keycloak blocked the request.

use super::conclusions::{excerpt, words};
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::roles::claims_open;
use crate::evidence::{Evidence, is_keycloaks, is_outside_roots, keycloak_error, speaks_of_https};
use crate::exchange::{Call, Response};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "blocked-by-proxy",
    gate: Gate::Keycloak,
    title: "Something in front of Keycloak denied the request",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            403,
            "<center><h1>403 Forbidden</h1></center>",
            "nginx; an HTML page although the request asked for JSON",
        ),
        Seen::admin(
            401,
            "<center><h1>401 Authorization Required</h1></center>",
            "nginx",
        ),
        Seen::admin(404, "<center><h1>404 Not Found</h1></center>", "nginx"),
        Seen::admin(
            413,
            "<center><h1>413 Request Entity Too Large</h1></center>",
            "nginx: the body is larger than client_max_body_size",
        ),
        Seen::admin(403, "Sorry, you have been blocked", "Cloudflare"),
        Seen::admin(403, "You don't have permission to access", "Apache, Akamai"),
        Seen::admin(403, "RBAC: access denied", "Envoy, Istio"),
        Seen::admin(
            200,
            "The requested URL was rejected. Please consult with your administrator.",
            "F5; the status can be 200",
        ),
        Seen::admin(
            403,
            "Request unsuccessful. Incapsula incident ID",
            "Imperva",
        ),
        Seen::admin(403, "The request is blocked.", "Azure Front Door"),
    ],
    meaning: &[
        "The response is not from Keycloak. A reverse proxy, ingress, firewall, or gateway in front of Keycloak \
         denied the request.",
        "Keycloak's documentation recommends not exposing /admin to the internet. Many installations therefore allow \
         /realms and block /admin. Then the token request works and every Admin request is denied.",
    ],
    how_known: "Keycloak returns 401, 403, and 404 of the Admin API as JSON with its own error. Why403 always sends \
        Accept: application/json because Keycloak returns HTML to browsers. If the body is not Keycloak's but \
        discovery at the same base URL is, a proxy denied the request. Only the proxy's log shows the rule.",
    looks_like: &[
        (
            "missing-role",
            "The body is {\"error\":\"HTTP 403 Forbidden\"} or, up to 24, {\"error\":\"unknown_error\"}. This is \
             Keycloak's own response.",
        ),
        (
            "not-keycloak",
            "No response at this base URL is Keycloak's.",
        ),
        (
            "base-path-wrong",
            "The 404 comes from a wrong path, not from a blocked path.",
        ),
        (
            "gateway-error",
            "The proxy allows the request but cannot reach Keycloak: 502, 503, 504.",
        ),
    ],
    fix: &[
        "Send requests to Keycloak's address inside the network, where /admin is open.",
        "Or ask the proxy's administrator to allow your backend's address for /admin/realms/{realm}/ only.",
        "If a browser sends the request, move the request to a server. /admin is not meant to be open to browsers.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.any_refusal()?;
    if rejects_in_other_words(response) {
        return Some(rejected_early(evidence, response));
    }
    if let Some(finding) = own_page_for_token(evidence)
        .or_else(|| changed_path(evidence))
        .or_else(|| imitated(evidence))
    {
        return Some(finding);
    }
    let rejects_request = matches!(response.status, 400 | 408 | 409 | 411..=415 | 422 | 431);
    if !(400..500).contains(&response.status) || rejects_request {
        return None;
    }
    let is_keycloaks = match response.status {
        401 | 403..=405 => evidence.is_keycloaks_refusal(response),
        406 | 429 => keycloak_error(response).is_some(),
        // Keycloak does not return the other statuses of this range.
        _ => false,
    };
    if is_keycloaks {
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
                "The {} for {call} is not from Keycloak. A proxy, firewall, or gateway in front of Keycloak denied \
                 the request. Keycloak's documentation recommends not exposing /admin to the internet.",
                response.status
            ),
        )
        .seen(format!(
            "The body is not Keycloak's: {}.",
            excerpt(evidence, response)
        ))
    };
    let finding = if super::authentication_flow_denied::CAUSE.fits(evidence) {
        finding(Certainty::Possible).apart("Keycloak's log, or the log of the proxy.")
    } else if evidence.keycloak_seen() && keycloak_error(response).is_none() {
        finding(Certainty::Certain).seen("Keycloak responds at this base URL for other paths.")
    } else if response.status == 404 {
        finding(Certainty::Possible)
            .apart("Whether Keycloak responds at this base URL for other paths.")
    } else {
        finding(Certainty::Likely)
            .apart("Whether Keycloak responds at this base URL for other paths.")
    };
    Some(
        finding
            .caller(
                INTERNAL_ADDRESS,
                "Use the address of Keycloak inside its network, where /admin is open.",
            )
            .hand_off(
                "Ask for access to /admin",
                format!(
                    "To the administrator of the proxy in front of {}: our backend needs {} from its own address. The \
                     proxy returns {} before Keycloak receives the request.",
                    evidence.attempt.base_url,
                    evidence.attempt.operation.name(),
                    response.status
                ),
            ),
    )
}

/// The title of the change that avoids the proxy.
const INTERNAL_ADDRESS: &str = "Use Keycloak's internal address";

/// The finding for a page in place of the token response, such as the sign-in page of a proxy. Keycloak's token endpoint returns JSON.
fn own_page_for_token(evidence: &Evidence) -> Option<Finding> {
    let page = evidence
        .token_refusal()
        .filter(|response| (200..300).contains(&response.status) && response.json().is_none())?;
    evidence.issuer()?;
    Some(past_the_proxy(
        evidence,
        Finding::certain(format!(
            "The {} for the token endpoint is not from Keycloak, whose token endpoint returns JSON. A proxy in front of \
             Keycloak responds itself, for example with its sign-in page.",
            page.status
        ))
        .seen(format!("The response is: {}.", excerpt(evidence, page)))
        .seen("Keycloak responds at this base URL for other paths."),
    ))
}

/// The finding for a path that Keycloak does not know, although the token came from the same base URL and the operation exists.
fn changed_path(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .refusal()
        .filter(|response| is_outside_roots(response))?;
    (evidence.token_was_issued_here() && evidence.needs.exists).then(|| {
        past_the_proxy(
            evidence,
            Finding::likely(
                "Keycloak does not know the path of the request, although the operation exists, and this base URL is right \
                 for the token endpoint. A proxy in front of Keycloak changes the path of requests to /admin.",
            )
            .seen(format!("The body is: {}.", excerpt(evidence, response)))
            .seen("The token endpoint at this base URL issued the token.")
            .apart("The path in Keycloak's access log."),
        )
    })
}

/// The finding for a 403 in Keycloak's words that contradicts the roles in a new token: Keycloak allows these requests to every caller
/// with such a role.
fn imitated(evidence: &Evidence) -> Option<Finding> {
    if !(evidence.denied() && evidence.token_was_issued_here() && evidence.claims_suffice()) {
        return None;
    }
    let searches_users = claims_open(evidence, "GET /admin/realms/{realm}/users");
    let has_admin_role = evidence
        .claimed()
        .iter()
        .any(|role| role != "impersonation");
    let contradicted = if searches_users && evidence.status(Call::UnknownUser) == Some(403) {
        "A random user ID also returns 403. With a role for searching users, Keycloak returns 404."
    } else if has_admin_role && evidence.status(Call::Serverinfo) == Some(403) {
        "GET /admin/serverinfo also returns 403. Every admin role except impersonation allows it."
    } else {
        return None;
    };
    Some(past_the_proxy(
        evidence,
        Finding::likely(format!(
            "The token was issued a moment ago and lists {}, which allows the request. The response looks like Keycloak's \
             but contradicts the token, so something in front of Keycloak probably returns it.",
            words(&evidence.claimed())
        ))
        .seen(contradicted)
        .apart("The same request sent to Keycloak directly, without the proxy."),
    ))
}

/// Adds the changes that help if a proxy responds instead of Keycloak.
fn past_the_proxy(evidence: &Evidence, finding: Finding) -> Finding {
    let problem = format!(
        "requests of our backend do not reach Keycloak as they were sent. Please look in the proxy's log for {}.",
        evidence.attempt.operation.name()
    );
    without_the_proxy(evidence, finding, &problem)
}

/// Adds the way around the proxy, and a message that describes the problem to the proxy's administrator.
fn without_the_proxy(evidence: &Evidence, finding: Finding, problem: &str) -> Finding {
    finding
        .caller(
            INTERNAL_ADDRESS,
            "Use the address of Keycloak inside its network, without the proxy.",
        )
        .hand_off(
            "Ask the proxy's administrator",
            format!(
                "To the administrator of the proxy in front of {}: {problem}",
                evidence.attempt.base_url
            ),
        )
}

/// Whether the response rejects the request itself (400, 408, 411, 413 to 415, 431) in other words than Keycloak's: with a page, or with a
/// text or JSON that Keycloak does not write for this status. Keycloak may respond without a body.
pub(super) fn rejects_in_other_words(response: &Response) -> bool {
    let other_words = match response.status {
        400 => false,
        408 | 411 | 413..=415 | 431 => !is_keycloaks(response),
        _ => return false,
    };
    !response.body.trim().is_empty()
        && !speaks_of_https(response)
        && (other_words || is_page(response))
}

/// Whether the body is a page.
fn is_page(response: &Response) -> bool {
    !response.is_json() && (response.body.trim_start().starts_with('<') || response.is_html())
}

/// The finding for a request that a proxy in front of Keycloak rejects for its size or its form.
fn rejected_early(evidence: &Evidence, response: &Response) -> Finding {
    let why = match response.status {
        413 => " The request body is larger than the proxy allows.",
        414 => " The URL is longer than the proxy allows.",
        431 => {
            " The headers are larger than the proxy allows, for example because of a token with many roles."
        }
        _ => "",
    };
    let certainty = if evidence.keycloak_seen() && is_page(response) {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let body = if is_page(response) {
        "a page, not Keycloak's JSON"
    } else {
        "not Keycloak's"
    };
    let finding = Finding::new(
        certainty,
        format!(
            "The {} is not from Keycloak. A proxy, firewall, or gateway in front of Keycloak rejected the request.{why}",
            response.status
        ),
    )
    .seen(format!(
        "The body is {body}: {}.",
        excerpt(evidence, response)
    ))
    .apart("Whether Keycloak responds at this base URL for other paths.");
    let problem = format!(
        "the proxy returns {} for {} before Keycloak receives the request. Please look in the proxy's log for the rule \
         or the limit.",
        response.status,
        evidence.attempt.operation.name()
    );
    without_the_proxy(evidence, finding, &problem)
}
