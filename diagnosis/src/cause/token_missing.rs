//! `token-missing`: the request carried no token.

use super::page::{Endpoint, Seen};
use super::seen::{UNAUTHORIZED, UNAUTHORIZED_25};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-missing",
    gate: Gate::TokenAccepted,
    title: "The request has no access token",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        UNAUTHORIZED,
        UNAUTHORIZED_25,
        Seen::admin(
            401,
            r#"WWW-Authenticate: Bearer realm="acme""#,
            "the userinfo endpoint, for a request without a token; no error= in the header",
        ),
        Seen::admin(
            401,
            "Authorization: Bearer undefined",
            "a request log; the variable that should hold the token is empty",
        ),
        Seen::admin(401, "Authorization: Bearer null", "the same"),
        Seen::log(Endpoint::Admin, "No bearer token in a request"),
    ],
    meaning: &[
        "The request reached Keycloak without an access token in the Authorization header. \
         Keycloak cannot identify the caller and returns 401.",
        "Roles do not matter yet. Basic authentication, cookies, and a token in a query parameter \
         do not count for the Admin API.",
    ],
    how_known: "The request itself shows it. The response of the Admin API is the same for a missing token and a \
     rejected token. The userinfo endpoint distinguishes them: without a token, its WWW-Authenticate header contains \
     no error.",
    looks_like: &[
        (
            "authorization-header-lost",
            "The program sends the header, but something in front of Keycloak removes it.",
        ),
        (
            "token-malformed",
            "The header is present, but its value is not a token.",
        ),
        (
            "token-not-accepted",
            "The header contains a token, but Keycloak rejects it.",
        ),
    ],
    fix: &[
        "Send the header Authorization: Bearer <access token> with every request to the Admin API.",
        "Print the header's length, not its value, right before the request. A length of 7 or 16 \
         means that the variable is empty or undefined.",
        "Wait for the token request to finish before you send the request.",
        "Check that the HTTP client keeps the header after a redirect. Most clients drop it when \
         the host changes.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, 26.7.3, and 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    // A caller with a token has sent it, so the header was lost on the way.
    if evidence.token.is_some() || evidence.token_was_given() {
        return None;
    }
    let response = evidence.refusal().filter(|r| r.status == 401)?;
    response.saw_no_token().then(|| {
        Finding::likely(
            "The request reached Keycloak without an access token. Keycloak names an error in \
             WWW-Authenticate when it rejects a token, and this header names none.",
        )
        .seen("WWW-Authenticate has no error.")
        .apart("The request's own headers.")
        .caller(
            "Send the access token",
            "Add the header Authorization: Bearer <access token>.",
        )
    })
}
