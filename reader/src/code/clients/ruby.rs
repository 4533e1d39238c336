//! `KeycloakAdmin.realm("acme").users.search("jane")` of the Ruby gem keycloak-admin.
//!
//! Read off keycloak-admin 2.0.3 (`lib/keycloak-admin/client/*.rb`, `lib/keycloak-admin/resource/*.rb`). `save` of a role or a group updates
//! what has an ID and creates what has none.

use super::{Found, LONGEST_ARGUMENTS, Resource, Sender, arguments, join, overload, request};
use crate::code::{
    assignment::assigned,
    scan::{Text, is_word},
};
use std::collections::HashMap;

const RESOURCES: [Resource; 21] = [
    (
        "realm",
        &[
            "users > users users",
            "user > user users/{}",
            "groups > groups groups",
            "group > group groups/{}",
            "clients > clients clients",
            "roles > roles roles",
            "client_roles > client_roles clients",
            "identity_providers > identity_providers identity-provider/instances",
            "organizations > organizations organizations",
            "attack_detections > attack_detections attack-detection/brute-force/users",
            "client_scopes > client_scopes client-scopes",
            "client_scope_protocol_mappers > mappers client-scopes/{}/protocol-mappers/models",
            "authz_scopes > authz_scopes clients/{}/authz/resource-server/scope",
            "authz_resources > authz_resources clients/{}/authz/resource-server/resource",
            "authz_permissions > authz_permissions clients/{}/authz/resource-server/permission/{}",
            "authz_policies > authz_policies clients/{}/authz/resource-server/policy/{}",
            "list GET /admin/realms",
            "save POST /admin/realms",
            "update PUT",
            "delete DELETE",
        ],
    ),
    (
        "users",
        &[
            "create POST + GET {}",
            "save POST",
            "update PUT {}",
            "get GET {}",
            "search GET",
            "list GET",
            "delete DELETE {}",
            "groups GET {}/groups",
            "add_group PUT {}/groups/{}",
            "remove_group DELETE {}/groups/{}",
            "add_client_roles_on_user POST {}/role-mappings/clients/{}",
            "update_password PUT {}/reset-password",
            "credentials GET {}/credentials",
            "forgot_password PUT {}/execute-actions-email",
            "execute_actions_email PUT {}/execute-actions-email",
            "impersonate POST {}/impersonation",
            "sessions GET {}/sessions",
            "logout POST {}/logout",
            "link_idp POST {}/federated-identity/{}",
            "unlink_idp DELETE {}/federated-identity/{}",
        ],
    ),
    (
        "user",
        &[
            "role_mapper > role_mapper role-mappings/realm",
            "client_role_mappings > client_mappings role-mappings/clients/{}",
        ],
    ),
    (
        "group",
        &[
            "role_mapper > role_mapper role-mappings/realm",
            "client_role_mappings > client_mappings role-mappings/clients/{}",
            "members GET members",
        ],
    ),
    (
        "role_mapper",
        &[
            "list GET",
            "save_realm_level POST",
            "remove_realm_level DELETE",
            "remove_all_realm_roles DELETE",
        ],
    ),
    (
        "client_mappings",
        &["list_available GET available", "save POST"],
    ),
    (
        "groups",
        &[
            "get GET {}",
            "children GET {}/children",
            "list GET",
            "search GET",
            "create POST",
            "save POST + PUT {}",
            "create_subgroup POST {}/children",
            "delete DELETE {}",
            "members GET {}/members",
            "get_realm_level_roles GET {}/role-mappings/realm",
            "add_realm_level_role_name GET /admin/realms/{realm}/roles/{} + POST {}/role-mappings/realm",
            "remove_realm_level_role_name GET /admin/realms/{realm}/roles/{} + DELETE {}/role-mappings/realm",
        ],
    ),
    (
        "clients",
        &[
            "get GET {}",
            "save POST",
            "list GET",
            "find_by_client_id GET",
            "delete DELETE {}",
            "update PUT {} + GET {}",
            "get_service_account_user GET {}/service-account-user",
        ],
    ),
    ("client_roles", &["list GET {}/roles"]),
    (
        "roles",
        &[
            "list GET",
            "get GET {}",
            "list_groups GET {}/groups",
            "save POST + PUT /admin/realms/{realm}/roles-by-id/{}",
        ],
    ),
    (
        "identity_providers",
        &[
            "create POST",
            "add_mapping POST {}/mappers",
            "list GET",
            "get/0 GET",
            "get/1 GET {}",
        ],
    ),
    (
        "organizations",
        &[
            "list GET",
            "count GET count",
            "delete DELETE {}",
            "update PUT {} + GET {}",
            "create POST",
            "save POST",
            "get GET {}",
            "identity_providers GET {}/identity-providers",
            "get_identity_provider GET {}/identity-providers/{}",
            "add_identity_provider POST {}/identity-providers",
            "delete_identity_provider DELETE {}/identity-providers/{}",
            "members_count GET {}/members/count",
            "members GET {}/members",
            "invite_existing_user POST {}/members/invite-existing-user",
            "invite_user POST {}/members/invite-user",
            "add_member POST {}/members",
            "delete_member DELETE {}/members/{}",
            "get_member GET {}/members/{}",
            "associated_with_member GET members/{}/organizations",
        ],
    ),
    (
        "attack_detections",
        &[
            "lock_status GET {}",
            "unlock_user DELETE {}",
            "unlock_users DELETE",
        ],
    ),
    (
        "client_scopes",
        &[
            "list GET",
            "search GET",
            "get GET {}",
            "create POST",
            "save PUT {}",
            "delete DELETE {}",
        ],
    ),
    (
        "mappers",
        &[
            "list GET",
            "get GET {}",
            "create POST",
            "save PUT {}",
            "delete DELETE {}",
        ],
    ),
    (
        "authz_scopes",
        &[
            "list GET",
            "search GET",
            "get GET {}",
            "create POST",
            "save POST",
            "delete DELETE {}",
        ],
    ),
    (
        "authz_resources",
        &[
            "list GET",
            "find_by GET",
            "get GET {}",
            "create POST",
            "save POST",
            "update GET {} + PUT {}",
            "delete DELETE {}",
        ],
    ),
    (
        "authz_permissions",
        &[
            // The type of the permission is not in these two paths.
            "list GET ../",
            "find_by GET ../",
            "get GET {}",
            "create POST",
            "save POST",
            "delete DELETE {}",
        ],
    ),
    (
        "authz_policies",
        &[
            "list GET",
            "find_by GET",
            "get GET {}",
            "create POST",
            "save POST",
            "delete DELETE {}",
        ],
    ),
    ("token", &[]),
    ("configurable_token", &[]),
];

