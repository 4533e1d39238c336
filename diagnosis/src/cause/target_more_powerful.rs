//! `target-more-powerful`: the target user holds admin roles that the caller lacks.

use super::conclusions::denied_despite_roles;
use super::seen::FORBIDDEN;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "target-more-powerful",
    gate: Gate::Permission,
    title: "The target user holds admin roles that the caller lacks",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[FORBIDDEN],
    meaning: &[
        "The caller may impersonate users, and this user holds admin roles that the caller does not hold. Keycloak \
         denies the request because the caller would gain those roles.",
        "The impersonation role is enough for users without admin roles. Editing, disabling and deleting a user with \
         more admin roles is not restricted on the measured releases.",
    ],
    how_known: "The token lists roles that allow the operation, the operation is impersonation, and Keycloak returns \
     403. Why403 cannot read the target's roles with the caller's token, so it says “likely”. An administrator's output \
     decides. Measured: 26.7.3 allows the request, and 26.7.5 denies it.",
    looks_like: &[
        ("missing-role", "The caller lacks the impersonation role."),
        (
            "fine-grained-permission-denied",
            "A permission covers only other users.",
        ),
        (
            "role-revoked-since-token",
            "The role was revoked after the token was issued.",
        ),
    ],
    fix: &[
        "Impersonate a user without admin roles instead.",
        "Ask a realm administrator to do it. A caller that holds every admin role of the target may impersonate the \
         target.",
        "Administrators: look at Users → the target → Role mapping. If the target does not need \
         its admin roles, revoke them.",
    ],
    versions: "Denied on 26.7.5. Allowed on 24.0.5, 26.0.8, 26.5.6, 26.6.4, 26.7.0, and 26.7.3.",
};

/// The cause as an administrator's output proves it: the roles of the target that the caller lacks.
pub(crate) fn settled(evidence: &Evidence, lacking: &[String]) -> Finding {
    advice(Finding::certain(format!(
        "{} may impersonate users, but this user holds admin roles that the caller lacks: {}. Keycloak denies the \
         request because the caller would gain these roles.",
        capital(&evidence.caller()),
        lacking.join(", ")
    )))
}

fn advice(finding: Finding) -> Finding {
    finding
        .caller(
            "Impersonate another user",
            "The request works for users without admin roles.",
        )
        .hand_off(
            "Or ask a realm administrator",
            "A realm administrator who holds all admin roles of this user may impersonate the user.",
        )
}

/// Where an administrator sees whether the target holds more roles.
const COMPARED: &str = "Users → the target → Role mapping, compared with the caller's roles.";

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.may_compare_target_roles() {
        return None;
    }
    if evidence.is_not_sent() && evidence.claims_suffice() {
        return Some(
            Finding::possible(
                "If this user holds admin roles that the caller lacks, Keycloak 26.7.5 denies the request.",
            )
            .apart(COMPARED),
        );
    }
    if evidence.denied()
        && evidence
            .token
            .as_ref()
            .is_some_and(|token| !token.has_role_claims())
    {
        return Some(
            Finding::possible(
                "The token lists no roles. If the caller may impersonate users, this user holds admin roles that the \
                 caller lacks.",
            )
            .apart(COMPARED),
        );
    }
    let denied = denied_despite_roles(evidence)?;
    Some(advice(
        Finding::likely(format!(
            "{} may impersonate users, but Keycloak denies the request for this user. The user probably holds admin \
             roles that the caller lacks.",
            capital(&evidence.caller())
        ))
        .seen(denied)
        .seen("Measured: 26.7.5 denies this for a target with more admin roles; 26.7.3 allows it.")
        .apart(COMPARED),
    ))
}
