//! `service-account-disabled`: the client has no service account.

use super::conclusions::client_name;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "service-account-disabled",
    gate: Gate::Grant,
    title: "Service account is disabled for this client",
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
        "The client and its secret are correct, but its service account is disabled. The client may not use client \
         credentials.",
    ],
    how_known: "The token endpoint returns this message. Keycloak checks the secret first, so a wrong secret returns \
        another message.",
    looks_like: &[
        (
            "client-is-public",
            "The description starts with “Public client”.",
        ),
        (
            "client-secret-wrong",
            "The description is “Invalid client or Invalid client credentials”.",
        ),
    ],
    fix: &[
        "Clients → the client → Settings → Capability config → Service accounts roles: On → Save.",
        "Then assign roles on the new tab Service accounts roles (from 26.5 on: Service account roles). A new service \
         account has no admin roles.",
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
            "{} may not use client credentials: its service account is disabled.",
            client_name(evidence)
        ))
        .seen("The token endpoint returns “Client not enabled to retrieve service account”.")
        .change(Change::Client(ClientSetting::ServiceAccounts)),
    )
}
