//! `token-expired`: the token has expired.

use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::shared::duration;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-expired",
    gate: Gate::TokenAccepted,
    title: "The token has expired",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(Seen::log(
        Endpoint::Admin,
        "Failed to verify identity token: Token is not active"
    )),
    meaning: &[
        "The token's time is over. Access tokens of Keycloak live for minutes: five by default. \
         After that every Admin call is a 401, and nothing in the answer says why.",
    ],
    how_known: "Why403 compares the exp claim with the clock of the machine that runs the check. \
     Less than a minute may be the difference of two clocks: then it says “likely”.",
    looks_like: &[
        (
            "token-revoked",
            "The token is still in time, and was taken back.",
        ),
        ("token-not-accepted", "The token is in time."),
        (
            "token-issuer-mismatch",
            "The token is in time, and from another address.",
        ),
    ],
    fix: &[
        "Fetch a new token before the last one runs out: expires_in in the answer of the token \
         endpoint gives the seconds.",
        "Do not store access tokens in configuration. With client credentials a new one costs one \
         call.",
        "If fresh tokens are expired at once, compare the clocks of the two machines.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let exp = evidence.token.as_ref()?.expires()?;
    let late = evidence.knowledge.now - exp;
    // A few seconds may be the difference of two clocks.
    let certainty = match late {
        10.. => Certainty::Certain,
        0..10 => Certainty::Likely,
        _ => return None,
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "The token expired {} ago. Keycloak's access tokens live \
             for minutes.",
                duration(late)
            ),
        )
        .seen("Its exp claim has passed, and Keycloak answers 401.")
        .apart("A fresh token.")
        .caller(
            "Get a fresh token",
            "Fetch a token when the last one is about to expire (expires_in in the token \
             endpoint's answer), instead of keeping one.",
        ),
    )
}
