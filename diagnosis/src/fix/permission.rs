//! Describes a fine-grained admin permission (version 2) for the caller: the narrower alternative to a role.
//!
//! Measured on 26.7.5: without any role, `view` on one user allows the operations below that read, and `manage` those that write.

use super::{Holder, holder};
use crate::evidence::{Evidence, service_account_name};
use crate::version_range::Minor;

/// A permission for the user of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permission {
    /// The authorization scope that it allows.
    pub scope: &'static str,
    /// The ID of the user in the path.
    pub user: String,
}

/// The operations on one user, with the scope that allows each of them.
const SCOPES: [(&str, &str); 9] = [
    ("GET /admin/realms/{realm}/users/{user-id}", VIEW),
    (
        "GET /admin/realms/{realm}/users/{user-id}/credentials",
        VIEW,
    ),
    ("GET /admin/realms/{realm}/users/{user-id}/groups", VIEW),
    (
        "GET /admin/realms/{realm}/users/{user-id}/role-mappings",
        VIEW,
    ),
    ("GET /admin/realms/{realm}/users/{user-id}/sessions", VIEW),
    ("PUT /admin/realms/{realm}/users/{user-id}", MANAGE),
    ("DELETE /admin/realms/{realm}/users/{user-id}", MANAGE),
    ("POST /admin/realms/{realm}/users/{user-id}/logout", MANAGE),
    (
        "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        MANAGE,
    ),
];
const VIEW: &str = "view";
const MANAGE: &str = "manage";

/// The first release in which a permission alone allows the request of a service account. Older releases also require a role to read one
/// user by ID (recordings `fine-grained-for-all-users`).
pub(super) const SINCE_FOR_SERVICE_ACCOUNTS: Minor = (26, 6);
/// The first release with these permissions. They allow the request of a person.
const SINCE: Minor = (26, 2);

fn since(evidence: &Evidence) -> Minor {
    if evidence.is_service_account() {
        SINCE_FOR_SERVICE_ACCOUNTS
    } else {
        SINCE
    }
}

/// The permission that allows the request. `None` if none is known, if the release may lack them, if the user's ID is unknown, or if the
/// caller belongs to another realm, whose policies cannot name it.
pub(crate) fn permission(evidence: &Evidence) -> Option<Permission> {
    let operation = &evidence.attempt.operation;
    let name = operation.name();
    let (_, scope) = SCOPES.iter().find(|(known, _)| *known == name)?;
    let user = operation.params.get("user-id")?;
    let is_id = uuid::Uuid::try_parse(user).is_ok();
    let is_own_realm = evidence.token_realm() == evidence.attempt.realm.as_str();
    let may_exist = !evidence.versions.before(since(evidence));
    let is_known = holder(evidence).is_some();
    (is_id && is_own_realm && may_exist && is_known).then(|| Permission {
        scope,
        user: user.clone(),
    })
}

impl Permission {
    /// The name of the permission.
    pub(super) fn name(&self) -> String {
        format!("why403-{}-{}", self.scope, self.user)
    }

    /// The name of the policy that names the caller. Policies and permissions share their names.
    pub(super) fn policy_name(&self) -> String {
        format!("{}-caller", self.name())
    }
}

/// The name of the user that the policy names. A policy of the type Client would also apply to every user of the client.
pub(super) fn caller(evidence: &Evidence) -> Option<String> {
    match holder(evidence)? {
        Holder::ServiceAccount(client) => Some(service_account_name(&client)),
        Holder::User(name) => Some(name),
        Holder::Id(_) => None,
    }
}

/// The effect of the permission, the releases that it needs, and their known defects.
pub(super) fn risk(evidence: &Evidence, permission: &Permission) -> String {
    let (major, minor) = since(evidence);
    let allows = if permission.scope == VIEW {
        "The caller may read this one user, and no other user."
    } else {
        "The caller may change and delete this one user, and no other user. The manage scope does not include view."
    };
    format!(
        "{allows} Needs Keycloak {major}.{minor} or newer{}. Do not turn Admin Permissions off again on 26.4: on 26.4.7, most requests \
         of callers with few roles then fail with 400 or 500. A role of the caller, such as view-users, overrides the permission, even \
         if the role is assigned later.",
        if evidence.is_service_account() {
            ": up to 26.5, a permission does not allow a service account to read one user by ID"
        } else {
            ""
        }
    )
}