/// Methods that send no request to the Admin API.
const SILENT: [&str; 8] = [
    "realm_name",
    "token",
    "configurable_token",
    "name_defined",
    "build",
    "resource_id",
    "resources_name",
    "get_redirect_impersonation",
];

/// A resource, and its path below the realm.
#[derive(Clone)]
struct Place {
    resource: &'static str,
    path: String,
}

/// Every chain that begins with `KeycloakAdmin.realm(…)`, or with a variable that holds a part of one.
pub(super) fn calls(text: Text, found: &mut Found) {
    let is_used = text
        .words()
        .any(|(at, word)| word == "KeycloakAdmin" && text.at(at + word.len()) == b'.');
    if !is_used {
        return;
    }
    let realm = Place {
        resource: "realm",
        path: String::new(),
    };
    let mut variables: HashMap<&str, Place> = HashMap::new();
    for (at, word) in text.words() {
        let start = if word == "realm" && text.before(at) == b'.' {
            (text.word_before(at - 1) == "KeycloakAdmin").then(|| realm.clone())
        } else if text.before(at) == b'.' {
            None
        } else {
            variables.get(word).cloned()
        };
        let Some(place) = start else { continue };
        if let Some(place) = follow(text, at + word.len(), place, word, found)
            && let Some(name) = assigned(text, at)
        {
            variables.insert(name, place);
        }
    }
}

/// Follows a chain to its request. What ends at a resource gives the resource.
fn follow(text: Text, from: usize, start: Place, name: &str, found: &mut Found) -> Option<Place> {
    let mut place = start;
    let mut at = past_arguments(text, from)?;
    loop {
        let mut dot = text.skip_white(at);
        if text.at(dot) == b'&' {
            dot += 1;
        }
        if text.at(dot) != b'.' {
            return Some(place);
        }
        let start = text.skip_white(dot + 1);
        let method = text.word_at(start);
        let mut end = start + method.len();
        if matches!(text.at(end), b'!' | b'?') {
            end += 1;
        }
        let members = RESOURCES
            .iter()
            .find(|(resource, _)| *resource == place.resource)
            .map_or(&[][..], |(_, members)| *members);
        let count = arguments(text, end).len();
        match overload(members, method, count) {
            Some(rest) if rest.starts_with("> ") => {
                let (resource, below) = rest.strip_prefix("> ")?.split_once(' ')?;
                let (resource, _) = RESOURCES.iter().find(|(known, _)| *known == resource)?;
                place = Place {
                    resource,
                    path: join(&place.path, below),
                };
                at = past_arguments(text, end)?;
            }
            Some(requests) => {
                for (verb, below) in requests.split(" + ").filter_map(request) {
                    if place.path.is_empty() && below.is_empty() {
                        found.call(start, verb, "/admin/realms/{realm}");
                    } else {
                        found.call(start, verb, &join(&place.path, below));
                    }
                }
                return None;
            }
            None => {
                let is_read =
                    method.is_empty() || method.contains("_url") || SILENT.contains(&method);
                if !is_read {
                    found.lost(format!("{name}.{method}"));
                }
                return None;
            }
        }
    }
}

/// The position behind the arguments in parentheses, if there are any.
fn past_arguments(text: Text, at: usize) -> Option<usize> {
    if text.at(at) == b'(' {
        text.closing(at, LONGEST_ARGUMENTS).map(|end| end + 1)
    } else if is_word(text.at(at)) {
        None
    } else {
        Some(at)
    }
}

/// Every method of the tables.
pub(super) fn senders() -> Vec<Sender> {
    let mut all = Vec::new();
    let mut open = vec![("realm", String::new())];
    while let Some((resource, path)) = open.pop() {
        let members = RESOURCES
            .iter()
            .find(|(known, _)| *known == resource)
            .map_or(&[][..], |(_, members)| *members);
        for entry in members {
            let below = entry
                .split_once(" > ")
                .and_then(|(_, to)| to.split_once(' '));
            if let Some((resource, below)) = below {
                open.push((resource, join(&path, below)));
            } else {
                all.extend(Sender::read(entry, &format!("{resource}."), &path));
            }
        }
    }
    all
}
