//! `keycloak_admin.get_user(user_id)`
//!
//! Read off python-keycloak 7.1.1 (`keycloak_admin.py`, `urls_patterns.py`). What it looks up before it acts only where it is asked to skip
//! what exists (`skip_exists`) is left out.

use super::{Found, LONGEST_ARGUMENTS, is_admin_client, member, request};
use crate::code::{assignment::assigned, scan::Text};
use std::collections::HashSet;

/// A method of the client; ` + ` where it makes two requests.
pub(super) const CALLS: &[&str] = &[
    "import_realm POST /admin/realms",
    "partial_import_realm POST partialImport",
    "export_realm POST partial-export",
    "get_realms GET /admin/realms",
    "get_realm GET /admin/realms/{}",
    "create_realm POST /admin/realms",
    "update_realm PUT /admin/realms/{}",
    "delete_realm DELETE /admin/realms/{}",
    "get_organizations GET organizations",
    "get_organization GET organizations/{}",
    "create_organization POST organizations",
    "update_organization PUT organizations/{}",
    "delete_organization DELETE organizations/{}",
    "get_organization_idps GET organizations/{}/identity-providers",
    "organization_idp_add POST organizations/{}/identity-providers",
    "organization_idp_remove DELETE organizations/{}/identity-providers/{}",
    "get_user_organizations GET organizations/members/{}/organizations",
    "get_organization_members GET organizations/{}/members",
    "get_organization_members_count GET organizations/{}/members/count",
    "organization_user_add POST organizations/{}/members",
    "organization_user_remove DELETE organizations/{}/members/{}",
    "get_users GET users",
    "create_idp POST identity-provider/instances",
    "update_idp PUT identity-provider/instances/{}",
    "add_mapper_to_idp POST identity-provider/instances/{}/mappers",
    "update_mapper_in_idp PUT identity-provider/instances/{}/mappers/{}",
    "get_idp_mappers GET identity-provider/instances/{}/mappers",
    "get_idps GET identity-provider/instances",
    "get_idp GET identity-provider/instances/{}",
    "delete_idp DELETE identity-provider/instances/{}",
    "create_user POST users",
    "users_count GET users/count",
    "get_user_id GET users",
    "get_user GET users/{}",
    "get_user_groups GET users/{}/groups",
    "update_user PUT users/{}",
    "disable_user PUT users/{}",
    "enable_user PUT users/{}",
    "disable_all_users GET users + PUT users/{}",
    "enable_all_users GET users + PUT users/{}",
    "delete_user DELETE users/{}",
    "set_user_password PUT users/{}/reset-password",
    "get_credentials GET users/{}/credentials",
    "delete_credential DELETE users/{}/credentials/{}",
    "user_logout POST users/{}/logout",
    "user_consents GET users/{}/consents",
    "revoke_consent DELETE users/{}/consents/{}",
    "get_user_social_logins GET users/{}/federated-identity",
    "add_user_social_login POST users/{}/federated-identity/{}",
    "delete_user_social_login DELETE users/{}/federated-identity/{}",
    "send_update_account PUT users/{}/execute-actions-email",
    "send_verify_email PUT users/{}/send-verify-email",
    "get_sessions GET users/{}/sessions",
    "get_server_info GET /admin/serverinfo",
    "get_groups GET groups + GET groups/{}/children",
    "get_group GET groups/{} + GET groups/{}/children",
    "get_group_children GET groups/{}/children",
    "get_group_members GET groups/{}/members",
    "get_group_by_path GET group-by-path/{}",
    "create_group POST groups",
    "update_group PUT groups/{}",
    "groups_count GET groups/count",
    "group_set_permissions PUT groups/{}/management/permissions",
    "group_user_add PUT users/{}/groups/{}",
    "group_user_remove DELETE users/{}/groups/{}",
    "delete_group DELETE groups/{}",
    "get_clients GET clients",
    "get_client GET clients/{}",
    "get_client_id GET clients",
    "get_client_authz_settings GET clients/{}/authz/resource-server/settings",
    "import_client_authz_config POST clients/{}/authz/resource-server/import",
    "create_client_authz_resource POST clients/{}/authz/resource-server/resource",
    "update_client_authz_resource PUT clients/{}/authz/resource-server/resource/{}",
    "delete_client_authz_resource DELETE clients/{}/authz/resource-server/resource/{}",
    "get_client_authz_resources GET clients/{}/authz/resource-server/resource",
    "get_client_authz_resource GET clients/{}/authz/resource-server/resource/{}",
    "create_client_authz_role_based_policy POST clients/{}/authz/resource-server/policy/role",
    "create_client_authz_policy POST clients/{}/authz/resource-server/policy",
    "create_client_authz_resource_based_permission POST clients/{}/authz/resource-server/permission/resource",
    "get_client_authz_scopes GET clients/{}/authz/resource-server/scope",
    "create_client_authz_scopes POST clients/{}/authz/resource-server/scope",
    "get_client_authz_permissions GET clients/{}/authz/resource-server/permission",
    "get_client_authz_policies GET clients/{}/authz/resource-server/policy",
    "delete_client_authz_policy DELETE clients/{}/authz/resource-server/policy/{}",
    "get_client_authz_policy GET clients/{}/authz/resource-server/policy/{}",
    "get_client_service_account_user GET clients/{}/service-account-user",
    "get_client_default_client_scopes GET clients/{}/default-client-scopes",
    "add_client_default_client_scope PUT clients/{}/default-client-scopes/{}",
    "delete_client_default_client_scope DELETE clients/{}/default-client-scopes/{}",
    "get_client_optional_client_scopes GET clients/{}/optional-client-scopes",
    "add_client_optional_client_scope PUT clients/{}/optional-client-scopes/{}",
    "delete_client_optional_client_scope DELETE clients/{}/optional-client-scopes/{}",
    "create_initial_access_token POST clients-initial-access",
    "create_client POST clients",
    "update_client PUT clients/{}",
    "delete_client DELETE clients/{}",
    "get_client_installation_provider GET clients/{}/installation/providers/{}",
    "get_realm_users_profile GET users/profile",
    "get_realm_roles GET roles",
    "get_realm_role_groups GET roles/{}/groups",
    "get_realm_role_members GET roles/{}/users",
    "get_default_realm_role_id GET roles",
    "get_realm_default_roles GET roles + GET roles-by-id/{}/composites/realm",
    "remove_realm_default_roles GET roles + DELETE roles-by-id/{}/composites",
    "add_realm_default_roles GET roles + POST roles-by-id/{}/composites",
    "get_client_roles GET clients/{}/roles",
    "get_client_role GET clients/{}/roles/{}",
    "get_client_role_id GET clients/{}/roles/{}",
    "create_client_role POST clients/{}/roles",
    "add_composite_client_roles_to_role POST clients/{}/roles/{}/composites",
    "remove_composite_client_roles_from_role DELETE clients/{}/roles/{}/composites",
    "update_client_role PUT clients/{}/roles/{}",
    "delete_client_role DELETE clients/{}/roles/{}",
    "assign_client_role POST users/{}/role-mappings/clients/{}",
    "get_client_role_members GET clients/{}/roles/{}/users",
    "get_client_role_groups GET clients/{}/roles/{}/groups",
    "get_role_by_id GET roles-by-id/{}",
    "update_role_by_id PUT roles-by-id/{}",
    "delete_role_by_id DELETE roles-by-id/{}",
    "get_role_composites_by_id GET roles-by-id/{}/composites",
    "create_realm_role POST roles",
    "get_realm_role GET roles/{}",
    "get_realm_role_by_id GET roles-by-id/{}",
    "update_realm_role PUT roles/{}",
    "update_realm_users_profile PUT users/profile",
    "delete_realm_role DELETE roles/{}",
    "add_composite_realm_roles_to_role POST roles/{}/composites",
    "remove_composite_realm_roles_to_role DELETE roles/{}/composites",
    "get_composite_realm_roles_of_role GET roles/{}/composites",
    "get_composite_client_roles_of_role GET clients/{}/roles/{}/composites",
    "assign_realm_roles_to_client_scope POST clients/{}/scope-mappings/realm",
    "delete_realm_roles_of_client_scope DELETE clients/{}/scope-mappings/realm",
    "get_realm_roles_of_client_scope GET clients/{}/scope-mappings/realm",
    "assign_client_roles_to_client_scope POST clients/{}/scope-mappings/clients/{}",
    "delete_client_roles_of_client_scope DELETE clients/{}/scope-mappings/clients/{}",
    "get_client_roles_of_client_scope GET clients/{}/scope-mappings/clients/{}",
    "assign_realm_roles POST users/{}/role-mappings/realm",
    "delete_realm_roles_of_user DELETE users/{}/role-mappings/realm",
    "get_realm_roles_of_user GET users/{}/role-mappings/realm",
    "get_available_realm_roles_of_user GET users/{}/role-mappings/realm/available",
    "get_composite_realm_roles_of_user GET users/{}/role-mappings/realm/composite",
    "assign_group_realm_roles POST groups/{}/role-mappings/realm",
    "delete_group_realm_roles DELETE groups/{}/role-mappings/realm",
    "get_group_realm_roles GET groups/{}/role-mappings/realm",
    "assign_group_client_roles POST groups/{}/role-mappings/clients/{}",
    "get_group_client_roles GET groups/{}/role-mappings/clients/{}",
    "delete_group_client_roles DELETE groups/{}/role-mappings/clients/{}",
    "get_all_roles_of_user GET users/{}/role-mappings",
    "get_client_roles_of_user GET users/{}/role-mappings/clients/{}",
    "get_available_client_roles_of_user GET users/{}/role-mappings/clients/{}/available",
    "get_composite_client_roles_of_user GET users/{}/role-mappings/clients/{}/composite",
    "delete_client_roles_of_user DELETE users/{}/role-mappings/clients/{}",
    "get_authentication_flows GET authentication/flows",
    "get_authentication_flow_for_id GET authentication/flows/{}",
    "create_authentication_flow POST authentication/flows",
    "update_authentication_flow PUT authentication/flows/{}",
    "copy_authentication_flow POST authentication/flows/{}/copy",
    "delete_authentication_flow DELETE authentication/flows/{}",
    "get_authentication_flow_executions GET authentication/flows/{}/executions",
    "update_authentication_flow_executions PUT authentication/flows/{}/executions",
    "get_authentication_flow_execution GET authentication/executions/{}",
    "create_authentication_flow_execution POST authentication/flows/{}/executions/execution",
    "delete_authentication_flow_execution DELETE authentication/executions/{}",
    "create_authentication_flow_subflow POST authentication/flows/{}/executions/flow",
    "get_authenticator_providers GET authentication/authenticator-providers",
    "get_authenticator_provider_config_description GET authentication/config-description/{}",
    "get_authenticator_config GET authentication/config/{}",
    "create_execution_config POST authentication/executions/{}/config",
    "update_authenticator_config PUT authentication/config/{}",
    "delete_authenticator_config DELETE authentication/config/{}",
    "get_client_scopes GET client-scopes",
    "get_client_scope GET client-scopes/{}",
    "get_client_scope_by_name GET client-scopes",
    "create_client_scope POST client-scopes",
    "update_client_scope PUT client-scopes/{}",
    "delete_client_scope DELETE client-scopes/{}",
    "get_mappers_from_client_scope GET client-scopes/{}/protocol-mappers/models",
    "add_mapper_to_client_scope POST client-scopes/{}/protocol-mappers/models",
    "delete_mapper_from_client_scope DELETE client-scopes/{}/protocol-mappers/models/{}",
    "update_mapper_in_client_scope PUT client-scopes/{}/protocol-mappers/models/{}",
    "get_default_default_client_scopes GET default-default-client-scopes",
    "delete_default_default_client_scope DELETE default-default-client-scopes/{}",
    "add_default_default_client_scope PUT default-default-client-scopes/{}",
    "get_default_optional_client_scopes GET default-optional-client-scopes",
    "delete_default_optional_client_scope DELETE default-optional-client-scopes/{}",
    "add_default_optional_client_scope PUT default-optional-client-scopes/{}",
    "add_client_specific_roles_to_client_scope POST client-scopes/{}/scope-mappings/clients/{}",
    "remove_client_specific_roles_of_client_scope DELETE client-scopes/{}/scope-mappings/clients/{}",
    "get_client_specific_roles_of_client_scope GET client-scopes/{}/scope-mappings/clients/{}",
    "get_all_roles_of_client_scope GET client-scopes/{}/scope-mappings",
    "get_mappers_from_client GET clients/{}/protocol-mappers/models",
    "add_mapper_to_client POST clients/{}/protocol-mappers/models",
    "update_client_mapper PUT clients/{}/protocol-mappers/models/{}",
    "remove_client_mapper DELETE clients/{}/protocol-mappers/models/{}",
    "generate_client_secrets POST clients/{}/client-secret",
    "get_client_secrets GET clients/{}/client-secret",
    "get_components GET components",
    "create_component POST components",
    "get_component GET components/{}",
    "update_component PUT components/{}",
    "delete_component DELETE components/{}",
    "get_keys GET keys",
    "get_admin_events GET admin-events",
    "get_events GET events",
    "set_events PUT events/config",
    "get_client_all_sessions GET clients/{}/user-sessions",
    "get_client_sessions_stats GET client-session-stats",
    "get_client_management_permissions GET clients/{}/management/permissions",
    "update_client_management_permissions PUT clients/{}/management/permissions",
    "get_client_authz_policy_scopes GET clients/{}/authz/resource-server/policy/{}/scopes",
    "get_client_authz_policy_resources GET clients/{}/authz/resource-server/policy/{}/resources",
    "get_client_authz_scope_permission GET clients/{}/authz/resource-server/permission/scope/{}",
    "create_client_authz_scope_permission POST clients/{}/authz/resource-server/permission/scope",
    "update_client_authz_scope_permission PUT clients/{}/authz/resource-server/permission/scope/{}",
    "update_client_authz_resource_permission PUT clients/{}/authz/resource-server/permission/resource/{}",
    "get_client_authz_client_policies GET clients/{}/authz/resource-server/policy/client",
    "get_client_authz_permission_associated_policies GET clients/{}/authz/resource-server/policy/{}/associatedPolicies",
    "create_client_authz_client_policy POST clients/{}/authz/resource-server/policy/client",
    "get_composite_client_roles_of_group GET groups/{}/role-mappings/clients/{}/composite",
    "get_role_client_level_children GET roles-by-id/{}/composites/clients/{}",
    "get_client_certificate_key_info GET clients/{}/certificates/{}",
    "upload_certificate POST clients/{}/certificates/{}/upload-certificate",
    "get_required_action_by_alias GET authentication/required-actions",
    "get_required_actions GET authentication/required-actions",
    "update_required_action PUT authentication/required-actions/{}",
    "get_bruteforce_detection_status GET attack-detection/brute-force/users/{}",
    "clear_bruteforce_attempts_for_user DELETE attack-detection/brute-force/users/{}",
    "clear_all_bruteforce_attempts DELETE attack-detection/brute-force/users",
    "change_execution_priority POST authentication/executions/{}/raise-priority",
    "clear_keys_cache POST clear-keys-cache",
    "clear_realm_cache POST clear-realm-cache",
    "clear_user_cache POST clear-user-cache",
    "sync_users POST user-storage/{}/sync",
];

