//! Which calls do programs make through Keycloak's admin clients for Java and JavaScript, and through python-keycloak?
//!
//! A table of the most used calls, read off the clients' sources: `org.keycloak:keycloak-admin-client` 26.0.5 (the JAX-RS annotations of
//! `org.keycloak.admin.client.resource`), `@keycloak/keycloak-admin-client` 26.7.4 (`lib/resources`), `python-keycloak` 7.1.1
//! (`keycloak_admin.py`, `urls_patterns.py`). What is not in the table is not guessed.

use super::{
    Call,
    scan::{Text, is_word, verb},
};

/// A resource and its members: `name METHOD path`, or `name > resource path` where the call goes on.
type Resource = (&'static str, &'static [&'static str]);

/// `realm.users().get(id).roles().realmLevel().add(roles)`
const JAVA: [Resource; 14] = [
    (
        "realms",
        &["realm > realm {}", "findAll GET", "create POST"],
    ),
    (
        "realm",
        &[
            "users > users users",
            "clients > clients clients",
            "groups > groups groups",
            "roles > roles roles",
            "clientScopes > clientScopes client-scopes",
            "identityProviders > identityProviders identity-provider",
            "organizations > organizations organizations",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getEvents GET events",
            "getAdminEvents GET admin-events",
            "getDefaultGroups GET default-groups",
            "getGroupByPath GET group-by-path/{}",
            "getClientSessionStats GET client-session-stats",
            "partialImport POST partialImport",
            "partialExport POST partial-export",
            "logoutAll POST logout-all",
            "deleteSession DELETE sessions/{}",
        ],
    ),
    (
        "users",
        &[
            "get > user {}",
            "search GET",
            "searchByAttributes GET",
            "searchByUsername GET",
            "searchByEmail GET",
            "searchByFirstName GET",
            "searchByLastName GET",
            "list GET",
            "create POST",
            "delete DELETE {}",
            "count GET count",
            "countEmailVerified GET count",
        ],
    ),
    (
        "user",
        &[
            "roles > mappings role-mappings",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "groups GET groups",
            "groupsCount GET groups/count",
            "joinGroup PUT groups/{}",
            "leaveGroup DELETE groups/{}",
            "logout POST logout",
            "credentials GET credentials",
            "removeCredential DELETE credentials/{}",
            "disableCredentialType PUT disable-credential-types",
            "resetPassword PUT reset-password",
            "resetPasswordEmail PUT reset-password-email",
            "executeActionsEmail PUT execute-actions-email",
            "sendVerifyEmail PUT send-verify-email",
            "getUserSessions GET sessions",
            "getOfflineSessions GET offline-sessions/{}",
            "getFederatedIdentity GET federated-identity",
            "addFederatedIdentity POST federated-identity/{}",
            "removeFederatedIdentity DELETE federated-identity/{}",
            "getConsents GET consents",
            "revokeConsent DELETE consents/{}",
            "impersonate POST impersonation",
        ],
    ),
    (
        "mappings",
        &[
            "getAll GET",
            "realmLevel > level realm",
            "clientLevel > level clients/{}",
        ],
    ),
    (
        "level",
        &[
            "listAll GET",
            "listAvailable GET available",
            "listEffective GET composite",
            "add POST",
            "remove DELETE",
        ],
    ),
    (
        "clients",
        &[
            "get > client {}",
            "findAll GET",
            "findByClientId GET",
            "query GET",
            "create POST",
        ],
    ),
    (
        "client",
        &[
            "roles > roles roles",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getSecret GET client-secret",
            "generateNewSecret POST client-secret",
            "getServiceAccountUser GET service-account-user",
            "getUserSessions GET user-sessions",
            "getDefaultClientScopes GET default-client-scopes",
            "getOptionalClientScopes GET optional-client-scopes",
        ],
    ),
    (
        "groups",
        &[
            "group > group {}",
            "groups GET",
            "query GET",
            "count GET count",
            "add POST",
        ],
    ),
    (
        "group",
        &[
            "roles > mappings role-mappings",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getSubGroups GET children",
            "subGroup POST children",
            "members GET members",
        ],
    ),
    (
        "roles",
        &[
            "get > role {}",
            "list GET",
            "create POST",
            "deleteRole DELETE {}",
        ],
    ),
    (
        "role",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getRoleComposites GET composites",
            "addComposites POST composites",
            "deleteComposites DELETE composites",
            "getUserMembers GET users",
            "getRoleUserMembers GET users",
            "getRoleGroupMembers GET groups",
        ],
    ),
    ("clientScopes", &["findAll GET", "create POST"]),
    (
        "identityProviders",
        &["findAll GET instances", "create POST instances"],
    ),
];

/// `kcAdminClient.users.findOne({ id })`
const JAVASCRIPT: [Resource; 6] = [
    (
        "users",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "update PUT {}",
            "del DELETE {}",
            "count GET count",
            "getProfile GET profile",
            "listRoleMappings GET {}/role-mappings",
            "addRealmRoleMappings POST {}/role-mappings/realm",
            "listRealmRoleMappings GET {}/role-mappings/realm",
            "delRealmRoleMappings DELETE {}/role-mappings/realm",
            "listAvailableRealmRoleMappings GET {}/role-mappings/realm/available",
            "listCompositeRealmRoleMappings GET {}/role-mappings/realm/composite",
            "listClientRoleMappings GET {}/role-mappings/clients/{}",
            "addClientRoleMappings POST {}/role-mappings/clients/{}",
            "delClientRoleMappings DELETE {}/role-mappings/clients/{}",
            "listAvailableClientRoleMappings GET {}/role-mappings/clients/{}/available",
            "listCompositeClientRoleMappings GET {}/role-mappings/clients/{}/composite",
            "executeActionsEmail PUT {}/execute-actions-email",
            "sendVerifyEmail PUT {}/send-verify-email",
            "listGroups GET {}/groups",
            "addToGroup PUT {}/groups/{}",
            "delFromGroup DELETE {}/groups/{}",
            "countGroups GET {}/groups/count",
            "listFederatedIdentities GET {}/federated-identity",
            "addToFederatedIdentity POST {}/federated-identity/{}",
            "delFromFederatedIdentity DELETE {}/federated-identity/{}",
            "resetPassword PUT {}/reset-password",
            "getCredentials GET {}/credentials",
            "deleteCredential DELETE {}/credentials/{}",
            "listSessions GET {}/sessions",
            "listOfflineSessions GET {}/offline-sessions/{}",
            "logout POST {}/logout",
            "listConsents GET {}/consents",
            "revokeConsent DELETE {}/consents/{}",
            "impersonation POST {}/impersonation",
        ],
    ),
    (
        "clients",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "update PUT {}",
            "del DELETE {}",
            "createRole POST {}/roles",
            "listRoles GET {}/roles",
            "findRole GET {}/roles/{}",
            "updateRole PUT {}/roles/{}",
            "delRole DELETE {}/roles/{}",
            "findUsersWithRole GET {}/roles/{}/users",
            "getServiceAccountUser GET {}/service-account-user",
            "getClientSecret GET {}/client-secret",
            "generateNewClientSecret POST {}/client-secret",
            "listSessions GET {}/user-sessions",
            "addProtocolMapper POST {}/protocol-mappers/models",
            "listProtocolMappers GET {}/protocol-mappers/models",
            "listDefaultClientScopes GET {}/default-client-scopes",
            "addDefaultClientScope PUT {}/default-client-scopes/{}",
        ],
    ),
    (
        "groups",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "update PUT {}",
            "del DELETE {}",
            "count GET count",
            "createChildGroup POST {}/children",
            "listSubGroups GET {}/children",
            "listMembers GET {}/members",
            "listRoleMappings GET {}/role-mappings",
            "addRealmRoleMappings POST {}/role-mappings/realm",
            "listRealmRoleMappings GET {}/role-mappings/realm",
            "delRealmRoleMappings DELETE {}/role-mappings/realm",
            "addClientRoleMappings POST {}/role-mappings/clients/{}",
            "listClientRoleMappings GET {}/role-mappings/clients/{}",
        ],
    ),
    (
        "roles",
        &[
            "find GET",
            "create POST",
            "findOneByName GET {}",
            "updateByName PUT {}",
            "delByName DELETE {}",
            "findUsersWithRole GET {}/users",
        ],
    ),
    (
        "clientScopes",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "update PUT {}",
            "del DELETE {}",
        ],
    ),
    (
        "organizations",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "updateById PUT {}",
            "delById DELETE {}",
            "listMembers GET {}/members",
            "addMember POST {}/members",
            "delMember DELETE {}/members/{}",
            "getMember GET {}/members/{}",
        ],
    ),
];

