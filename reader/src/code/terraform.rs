//! Reads resources and data sources of Terraform's Keycloak provider: the requests that plan, create, update and destroy send.

use super::call::Call;
use super::clients::Sender;
use super::path::below_realm;
use super::scan::Text;

/// A type, its path for creating, and the path of one; both below the realm.
///
/// Read off the provider at commit 05accfd8 (`provider/*.go`, `keycloak/*.go`): every resource is created, read, updated and deleted under
/// these paths.
const TYPES: [(&str, &str, &str); 13] = [
    ("keycloak_group", "groups", "groups/{}"),
    ("keycloak_user", "users", "users/{}"),
    ("keycloak_saml_client", "clients", "clients/{}"),
    (
        "keycloak_openid_client_scope",
        "client-scopes",
        "client-scopes/{}",
    ),
    (
        "keycloak_saml_client_scope",
        "client-scopes",
        "client-scopes/{}",
    ),
    (
        "keycloak_authentication_flow",
        "authentication/flows",
        "authentication/flows/{}",
    ),
    (
        "keycloak_ldap_user_federation",
        "components",
        "components/{}",
    ),
    (
        "keycloak_custom_user_federation",
        "components",
        "components/{}",
    ),
    (
        "keycloak_hardcoded_attribute_mapper",
        "components",
        "components/{}",
    ),
    ("keycloak_organization", "organizations", "organizations/{}"),
    ("keycloak_workflow", "workflows", "workflows/{}"),
    (
        "keycloak_openid_client_authorization_resource",
        "clients/{}/authz/resource-server/resource",
        "clients/{}/authz/resource-server/resource/{}",
    ),
    (
        "keycloak_openid_client_authorization_scope",
        "clients/{}/authz/resource-server/scope",
        "clients/{}/authz/resource-server/scope/{}",
    ),
];

/// Types whose names begin and end so, with the same two paths.
const FAMILIES: [(&str, &str, &str, &str); 6] = [
    (
        "keycloak_",
        "_identity_provider",
        "identity-provider/instances",
        "identity-provider/instances/{}",
    ),
    (
        "keycloak_",
        "_identity_provider_mapper",
        "identity-provider/instances/{}/mappers",
        "identity-provider/instances/{}/mappers/{}",
    ),
    ("keycloak_ldap_", "_mapper", "components", "components/{}"),
    (
        "keycloak_realm_keystore_",
        "",
        "components",
        "components/{}",
    ),
    (
        "keycloak_realm_client_registration_",
        "policy",
        "components",
        "components/{}",
    ),
    (
        "keycloak_openid_client_",
        "_policy",
        "clients/{}/authz/resource-server/policy/{}",
        "clients/{}/authz/resource-server/policy/{}/{}",
    ),
];

/// The requests for roles in the scope of a client or of a client scope. Realm roles and client roles have different paths.
const ROLE_SCOPE_MAPPINGS: &[&str] = &[
    "GET roles-by-id/{}",
    "POST clients/{}/scope-mappings/realm",
    "GET clients/{}/scope-mappings/realm",
    "DELETE clients/{}/scope-mappings/realm",
    "POST clients/{}/scope-mappings/clients/{}",
    "GET clients/{}/scope-mappings/clients/{}",
    "DELETE clients/{}/scope-mappings/clients/{}",
    "POST client-scopes/{}/scope-mappings/realm",
    "GET client-scopes/{}/scope-mappings/realm",
    "DELETE client-scopes/{}/scope-mappings/realm",
    "POST client-scopes/{}/scope-mappings/clients/{}",
    "GET client-scopes/{}/scope-mappings/clients/{}",
    "DELETE client-scopes/{}/scope-mappings/clients/{}",
];

/// The requests of a resource for a permission of the authorization services: its own requests, and those that read and change every such
/// permission.
macro_rules! with_permission {
    ($($own:literal),+ $(,)?) => {
        &[
            $($own,)+
            "GET clients/{}/authz/resource-server/permission/{}/{}",
            "GET clients/{}/authz/resource-server/policy/{}/associatedPolicies",
            "GET clients/{}/authz/resource-server/permission/{}/{}/resources",
            "GET clients/{}/authz/resource-server/permission/{}/{}/scopes",
            "PUT clients/{}/authz/resource-server/permission/{}/{}",
        ]
    };
}

