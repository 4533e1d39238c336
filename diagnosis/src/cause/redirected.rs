//! `redirected`: the address redirects elsewhere.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "redirected",
    gate: Gate::Keycloak,
    title: "The address redirects elsewhere",
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
    let response = evidence
        .any_refusal()
        .filter(|response| (300..400).contains(&response.status))?;
    let to = response
        .header("location")
        .unwrap_or("an address that it does not name");
    Some(
        Finding::certain(format!(
            "{} redirects to {to}. It was not followed, since the \
             credentials would go along.",
            evidence.attempt.base_url
        ))
        .seen(format!(
            "The answer is a {} with Location: {to}.",
            response.status
        ))
        .caller(
            "Use the address behind the redirect",
            format!(
                "If that is your Keycloak, use its base URL instead: the part of {to} before \
             /realms or /admin."
            ),
        ),
    )
}
