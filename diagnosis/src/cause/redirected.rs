//! `redirected`: the address redirects elsewhere.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "redirected",
    gate: Gate::Keycloak,
    title: "The address redirects elsewhere",
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
            "a login page or another address",
        ),
    ],
    meaning: &[
        "The address answers with a redirect: from http to https, to another host, or to a login \
         page of a proxy. Clients that follow it may turn a POST into a GET on the way, and then \
         the token call fails with a 405.",
    ],
    how_known: "The answer is a 3xx with a Location header. Why403 does not follow it, since the \
     secret would go along, and shows where it leads.",
    looks_like: &[
        (
            "base-path-wrong",
            "The path is wrong: a 404, not a redirect.",
        ),
        ("scheme-mismatch", "No HTTP answer at all."),
    ],
    fix: &[
        "If the target is your Keycloak, use its base URL: the part before /realms or /admin.",
        "If it is http → https, write https:// in the base URL.",
        "If it is a login page, a proxy in front wants its own login; use the address that \
         Keycloak has inside the network.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .any_refusal()
        .filter(|response| (300..400).contains(&response.status))?;
    let to = response
        .header("location")
        .unwrap_or("an address that it does not name");
    Some(
        Finding::certain(format!(
            "{} redirects to {to}. It was not followed, since the \
             credentials would go along.",
            evidence.attempt.base_url
        ))
        .seen(format!(
            "The answer is a {} with Location: {to}.",
            response.status
        ))
        .caller(
            "Use the address behind the redirect",
            format!(
                "If that is your Keycloak, use its base URL instead: the part of {to} before \
             /realms or /admin."
            ),
        ),
    )
}
