//! `consent-required`: the client asks its users for consent, which this grant cannot.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "consent-required",
    gate: Gate::Grant,
    title: "The client asks its users for consent, which this grant cannot",
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
        "The client asks each user on a page whether they agree. The password grant has no page, \
         so Keycloak refuses. The error says invalid_client although the client is fine.",
    ],
    how_known: "The token endpoint says so. Client credentials with the same client work.",
    looks_like: &[
        (
            "client-not-found-or-disabled",
            "The description is “Invalid client or Invalid client credentials”.",
        ),
        (
            "user-setup-incomplete",
            "Something is asked of the user, not of the client.",
        ),
    ],
    fix: &[
        "Better: use client credentials; there is no user to ask.",
        "Or Clients → the client → Settings → Consent required: Off → Save, if the client is your \
         own and users need not be asked.",
        "If the Admin API then answers 403: a client that was made with consent required has Full \
         scope allowed off, so its tokens carry no role of realm-management. Map the role that is \
         needed into the client's scope.",
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
            "{} asks users for consent on a page, and the password \
             grant shows none.",
            client_name(evidence)
        ))
        .seen("The token endpoint says “Client requires user consent”.")
        .caller(
            "Use the service account instead",
            "With client credentials there is no user to ask.",
        )
        .change(Change::Client(ClientSetting::NoConsent)),
    )
}
