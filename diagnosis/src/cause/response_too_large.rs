//! `response-too-large`: the answer is larger than the limit.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "response-too-large",
    gate: Gate::Keycloak,
    title: "The answer is larger than the limit",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        200,
        "an answer of more than 1 MiB",
        "the limit of Why403",
    )],
    meaning: &[
        "The answer is larger than Why403 reads, so it stopped. Keycloak's answers to these calls \
         are far smaller, unless a long list was asked for without max.",
    ],
    how_known: "More bytes came than the limit of this installation. What came until then is not \
     shown.",
    looks_like: &[("not-keycloak", "Something else answers at this address.")],
    fix: &[
        "For a list: add max=10 to the query.",
        "Otherwise check that the base URL is Keycloak's and not that of a file or download.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TooLarge(limit) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "The answer is larger than {limit} bytes; reading it was stopped. Keycloak's \
             answers to these calls are smaller, unless a list was asked for without \
             max."
        ))
        .seen(format!("More than {limit} bytes came."))
        .caller(
            "Ask for less",
            "For a list, add max to the query. Otherwise check that \
             the base URL is Keycloak's.",
        ),
    )
}
