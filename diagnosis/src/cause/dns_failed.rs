//! `dns-failed`: the host name has no address.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "dns-failed",
    gate: Gate::Address,
    title: "The host name has no address",
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
    let host = evidence.attempt.base_url.host();
    matches!(evidence.failure()?, Failure::Dns).then(|| {
        Finding::certain(format!(
            "{host} has no address where this check runs. The name may be misspelt, or \
             only known inside another network."
        ))
        .seen(format!("Looking up {host} gave no address."))
        .caller(
            "Correct the host name",
            format!(
                "Check the spelling of {host}, or run the check from a \
             machine that knows it."
            ),
        )
    })
}