/// The requests for a permission of the client admin-permissions.
const ADMIN_PERMISSIONS: &[&str] = with_permission![
    "GET",
    "GET clients/{}/authz/resource-server/permission",
    "POST clients/{}/authz/resource-server/permission/{}",
    "DELETE clients/{}/authz/resource-server/permission/{}/{}",
];

/// Resources with requests of their own: every request that plan, create, update, and destroy send.
const OTHERS: [(&str, &[&str]); 37] = [
    (
        "keycloak_role",
        &[
            "POST roles",
            "GET roles/{}",
            "GET roles-by-id/{}",
            "PUT roles-by-id/{}",
            "DELETE roles-by-id/{}",
        ],
    ),
    ("keycloak_generic_client_role_mapper", ROLE_SCOPE_MAPPINGS),
    ("keycloak_generic_role_mapper", ROLE_SCOPE_MAPPINGS),
    (
        "keycloak_generic_client_authorization_policy",
        &[
            "POST clients/{}/authz/resource-server/policy",
            "GET clients/{}/authz/resource-server/policy/{}",
            "PUT clients/{}/authz/resource-server/policy/{}",
            "DELETE clients/{}/authz/resource-server/policy/{}",
        ],
    ),
    (
        "keycloak_openid_client",
        &[
            "POST clients",
            "GET clients/{}",
            "GET clients/{}/client-secret",
            "PUT clients/{}",
            "DELETE clients/{}",
        ],
    ),
    (
        "keycloak_user_roles",
        &[
            "GET users/{}",
            "GET users/{}/role-mappings",
            "GET roles-by-id/{}",
            "POST users/{}/role-mappings/realm",
            "POST users/{}/role-mappings/clients/{}",
            "DELETE users/{}/role-mappings/realm",
            "DELETE users/{}/role-mappings/clients/{}",
        ],
    ),
    (
        "keycloak_group_roles",
        &[
            "GET groups/{}",
            "GET groups/{}/role-mappings",
            "GET roles-by-id/{}",
            "POST groups/{}/role-mappings/realm",
            "POST groups/{}/role-mappings/clients/{}",
            "DELETE groups/{}/role-mappings/realm",
            "DELETE groups/{}/role-mappings/clients/{}",
        ],
    ),
    (
        "keycloak_group_memberships",
        &[
            "GET users",
            "GET groups/{}/members",
            "PUT users/{}/groups/{}",
            "DELETE users/{}/groups/{}",
        ],
    ),
    (
        "keycloak_user_groups",
        &[
            "GET users/{}/groups",
            "PUT users/{}/groups/{}",
            "DELETE users/{}/groups/{}",
        ],
    ),
    (
        "keycloak_default_groups",
        &[
            "GET default-groups",
            "PUT default-groups/{}",
            "DELETE default-groups/{}",
        ],
    ),
    (
        "keycloak_default_roles",
        &[
            "GET",
            "GET clients",
            "GET roles-by-id/{}/composites",
            "POST roles-by-id/{}/composites",
            "DELETE roles-by-id/{}/composites",
        ],
    ),
    (
        "keycloak_openid_client_service_account_role",
        &[
            "GET clients/{}/roles/{}",
            "GET users/{}/role-mappings/clients/{}",
            "POST users/{}/role-mappings/clients/{}",
            "DELETE users/{}/role-mappings/clients/{}",
        ],
    ),
    (
        "keycloak_openid_client_service_account_realm_role",
        &[
            "GET roles/{}",
            "GET users/{}/role-mappings/realm/composite",
            "POST users/{}/role-mappings/realm",
            "DELETE users/{}/role-mappings/realm",
        ],
    ),
    (
        "keycloak_openid_client_default_scopes",
        &[
            "GET clients/{}",
            "GET clients/{}/client-secret",
            "GET client-scopes",
            "GET clients/{}/default-client-scopes",
            "PUT clients/{}/default-client-scopes/{}",
            "DELETE clients/{}/default-client-scopes/{}",
        ],
    ),
    (
        "keycloak_openid_client_optional_scopes",
        &[
            "GET clients/{}",
            "GET clients/{}/client-secret",
            "GET client-scopes",
            "GET clients/{}/optional-client-scopes",
            "PUT clients/{}/optional-client-scopes/{}",
            "DELETE clients/{}/optional-client-scopes/{}",
        ],
    ),
    (
        "keycloak_saml_client_default_scopes",
        &[
            "GET clients/{}",
            "GET client-scopes",
            "GET clients/{}/default-client-scopes",
            "PUT clients/{}/default-client-scopes/{}",
            "DELETE clients/{}/default-client-scopes/{}",
        ],
    ),
    (
        "keycloak_realm_default_client_scopes",
        &[
            "GET client-scopes",
            "GET default-default-client-scopes",
            "PUT default-default-client-scopes/{}",
            "DELETE default-default-client-scopes/{}",
        ],
    ),
    (
        "keycloak_realm_optional_client_scopes",
        &[
            "GET client-scopes",
            "GET default-optional-client-scopes",
            "PUT default-optional-client-scopes/{}",
            "DELETE default-optional-client-scopes/{}",
        ],
    ),
    (
        "keycloak_realm_events",
        &["GET events/config", "PUT events/config"],
    ),
    (
        "keycloak_realm_user_profile",
        &["GET users/profile", "PUT users/profile"],
    ),
    (
        "keycloak_realm_localization",
        &[
            "GET localization/{}",
            "PUT localization/{}/{}",
            "DELETE localization/{}/{}",
        ],
    ),
    (
        "keycloak_realm_client_policy_profile",
        &[
            "GET client-policies/profiles",
            "PUT client-policies/profiles",
        ],
    ),
    (
        "keycloak_realm_client_policy_profile_policy",
        &[
            "GET client-policies/policies",
            "PUT client-policies/policies",
        ],
    ),
    (
        "keycloak_required_action",
        &[
            "GET authentication/unregistered-required-actions",
            "POST authentication/register-required-action",
            "GET authentication/required-actions/{}",
            "PUT authentication/required-actions/{}",
            "DELETE authentication/required-actions/{}",
        ],
    ),
    (
        "keycloak_authentication_subflow",
        &[
            "POST authentication/flows/{}/executions/flow",
            "GET authentication/flows/{}",
            "GET authentication/flows/{}/executions",
            "GET authentication/executions/{}",
            "PUT authentication/flows/{}/executions",
            "PUT authentication/flows/{}",
            "DELETE authentication/executions/{}",
        ],
    ),
    (
        "keycloak_authentication_execution",
        &[
            "POST authentication/flows/{}/executions/execution",
            "GET authentication/executions/{}",
            "PUT authentication/flows/{}/executions",
            "DELETE authentication/executions/{}",
        ],
    ),
    (
        "keycloak_authentication_execution_config",
        &[
            "POST authentication/executions/{}/config",
            "GET authentication/config/{}",
            "PUT authentication/config/{}",
            "DELETE authentication/config/{}",
        ],
    ),
    (
        "keycloak_users_permissions",
        with_permission![
            "GET users-management-permissions",
            "PUT users-management-permissions",
            "GET clients",
            "GET clients/{}/client-secret",
        ],
    ),
    (
        "keycloak_group_permissions",
        with_permission![
            "GET groups/{}/management/permissions",
            "PUT groups/{}/management/permissions",
            "GET clients",
            "GET clients/{}/client-secret",
        ],
    ),
    (
        "keycloak_openid_client_permissions",
        with_permission![
            "GET clients/{}/management/permissions",
            "PUT clients/{}/management/permissions",
            "GET clients",
            "GET clients/{}/client-secret",
        ],
    ),
    (
        "keycloak_identity_provider_token_exchange_scope_permission",
        with_permission![
            "GET identity-provider/instances/{}/management/permissions",
            "PUT identity-provider/instances/{}/management/permissions",
            "GET clients",
            "GET clients/{}/client-secret",
            "GET clients/{}/authz/resource-server/policy/{}/{}",
            "POST clients/{}/authz/resource-server/policy/{}",
            "PUT clients/{}/authz/resource-server/policy/{}/{}",
            "DELETE clients/{}/authz/resource-server/policy/{}/{}",
        ],
    ),
    ("keycloak_group_admin_permissions", ADMIN_PERMISSIONS),
    (
        "keycloak_openid_client_admin_permissions",
        ADMIN_PERMISSIONS,
    ),
    ("keycloak_role_admin_permissions", ADMIN_PERMISSIONS),
    ("keycloak_users_admin_permissions", ADMIN_PERMISSIONS),
    ("keycloak_authentication_bindings", &["GET", "PUT"]),
    (
        "keycloak_openid_client_authorization_permission",
        with_permission![
            "POST clients/{}/authz/resource-server/permission/{}",
            "DELETE clients/{}/authz/resource-server/permission/{}/{}",
        ],
    ),
];