/// Methods of the client that send no request to the Admin API.
const SILENT: [&str; 6] = [
    "get_current_realm",
    "change_current_realm",
    "get_subgroups",
    "get_token",
    "refresh_token",
    "connection",
];

/// Every call through the client.
pub(super) fn calls(text: Text, found: &mut Found) {
    let mut clients: HashSet<&str> = HashSet::new();
    for (at, word) in text.words() {
        let end = at + word.len();
        let is_called = text.at(end) == b'(';
        if is_called && word == "KeycloakAdmin" {
            clients.extend(assigned(text, at));
            continue;
        }
        if text.before(at) != b'.' || !is_called && !is_passed(text, end) {
            continue;
        }
        let receiver = text.word_before(text.skip_white_back(at - 1));
        let is_client = clients.contains(receiver);
        if !(is_client || is_admin_client(receiver)) {
            continue;
        }
        let name = word.strip_prefix("a_").unwrap_or(word);
        let Some(rest) = member(CALLS, name) else {
            if is_client && is_called && !SILENT.contains(&name) {
                found.lost(format!("{receiver}.{word}"));
            }
            continue;
        };
        let arguments = text.closing(end, LONGEST_ARGUMENTS);
        let in_a_group = name == "create_group"
            && arguments.is_some_and(|close| text.slice(end, close).contains("parent"));
        if in_a_group {
            found.call(at, "POST", "groups/{}/children");
            continue;
        }
        if name == "change_execution_priority"
            && arguments.is_some_and(|close| lowers(text.slice(end + 1, close)))
        {
            found.call(at, "POST", "authentication/executions/{}/lower-priority");
            continue;
        }
        if name == "create_user"
            && arguments.is_some_and(|close| text.slice(end, close).contains("exist_ok=True"))
        {
            found.call(at, "GET", "users");
        }
        for (method, path) in rest.split(" + ").filter_map(request) {
            found.call(at, method, path);
        }
    }
}

/// Whether the last argument is a negative number: `change_execution_priority(id, -1)`.
fn lowers(arguments: &str) -> bool {
    let last = arguments.rsplit([',', '=']).next().unwrap_or_default();
    last.trim().starts_with('-')
}

/// Whether the method that ends here is a value, which other code calls: `to_thread(kc.get_users, {})`, `fetch = kc.get_users`. A test
/// replaces the method of a mock: `kc.get_users = Mock()`, `kc.get_users.return_value = []`.
fn is_passed(text: Text, end: usize) -> bool {
    let next = text.at(text.skip_white(end));
    matches!(next, b',' | b')' | b']' | b'}') || matches!(text.at(end), b'\n' | b'\r' | 0)
}
