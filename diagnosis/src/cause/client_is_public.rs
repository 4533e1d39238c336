//! `client-is-public`: a public client has no service account.

use super::conclusions::client_name;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-is-public",
    gate: Gate::Grant,
    title: "Public client has no service account",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        401,
        body!(
            "unauthorized_client",
            "Public client not allowed to retrieve service account"
        ),
        "",
    )],
    meaning: &[
        "The client is public: it has no secret, so it cannot authenticate, and it has no service account. Client \
         credentials require a confidential client.",
    ],
    how_known: "The token endpoint returns this message, with or without a secret.",
    looks_like: &[(
        "service-account-disabled",
        "The client is confidential but its service account is disabled.",
    )],
    fix: &[
        "Create a separate client for the backend: Clients → Create client → Client authentication: On, Service \
         accounts roles: On, all other flows off.",
        "You can also change the public client (Settings → Client authentication: On). But then every browser or \
         mobile app that signs in through this client without a secret stops working.",
        "Assign the required roles to the new client's service account.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
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
            "{} is a public client. It has no secret and no service account.",
            client_name(evidence)
        ))
        .seen("The token endpoint returns this message.")
        .change(Change::Client(ClientSetting::Confidential))
        .change(Change::Client(ClientSetting::ServiceAccounts))
        .caller(
            "Use another client",
            "Enabling client authentication breaks apps that sign in through this client without a secret (browser \
             and mobile apps). In that case, create a separate client for the backend.",
        ),
    )
}
