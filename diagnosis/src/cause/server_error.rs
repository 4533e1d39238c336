//! `server-error`: Keycloak failed with an internal error.

use super::conclusions::{excerpt, failed_on_empty_body, with_conditions};
use super::mail_not_configured::failed_to_send;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, is_of_gateway, keycloak_error};
use crate::exchange::Response;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "server-error",
    gate: Gate::Keycloak,
    title: "Keycloak failed with an internal error",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            500,
            body!(
                "unknown_error",
                "For more on this error consult the server log."
            ),
            "Keycloak 26.0 and later",
        ),
        Seen::admin(500, body!("unknown_error", see log), "Keycloak 24 and 25"),
        Seen::admin(500, body!("unknown_error"), "Keycloak 22 and 23"),
    ],
    meaning: &[
        "Keycloak failed while processing the request. Only Keycloak's log shows the reason.",
        "These inputs are known to cause this: a secret with an unencoded % in a form; a token without an issuer; up to 26.5, \
         a token with the algorithm none; and for some operations, a body that lacks a required member, for example POST \
         /admin/realms/{realm}/client-scopes without name; deleting an authentication flow that the realm or a client \
         uses.",
    ],
    how_known: "The status is 5xx, and the body is Keycloak's. On 22 to 24, unknown_error with status 403 is a \
        denial, not a failure. Check the status.",
    looks_like: &[
        (
            "gateway-error",
            "The body is not Keycloak's, so a proxy responded.",
        ),
        (
            "request-invalid",
            "The operation writes, and the body lacks a required member.",
        ),
        (
            "token-wrong-type",
            "The token has no issuer (iss), so it is not from Keycloak.",
        ),
        (
            "mail-not-configured",
            "“Failed to send … email”: the realm cannot send email.",
        ),
        (
            "missing-role",
            "unknown_error with status 403, on 22 to 24.",
        ),
    ],
    fix: &[
        "Send the secret URL-encoded (curl: --data-urlencode client_secret=…).",
        "For the operator: read Keycloak's log from the time of the request.",
        "If this started after an upgrade, search the known issues for the message in the log.",
    ],
    versions: "All. The body depends on the version: see above.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.any_refusal().filter(|response| {
        response.status >= 500 && !failed_to_send(response) || names_disabled_feature(response)
    })?;
    let own = keycloak_error(response).filter(|_| is_keycloaks(response));
    if let Some(said) = own
        .as_ref()
        .filter(|_| response.status == 501 || names_disabled_feature(response))
    {
        return Some(
            Finding::certain(format!(
                "Keycloak returns {}: {}. The operation belongs to a feature that is disabled on this server for every caller.",
                response.status,
                said.error.trim_end_matches('.')
            ))
            .titled("The feature is disabled on this server")
            .seen(format!("The body is: {}.", excerpt(evidence, response)))
            .hand_off(
                "Ask the operator to enable the feature",
                "Keycloak enables features with --features=<name>. The operation's documentation names the feature. \
                 Roles do not help.",
            ),
        );
    }
    if own.is_none() && is_of_gateway(response.status)
        || super::token_wrong_type::CAUSE.fits(evidence)
    {
        return None;
    }
    if failed_on_empty_body(evidence, response) {
        return Some(
            Finding::possible(
                "Keycloak returned 500. If your own body is complete, Keycloak itself failed. Keycloak's log shows the \
                 reason.",
            )
            .seen(format!("The body is: {}.", excerpt(evidence, response)))
            .apart("The same request with a complete body, or Keycloak's log from the time of the request."),
        );
    }
    // A given token can be the reason: Keycloak fails on some that another program created.
    let certainty = if own.is_some()
        && evidence.attempt.operation.body().is_none()
        && !evidence.token_was_given()
    {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let finding = Finding::new(
        certainty,
        format!(
            "Keycloak returned {}, an internal server error. Keycloak's log shows the reason.",
            response.status
        ),
    )
    .seen(format!("The body is: {}.", excerpt(evidence, response)));
    Some(
        with_conditions(evidence, response.status, CAUSE.code, finding)
            .apart("Keycloak's log from the time of the request.")
            .hand_off(
                "Read Keycloak's log",
                format!(
                    "{} {} returned {}. Keycloak's log shows the reason.",
                    evidence.attempt.operation.method,
                    evidence
                        .attempt
                        .operation
                        .url(&evidence.attempt.base_url)
                        .path(),
                    response.status
                ),
            ),
    )
}

/// Whether Keycloak rejects a request because its feature is off: 400 with “Feature oid4vc-vci not enabled” on 26.7.5.
pub(super) fn names_disabled_feature(response: &Response) -> bool {
    response.status == 400
        && keycloak_error(response).is_some_and(|seen| {
            seen.error.starts_with("Feature ") && seen.error.ends_with(" not enabled")
        })
}
