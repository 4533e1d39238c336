//! `client-is-public`: a public client has no service account.

use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-is-public",
    gate: Gate::Grant,
    title: "A public client has no service account",
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
        "Public client not allowed to retrieve service account",
    ) {
        return None;
    }
    Some(
        Finding::certain(format!(
            "{} is a public client: it has no secret, so it cannot \
             call on its own behalf.",
            client_name(evidence)
        ))
        .seen("The token endpoint says so.")
        .change(Change::Client(ClientSetting::Confidential))
        .change(Change::Client(ClientSetting::ServiceAccounts))
        .caller(
            "Use another client",
            "Turning on client authentication breaks the apps that log in through this \
             client without a secret (browser and mobile apps). For those, create a \
             client of its own for the backend.",
        ),
    )
}