/// What an argument or a block of a resource changes.
struct Argument {
    /// The type of the resource.
    of: &'static str,
    name: &'static str,
    /// The requests that the resource then sends.
    adds: &'static [&'static str],
    /// The requests that the resource then does not send.
    removes: &'static [&'static str],
}

const ARGUMENTS: [Argument; 9] = [
    Argument {
        of: "keycloak_user",
        name: "initial_password",
        adds: &["PUT users/{}/reset-password"],
        removes: &[],
    },
    Argument {
        of: "keycloak_user",
        name: "federated_identity",
        adds: &[
            "GET users/{}/federated-identity",
            "POST users/{}/federated-identity/{}",
            "DELETE users/{}/federated-identity/{}",
        ],
        removes: &[],
    },
    Argument {
        of: "keycloak_user",
        name: "import",
        adds: &["GET users"],
        removes: &[],
    },
    Argument {
        of: "keycloak_role",
        name: "composite_roles",
        adds: &[
            "GET roles-by-id/{}/composites",
            "POST roles-by-id/{}/composites",
            "DELETE roles-by-id/{}/composites",
        ],
        removes: &[],
    },
    Argument {
        of: "keycloak_role",
        name: "client_id",
        adds: &["POST clients/{}/roles", "GET clients/{}/roles/{}"],
        removes: &["POST roles", "GET roles/{}"],
    },
    Argument {
        of: "keycloak_group",
        name: "organization_id",
        adds: &[
            "POST organizations/{}/groups",
            "GET organizations/{}/groups/{}",
            "PUT organizations/{}/groups/{}",
            "DELETE organizations/{}/groups/{}",
        ],
        removes: &[
            "POST groups",
            "GET groups/{}",
            "PUT groups/{}",
            "DELETE groups/{}",
        ],
    },
    Argument {
        of: "keycloak_group",
        name: "parent_id",
        adds: &["POST groups/{}/children"],
        removes: &["POST groups"],
    },
    Argument {
        of: "keycloak_openid_client",
        name: "import",
        adds: &["GET clients"],
        removes: &[],
    },
    Argument {
        of: "keycloak_openid_client",
        name: "service_accounts_enabled",
        adds: &["GET clients/{}/service-account-user"],
        removes: &[],
    },
];

