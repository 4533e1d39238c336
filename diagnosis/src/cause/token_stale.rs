//! `token-stale`: the token is older than the role.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-stale",
    gate: Gate::Permission,
    title: "Token is older than the role assignment",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The role was assigned after this token was issued. Before 26.6.5 and 26.7.1, the Admin API uses the roles in \
         the token, and an older token does not contain the role.",
        "A token is valid for minutes. Programs and caches that keep a token get the old result until it expires.",
    ],
    how_known: "Why403 gets a second token of the same client and sends the request again. If Keycloak allows it, this \
        is certain. Without credentials, the cause is only “possible”.",
    looks_like: &[
        (
            "missing-role",
            "Keycloak also denies the request with a new token.",
        ),
        (
            "role-revoked-since-token",
            "The reverse: the token lists a role that was unassigned.",
        ),
    ],
    fix: &[
        "Get a new token and run the request again. Nothing has to change in Keycloak.",
        "In a program: discard the cached token after a role change, or wait until it expires (expires_in in the \
         token response).",
    ],
    versions: "22 to 26.6.4, and 26.7.0. Later versions look up the roles for each request and allow the old token.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || !evidence.token_was_given() {
        return None;
    }
    let fix = |finding: Finding| {
        finding.caller(
            "Use a new token",
            "The role is assigned. A token contains the roles at the time it was issued, so get a new one after a \
             role change.",
        )
    };
    if evidence
        .fresh_operation()
        .is_some_and(|r| (200..300).contains(&r.status))
    {
        return Some(fix(Finding::certain(
            "Keycloak allows the request with a new token of the same client. The role was assigned after this token \
             was issued.",
        )
        .seen("The request returns a 2xx with a new token and 403 with this token.")));
    }
    let asked = evidence.fresh_operation().is_some();
    (!asked && !evidence.claims_suffice() && !evidence.versions.looks_up_roles()).then(|| {
        fix(Finding::possible(
            "The role may have been assigned after this token was issued. Before 26.6.5 and 26.7.1, the roles in the \
             token decide.",
        )
        .apart("A new token of the same caller."))
    })
}
