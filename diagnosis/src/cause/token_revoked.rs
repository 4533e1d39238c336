//! `token-revoked`: the token was revoked.

use crate::exchange::{Call, Signature};
use crate::report::Certainty;
use super::shared::not_accepted;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-revoked",
    gate: Gate::TokenAccepted,
    title: "The token was revoked",
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
if !not_accepted(evidence) || evidence.signature() == Some(Signature::Invalid) || evidence.signature() == Some(Signature::UnknownKey) {
    return None;
}
let fresh_works = evidence.response(Call::FreshOperation).is_some_and(|r| r.status != 401);
let finding = if fresh_works {
    let certainty = if evidence.signature() == Some(Signature::Valid) { Certainty::Certain } else { Certainty::Likely };
    Finding::new(certainty, "The token is genuine and in time, but is no longer accepted: it was revoked, its session was logged out, or the realm, the client or the user was given a not-before date since.")
        .seen("A fresh token of the same client is accepted.")
} else {
    Finding::possible("It may have been revoked, its session logged out, or a not-before date set since it was issued.")
};
Some(
    finding
        .apart("A fresh token of the same client: accepted if only the old one was revoked.")
        .caller("Get a fresh token", "Fetch a new token and use that; do not log the session out between."),
)
}
