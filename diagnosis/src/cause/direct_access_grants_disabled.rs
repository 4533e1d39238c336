//! `direct-access-grants-disabled`: the client may not use the password grant.

use super::conclusions::client_name;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "direct-access-grants-disabled",
    gate: Gate::Grant,
    title: "Password grant is disabled for this client",
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
        "The client may not use the password grant, called direct access grants in Keycloak. The setting is off by \
         default, and a backend rarely needs it.",
    ],
    how_known: "The token endpoint returns this message.",
    looks_like: &[
        (
            "client-is-public",
            "Client credentials with a public client.",
        ),
        (
            "consent-required",
            "The grant is enabled, and the client requires user consent.",
        ),
    ],
    fix: &[
        "Recommended: use client credentials. Clients → the client → Settings → Capability config → Service accounts \
         roles: On → Save, and assign the roles to the service account.",
        "If you need a user's password: on the same page, Direct access grants: On → Save.",
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
            "{} may not use the password grant: direct access grants are off.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint returns “Client not allowed for direct access grants”.",
        )
        .caller(
            "Use the service account instead",
            "A backend does not need a user's password. Use client credentials, and assign the roles to the client's \
             service account.",
        )
        .change(Change::Client(ClientSetting::DirectAccessGrants)),
    )
}