/// `keycloak_admin.get_user(user_id)`; `+` where it makes two calls.
const PYTHON: [&str; 59] = [
    "get_users GET users",
    "get_user_id GET users",
    "users_count GET users/count",
    "create_user POST users",
    "get_user GET users/{}",
    "update_user PUT users/{}",
    "disable_user PUT users/{}",
    "enable_user PUT users/{}",
    "delete_user DELETE users/{}",
    "set_user_password PUT users/{}/reset-password",
    "get_credentials GET users/{}/credentials",
    "delete_credential DELETE users/{}/credentials/{}",
    "user_logout POST users/{}/logout",
    "user_consents GET users/{}/consents",
    "get_sessions GET users/{}/sessions",
    "send_update_account PUT users/{}/execute-actions-email",
    "send_verify_email PUT users/{}/send-verify-email",
    "get_user_groups GET users/{}/groups",
    "group_user_add PUT users/{}/groups/{}",
    "group_user_remove DELETE users/{}/groups/{}",
    "get_user_social_logins GET users/{}/federated-identity",
    "add_user_social_login POST users/{}/federated-identity/{}",
    "delete_user_social_login DELETE users/{}/federated-identity/{}",
    "assign_realm_roles POST users/{}/role-mappings/realm",
    "delete_realm_roles_of_user DELETE users/{}/role-mappings/realm",
    "get_realm_roles_of_user GET users/{}/role-mappings/realm",
    "get_composite_realm_roles_of_user GET users/{}/role-mappings/realm/composite",
    "get_all_roles_of_user GET users/{}/role-mappings",
    "assign_client_role POST users/{}/role-mappings/clients/{}",
    "get_client_roles_of_user GET users/{}/role-mappings/clients/{}",
    "delete_client_roles_of_user DELETE users/{}/role-mappings/clients/{}",
    "get_groups GET groups + GET groups/{}/children",
    "get_group GET groups/{} + GET groups/{}/children",
    "get_group_children GET groups/{}/children",
    "get_group_members GET groups/{}/members",
    "get_group_by_path GET group-by-path/{}",
    "groups_count GET groups/count",
    "update_group PUT groups/{}",
    "delete_group DELETE groups/{}",
    "assign_group_realm_roles POST groups/{}/role-mappings/realm",
    "get_clients GET clients",
    "get_client_id GET clients",
    "get_client GET clients/{}",
    "create_client POST clients",
    "update_client PUT clients/{}",
    "delete_client DELETE clients/{}",
    "get_client_service_account_user GET clients/{}/service-account-user",
    "get_client_secrets GET clients/{}/client-secret",
    "generate_client_secrets POST clients/{}/client-secret",
    "get_client_roles GET clients/{}/roles",
    "get_client_role GET clients/{}/roles/{}",
    "get_client_role_id GET clients/{}/roles/{}",
    "create_client_role POST clients/{}/roles",
    "get_realm_roles GET roles",
    "get_realm_role GET roles/{}",
    "create_realm_role POST roles",
    "update_realm_role PUT roles/{}",
    "delete_realm_role DELETE roles/{}",
    "get_realm_role_members GET roles/{}/users",
];

