//! `consent-required`: the client requires user consent, which this grant cannot obtain.

use super::conclusions::client_name;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "consent-required",
    gate: Gate::Grant,
    title: "Client requires user consent",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_client", "Client requires user consent"),
            "",
        ),
        Seen::log(Endpoint::Token, r#"error="consent_denied""#),
    ],
    meaning: &[
        "The client asks each user for consent on a page. The password grant has no page, so Keycloak denies it. The \
         error is invalid_client although the client is correct.",
    ],
    how_known: "The token endpoint returns this message. Client credentials work with the same client.",
    looks_like: &[
        (
            "client-not-found-or-disabled",
            "The description is “Invalid client or Invalid client credentials”.",
        ),
        (
            "user-setup-incomplete",
            "The user has to complete a required action, not the client.",
        ),
    ],
    fix: &[
        "Recommended: use client credentials. Then there is no user to ask.",
        "Or Clients → the client → Settings → Consent required: Off → Save, if the client is your own and consent is \
         not required.",
        "If the Admin API then returns 403: a client created with consent required has Full scope allowed off, so its \
         tokens contain no role of realm-management. Add the required role to the client's scope.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(
        &[400, 401],
        "invalid_client",
        "Client requires user consent",
    ) {
        return None;
    }
    Some(
        Finding::certain(format!(
            "{} requires user consent, and the password grant has no consent page.",
            client_name(evidence)
        ))
        .seen("The token endpoint returns “Client requires user consent”.")
        .caller(
            "Use the service account instead",
            "With client credentials, there is no user to ask.",
        )
        .change(Change::Client(ClientSetting::NoConsent)),
    )
}
