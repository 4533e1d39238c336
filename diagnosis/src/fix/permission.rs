//! Describes fine-grained admin permissions (version 2) for the caller: the narrower alternatives to a role.
//!
//! Measured on 26.7.5 and, for people, on 26.5.6: without any role, `view` on one user allows the operations below that read, and `manage`
//! those that write. `view-members` and `manage-members` on a group allow the same for its members and for those of its subgroups, and
//! `view-members` also allows the list of its members.

use super::{Holder, holder, required};
use crate::evidence::{Evidence, service_account_name};
use crate::version_range::Minor;

/// A permission that allows the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permission {
    /// What the caller may do.
    pub access: Access,
    /// The users that the caller may reach.
    pub users: Users,
    /// Whether the caller is a service account.
    pub is_of_service_account: bool,
}

/// What a permission allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    View,
    Manage,
}

/// The users that a permission is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Users {
    /// The user with this ID.
    One(String),
    /// The members of the group with this ID; of a group that the administrator chooses, if no group is in the path.
    Members(Option<String>),
}

/// The operations on one user, with the access that allows each of them.
const OF_USER: [(&str, Access); 9] = [
    ("GET /admin/realms/{realm}/users/{user-id}", Access::View),
    (
        "GET /admin/realms/{realm}/users/{user-id}/credentials",
        Access::View,
    ),
    (
        "GET /admin/realms/{realm}/users/{user-id}/groups",
        Access::View,
    ),
    (
        "GET /admin/realms/{realm}/users/{user-id}/role-mappings",
        Access::View,
    ),
    (
        "GET /admin/realms/{realm}/users/{user-id}/sessions",
        Access::View,
    ),
    ("PUT /admin/realms/{realm}/users/{user-id}", Access::Manage),
    (
        "DELETE /admin/realms/{realm}/users/{user-id}",
        Access::Manage,
    ),
    (
        "POST /admin/realms/{realm}/users/{user-id}/logout",
        Access::Manage,
    ),
    (
        "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        Access::Manage,
    ),
];
/// The operation that lists the members of a group.
const MEMBERS: &str = "GET /admin/realms/{realm}/groups/{group-id}/members";

/// The first release in which a permission alone allows the request of a service account. Older releases also require a role to read one
/// user by ID (recordings `fine-grained-for-all-users`).
pub(super) const SINCE_FOR_SERVICE_ACCOUNTS: Minor = (26, 6);
/// The first release with these permissions. They allow the request of a person.
pub(super) const SINCE: Minor = (26, 2);

/// The first release in which a permission allows the caller's request.
fn since(is_of_service_account: bool) -> Minor {
    if is_of_service_account {
        SINCE_FOR_SERVICE_ACCOUNTS
    } else {
        SINCE
    }
}

/// The permissions that allow the request, the narrowest one first. Empty if no such permission is known, if the release may lack them, if
/// the ID of the user or the group is unknown, or if the caller belongs to another realm, whose policies cannot name it.
pub(crate) fn permissions(evidence: &Evidence) -> Vec<Permission> {
    let operation = &evidence.attempt.operation;
    let is_of_service_account = evidence.is_service_account();
    let is_own_realm = evidence.token_realm() == evidence.attempt.realm.as_str();
    let since = since(is_of_service_account);
    // If no newer release than the first one with such permissions fits, the server is probably older.
    let is_likely = evidence.versions.newest() > since || evidence.versions.at_least(since);
    if !is_own_realm || !is_likely || holder(evidence).is_none() {
        return Vec::new();
    }
    let name = operation.name();
    let id = |parameter: &str| {
        let id = operation.params.get(parameter)?;
        uuid::Uuid::try_parse(id).is_ok().then(|| id.clone())
    };
    let to = |access, users| Permission {
        access,
        users,
        is_of_service_account,
    };
    if name == MEMBERS {
        let group = id("group-id");
        return group
            .map(|group| to(Access::View, Users::Members(Some(group))))
            .into_iter()
            .collect();
    }
    let of_user = OF_USER.iter().find(|(known, _)| *known == name);
    match (of_user, id("user-id")) {
        (Some((_, access)), Some(user)) => vec![
            to(*access, Users::One(user)),
            to(*access, Users::Members(None)),
        ],
        _ => Vec::new(),
    }
}

