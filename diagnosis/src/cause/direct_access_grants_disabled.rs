//! `direct-access-grants-disabled`: the client may not use the password grant.

use super::page::Seen;
use super::seen::body;
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
    seen: &[Seen::token(
        400,
        body!(
            "unauthorized_client",
            "Client not allowed for direct access grants"
        ),
        "",
    )],
    meaning: &[
        "The client may not use the password grant, which Keycloak calls direct access grants. It \
         is off unless somebody switches it on, and a backend seldom needs it.",
    ],
    how_known: "The token endpoint says so in words; nothing has to be guessed.",
    looks_like: &[
        (
            "client-is-public",
            "Client credentials with a public client.",
        ),
        (
            "consent-required",
            "The grant is on, and the client asks its users for consent.",
        ),
    ],
    fix: &[
        "Better: use client credentials. Clients → the client → Settings → Capability config → \
         Service accounts roles: On → Save, and grant the roles to the service account.",
        "If it has to be a user's password: on the same page Direct access grants: On → Save.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
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
