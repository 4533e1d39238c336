//! `mail-not-configured`: the realm cannot send email.

use super::conclusions::{excerpt, failed_on_empty_body};
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::exchange::Response;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mail-not-configured",
    gate: Gate::Target,
    title: "The realm cannot send email",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            500,
            r#"{"errorMessage":"Failed to send execute actions email: Invalid sender address 'null'."#,
            "PUT …/execute-actions-email without mail settings; Keycloak 26.3 and later",
        ),
        Seen::admin(
            500,
            r#"{"errorMessage":"Failed to send execute actions email"}"#,
            "the same on older releases",
        ),
        Seen::admin(
            500,
            r#"{"errorMessage":"Failed to send verify email"}"#,
            "PUT …/send-verify-email",
        ),
        Seen::admin(
            500,
            r#"{"errorMessage":"Failed to send email"}"#,
            "the realm's connection test",
        ),
    ],
    meaning: &[
        "The caller may send this request, and Keycloak tried to send an email. But the realm has no mail settings, or \
         the mail server rejects them.",
        "The status is 500, although Keycloak itself is fine. Roles do not matter.",
    ],
    how_known: "The response states that Keycloak failed to send the email. “Invalid sender address 'null'” shows that \
     the realm has no mail settings. Otherwise, only Keycloak's log shows whether the settings are missing or wrong.",
    looks_like: &[
        ("server-error", "A failure inside Keycloak: unknown_error."),
        (
            "request-invalid",
            "“User email missing”: the user has no email address; the status is 400.",
        ),
    ],
    fix: &[
        "Fill in Realm settings → Email: From, Host, Port. Then use Test connection.",
        "If the settings are filled in, read Keycloak's log from the time of the request. It contains the mail \
         server's response.",
        "To change a password without email, use PUT …/users/{user-id}/reset-password.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, and 26.7.3.",
};

/// Whether Keycloak says that an email could not be sent.
pub(super) fn failed_to_send(response: &Response) -> bool {
    response.status == 500
        && keycloak_error(response).is_some_and(|error| {
            error.error.starts_with("Failed to send") && error.error.contains("email")
        })
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .refusal()
        .filter(|r| failed_to_send(r) && !failed_on_empty_body(evidence, r))?;
    let realm = &evidence.attempt.realm;
    let no_sender = response.body.contains("Invalid sender address 'null'");
    let finding = if no_sender {
        Finding::certain(format!(
            "The realm {realm} has no mail settings, so Keycloak could not send the email. The \
             caller's roles are enough."
        ))
    } else {
        Finding::likely(format!(
            "Keycloak could not send the email: the realm {realm} has no mail settings, or the mail server rejected \
             them. The caller's roles are enough."
        ))
    };
    Some(
        finding
            .seen(format!("The body is: {}.", excerpt(evidence, response)))
            .apart("Keycloak's log from the time of the request.")
            .console_of_target(
                "Fill in the mail settings",
                "realm-settings",
                &[
                    "Realm settings",
                    "Email",
                    "From, Host, Port",
                    "Test connection",
                    "Save",
                ],
                "The settings of the mail server are not known.",
            ),
    )
}
