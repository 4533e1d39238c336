//! `consent-required`: the client asks its users for consent, which this grant cannot.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