/// The maximum length of a block in which to look for an argument.
const LONGEST_BLOCK: usize = 20_000;

/// Whether the block that begins before this place has an argument or a block of this name.
fn has_argument(text: &str, from: usize, name: &str) -> bool {
    let block = Text(text).slice(from, from + LONGEST_BLOCK);
    block
        .lines()
        .take_while(|line| !line.starts_with('}') && declaration(line).is_none())
        .filter_map(|line| line.trim_start().strip_prefix(name))
        .any(|rest| rest.trim_start().starts_with(['=', '{']))
}

/// The requests of a resource with these arguments; `None` for an unknown type.
pub(super) fn requests_with(
    name: &str,
    has: impl Fn(&str) -> bool,
) -> Option<Vec<(&'static str, String)>> {
    let mut requests = requests(name, false)?;
    let read = |request: &&'static str| {
        super::clients::request(request).map(|(method, path)| (method, path.to_owned()))
    };
    for argument in ARGUMENTS.iter().filter(|known| known.of == name) {
        if has(argument.name) {
            let removed: Vec<_> = argument.removes.iter().filter_map(read).collect();
            requests.retain(|request| !removed.contains(request));
            requests.extend(argument.adds.iter().filter_map(read));
        }
    }
    Some(requests)
}

/// Data sources that read something else than the list of their type.
const DATA: [(&str, &[&str]); 11] = [
    (
        "keycloak_openid_client",
        &["GET clients", "GET clients/{}/client-secret"],
    ),
    (
        "keycloak_openid_client_service_account_user",
        &["GET clients/{}/service-account-user"],
    ),
    (
        "keycloak_openid_client_authorization_policy",
        &["GET clients/{}/authz/resource-server/policy"],
    ),
    ("keycloak_realm_keys", &["GET keys"]),
    ("keycloak_role", &["GET roles/{}"]),
    ("keycloak_user_realm_roles", &["GET users/{}/role-mappings"]),
    (
        "keycloak_saml_client_installation_provider",
        &["GET clients/{}/installation/providers/{}"],
    ),
    (
        "keycloak_authentication_execution",
        &["GET authentication/flows/{}/executions"],
    ),
    (
        "keycloak_authentication_subflow",
        &[
            "GET authentication/flows/{}",
            "GET authentication/flows/{}/executions",
            "GET authentication/executions/{}",
        ],
    ),
    (
        "keycloak_client_description_converter",
        &["POST client-description-converter"],
    ),
    (
        "keycloak_organization",
        &["GET organizations", "GET organizations/{}"],
    ),
];

