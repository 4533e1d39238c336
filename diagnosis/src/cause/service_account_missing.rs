//! `service-account-missing`: the user of the client's service account was deleted.

use super::conclusions::client_name;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, service_account_name};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "service-account-missing",
    gate: Gate::Grant,
    title: "The user of the service account was deleted",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        401,
        body!(
            "invalid_request",
            "The associated service account for the client does not exist"
        ),
        "client credentials",
    )],
    meaning: &[
        "The client may use client credentials, but the user service-account-<client id> does not exist. The user was \
         deleted, for example by a script that removes unknown users. Its roles were deleted too.",
    ],
    how_known: "The token endpoint returns this message. Keycloak checks the secret first, so a wrong secret returns \
        another message.",
    looks_like: &[
        (
            "service-account-disabled",
            "The client has no service account at all: “Client not enabled to retrieve service account”.",
        ),
        (
            "user-disabled",
            "The user of the service account exists and is disabled.",
        ),
    ],
    fix: &[
        "Clients → the client → Settings → Capability config → Service accounts roles: Off → Save, then On → Save. \
         Keycloak creates a new user.",
        "Then assign the roles again on the Service accounts roles tab (from 26.5 on: Service account roles). A new service \
         account has no admin roles.",
        "Change the script that deleted the user, so that it skips users whose name starts with service-account-.",
    ],
    versions: "Measured on 26.5.6 and 26.7.5. On 24.0.5 and 26.0.8, Keycloak creates the user again with the next token, \
        without its roles, so the cause is a missing role there.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(
        &[400, 401],
        "invalid_request",
        "The associated service account for the client does not exist",
    ) {
        return None;
    }
    let client = client_name(evidence);
    Some(
        Finding::certain(format!(
            "{client} may use client credentials, but the user {} does not exist.",
            service_account_name(&client)
        ))
        .seen("The token endpoint returns “The associated service account for the client does not exist”.")
        .console(
            "Create the service account again",
            "clients",
            &[
                "Clients",
                &client,
                "Settings",
                "Capability config",
                "Service accounts roles: Off",
                "Save",
                "Service accounts roles: On",
                "Save, and assign the roles again",
            ],
            "The setting has to be turned off and on again, and the roles of the old account are not known.",
        ),
    )
}
