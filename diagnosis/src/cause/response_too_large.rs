//! `response-too-large`: the response is larger than the limit.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "response-too-large",
    gate: Gate::Keycloak,
    title: "Response is larger than the limit",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        200,
        "a response of more than 1 MiB",
        "the limit of Why403",
    )],
    meaning: &[
        "The response is larger than Why403's limit, so Why403 stopped reading. Keycloak's responses to these \
         requests are much smaller, except for a long list without max.",
    ],
    how_known: "The response exceeds the limit of this Why403 server. The part before the limit is not shown.",
    looks_like: &[("not-keycloak", "Another server responds at this URL.")],
    fix: &[
        "For a list: add max=10 to the query.",
        "Otherwise, check that the base URL is Keycloak's and not that of a file or download.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TooLarge(limit) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "The response is larger than {limit} bytes, so Why403 stopped reading. Keycloak's responses to these \
             requests are smaller, except for a list without max."
        ))
        .seen(format!("The response exceeds {limit} bytes."))
        .caller(
            "Request less data",
            "For a list, add max to the query. Otherwise, check that the base URL is Keycloak's.",
        ),
    )
}
