//! `token-stale`: the token is older than the role.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-stale",
    gate: Gate::Permission,
    title: "The token is older than the role",
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
    if !evidence.denied() || !evidence.token_was_given() {
        return None;
    }
    let fix = |finding: Finding| {
        finding.caller(
            "Use a fresh token",
            "The role is there. A token carries the roles of the moment it was issued: \
             fetch a new one after roles change.",
        )
    };
    if evidence
        .response(Call::FreshOperation)
        .is_some_and(|r| (200..300).contains(&r.status))
    {
        return Some(fix(Finding::certain(
            "A fresh token of the same client is let through: the role was granted after \
             this token was issued.",
        )
        .seen("The call with a fresh token is a 2xx, with this token a 403.")));
    }
    let asked = evidence.response(Call::FreshOperation).is_some();
    (!asked && !evidence.claims_suffice() && !evidence.versions.at_least((26, 6))).then(|| {
        fix(Finding::possible(
            "The role may have been granted after this token was issued; up to 26.5 the \
             token's own list of roles counts.",
        )
        .apart("A fresh token of the same caller."))
    })
}
