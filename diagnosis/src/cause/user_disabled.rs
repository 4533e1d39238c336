//! `user-disabled`: the user is disabled.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "user-disabled",
    gate: Gate::Grant,
    title: "User is disabled",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_grant", "Account disabled"),
            "password grant; on 26.7 only with the right password",
        ),
        Seen::token(
            401,
            "{\"error\":\"invalid_request\",\"error_description\":\"User 'service-account-<client \
             id>' disabled\"}",
            "client credentials",
        ),
        Seen::log(Endpoint::Token, r#"error="user_disabled""#),
    ],
    meaning: &[
        "The account is disabled: the user for the password grant, the client's service account for client \
         credentials. A service account is a user too and can be disabled.",
    ],
    how_known: "The token endpoint returns this message. Up to 26.5, it does so even with a wrong password. On 26.7, \
        only with the correct password.",
    looks_like: &[
        (
            "user-credentials-wrong",
            "The description is “Invalid user credentials”.",
        ),
        (
            "client-not-found-or-disabled",
            "The client is disabled, not the user: invalid_client.",
        ),
    ],
    fix: &[
        "Users → the user → Enabled (top right) → On.",
        "For a service account: Clients → the client → Service accounts roles (from 26.5 on: Service account roles) \
         has a link to its user service-account-<client id>. Enable the user there.",
        "Ask the administrator who disabled the user first.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let of_service_account = evidence.token_error(&[400, 401], "invalid_request", "disabled");
    if !of_service_account
        && !evidence.token_error(&[400, 401], "invalid_grant", "Account disabled")
    {
        return None;
    }
    Some(
        Finding::certain(format!("{} is disabled.", capital(&evidence.caller())))
            .seen(if of_service_account {
                "The token endpoint reports that the service account's user is disabled."
            } else {
                "The token endpoint returns “Account disabled”."
            })
            .change(Change::EnableUser),
    )
}
