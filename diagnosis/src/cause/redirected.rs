//! `redirected`: the server redirects to another address.

use super::conclusions::excerpt;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, is_unknown_path, is_wrong_method};
use crate::exchange::{Call, Response};
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "redirected",
    gate: Gate::Keycloak,
    title: "The server redirects to another URL",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            301,
            "<center><h1>301 Moved Permanently</h1></center>",
            "nginx, with a Location header",
        ),
        Seen::admin(
            302,
            "302 with a Location header",
            "a sign-in page or another URL",
        ),
        Seen::token(
            405,
            body!("HTTP 405 Method Not Allowed"),
            "after a redirect that changed POST to GET",
        ),
    ],
    meaning: &[
        "The server returns a redirect: from HTTP to HTTPS, to another host, or to a proxy's sign-in page. Some HTTP \
         clients change POST to GET when they follow a redirect. Then the token request fails with a 405.",
    ],
    how_known: "The response is a 3xx with a Location header. Why403 shows the target but does not follow it, because \
        the secret would be sent there. If an operation exists and Keycloak still returns a 405, or returns the content of a \
        GET to a PUT or a POST, something in front of Keycloak has changed the method.",
    looks_like: &[
        (
            "base-path-wrong",
            "The path is wrong: a 404, not a redirect.",
        ),
        ("scheme-mismatch", "There is no HTTP response at all."),
    ],
    fix: &[
        "If the target is your Keycloak, use its base URL: the part before /realms or /admin.",
        "If the redirect goes from http to https, use https:// in the base URL.",
        "If the target is a sign-in page, a proxy in front of Keycloak requires its own sign-in. Use Keycloak's \
         address inside the network.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if let Some(response) = response_as_to_get(evidence) {
        return Some(changed_method(evidence, response));
    }
    let response = evidence.any_refusal()?;
    if is_unknown_path(response) && evidence.needs.exists && !evidence.attempt.operation.is_read() {
        return Some(
            Finding::possible(
                "Something in front of Keycloak may have changed the method to GET. Keycloak returns this 404 to a GET if the \
                 path has only other methods.",
            )
            .apart("The method in Keycloak's access log."),
        );
    }
    if !(300..400).contains(&response.status) {
        return None;
    }
    let to = response
        .header("location")
        .unwrap_or("a URL that the response does not name");
    Some(
        Finding::certain(format!(
            "{} redirects to {to}. Why403 did not follow the redirect because the credentials would be sent there.",
            evidence.attempt.base_url
        ))
        .seen(format!(
            "The response is a {} with Location: {to}.",
            response.status
        ))
        .change(if leads_to_same_path(evidence, to) {
            Change::Caller {
                title: "Use the target of the redirect",
                text: format!(
                    "If the target is your Keycloak, use its base URL instead: the part of {to} before /realms or \
                     /admin."
                ),
            }
        } else {
            Change::HandOff {
                title: "Ask for Keycloak's own address",
                text: "The redirect leads to another page, probably the sign-in page of a proxy in front of Keycloak. Ask \
                       the operator for an address of Keycloak that programs can use without that sign-in."
                    .to_owned(),
            }
        }),
    )
}

/// Whether the redirect keeps the path of the request, so that another address of the same Keycloak is likely.
fn leads_to_same_path(evidence: &Evidence, to: &str) -> bool {
    let Some(request) = [Call::Operation, Call::Token]
        .into_iter()
        .find_map(|call| evidence.exchange(call))
        .map(|exchange| &exchange.request.url)
    else {
        return false;
    };
    let below = |path: &str| {
        ["/realms/", "/admin/"]
            .into_iter()
            .filter_map(|root| path.find(root))
            .min()
            .map(|at| path[at..].to_owned())
    };
    request.join(to).is_ok_and(|target| {
        below(request.path()).is_some_and(|path| below(target.path()) == Some(path))
    })
}

/// The response, if Keycloak responds as to a GET although the request has another method: an HTTP client or a gateway that follows a
/// redirect (301, 302, or 303) repeats the request as a GET (RFC 9110 section 15.4).
pub(super) fn response_as_to_get<'a>(evidence: &Evidence<'a>) -> Option<&'a Response> {
    let is_changed = if evidence.token_refusal().is_some() {
        // A pasted text may not show which method the program sent to the token endpoint.
        evidence.attempt.shows_request()
    } else {
        evidence.needs.exists && !evidence.attempt.operation.is_read()
    };
    evidence
        .any_refusal()
        .filter(|response| is_changed && is_wrong_method(response))
        .or_else(|| evidence.answered_as_read())
}

/// The finding for a request that reaches Keycloak as a GET.
fn changed_method(evidence: &Evidence, response: &Response) -> Finding {
    let method = if evidence.token_refusal().is_some() {
        "POST"
    } else {
        evidence.attempt.operation.method
    };
    let shown = if is_wrong_method(response) {
        format!("Keycloak returns: {}.", excerpt(evidence, response))
    } else {
        format!(
            "The response is a {} with the content that a GET of this path returns.",
            response.status
        )
    };
    Finding::likely(format!(
        "The request has the method {method}, but Keycloak responds as to a GET. Something in front of Keycloak changes the \
         method. Usually it follows a redirect, for example from HTTP to HTTPS, and repeats the request as a GET without its \
         body."
    ))
    .titled("The request reaches Keycloak with another method")
    .seen(shown)
    .apart("The method in Keycloak's access log.")
    .caller(
        "Use the base URL that needs no redirect",
        "Use https:// if Keycloak requires it, the exact host name, and no superfluous slash. Let your HTTP client report \
         redirects instead of following them.",
    )
    .hand_off(
        "Keep the method",
        format!(
            "To the administrator of the proxy in front of {}: {method} requests arrive at Keycloak as GET. Please forward the \
             method and the body as they are, or redirect with 307 or 308.",
            evidence.attempt.base_url
        ),
    )
}
