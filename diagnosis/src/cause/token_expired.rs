//! `token-expired`: the token has expired.

use super::conclusions::duration;
use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-expired",
    gate: Gate::TokenAccepted,
    title: "Token is expired",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(Seen::log(
        Endpoint::Admin,
        "Failed to verify identity token: Token is not active"
    )),
    meaning: &[
        "The token is expired. By default, Keycloak's access tokens are valid for five minutes. After that, every \
         Admin request returns 401 without a reason.",
    ],
    how_known: "Why403 compares the exp claim with the clock of the machine that runs the check. If the difference is \
        less than a minute, the clocks may differ, so Why403 says “likely”.",
    looks_like: &[
        ("token-revoked", "The token is not expired but was revoked."),
        ("token-not-accepted", "The token is not expired."),
        (
            "token-issuer-mismatch",
            "The token is not expired but was issued under another base URL.",
        ),
    ],
    fix: &[
        "Get a new token before the current token expires. expires_in in the token response contains the seconds.",
        "Do not store access tokens in configuration. With client credentials, a new token takes one request.",
        "If new tokens are expired immediately, compare the clocks of both machines.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let token = evidence.token.as_ref()?;
    // A new token of the same kind would be rejected as well.
    if token.is_of_another_product() || token.is_client_assertion() {
        return None;
    }
    let exp = token.expires()?;
    let late = evidence.knowledge.now - exp;
    // The two clocks may differ by a few seconds.
    let certainty = match late {
        10.. => Certainty::Certain,
        0..10 => Certainty::Likely,
        _ => return None,
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "The token expired {} ago. Keycloak's access tokens are valid for a few minutes.",
                duration(late)
            ),
        )
        .seen("The exp claim is in the past, and Keycloak returns 401.")
        .apart("A new token.")
        .caller(
            "Get a new token",
            "Get a new token shortly before the current token expires (expires_in in the token response). Do not \
             store tokens.",
        ),
    )
}
