//! `user-disabled`: the user is disabled.

use super::shared::capital;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "user-disabled",
    gate: Gate::Grant,
    title: "The user is disabled",
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
    let of_service_account = evidence.token_error(&[400, 401], "invalid_request", "disabled");
    if !of_service_account
        && !evidence.token_error(&[400, 401], "invalid_grant", "Account disabled")
    {
        return None;
    }
    Some(
        Finding::certain(format!("{} is switched off.", capital(&evidence.caller())))
            .seen(if of_service_account {
                "The token endpoint says that the service account's user \
             is disabled."
            } else {
                "The token endpoint says “Account disabled”."
            })
            .change(Change::EnableUser),
    )
}