impl Permission {
    /// The name of the change, which says who is the caller: up to 26.5, permissions do not allow the requests of service accounts.
    pub(super) fn change(&self) -> &'static str {
        match (&self.users, self.is_of_service_account) {
            (Users::One(_), true) => "Allow a service account one user",
            (Users::One(_), false) => "Allow a person one user",
            (Users::Members(_), true) => "Allow a service account the members of a group",
            (Users::Members(_), false) => "Allow a person the members of a group",
        }
    }

    /// The title, with the words for the form at its end, such as ", with curl".
    pub(super) fn title(&self, form: &str) -> String {
        let whom = match self.users {
            Users::One(_) => "this user",
            Users::Members(Some(_)) => "the members of this group",
            Users::Members(None) => "the members of a group",
        };
        format!("Or allow only {whom} with a fine-grained permission{form}")
    }

    /// The type of the resource.
    pub(super) fn resource_type(&self) -> &'static str {
        match self.users {
            Users::One(_) => "Users",
            Users::Members(_) => "Groups",
        }
    }

    /// The ID of the user or the group; `unknown` for a group that the administrator chooses.
    pub(super) fn resource<'p>(&'p self, unknown: &'p str) -> &'p str {
        match &self.users {
            Users::One(id) | Users::Members(Some(id)) => id,
            Users::Members(None) => unknown,
        }
    }

    /// The command that requires the variable with the ID of the group, if the administrator chooses the group.
    pub(super) fn require_group(&self) -> Option<String> {
        let is_chosen = self.users == Users::Members(None);
        is_chosen.then(|| required("GROUP_ID", "Set GROUP_ID to the ID of the group"))
    }

    /// The authorization scope.
    pub(super) fn scope(&self) -> &'static str {
        match (&self.users, self.access) {
            (Users::One(_), Access::View) => "view",
            (Users::One(_), Access::Manage) => "manage",
            (Users::Members(_), Access::View) => "view-members",
            (Users::Members(_), Access::Manage) => "manage-members",
        }
    }

    /// The name of the permission. It contains the resource and the caller, because Keycloak rejects a name that another permission has.
    pub(super) fn name(&self, unknown: &str, caller: &str) -> String {
        format!(
            "why403-{}-{}-for-{caller}",
            self.scope(),
            self.resource(unknown)
        )
    }

    /// The name of the policy that names the caller. Keycloak also rejects a policy with the name of a permission.
    pub(super) fn policy_name(&self, unknown: &str, caller: &str) -> String {
        format!("{}-caller", self.name(unknown, caller))
    }
}

/// The variable with the ID of the group in shell commands.
pub(super) const GROUP: &str = "$GROUP_ID";

/// The name of the user that the policy names. A policy of the type Client would also apply to every user of the client.
pub(super) fn caller(evidence: &Evidence) -> Option<String> {
    match holder(evidence)? {
        Holder::ServiceAccount(client) => Some(service_account_name(&client)),
        Holder::User(name) => Some(name),
        Holder::Id(_) => None,
    }
}

/// The effect of the permission, the releases that it needs, and their known defects.
pub(super) fn risk(permission: &Permission) -> String {
    let (major, minor) = since(permission.is_of_service_account);
    let verb = match permission.access {
        Access::View => "read",
        Access::Manage => "change and delete",
    };
    let whom = match permission.users {
        Users::One(_) => "this one user",
        Users::Members(_) => "every member of the group and of its subgroups",
    };
    let not_included = match (permission.access, &permission.users) {
        (Access::View, _) => "",
        (Access::Manage, Users::One(_)) => " The manage scope does not include view.",
        (Access::Manage, Users::Members(_)) => {
            " The manage-members scope does not include view-members."
        }
    };
    let older = if permission.is_of_service_account {
        ": up to 26.5, a permission does not allow a service account to read one user by ID"
    } else {
        ""
    };
    format!(
        "The caller may {verb} {whom}, and no other user.{not_included} Needs Keycloak {major}.{minor} or newer{older}. Do not turn Admin \
         Permissions off again on 26.4: on 26.4.7, most requests of callers with few roles then fail with 400 or 500. A role of the \
         caller, such as view-users, overrides the permission, even if the role is assigned later."
    )
}
