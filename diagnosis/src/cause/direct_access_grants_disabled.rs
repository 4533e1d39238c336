//! `direct-access-grants-disabled`: the client may not use the password grant.

use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "direct-access-grants-disabled",
    gate: Gate::Grant,
    title: "The client may not use the password grant",
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
        "unauthorized_client",
        "Client not allowed for direct access grants",
    ) {
        return None;
    }
    Some(
        Finding::certain(format!(
            "{} may not use the password grant: direct access grants \
             are switched off.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint says “Client not allowed for direct \
             access grants”.",
        )
        .caller(
            "Use the service account instead",
            "A backend needs no user's password: use client credentials, and grant the \
             roles to the client's service account.",
        )
        .change(Change::Client(ClientSetting::DirectAccessGrants)),
    )
}
