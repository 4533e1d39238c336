//! `fine-grained-permission-denied`: a fine-grained permission covers other objects, but not this one.

use super::conclusions::to_grant;
use super::seen::FORBIDDEN_SINCE_26;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::{Call, Response};
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "fine-grained-permission-denied",
    gate: Gate::Permission,
    title: "Fine-grained permission doesn't cover this target",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "The realm uses fine-grained admin permissions. This caller has a permission only for some users, groups, or \
         clients, and the target is not one of them.",
        "If a permission covers only other users, a caller without roles gets 403 for everything else. That looks \
         exactly like a missing role.",
    ],
    how_known: "If the list of users (clients, groups) is not empty, no role in the token allows this list, and the \
        target returns 403, then a permission covers some of them but not the target. If the list is denied or empty, \
        this can't be distinguished from a missing role. Why403 then lists this cause as possible.",
    looks_like: &[
        ("missing-role", "The caller can't see any user."),
        (
            "user-not-found",
            "A wrong ID returns 404 for callers that may view all users, and 403 for others.",
        ),
        ("allowed-but-filtered", "The list is allowed but empty."),
    ],
    fix: &[
        "In the realm's Admin Console: Permissions → the permission with the scope view → add the user or a group of \
         the user.",
        "Check the other permissions too. A permission that names a user directly replaces the permission for all \
         users for that user.",
        "Before 26.2: Users, or the group, client, or role → Permissions → view → add a policy. For a service account, \
         use a policy of the type Client or Role: a policy of the type User does not apply to it.",
        "If the caller should see all users, or is a service account on 26.5 or older, assign view-users instead. \
         That is simpler but allows more.",
    ],
    versions: "Before 26.2, fine-grained permissions are a preview (feature admin-fine-grained-authz). On these \
        versions, a permission alone allows a request, without any role (measured on 24.0.5 and 26.0.8). Fine-grained admin \
        permissions v2 exist from 26.2 on (realm setting Admin Permissions). Up to 26.5, a permission for users allows \
        a service account with query-users to list them but not to read one by ID. A person's own token allows both. \
        From 26.6 on, the token of a service account also allows both.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.claims_suffice() {
        return None;
    }
    let kind = evidence.attempt.operation.one_of()?;
    let list = match kind {
        "users" => Call::UserList,
        _ => Call::TargetList,
    };
    let reaches_some = evidence
        .response(list)
        .filter(|response| response.status == 200)
        .and_then(Response::json)
        .is_some_and(|list| list.as_array().is_some_and(|list| !list.is_empty()));
    // A caller that may read all objects reaches some by a role, and lacks another role for this operation. A token that lists no roles,
    // such as a lightweight one, hides that role, unless the denied operation is the one that the role allows.
    let roles_are_listed = evidence.attempt.operation.reads_one()
        || evidence
            .token
            .as_ref()
            .is_some_and(crate::token::Token::has_role_claims);
    let by_permission =
        roles_are_listed && !crate::evidence::roles::claims_open(evidence, reading(kind));
    let finding = if reaches_some && by_permission {
        reached(evidence, kind)
    } else if !super::missing_role::is_likely(evidence) {
        // This cause is only reported together with the missing role, which looks the same.
        return None;
    } else {
        hidden(evidence, kind)
    };
    let finding = finding.apart(if evidence.versions.before(SINCE) {
        "In the Admin Console, open the Permissions tab of Users, the group, the client, or the role. Look for a permission for this caller."
    } else {
        "Look for a permission for this caller under Permissions in the Admin Console."
    });
    Some(finding.change(Change::GrantRoles(to_grant(evidence))))
}

/// The release in which fine-grained admin permissions version 2 became the default.
const SINCE: (u16, u16) = (26, 2);

/// Why the change is described for the Admin Console only.
const UNKNOWN_PERMISSION: &str = "No response shows which permission to extend.";

/// The operation that reads one object of this kind.
fn reading(kind: &str) -> &'static str {
    match kind {
        "clients" => "GET /admin/realms/{realm}/clients/{client-uuid}",
        "groups" => "GET /admin/realms/{realm}/groups/{group-id}",
        _ => "GET /admin/realms/{realm}/users/{user-id}",
    }
}

/// The finding if the caller sees some objects although none of the roles in its token allows that.
fn reached(evidence: &Evidence, kind: &str) -> Finding {
    let who = capital(&evidence.caller());
    let explanation = if for_lists_alone(evidence) {
        format!(
            "{who} can list {kind} without a role that allows it, so a fine-grained permission applies. Up to 26.5, \
             such a permission does not allow a service account to read one by ID."
        )
    } else {
        format!(
            "{who} can see some {kind} without a role that allows all of them. A fine-grained permission applies, but \
             it does not cover this request."
        )
    };
    // Without the role that reads it, the object in the path would be readable if a permission covered it; otherwise it does not exist.
    let exists = kind != "users" || evidence.status(Call::UnknownUser) == Some(404);
    let certainty = if exists && evidence.attempt.operation.reads_one() {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let finding = Finding::new(certainty, explanation).seen(format!(
        "The list of {kind} is not empty, but this one returns 403."
    ));
    if for_lists_alone(evidence) {
        finding
    } else {
        widened(evidence, finding)
    }
}

/// The finding if nothing shows whether there is a permission for other objects: without a role, Keycloak denies the list (recording
/// fine-grained-for-another-user-only) and shows the realm's setting only to its administrators.
fn hidden(evidence: &Evidence, kind: &str) -> Finding {
    let condition = if evidence.versions.before(SINCE) {
        "If the server has the preview feature admin-fine-grained-authz enabled, a permission"
    } else {
        "If fine-grained permissions are enabled, one"
    };
    widened(
        evidence,
        Finding::possible(format!(
            "{condition} may allow {} to see other {kind} but not this one.",
            evidence.caller()
        ))
        .seen(format!(
            "No response shows which {kind} the caller can see."
        )),
    )
}

/// Adds how to extend a permission. Before [`SINCE`], permissions belong to the objects, and a policy of the type User does not apply to
/// service accounts (recordings fine-grained-v1-by-user-policy and fine-grained-v1-for-all-users).
fn widened(evidence: &Evidence, finding: Finding) -> Finding {
    if evidence.versions.before(SINCE) {
        let policy = if evidence.is_service_account() {
            "add a policy of the type Client that names the caller's client"
        } else {
            "add a policy of the type User that names the caller"
        };
        return finding.console_of_target(
            "Extend the permission",
            "users",
            &[
                "Users, or the group, client, or role",
                "Permissions",
                "view",
                policy,
            ],
            UNKNOWN_PERMISSION,
        );
    }
    finding.console_of_target(
        "Extend the permission",
        "permissions",
        &[
            "Permissions",
            "the permission with the scope view",
            "add the target or a group that contains it",
        ],
        UNKNOWN_PERMISSION,
    )
}

/// Whether permissions allow only lists: those of service accounts up to 26.5 (recordings fine-grained-for-all-users and
/// fine-grained-for-all-users-password).
fn for_lists_alone(evidence: &Evidence) -> bool {
    evidence.is_service_account()
        && !evidence.versions.before(SINCE)
        && evidence.versions.before((26, 6))
}
