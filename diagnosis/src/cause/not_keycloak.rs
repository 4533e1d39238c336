//! `not-keycloak`: what answers is not Keycloak.

use super::page::Seen;
use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{Stage, is_keycloaks, keycloak_error};
use crate::exchange::{Call, Failure};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "not-keycloak",
    gate: Gate::Keycloak,
    title: "What answers is not Keycloak",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            200,
            "<!DOCTYPE html>",
            "a page of HTML where a token was expected",
        ),
        Seen::token(
            404,
            "<center><h1>404 Not Found</h1></center>",
            "nginx without a Keycloak behind this path",
        ),
    ],
    meaning: &[
        "Something answers at this base URL, and it is no Keycloak: a front-end, a default page of \
         a web server, another service on that port.",
    ],
    how_known: "Neither the answer nor discovery looks like Keycloak's. Where the answer could as \
     well be a proxy's block, Why403 only names this as possible.",
    looks_like: &[
        (
            "base-path-wrong",
            "A Keycloak is there, under another path.",
        ),
        (
            "blocked-by-proxy",
            "A Keycloak is there, and a proxy blocks this path.",
        ),
        ("redirected", "The address sends you elsewhere."),
    ],
    fix: &[
        "Find the base URL: open the login page of an application that uses this Keycloak. Its \
         address has /realms/ in it; the part before is the base URL.",
        "Check with curl: <base URL>/realms/<realm> answers with JSON that names the realm.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let base = &evidence.attempt.base_url;
    let fix = |finding: Finding| {
        finding.caller(
            "Correct the base URL",
            "The base URL is the part before /realms in the address of your realm's \
             discovery: …/realms/<realm>/.well-known/openid-configuration.",
        )
    };
    if let Some(Failure::BrokenAnswer(detail)) = evidence.failure() {
        return Some(fix(Finding::likely(format!(
            "{base} took the connection and closed it without a whole HTTP answer. That \
             is no answer of Keycloak; the port may belong to something else, or expect \
             TLS."
        ))
        .seen(format!("{detail}."))
        .apart("What listens on that port.")));
    }
    if let Stage::OperationAnswered(response) = evidence.stage() {
        let html = response
            .header("content-type")
            .is_some_and(|kind| kind.contains("html"));
        return (html && response.json().is_none()).then(|| {
            fix(Finding::certain(
                "The call was answered with a page of HTML. The Admin API answers JSON: \
             something else is at this address.",
            )
            .seen(format!("The answer is: {}.", excerpt(response))))
        });
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
            "What answers at {base} does not answer as Keycloak does: {} without \
             Keycloak's error or token in it.",
            response.status
        ),
    )
    .seen(format!("The answer is: {}.", excerpt(response)))
    .apart("Discovery: a Keycloak answers it with its issuer.")))
}
