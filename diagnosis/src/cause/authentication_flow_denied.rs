//! `authentication-flow-denied`: a step of the realm's direct grant flow refuses the password grant.

use super::conclusions::excerpt;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::attempt::TokenSource;
use crate::evidence::Evidence;
use crate::exchange::Response;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "authentication-flow-denied",
    gate: Gate::Grant,
    title: "The realm's direct grant flow denies the sign-in",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            401,
            body!("Access denied"),
            "the Deny access step in the direct grant flow",
        ),
        Seen::token(
            403,
            body!("There are too many sessions"),
            "the User session count limiter step; the realm can set its own text",
        ),
    ],
    meaning: &[
        "The password grant runs the realm's direct grant flow, or the flow that overrides it in the client. A step of \
         this flow denies the sign-in, for example because the user has too many sessions.",
        "The password is correct or was not checked, and roles will not help. Other steps of the flow can have their own texts.",
    ],
    how_known: "The request is a password grant, and the response contains an error text and no OAuth error code. Keycloak \
        sends its token responses with Cache-Control: no-store. Without this header, something in front of Keycloak may \
        have responded.",
    looks_like: &[
        (
            "user-credentials-wrong",
            "The error is invalid_grant, with the description “Invalid user credentials”.",
        ),
        (
            "user-setup-incomplete",
            "The error is invalid_grant, with the description “Account is not fully set up”.",
        ),
        (
            "blocked-by-proxy",
            "A proxy or firewall responds with JSON of its own.",
        ),
    ],
    fix: &[
        "Use client credentials. The flow applies only to users, not to service accounts.",
        "If the user has too many sessions, end unused sessions, or use the refresh token instead of signing in each time.",
        "Administrators: look at Authentication → Flows → direct grant, and at Clients → the client → Advanced → \
         Authentication flow overrides.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, and 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal()?;
    if !matches!(evidence.attempt.token_source, TokenSource::Password { .. })
        || !matches!(response.status, 400 | 401 | 403)
        || !has_only_a_text(response)
    {
        return None;
    }
    let of_keycloak = response
        .header("cache-control")
        .is_some_and(|value| value.contains("no-store"));
    let certainty = if of_keycloak {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "A step of the {} realm's direct grant flow denies the sign-in. The response contains the \
                 error text of this step.",
                evidence.token_realm()
            ),
        )
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .apart("The steps of the flow: Authentication → Flows → direct grant.")
        .caller(
            "Use the service account instead",
            "The flow applies only to users. A backend uses client credentials, and its service account gets the roles.",
        )
        .look(
            "Check the flow",
            "authentication",
            &["Authentication", "Flows", "direct grant"],
        ),
    )
}

/// Whether the body is `{"error": "<text>"}`, where the text is not an error code of OAuth 2.0.
fn has_only_a_text(response: &Response) -> bool {
    let Some(json) = response.json() else {
        return false;
    };
    let only = json.as_object().is_some_and(|members| members.len() == 1);
    only && json
        .get("error")
        .and_then(serde_json::Value::as_str)
        .is_some_and(|text| text.contains(' ') && !text.starts_with("HTTP "))
}
