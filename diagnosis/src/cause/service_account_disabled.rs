//! `service-account-disabled`: the client has no service account.

use super::page::Seen;
use super::seen::body;
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
    seen: &[
        Seen::token(
            401,
            body!(
                "unauthorized_client",
                "Client not enabled to retrieve service account"
            ),
            "",
        ),
        Seen::token(
            401,
            "Client not enabled to retrieve service account [unauthorized_client]",
            "kcadm.sh",
        ),
    ],
    meaning: &[
        "The client and its secret are right, but its service account is switched off: it may not \
         get a token on its own behalf (client credentials).",
    ],
    how_known: "The token endpoint says so. The secret is checked first: with a wrong one the \
     answer is that of a wrong secret.",
    looks_like: &[
        (
            "client-is-public",
            "The description begins with “Public client”.",
        ),
        (
            "client-secret-wrong",
            "The description is “Invalid client or Invalid client credentials”.",
        ),
    ],
    fix: &[
        "Clients → the client → Settings → Capability config → Service accounts roles: On → Save.",
        "Then grant roles on the tab that appears, Service accounts roles (from 26.5 on: Service \
         account roles). A new service account has no admin role.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
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
