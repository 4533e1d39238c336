//! `redirected`: the server redirects to another address.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Call;
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