/// Protocol mappers of a client or of a client scope.
const MAPPERS: &str = "_protocol_mapper";

/// The declarations in a file.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub calls: Vec<Call>,
    /// Types that are not in the table, with their places.
    pub unknown: Vec<(usize, String)>,
}

/// Every resource and data source of the provider.
pub(super) fn calls(text: &str) -> Declared {
    let mut declared = Declared::default();
    let mut at = 0;
    let mut first = None;
    for line in text.split_inclusive('\n') {
        let place = at;
        at += line.len();
        let Some((kind, name)) = declaration(line) else {
            continue;
        };
        if !name.starts_with("keycloak_") {
            continue;
        }
        first.get_or_insert(place);
        let requests = if kind == "data" {
            requests(name, true)
        } else {
            requests_with(name, |argument| has_argument(text, at, argument))
        };
        let Some(requests) = requests else {
            declared.unknown.push((place, name.to_owned()));
            continue;
        };
        declared
            .calls
            .extend(requests.into_iter().map(|(method, path)| Call {
                at: place,
                method,
                path: below_realm(&path),
            }));
    }
    if let Some(place) = first {
        // The provider reads the server's version when it starts.
        declared.calls.push(Call {
            at: place,
            method: "GET",
            path: "/admin/serverinfo".to_owned(),
        });
    }
    declared
}

/// The requests of a resource or a data source, each with its path below the realm; `None` for an unknown type.
pub(super) fn requests(name: &str, is_data: bool) -> Option<Vec<(&'static str, String)>> {
    let of_object = |list: &str, one: &str| {
        if is_data {
            return vec![("GET", list.to_owned())];
        }
        [("POST", list), ("GET", one), ("PUT", one), ("DELETE", one)]
            .map(|(method, path)| (method, path.to_owned()))
            .to_vec()
    };
    if name == "keycloak_realm" {
        return Some(if is_data {
            vec![("GET", String::new())]
        } else {
            of_object("/admin/realms", "")
        });
    }
    if name.contains(MAPPERS) {
        let of_holder = |holder| {
            let list = format!("{holder}/{{}}/protocol-mappers/models");
            let one = format!("{list}/{{}}");
            if is_data {
                vec![("GET", one)]
            } else {
                of_object(&list, &one)
            }
        };
        return Some([of_holder("clients"), of_holder("client-scopes")].concat());
    }
    let listed = if is_data { &DATA[..] } else { &OTHERS[..] };
    if let Some((_, requests)) = listed.iter().find(|(known, _)| *known == name) {
        return Some(
            requests
                .iter()
                .copied()
                .filter_map(super::clients::request)
                .map(|(method, path)| (method, path.to_owned()))
                .collect(),
        );
    }
    paths(name).map(|(list, one)| of_object(list, one))
}

/// The path for creating something of a type, and the path of one.
fn paths(name: &str) -> Option<(&'static str, &'static str)> {
    let of_type = TYPES.iter().find(|(known, ..)| *known == name);
    let of_family = || {
        FAMILIES
            .iter()
            .filter(|(start, end, ..)| name.starts_with(start) && name.ends_with(end))
            .max_by_key(|(start, end, ..)| start.len() + end.len())
    };
    of_type
        .map(|(_, list, one)| (*list, *one))
        .or_else(|| of_family().map(|(_, _, list, one)| (*list, *one)))
}