/// No list of arguments is longer.
const LONGEST_ARGUMENTS: usize = 600;

/// Every call through such a client.
pub(super) fn calls(text: &str) -> Vec<Call> {
    let text = Text(text);
    let mut calls = Vec::new();
    let mut seen = 0;
    for (at, _) in text.0.match_indices('.') {
        if at < seen {
            continue;
        }
        let name = text.word_at(at + 1);
        let after = at + 1 + name.len();
        let receiver = text.word_before(text.skip_white_back(at));
        let mut add = |method, path: String| {
            calls.push(Call {
                at: at + 1,
                method,
                path: below_realm(&path),
            });
        };
        if is_admin_client(receiver) {
            if text.at(after) == b'(' {
                python(name, &mut add);
            } else if text.at(after) == b'.'
                && let Some((_, members)) =
                    JAVASCRIPT.iter().find(|(resource, _)| *resource == name)
            {
                let called = text.word_at(after + 1);
                if let Some((method, path)) = member(members, called).and_then(request) {
                    let base = if name == "clientScopes" {
                        "client-scopes"
                    } else {
                        name
                    };
                    add(method, format!("{base}/{path}"));
                    seen = after + 1 + called.len();
                }
            }
        }
        seen = seen.max(java(text, at, receiver, &mut add));
    }
    calls
}

