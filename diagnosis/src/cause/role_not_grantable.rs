//! `role-not-grantable`: the caller may map roles, but not this admin role.

use super::conclusions::denied_despite_roles;
use super::seen::{FORBIDDEN, FORBIDDEN_23, FORBIDDEN_24, FORBIDDEN_25};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "role-not-grantable",
    gate: Gate::Permission,
    title: "The caller may assign roles, but not this admin role",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[FORBIDDEN, FORBIDDEN_25, FORBIDDEN_24, FORBIDDEN_23],
    meaning: &[
        "The caller may assign roles to users or groups. To assign an admin role, the caller must also hold that role. \
         Otherwise, a caller with manage-users could become an administrator.",
        "This applies to assigning and unassigning, to users and groups, and to adding an admin role to a composite \
         role.",
    ],
    how_known: "The token lists roles that allow the operation, and Keycloak returns 403 for the \
     roles in the body. Why403 sends an empty list instead of your roles, so it sees this only in \
     responses that you paste.",
    looks_like: &[
        (
            "missing-role",
            "The caller lacks manage-users: an empty list is denied, too.",
        ),
        (
            "fine-grained-permission-denied",
            "A permission covers only other users, groups, or roles.",
        ),
        (
            "role-revoked-since-token",
            "The role was revoked after the token was issued.",
        ),
    ],
    fix: &[
        "Ask a realm administrator to assign the role once. For automation, have a separate \
         service account do it, and grant that service account the same roles that it assigns.",
        "Check whether the target needs this admin role at all. Roles of your own clients are not \
         restricted.",
        "From 26.2 on, fine-grained permissions can allow assigning chosen roles: Permissions → \
         Roles → map-role.",
    ],
    versions: "All. Measured on 24.0.5, 26.7.3, and 26.7.5: a caller with only manage-users can assign view-users and \
     the roles that it holds itself, but not view-realm or realm-admin. Adding a user to a group that has admin roles \
     is allowed on these releases. Removing an admin role from a composite role: allowed on 24.0.5, 26.0.8, and 26.5.6, \
     403 on 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.attempt.operation.maps_roles() {
        return None;
    }
    if evidence.is_not_sent() && evidence.claims_suffice() {
        return Some(
            Finding::possible(
                "If the body lists an admin role that the caller does not hold, Keycloak denies the request.",
            )
            .apart("The same request with a role that is not an admin role."),
        );
    }
    // The empty list that Why403 sends names no role.
    if evidence.sent_empty_body() {
        return None;
    }
    let denied = denied_despite_roles(evidence)?;
    Some(
        Finding::likely(format!(
            "{} may assign roles, but Keycloak denies the roles in this request. Only a caller that holds an admin \
             role can assign it.",
            capital(&evidence.caller())
        ))
        .seen(denied)
        .apart("The same request with a role that is not an admin role.")
        .hand_off(
            "Have the role assigned",
            "A realm administrator, or a service account that holds the role itself, can assign \
             the role.",
        ),
    )
}
