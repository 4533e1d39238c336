//! `grant-unsupported`: the token endpoint does not support this grant.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_wrong_method, keycloak_error};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "grant-unsupported",
    gate: Gate::Grant,
    title: "Token endpoint doesn't support this grant",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_request", "Missing form parameter: grant_type"),
            "a form without grant_type; JSON as body from 23 on",
        ),
        Seen::token(
            400,
            body!("unsupported_grant_type", "Unsupported grant_type"),
            "",
        ),
        Seen::token(
            405,
            body!("HTTP 405 Method Not Allowed"),
            "GET instead of POST, from 23 on",
        ),
        Seen::token(
            405,
            body!("RESTEASY003650: No resource method found for GET, return 405 with Allow header"),
            "GET instead of POST, Keycloak 22",
        ),
        Seen::token(
            415,
            body!("RESTEASY003065: Cannot consume content type"),
            "JSON as body, Keycloak 22",
        ),
    ],
    meaning: &[
        "The token endpoint expects a POST request with a form (application/x-www-form-urlencoded) and a grant_type \
         that Keycloak knows. A JSON body counts as a form without fields.",
    ],
    how_known: "The token endpoint returns this message. Why403 always sends a form with POST. If a check still gets a 405, \
        something in front of Keycloak changes the method.",
    looks_like: &[
        (
            "redirected",
            "A redirect, for example from HTTP to HTTPS, changed POST to GET. Keycloak returns the same 405.",
        ),
        (
            "direct-access-grants-disabled",
            "Keycloak knows the grant, but the client may not use it.",
        ),
        (
            "service-account-disabled",
            "The same for client credentials.",
        ),
        (
            "client-policy-rejected",
            "Keycloak knows the grant, but a client policy of the realm forbids it.",
        ),
    ],
    fix: &[
        "POST to /realms/<realm>/protocol/openid-connect/token with Content-Type: \
         application/x-www-form-urlencoded.",
        "Send grant_type=client_credentials with client_id and client_secret as form fields, not as JSON and not in \
         the URL.",
        "In JavaScript: new URLSearchParams({ grant_type: 'client_credentials', … }) as the body.",
    ],
    versions: "All. The messages for a wrong method and a wrong content type changed in 23.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal()?;
    let error = keycloak_error(response)?;
    let wrong_method = is_wrong_method(response);
    if error.error != "unsupported_grant_type"
        && !error
            .description
            .contains("Missing form parameter: grant_type")
        && !wrong_method
    {
        return None;
    }
    let finding = if !wrong_method {
        Finding::certain(
            "Keycloak does not know the grant in the token request. The form field grant_type is missing or unknown, \
             or the request was not a POST with a form body.",
        )
    } else if super::redirected::response_as_to_get(evidence).is_some() {
        Finding::possible("The program sends the token request with another method than POST.")
            .apart("The method in the code of the program.")
    } else {
        Finding::likely(
            "The token request reached Keycloak with another method than POST. The program sends GET, or a redirect changed \
             POST to GET.",
        )
        .apart("Whether the program follows a redirect before this response.")
    };
    let said = format!("{} {}", error.error, error.description);
    Some(
        finding
            .seen(format!(
                "The token endpoint returns: {}.",
                said.trim_end_matches([' ', '.'])
            ))
            .caller(
                "Send a form",
                "POST with Content-Type: application/x-www-form-urlencoded and \
                 grant_type=client_credentials.",
            ),
    )
}
