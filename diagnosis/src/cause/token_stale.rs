//! `token-stale`: the token is older than the role.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-stale",
    gate: Gate::Permission,
    title: "The token is older than the role",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The role was granted, but after this token was issued. Up to 26.5 the Admin API uses the \
         roles written in the token, so an older token does not know about it.",
        "A token lives for minutes; programs that keep one, or caches in between, show the old \
         answer until it expires.",
    ],
    how_known: "Why403 fetches a second token of the same client and makes the call again. If that \
     is let through, this is certain. Without credentials it can only say that it is possible.",
    looks_like: &[
        ("missing-role", "A fresh token is refused as well."),
        (
            "role-revoked-since-token",
            "The reverse: the token lists a role that has been taken away (26.7).",
        ),
    ],
    fix: &[
        "Fetch a new token and call again. Nothing has to change in Keycloak.",
        "In a program: throw away the cached token after roles change, or wait until it expires \
         (expires_in of the token endpoint's answer).",
    ],
    versions: "22 to 26.5. On 26.7 Keycloak looks roles up at each call, and the old token is let \
     through.",
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
        .fresh_operation()
        .is_some_and(|r| (200..300).contains(&r.status))
    {
        return Some(fix(Finding::certain(
            "A fresh token of the same client is let through: the role was granted after \
             this token was issued.",
        )
        .seen("The call with a fresh token is a 2xx, with this token a 403.")));
    }
    let asked = evidence.fresh_operation().is_some();
    (!asked && !evidence.claims_suffice() && !evidence.versions.at_least((26, 6))).then(|| {
        fix(Finding::possible(
            "The role may have been granted after this token was issued; up to 26.5 the \
             token's own list of roles counts.",
        )
        .apart("A fresh token of the same caller."))
    })
}
