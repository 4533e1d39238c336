//! `grant-unsupported`: the token endpoint does not know this grant.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "grant-unsupported",
    gate: Gate::Grant,
    title: "The token endpoint does not know this grant",
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
        "The token call is not what the token endpoint expects: a POST with a form \
         (application/x-www-form-urlencoded) that has a grant_type which Keycloak knows. A body of \
         JSON counts as a form without fields.",
    ],
    how_known: "The token endpoint says so. Why403's own token call is always a form, so it knows \
     this from answers that you paste.",
    looks_like: &[
        (
            "direct-access-grants-disabled",
            "The grant is known, and the client may not use it.",
        ),
        (
            "service-account-disabled",
            "The same for client credentials.",
        ),
        (
            "client-policy-rejected",
            "The grant is known, and a client policy of the realm forbids it.",
        ),
    ],
    fix: &[
        "POST to /realms/<realm>/protocol/openid-connect/token with Content-Type: \
         application/x-www-form-urlencoded.",
        "Send grant_type=client_credentials with client_id and client_secret as form fields, not \
         as JSON and not in the address.",
        "In JavaScript: new URLSearchParams({ grant_type: 'client_credentials', … }) as the body.",
    ],
    versions: "All; the words for a wrong method and a wrong content type changed with 23.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.token_refusal()?;
    let error = keycloak_error(response)?;
    if error.error != "unsupported_grant_type"
        && !error
            .description
            .contains("Missing form parameter: grant_type")
        && response.status != 405
    {
        return None;
    }
    Some(
        Finding::certain(
            "The token call came without a grant that Keycloak knows: the form field \
             grant_type is missing or unknown, or the call was not a POST with a form \
             body.",
        )
        .seen(format!(
            "The token endpoint says: {} {}.",
            error.error, error.description
        ))
        .caller(
            "Send a form",
            "POST with Content-Type: application/x-www-form-urlencoded and \
             grant_type=client_credentials.",
        ),
    )
}
