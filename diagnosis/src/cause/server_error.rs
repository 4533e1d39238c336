//! `server-error`: keycloak failed on its own.

use super::mail_not_configured::failed_to_send;
use super::page::Seen;
use super::seen::body;
use super::shared::excerpt;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "server-error",
    gate: Gate::Keycloak,
    title: "Keycloak failed on its own",
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
        "Keycloak failed while it answered. The reason is in its log, and only there.",
        "Two inputs are known to cause it: a secret with a % that is sent unencoded in a form, \
         and, up to 26.5, a token whose algorithm is none.",
    ],
    how_known: "The status is 5xx and the body is Keycloak's own. On 22 to 24 the same word, \
     unknown_error, with the status 403 is a refusal and not a failure: look at the status.",
    looks_like: &[
        (
            "gateway-error",
            "The body is not Keycloak's: a proxy answers.",
        ),
        (
            "mail-not-configured",
            "“Failed to send … email”: the realm cannot send email.",
        ),
        (
            "missing-role",
            "unknown_error with the status 403, on 22 to 24.",
        ),
    ],
    fix: &[
        "Send the secret URL-encoded (curl: --data-urlencode client_secret=…).",
        "Whoever runs Keycloak: read its log at the time of the call.",
        "If a new version brought it up, look for its known issues with the words of the log.",
    ],
    versions: "All; the body dates the server: see above.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .any_refusal()
        .filter(|response| response.status >= 500 && !failed_to_send(response))?;
    let own = keycloak_error(response);
    if let Some(said) = own.as_ref().filter(|_| response.status == 501) {
        return Some(
            Finding::certain(format!(
                "Keycloak answers 501: {}. The operation belongs to a feature that is switched \
                 off on this server, for every caller.",
                said.error.trim_end_matches('.')
            ))
            .seen(format!("The body is: {}.", excerpt(response)))
            .hand_off(
                "Have the feature switched on",
                "Keycloak is started with --features=<name>; the operation's documentation names \
                 the feature. No role changes this.",
            ),
        );
    }
    if own.is_none() && matches!(response.status, 502..=504) {
        return None;
    }
    let certainty = if own.is_some() {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "Keycloak answered {}: a fault inside the server, whose \
             log says more.",
                response.status
            ),
        )
        .seen(format!("The body is: {}.", excerpt(response)))
        .apart("The server's log at the time of the call.")
        .hand_off(
            "Look into the server's log",
            format!(
                "{} {} was answered with {}; the log of the server says why.",
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
