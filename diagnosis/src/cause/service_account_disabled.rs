//! `service-account-disabled`: the client has no service account.

use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "service-account-disabled",
    gate: Gate::Grant,
    title: "The client has no service account",
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
        &[401, 400],
        "unauthorized_client",
        "Client not enabled to retrieve service account",
    ) {
        return None;
    }
    Some(
        Finding::certain(format!(
            "{} may not use client credentials: its service account \
             is switched off.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint says “Client not enabled to retrieve \
             service account”.",
        )
        .change(Change::Client(ClientSetting::ServiceAccounts)),
    )
}
