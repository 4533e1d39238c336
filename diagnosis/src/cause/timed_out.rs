//! `timed-out`: no answer within the limit.

use super::shared::seconds;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "timed-out",
    gate: Gate::Address,
    title: "No answer within the limit",
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
    let Failure::TimedOut(millis) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "{} did not answer within {} s. A firewall that drops packets, a server that \
             is starting, or one that is overloaded look alike.",
            evidence.attempt.base_url,
            seconds(*millis)
        ))
        .seen(format!(
            "No whole answer came within {} s.",
            seconds(*millis)
        ))
        .caller(
            "Try from where Keycloak is reachable",
            "Check that the address and port can be reached from the machine that runs \
             the check, and try again.",
        ),
    )
}