/// Every type and data source of the tables with its requests. `*` stands for a part of a name.
pub(super) fn senders() -> Vec<Sender> {
    let families = FAMILIES
        .iter()
        .map(|(start, end, ..)| format!("{start}*{end}"));
    let types = TYPES.iter().map(|(name, ..)| (*name).to_owned());
    let others = OTHERS.iter().map(|(name, _)| (*name).to_owned());
    let resources = types
        .chain(others)
        .chain(families)
        .chain(["keycloak_realm".to_owned(), format!("keycloak_*{MAPPERS}")]);
    let data = DATA.iter().map(|(name, _)| *name);
    let sender = |shown: String, name: &str, is_data| {
        requests(name, is_data).map(|requests| Sender {
            name: shown,
            requests,
        })
    };
    let with_arguments = ARGUMENTS.iter().map(|argument| Sender {
        name: format!("{} with {}", argument.of, argument.name),
        requests: argument
            .adds
            .iter()
            .copied()
            .filter_map(super::clients::request)
            .map(|(method, path)| (method, path.to_owned()))
            .collect(),
    });
    resources
        .filter_map(|name| sender(name.clone(), &name, false))
        .chain(with_arguments)
        .chain(data.filter_map(|name| sender(format!("data.{name}"), name, true)))
        .collect()
}

/// `resource "keycloak_group" "staff" {`
fn declaration(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let kind = ["resource", "data"]
        .into_iter()
        .find(|kind| line.starts_with(&format!("{kind} \"")))?;
    let name = line.split('"').nth(1)?;
    Some((kind, name))
}

#[cfg(test)]
mod tests {
    use super::requests;
    use crate::code::read;
    use crate::code::tests::assert_documented;
    use crate::code::tests::permissions;

    #[test]
    fn every_registered_type_is_mapped_or_documented_as_not_mapped() {
        // The types that the provider registers, read off its `provider/provider.go` at the commit of the tables.
        let registered = include_str!("../../tests/declarations/terraform.txt").lines();
        let unmapped: Vec<&str> = registered
            .clone()
            .filter_map(|line| line.split_once(' '))
            .filter(|(kind, name)| requests(name, *kind == "data").is_none())
            .map(|(_, name)| name)
            .collect();
        assert_documented("Terraform", registered.count(), &unmapped);
    }

    #[test]
    fn arguments_of_declarations_add_and_remove_requests() {
        let realm_role =
            "resource \"keycloak_role\" \"a\" {\n  realm_id = \"acme\"\n  name = \"a\"\n}\n";
        let client_role = "resource \"keycloak_role\" \"a\" {\n  realm_id = \"acme\"\n  client_id = keycloak_openid_client.c.id\n  composite_roles = [b.id]\n}\n";
        let user = "resource \"keycloak_user\" \"a\" {\n  username = \"a\"\n  initial_password {\n    value = var.p\n  }\n}\n";
        let sent = |text: &str| {
            let permissions = permissions().expect("the data");
            let pasted = read(&permissions, text);
            let mut sent: Vec<String> = pasted
                .operations
                .iter()
                .map(|operation| operation.to_string().replace("/admin/realms/{realm}/", ""))
                .collect();
            sent.sort();
            sent
        };
        assert_eq!(
            sent(realm_role),
            [
                "DELETE roles-by-id/{role-id}",
                "GET /admin/serverinfo",
                "GET roles-by-id/{role-id}",
                "GET roles/{role-name}",
                "POST roles",
                "PUT roles-by-id/{role-id}",
            ]
        );
        assert_eq!(
            sent(client_role),
            [
                "DELETE roles-by-id/{role-id}",
                "DELETE roles-by-id/{role-id}/composites",
                "GET /admin/serverinfo",
                "GET clients/{client-uuid}/roles/{role-name}",
                "GET roles-by-id/{role-id}",
                "GET roles-by-id/{role-id}/composites",
                "POST clients/{client-uuid}/roles",
                "POST roles-by-id/{role-id}/composites",
                "PUT roles-by-id/{role-id}",
            ]
        );
        assert!(sent(user).contains(&"PUT users/{user-id}/reset-password".to_owned()));
        let kind = "apiVersion: role.keycloak.crossplane.io/v1alpha1\nkind: Role\nspec:\n  forProvider:\n    clientIdRef:\n      name: c\n    compositeRolesRefs:\n      - name: b\n";
        assert_eq!(sent(kind), sent(client_role));
    }
}
