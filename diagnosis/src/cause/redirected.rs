//! `redirected`: the server redirects to another address.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
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
    ],
    meaning: &[
        "The server returns a redirect: from HTTP to HTTPS, to another host, or to a proxy's sign-in page. Some HTTP \
         clients change POST to GET when they follow a redirect. Then the token request fails with a 405.",
    ],
    how_known: "The response is a 3xx with a Location header. Why403 shows the target but does not follow it, because \
        the secret would be sent there.",
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
    let response = evidence
        .any_refusal()
        .filter(|response| (300..400).contains(&response.status))?;
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
        .caller(
            "Use the target of the redirect",
            format!(
                "If the target is your Keycloak, use its base URL instead: the part of {to} before /realms or /admin."
            ),
        ),
    )
}
