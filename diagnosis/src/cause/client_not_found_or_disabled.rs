//! `client-not-found-or-disabled`: the client does not exist in this realm, or is disabled.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-not-found-or-disabled",
    gate: Gate::Client,
    title: "The client does not exist in this realm, or is disabled",
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
        &[401, 400],
        "invalid_client",
        "Invalid client or Invalid client credentials",
    ) {
        return None;
    }
    let client = evidence.attempt.client()?;
    let realm = evidence.attempt.token_realm();
    Some(
        Finding::likely(format!(
            "The realm {realm} has no enabled client with the client ID {}. Whether it \
             is missing or disabled cannot be told apart from outside.",
            client.id
        ))
        .seen(
            "The token endpoint says invalid_client; for a wrong secret it would say \
             unauthorized_client.",
        )
        .apart(
            "In the Admin Console: whether the client is in the \
             list, and enabled.",
        )
        .console(
            "Look for the client",
            "clients",
            &[
                "Clients",
                &client.id.to_string(),
                "Settings",
                "Enabled (top right)",
            ],
        )
        .caller(
            "Correct the client ID or the realm",
            "The client ID is case-sensitive; it is the name in the list of clients, not \
             the internal id. If the client is in another realm, get the token there.",
        ),
    )
}