/// Follows a chain of the Java client that starts at this dot; gives the end of what was read.
fn java(
    text: Text,
    dot: usize,
    receiver: &str,
    add: &mut impl FnMut(&'static str, String),
) -> usize {
    // `usersResource.search(…)`, or `realm.users().search(…)`.
    let lower = receiver.to_ascii_lowercase();
    let named = lower.strip_suffix("resource").and_then(|name| {
        JAVA.iter()
            .find(|(resource, _)| resource.eq_ignore_ascii_case(name))
    });
    let base = |resource: &str| match resource {
        "realms" => "/admin/realms",
        "user" => "users/{}",
        "client" => "clients/{}",
        "group" => "groups/{}",
        "role" => "roles/{}",
        "users" => "users",
        "clients" => "clients",
        "groups" => "groups",
        "roles" => "roles",
        "clientScopes" => "client-scopes",
        "identityProviders" => "identity-provider",
        _ => "",
    };
    let (mut path, mut members, mut at) = match named {
        Some((resource, members)) if !matches!(*resource, "mappings" | "level") => {
            (base(resource).to_owned(), *members, dot)
        }
        _ => {
            let name = text.word_at(dot + 1);
            let open = dot + 1 + name.len();
            let starts = [
                "realm",
                "realms",
                "users",
                "clients",
                "groups",
                "roles",
                "clientScopes",
                "identityProviders",
            ];
            if text.at(open) != b'(' || !starts.contains(&name) {
                return 0;
            }
            let (Some(close), Some((_, members))) = (
                text.closing(open, LONGEST_ARGUMENTS),
                JAVA.iter().find(|(resource, _)| *resource == name),
            ) else {
                return 0;
            };
            (base(name).to_owned(), *members, close + 1)
        }
    };
    for _ in 0..8 {
        at = text.skip_white(at);
        while matches!(text.at(at), b'!' | b'?') {
            at += 1;
        }
        let name = text.word_at(at + 1);
        let open = at + 1 + name.len();
        if text.at(at) != b'.' || text.at(open) != b'(' {
            return at;
        }
        let Some(rest) = member(members, name) else {
            return at;
        };
        if let Some(to) = rest.strip_prefix("> ") {
            let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
            path = join(&path, below);
            let (Some(close), Some((_, next))) = (
                text.closing(open, LONGEST_ARGUMENTS),
                JAVA.iter().find(|(name, _)| *name == resource),
            ) else {
                return open;
            };
            members = next;
            at = close + 1;
        } else {
            if let Some((method, below)) = request(rest) {
                add(method, join(&path, below));
            }
            return open;
        }
    }
    at
}

fn python(name: &str, add: &mut impl FnMut(&'static str, String)) {
    let name = name.strip_prefix("a_").unwrap_or(name);
    let Some(rest) = member(&PYTHON, name) else {
        return;
    };
    for (method, path) in rest.split(" + ").filter_map(request) {
        add(method, path.to_owned());
    }
}

/// `kcAdminClient`, `keycloak_admin`, `this.kc`: not `prisma.users.create`.
fn is_admin_client(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !name.is_empty()
        && name.bytes().all(is_word)
        && ["keycloak", "kc", "admin"]
            .iter()
            .any(|part| lower.contains(part))
}

/// What follows a member's name in the table.
fn member(members: &[&'static str], name: &str) -> Option<&'static str> {
    members
        .iter()
        .find_map(|member| member.strip_prefix(name)?.strip_prefix(' '))
}

/// `GET path`
fn request(text: &'static str) -> Option<(&'static str, &'static str)> {
    let (method, path) = text.split_once(' ').unwrap_or((text, ""));
    Some((verb(method)?, path))
}

fn join(path: &str, below: &str) -> String {
    if path.is_empty() || below.is_empty() {
        format!("{path}{below}")
    } else {
        format!("{path}/{below}")
    }
}

fn below_realm(path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/admin/realms/{{realm}}/{path}")
    }
}

#[cfg(test)]
pub(super) fn table() -> Vec<(&'static str, &'static str)> {
    PYTHON
        .iter()
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(_, rest)| rest.split(" + "))
        .filter_map(request)
        .collect()
}
