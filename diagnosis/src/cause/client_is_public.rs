//! `client-is-public`: a public client has no service account.

use super::page::Seen;
use super::seen::body;
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
    seen: &[Seen::token(
        401,
        body!(
            "unauthorized_client",
            "Public client not allowed to retrieve service account"
        ),
        "",
    )],
    meaning: &[
        "The client is public: it has no secret, so it cannot prove that it is itself, and it has \
         no service account. Client credentials need a confidential client.",
    ],
    how_known: "The token endpoint says so, whether a secret is sent or not.",
    looks_like: &[(
        "service-account-disabled",
        "The client is confidential, and its service account is off.",
    )],
    fix: &[
        "Create a client of its own for the backend: Clients → Create client → Client \
         authentication: On, Service accounts roles: On, the other flows off.",
        "Changing the public client works too (Settings → Client authentication: On), but then \
         every browser or mobile app that logs in through it without a secret stops working.",
        "Grant the new client's service account the roles that it needs.",
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
