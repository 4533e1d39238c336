//! `insufficient-scope`: the token lacks a scope that the endpoint requires.

use super::not_the_admin_api::is_spring_security;
use super::page::{Endpoint, Seen};
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "insufficient-scope",
    gate: Gate::Permission,
    title: "The token lacks a scope",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            403,
            r#"WWW-Authenticate: Bearer realm="acme", error="insufficient_scope", error_description="Missing openid scope""#,
            "the userinfo endpoint; the body is empty",
        ),
        Seen::admin(
            403,
            r#"{"error":"insufficient_scope","error_description":"Missing openid scope"}"#,
            "the same as a JSON body; not measured",
        ),
        Seen::log(Endpoint::Admin, "Missing openid scope"),
    ],
    meaning: &[
        "The endpoint accepts the token and requires a scope that the token does not have. The userinfo endpoint \
         requires the openid scope.",
        "The Admin API itself decides by roles, not by scopes. If this error comes from an admin \
         path, something in front of Keycloak sent the response.",
    ],
    how_known: "WWW-Authenticate or the body says insufficient_scope.",
    looks_like: &[
        (
            "missing-role",
            "The Admin API returns 403 with {\"error\":\"HTTP 403 Forbidden\"}.",
        ),
        (
            "not-the-admin-api",
            "An application's own resource server sends insufficient_scope.",
        ),
        (
            "scope-invalid",
            "The token endpoint does not know the requested scope: invalid_scope.",
        ),
    ],
    fix: &[
        "Request the token with scope=openid, and send the request to the userinfo endpoint again.",
        "To read users, use the Admin API with the view-users role instead of the userinfo endpoint.",
        "If the response comes from your own application: check which scope its configuration \
         requires.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, and 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| r.status == 403)?;
    let in_header = response
        .header("www-authenticate")
        .is_some_and(|header| header.contains("insufficient_scope"));
    let in_body = keycloak_error(response).is_some_and(|e| e.error == "insufficient_scope");
    if !in_header && !in_body || is_spring_security(response) {
        return None;
    }
    Some(
        Finding::likely(
            "The token lacks a scope that the endpoint requires. Keycloak's Admin API decides by \
             roles and never returns insufficient_scope; its userinfo endpoint does.",
        )
        .seen("The response contains insufficient_scope.")
        .apart("Which server sent the response: Keycloak, or an application of your own.")
        .caller(
            "Request the scope",
            "Request the token again with the scope that the response names. For the userinfo \
             endpoint this is openid.",
        ),
    )
}
