//! `client.GetUserAsync(realm, id)` of the .NET libraries Keycloak.Net and Keycloak.AuthServices.Sdk.
//!
//! Read off Keycloak.Net 1.0.18 and Keycloak.Net.Core 1.0.32, which has the same namespace (`*/KeycloakClient.cs`), and
//! Keycloak.AuthServices.Sdk 3.0.0 (`Admin/KeycloakClient.cs` and `Admin/ApiUrls.cs`). Other classes have methods of these names, so the file has to use the library, and the variable has to be
//! declared with a type of the library or be named like a client.

use super::{Found, arguments, is_admin_client, member, overload, request};
use crate::code::{
    assignment::assigned,
    scan::{Text, is_word},
};
use std::collections::HashSet;

/// A method of Keycloak.Net and Keycloak.Net.Core. Methods for roles have an overload for the roles of a client.
pub(super) const KEYCLOAK_NET: &[&str] = &[
    "ClearUserLoginFailuresAsync/1 DELETE attack-detection/brute-force/users",
    "ClearUserLoginFailuresAsync/2 DELETE attack-detection/brute-force/users/{}",
    "GetUserNameStatusInBruteForceDetectionAsync GET attack-detection/brute-force/users/{}",
    "GetAuthenticatorProvidersAsync GET authentication/authenticator-providers",
    "GetClientAuthenticatorProvidersAsync GET authentication/client-authenticator-providers",
    "GetAuthenticatorProviderConfigurationDescriptionAsync GET authentication/config-description/{}",
    "GetAuthenticatorConfigurationAsync GET authentication/config/{}",
    "UpdateAuthenticatorConfigurationAsync PUT authentication/config/{}",
    "DeleteAuthenticatorConfigurationAsync DELETE authentication/config/{}",
    "AddAuthenticationExecutionAsync POST authentication/executions",
    "GetAuthenticationExecutionAsync GET authentication/executions/{}",
    "DeleteAuthenticationExecutionAsync DELETE authentication/executions/{}",
    "UpdateAuthenticationExecutionConfigurationAsync POST authentication/executions/{}/config",
    "LowerAuthenticationExecutionPriorityAsync POST authentication/executions/{}/lower-priority",
    "RaiseAuthenticationExecutionPriorityAsync POST authentication/executions/{}/raise-priority",
    "CreateAuthenticationFlowAsync POST authentication/flows",
    "GetAuthenticationFlowsAsync GET authentication/flows",
    "DuplicateAuthenticationFlowAsync POST authentication/flows/{}/copy",
    "GetAuthenticationFlowExecutionsAsync GET authentication/flows/{}/executions",
    "UpdateAuthenticationFlowExecutionsAsync PUT authentication/flows/{}/executions",
    "AddAuthenticationFlowExecutionAsync POST authentication/flows/{}/executions/execution",
    "AddAuthenticationFlowAndExecutionToAuthenticationFlowAsync POST authentication/flows/{}/executions/flow",
    "GetAuthenticationFlowByIdAsync GET authentication/flows/{}",
    "UpdateAuthenticationFlowAsync PUT authentication/flows/{}",
    "DeleteAuthenticationFlowAsync DELETE authentication/flows/{}",
    "GetFormActionProvidersAsync GET authentication/form-action-providers",
    "GetFormProvidersAsync GET authentication/form-providers",
    "GetConfigurationDescriptionsForAllClientsAsync GET authentication/per-client-config-description",
    "RegisterRequiredActionAsync POST authentication/register-required-action",
    "GetRequiredActionsAsync GET authentication/required-actions",
    "GetRequiredActionByAliasAsync GET authentication/required-actions/{}",
    "UpdateRequiredActionAsync PUT authentication/required-actions/{}",
    "DeleteRequiredActionAsync DELETE authentication/required-actions/{}",
    "LowerRequiredActionPriorityAsync POST authentication/required-actions/{}/lower-priority",
    "RaiseRequiredActionPriorityAsync POST authentication/required-actions/{}/raise-priority",
    "GetUnregisteredRequiredActionsAsync GET authentication/unregistered-required-actions",
    "CreateResourceAsync POST clients/{}/authz/resource-server/resource",
    "GetResourcesAsync GET clients/{}/authz/resource-server/resource",
    "GetResourceAsync GET clients/{}/authz/resource-server/resource/{}",
    "UpdateResourceAsync PUT clients/{}/authz/resource-server/resource/{}",
    "DeleteResourceAsync DELETE clients/{}/authz/resource-server/resource/{}",
    "CreateAuthorizationScopeAsync POST clients/{}/authz/resource-server/scope",
    "GetAuthorizationScopesAsync GET clients/{}/authz/resource-server/scope",
    "GetAuthorizationScopeAsync GET clients/{}/authz/resource-server/scope/{}",
    "UpdateAuthorizationScopeAsync PUT clients/{}/authz/resource-server/scope/{}",
    "DeleteAuthorizationScopeAsync DELETE clients/{}/authz/resource-server/scope/{}",
    "GetKeyInfoAsync GET clients/{}/certificates/{}",
    "GetKeyStoreForClientAsync POST clients/{}/certificates/{}/download",
    "GenerateCertificateWithNewKeyPairAsync POST clients/{}/certificates/{}/generate",
    "GenerateCertificateWithNewKeyPairAndGetKeyStoreAsync POST clients/{}/certificates/{}/generate-and-download",
    "UploadCertificateWithPrivateKeyAsync POST clients/{}/certificates/{}/upload",
    "UploadCertificateWithoutPrivateKeyAsync POST clients/{}/certificates/{}/upload-certificate",
    "CreateAuthorizationPermissionAsync POST clients/{}/authz/resource-server/permission/{}",
    "GetAuthorizationPermissionByIdAsync GET clients/{}/authz/resource-server/permission/{}/{}",
    "GetAuthorizationPermissionsAsync GET clients/{}/authz/resource-server/permission",
    "UpdateAuthorizationPermissionAsync PUT clients/{}/authz/resource-server/permission/{}/{}",
    "DeleteAuthorizationPermissionAsync DELETE clients/{}/authz/resource-server/permission/{}/{}",
    "GetAuthorizationPermissionAssociatedPoliciesAsync GET clients/{}/authz/resource-server/policy/{}/associatedPolicies",
    "GetAuthorizationPermissionAssociatedScopesAsync GET clients/{}/authz/resource-server/policy/{}/scopes",
    "GetAuthorizationPermissionAssociatedResourcesAsync GET clients/{}/authz/resource-server/policy/{}/resources",
    "CreateRolePolicyAsync POST clients/{}/authz/resource-server/policy/role",
    "GetRolePolicyByIdAsync GET clients/{}/authz/resource-server/policy/role/{}",
    "GetAuthorizationPoliciesAsync GET clients/{}/authz/resource-server/policy",
    "GetRolePoliciesAsync GET clients/{}/authz/resource-server/policy/role",
    "UpdateRolePolicyAsync PUT clients/{}/authz/resource-server/policy/role/{}",
    "DeleteRolePolicyAsync DELETE clients/{}/authz/resource-server/policy/role/{}",
    "CreateInitialAccessTokenAsync POST clients-initial-access",
    "GetClientInitialAccessAsync GET clients-initial-access",
    "DeleteInitialAccessTokenAsync DELETE clients-initial-access/{}",
    "GetRetrieveProvidersBasePathAsync GET client-registration-policy/providers",
    "AddClientRoleMappingsToGroupAsync POST groups/{}/role-mappings/clients/{}",
    "GetClientRoleMappingsForGroupAsync GET groups/{}/role-mappings/clients/{}",
    "DeleteClientRoleMappingsFromGroupAsync DELETE groups/{}/role-mappings/clients/{}",
    "GetAvailableClientRoleMappingsForGroupAsync GET groups/{}/role-mappings/clients/{}/available",
    "GetEffectiveClientRoleMappingsForGroupAsync GET groups/{}/role-mappings/clients/{}/composite",
    "AddClientRoleMappingsToUserAsync POST users/{}/role-mappings/clients/{}",
    "GetClientRoleMappingsForUserAsync GET users/{}/role-mappings/clients/{}",
    "DeleteClientRoleMappingsFromUserAsync DELETE users/{}/role-mappings/clients/{}",
    "GetAvailableClientRoleMappingsForUserAsync GET users/{}/role-mappings/clients/{}/available",
    "GetEffectiveClientRoleMappingsForUserAsync GET users/{}/role-mappings/clients/{}/composite",
    "CreateClientScopeAsync POST client-scopes",
    "GetClientScopesAsync GET client-scopes",
    "GetClientScopeAsync GET client-scopes/{}",
    "UpdateClientScopeAsync PUT client-scopes/{}",
    "DeleteClientScopeAsync DELETE client-scopes/{}",
    "CreateClientAsync POST clients",
    "CreateClientAndRetrieveClientIdAsync POST clients",
    "InternalCreateClientAsync POST clients",
    "GetClientsAsync GET clients",
    "GetClientAsync GET clients/{}",
    "UpdateClientAsync PUT clients/{}",
    "DeleteClientAsync DELETE clients/{}",
    "GenerateClientSecretAsync POST clients/{}/client-secret",
    "GetClientSecretAsync GET clients/{}/client-secret",
    "GetDefaultClientScopesAsync GET clients/{}/default-client-scopes",
    "UpdateDefaultClientScopeAsync PUT clients/{}/default-client-scopes/{}",
    "DeleteDefaultClientScopeAsync DELETE clients/{}/default-client-scopes/{}",
    "GenerateClientExampleAccessTokenAsync GET clients/{}/evaluate-scopes/generate-example-access-token",
    "GetProtocolMappersInTokenGenerationAsync GET clients/{}/evaluate-scopes/protocol-mappers",
    "GetClientGrantedScopeMappingsAsync GET clients/{}/evaluate-scopes/scope-mappings/{}/granted",
    "GetClientNotGrantedScopeMappingsAsync GET clients/{}/evaluate-scopes/scope-mappings/{}/not-granted",
    "GetClientProviderAsync GET clients/{}/installation/providers/{}",
    "GetClientAuthorizationPermissionsInitializedAsync GET clients/{}/management/permissions",
    "SetClientAuthorizationPermissionsInitializedAsync PUT clients/{}/management/permissions",
    "RegisterClientClusterNodeAsync POST clients/{}/nodes",
    "GetClientOfflineSessionCountAsync GET clients/{}/offline-session-count",
    "GetClientOfflineSessionsAsync GET clients/{}/offline-sessions",
    "GetOptionalClientScopesAsync GET clients/{}/optional-client-scopes",
    "UpdateOptionalClientScopeAsync PUT clients/{}/optional-client-scopes/{}",
    "DeleteOptionalClientScopeAsync DELETE clients/{}/optional-client-scopes/{}",
    "PushClientRevocationPolicyAsync POST clients/{}/push-revocation",
    "GenerateClientRegistrationAccessTokenAsync POST clients/{}/registration-access-token",
    "GetUserForServiceAccountAsync GET clients/{}/service-account-user",
    "GetClientSessionCountAsync GET clients/{}/session-count",
    "TestClientClusterNodesAvailableAsync GET clients/{}/test-nodes-available",
    "GetClientUserSessionsAsync GET clients/{}/user-sessions",
    "CreateComponentAsync POST components",
    "GetComponentsAsync GET components",
    "GetComponentAsync GET components/{}",
    "UpdateComponentAsync PUT components/{}",
    "DeleteComponentAsync DELETE components/{}",
    "GetSubcomponentTypesAsync GET components/{}/sub-component-types",
    "CreateGroupAsync POST groups",
    "GetGroupHierarchyAsync GET groups",
    "GetGroupsCountAsync GET groups/count",
    "GetGroupAsync GET groups/{}",
    "UpdateGroupAsync PUT groups/{}",
    "DeleteGroupAsync DELETE groups/{}",
    "SetOrCreateGroupChildAsync POST groups/{}/children",
    "GetGroupClientAuthorizationPermissionsInitializedAsync GET groups/{}/management/permissions",
    "SetGroupClientAuthorizationPermissionsInitializedAsync PUT groups/{}/management/permissions",
    "GetGroupUsersAsync GET groups/{}/members",
    "ImportIdentityProviderAsync POST identity-provider/import-config",
    "CreateIdentityProviderAsync POST identity-provider/instances",
    "GetIdentityProviderInstancesAsync GET identity-provider/instances",
    "GetIdentityProviderAsync GET identity-provider/instances/{}",
    "UpdateIdentityProviderAsync PUT identity-provider/instances/{}",
    "DeleteIdentityProviderAsync DELETE identity-provider/instances/{}",
    "ExportIdentityProviderPublicBrokerConfigurationAsync GET identity-provider/instances/{}/export",
    "GetIdentityProviderAuthorizationPermissionsInitializedAsync GET identity-provider/instances/{}/management/permissions",
    "SetIdentityProviderAuthorizationPermissionsInitializedAsync PUT identity-provider/instances/{}/management/permissions",
    "GetIdentityProviderMapperTypesAsync GET identity-provider/instances/{}/mapper-types",
    "AddIdentityProviderMapperAsync POST identity-provider/instances/{}/mappers",
    "GetIdentityProviderMappersAsync GET identity-provider/instances/{}/mappers",
    "GetIdentityProviderMapperByIdAsync GET identity-provider/instances/{}/mappers/{}",
    "UpdateIdentityProviderMapperAsync PUT identity-provider/instances/{}/mappers/{}",
    "DeleteIdentityProviderMapperAsync DELETE identity-provider/instances/{}/mappers/{}",
    "GetIdentityProviderByProviderIdAsync GET identity-provider/providers/{}",
    "GetKeysAsync GET keys",
    "CreateMultipleProtocolMappersAsync POST client-scopes/{}/protocol-mappers/add-models",
    "CreateProtocolMapperAsync POST client-scopes/{}/protocol-mappers/models",
    "GetProtocolMappersAsync GET client-scopes/{}/protocol-mappers/models",
    "GetProtocolMapperAsync GET client-scopes/{}/protocol-mappers/models/{}",
    "UpdateProtocolMapperAsync PUT client-scopes/{}/protocol-mappers/models/{}",
    "DeleteProtocolMapperAsync DELETE client-scopes/{}/protocol-mappers/models/{}",
    "GetProtocolMappersByNameAsync GET client-scopes/{}/protocol-mappers/protocol/{}",
    "ImportRealmAsync POST /admin/realms",
    "GetRealmsAsync GET /admin/realms",
    "GetRealmAsync GET",
    "UpdateRealmAsync PUT",
    "DeleteRealmAsync DELETE",
    "GetAdminEventsAsync GET admin-events",
    "DeleteAdminEventsAsync DELETE admin-events",
    "BasePathForImportingClientsAsync POST client-description-converter",
    "GetClientSessionStatsAsync GET client-session-stats",
    "GetRealmDefaultClientScopesAsync GET default-default-client-scopes",
    "UpdateRealmDefaultClientScopeAsync PUT default-default-client-scopes/{}",
    "DeleteRealmDefaultClientScopeAsync DELETE default-default-client-scopes/{}",
    "GetRealmGroupHierarchyAsync GET default-groups",
    "UpdateRealmGroupAsync PUT default-groups/{}",
    "DeleteRealmGroupAsync DELETE default-groups/{}",
    "GetRealmOptionalClientScopesAsync GET default-optional-client-scopes",
    "UpdateRealmOptionalClientScopeAsync PUT default-optional-client-scopes/{}",
    "DeleteRealmOptionalClientScopeAsync DELETE default-optional-client-scopes/{}",
    "GetEventsAsync GET events",
    "DeleteEventsAsync DELETE events",
    "GetRealmEventsProviderConfigurationAsync GET events/config",
    "UpdateRealmEventsProviderConfigurationAsync PUT events/config",
    "GetRealmGroupByPathAsync GET group-by-path/{}",
    "RemoveUserSessionsAsync/1 POST logout-all",
    "RemoveUserSessionsAsync/2 POST users/{}/logout",
    "RealmPartialExportAsync POST partial-export",
    "RealmPartialImportAsync POST partialImport",
    "PushRealmRevocationPolicyAsync POST push-revocation",
    "DeleteUserSessionAsync DELETE sessions/{}",
    "GetRealmUsersManagementPermissionsAsync GET users-management-permissions",
    "UpdateRealmUsersManagementPermissionsAsync PUT users-management-permissions",
    "GetRoleMappingsForGroupAsync GET groups/{}/role-mappings",
    "AddRealmRoleMappingsToGroupAsync POST groups/{}/role-mappings/realm",
    "GetRealmRoleMappingsForGroupAsync GET groups/{}/role-mappings/realm",
    "DeleteRealmRoleMappingsFromGroupAsync DELETE groups/{}/role-mappings/realm",
    "GetAvailableRealmRoleMappingsForGroupAsync GET groups/{}/role-mappings/realm/available",
    "GetEffectiveRealmRoleMappingsForGroupAsync GET groups/{}/role-mappings/realm/composite",
    "GetRoleMappingsForUserAsync GET users/{}/role-mappings",
    "AddRealmRoleMappingsToUserAsync POST users/{}/role-mappings/realm",
    "GetRealmRoleMappingsForUserAsync GET users/{}/role-mappings/realm",
    "DeleteRealmRoleMappingsFromUserAsync DELETE users/{}/role-mappings/realm",
    "GetAvailableRealmRoleMappingsForUserAsync GET users/{}/role-mappings/realm/available",
    "GetEffectiveRealmRoleMappingsForUserAsync GET users/{}/role-mappings/realm/composite",
    "CreateRoleAsync/2 POST roles",
    "CreateRoleAsync/3 POST clients/{}/roles",
    "GetRolesAsync/1 GET roles",
    "GetRolesAsync/2 GET clients/{}/roles",
    "GetRoleByNameAsync/2 GET roles/{}",
    "GetRoleByNameAsync/3 GET clients/{}/roles/{}",
    "UpdateRoleByNameAsync/3 PUT roles/{}",
    "UpdateRoleByNameAsync/4 PUT clients/{}/roles/{}",
    "DeleteRoleByNameAsync/2 DELETE roles/{}",
    "DeleteRoleByNameAsync/3 DELETE clients/{}/roles/{}",
    "AddCompositesToRoleAsync/3 POST roles/{}/composites",
    "AddCompositesToRoleAsync/4 POST clients/{}/roles/{}/composites",
    "GetRoleCompositesAsync/2 GET roles/{}/composites",
    "GetRoleCompositesAsync/3 GET clients/{}/roles/{}/composites",
    "RemoveCompositesFromRoleAsync/3 DELETE roles/{}/composites",
    "RemoveCompositesFromRoleAsync/4 DELETE clients/{}/roles/{}/composites",
    "GetApplicationRolesForCompositeAsync/3 GET roles/{}/composites/clients/{}",
    "GetApplicationRolesForCompositeAsync/4 GET clients/{}/roles/{}/composites/clients/{}",
    "GetRealmRolesForCompositeAsync/2 GET roles/{}/composites/realm",
    "GetRealmRolesForCompositeAsync/3 GET clients/{}/roles/{}/composites/realm",
    "GetGroupsWithRoleNameAsync/2 GET roles/{}/groups",
    "GetGroupsWithRoleNameAsync/3 GET clients/{}/roles/{}/groups",
    "GetRoleAuthorizationPermissionsInitializedAsync/2 GET roles/{}/management/permissions",
    "GetRoleAuthorizationPermissionsInitializedAsync/3 GET clients/{}/roles/{}/management/permissions",
    "SetRoleAuthorizationPermissionsInitializedAsync/3 PUT roles/{}/management/permissions",
    "SetRoleAuthorizationPermissionsInitializedAsync/4 PUT clients/{}/roles/{}/management/permissions",
    "GetUsersWithRoleNameAsync/2 GET roles/{}/users",
    "GetUsersWithRoleNameAsync/3 GET clients/{}/roles/{}/users",
    "GetRoleByIdAsync GET roles-by-id/{}",
    "UpdateRoleByIdAsync PUT roles-by-id/{}",
    "DeleteRoleByIdAsync DELETE roles-by-id/{}",
    "MakeRoleCompositeAsync POST roles-by-id/{}/composites",
    "GetRoleChildrenAsync GET roles-by-id/{}/composites",
    "RemoveRolesFromCompositeAsync DELETE roles-by-id/{}/composites",
    "GetClientRolesForCompositeByIdAsync GET roles-by-id/{}/composites/clients/{}",
    "GetRealmRolesForCompositeByIdAsync GET roles-by-id/{}/composites/realm",
    "GetRoleByIdAuthorizationPermissionsInitializedAsync GET roles-by-id/{}/management/permissions",
    "SetRoleByIdAuthorizationPermissionsInitializedAsync PUT roles-by-id/{}/management/permissions",
    "GetServerInfoAsync GET /admin/serverinfo/",
    "GetScopeMappingsAsync GET client-scopes/{}/scope-mappings",
    "AddClientRolesToClientScopeAsync POST client-scopes/{}/scope-mappings/clients/{}",
    "GetClientRolesForClientScopeAsync GET client-scopes/{}/scope-mappings/clients/{}",
    "RemoveClientRolesFromClientScopeAsync DELETE client-scopes/{}/scope-mappings/clients/{}",
    "GetAvailableClientRolesForClientScopeAsync GET client-scopes/{}/scope-mappings/clients/{}/available",
    "GetEffectiveClientRolesForClientScopeAsync GET client-scopes/{}/scope-mappings/clients/{}/composite",
    "AddRealmRolesToClientScopeAsync POST client-scopes/{}/scope-mappings/realm",
    "GetRealmRolesForClientScopeAsync GET client-scopes/{}/scope-mappings/realm",
    "RemoveRealmRolesFromClientScopeAsync DELETE client-scopes/{}/scope-mappings/realm",
    "GetAvailableRealmRolesForClientScopeAsync GET client-scopes/{}/scope-mappings/realm/available",
    "GetEffectiveRealmRolesForClientScopeAsync GET client-scopes/{}/scope-mappings/realm/composite",
    "GetScopeMappingsForClientAsync GET clients/{}/scope-mappings",
    "AddClientRolesScopeMappingToClientAsync POST clients/{}/scope-mappings/clients/{}",
    "GetClientRolesScopeMappingsForClientAsync GET clients/{}/scope-mappings/clients/{}",
    "RemoveClientRolesFromClientScopeForClientAsync DELETE clients/{}/scope-mappings/clients/{}",
    "GetAvailableClientRolesForClientScopeForClientAsync GET clients/{}/scope-mappings/clients/{}/available",
    "GetEffectiveClientRolesForClientScopeForClientAsync GET clients/{}/scope-mappings/clients/{}/composite",
    "AddRealmRolesScopeMappingToClientAsync POST clients/{}/scope-mappings/realm",
    "GetRealmRolesScopeMappingsForClientAsync GET clients/{}/scope-mappings/realm",
    "RemoveRealmRolesFromClientScopeForClientAsync DELETE clients/{}/scope-mappings/realm",
    "GetAvailableRealmRolesForClientScopeForClientAsync GET clients/{}/scope-mappings/realm/available",
    "GetEffectiveRealmRolesForClientScopeForClientAsync GET clients/{}/scope-mappings/realm/composite",
    "CreateUserAsync POST users",
    "InternalCreateUserAsync POST users",
    "CreateAndRetrieveUserIdAsync POST users",
    "GetUsersAsync GET users",
    "GetUsersCountAsync GET users/count",
    "GetUserAsync GET users/{}",
    "UpdateUserAsync PUT users/{}",
    "DeleteUserAsync DELETE users/{}",
    "GetUserConsentsAsync GET users/{}/consents",
    "RevokeUserConsentAndOfflineTokensAsync DELETE users/{}/consents/{}",
    "DisableUserCredentialsAsync PUT users/{}/disable-credential-types",
    "SendUserUpdateAccountEmailAsync PUT users/{}/execute-actions-email",
    "GetUserSocialLoginsAsync GET users/{}/federated-identity",
    "AddUserSocialLoginProviderAsync POST users/{}/federated-identity/{}",
    "RemoveUserSocialLoginProviderAsync DELETE users/{}/federated-identity/{}",
    "GetUserGroupsAsync GET users/{}/groups",
    "GetUserGroupsCountAsync GET users/{}/groups/count",
    "UpdateUserGroupAsync PUT users/{}/groups/{}",
    "DeleteUserGroupAsync DELETE users/{}/groups/{}",
    "ImpersonateUserAsync POST users/{}/impersonation",
    "GetUserOfflineSessionsAsync GET users/{}/offline-sessions/{}",
    "ResetUserPasswordAsync PUT users/{}/reset-password",
    "InternalResetUserPasswordAsync PUT users/{}/reset-password",
    "SetUserPasswordAsync PUT users/{}/reset-password",
    "VerifyUserEmailAddressAsync PUT users/{}/send-verify-email",
    "GetUserSessionsAsync GET users/{}/sessions",
    "AddMemberToOrganizationAsync POST organizations/{}/members",
    "AddOrganizationIdentityProviderAsync POST organizations/{}/identity-providers",
    "ClearKeysCacheAsync POST clear-keys-cache",
    "ClearRealmCacheAsync POST clear-realm-cache",
    "ClearUserCacheAsync POST clear-user-cache",
    "CreateGroupPolicyAsync POST clients/{}/authz/resource-server/policy/group",
    "CreateOrganizationAsync POST organizations",
    "CreateUserPolicyAsync POST clients/{}/authz/resource-server/policy/user",
    "DeleteGroupPolicyAsync DELETE clients/{}/authz/resource-server/policy/group/{}",
    "DeleteMemberFromOrganizationAsync DELETE organizations/{}/members/{}",
    "DeleteOrganizationAsync DELETE organizations/{}",
    "DeleteOrganizationIdentityProviderAsync DELETE organizations/{}/identity-providers/{}",
    "DeleteUserPolicyAsync DELETE clients/{}/authz/resource-server/policy/user/{}",
    "GetGroupChildrenAsync GET groups/{}/children",
    "GetGroupPolicyByIdAsync GET clients/{}/authz/resource-server/policy/group/{}",
    "GetOrganizationAsync GET organizations/{}",
    "GetOrganizationIdentityProviderAsync GET organizations/{}/identity-providers/{}",
    "GetOrganizationIdentityProvidersAsync GET organizations/{}/identity-providers",
    "GetOrganizationMemberAsync GET organizations/{}/members/{}",
    "GetOrganizationMembersAsync GET organizations/{}/members",
    "GetOrganizationMembersCountAsync GET organizations/{}/members/count",
    "GetOrganizationsAsync GET organizations",
    "GetUserCredentialsAsync GET users/{}/credentials",
    "GetUserPolicyByIdAsync GET clients/{}/authz/resource-server/policy/user/{}",
    "RemoveImportedUsersAsync POST user-storage/{}/remove-imported-users",
    "RemoveUserTotpAsync PUT users/{}/remove-totp",
    "TestLdapConnectionAsync POST testLDAPConnection",
    "TestSmtpConnectionAsync POST testSMTPConnection/{}",
    "TriggerLdapMapperSynchronizationAsync POST user-storage/{}/mappers/{}/sync",
    "TriggerUserSynchronizationAsync POST user-storage/{}/sync",
    "UnlinkImportedUsersAsync POST user-storage/{}/unlink-users",
    "UnregisterClientClusterNodeAsync DELETE clients/{}/nodes",
    "UpdateGroupPolicyAsync PUT clients/{}/authz/resource-server/policy/group/{}",
    "UpdateOrganizationAsync PUT organizations/{}",
    "UpdateUserPolicyAsync PUT clients/{}/authz/resource-server/policy/user/{}",
    "GetOrganizationsForMemberAsync/2 GET organizations/members/{}/organizations",
    "GetOrganizationsForMemberAsync/3 GET organizations/{}/members/{}/organizations",
    "InviteUserToOrganizationAsync/3 POST organizations/{}/members/invite-existing-user",
    "InviteUserToOrganizationAsync/4 POST organizations/{}/members/invite-user",
];

/// A method of Keycloak.AuthServices.Sdk, without `Async` and `WithResponseAsync`.
pub(super) const AUTH_SERVICES: &[&str] = &[
    "GetRealm GET",
    "GetUsers GET users",
    "GetUserCount GET users/count",
    "GetUser GET users/{}",
    "CreateUser POST users",
    "UpdateUser PUT users/{}",
    "DeleteUser DELETE users/{}",
    "SendVerifyEmail PUT users/{}/send-verify-email",
    "ExecuteActionsEmail PUT users/{}/execute-actions-email",
    "GetUserGroups GET users/{}/groups",
    "JoinGroup PUT users/{}/groups/{}",
    "LeaveGroup DELETE users/{}/groups/{}",
    "ResetPassword PUT users/{}/reset-password",
    "DeleteCredential DELETE users/{}/credentials/{}",
    "GetCredentials GET users/{}/credentials",
    "GetGroups GET groups",
    "GetSubGroups GET groups/{}/children",
    "GetGroup GET groups/{}",
    "CreateGroup POST groups",
    "UpdateGroup PUT groups/{}",
    "DeleteGroup DELETE groups/{}",
    "CreateChildGroup POST groups/{}/children",
];

/// Methods of Keycloak.Net that do not call the Admin API.
const SILENT: [&str; 6] = [
    "CorsPreflightAsync",
    "GetIdentityProviderTokenAsync",
    "GetOpenIDConfigurationAsync",
    "GetResourcesOwnedByClientAsync",
    "GetTokenExchangeResponseAsync",
    "GetTokenWithResourceOwnerPasswordCredentialsAsync",
];

/// The types of the clients.
const TYPES: [&str; 5] = [
    "KeycloakClient",
    "IKeycloakClient",
    "IKeycloakUserClient",
    "IKeycloakGroupClient",
    "IKeycloakRealmClient",
];

/// Every call through these libraries.
pub(super) fn calls(text: Text, found: &mut Found) {
    // A project may import the namespace for all of its files.
    let of_sdk = text.0.contains("Keycloak.AuthServices.Sdk")
        || TYPES
            .iter()
            .any(|name| name.starts_with("IKeycloak") && text.0.contains(name));
    let of_net = text.0.contains("using Keycloak.Net");
    if !of_sdk && !of_net {
        return;
    }
    let declared = declared(text);
    for (at, word) in text.words() {
        let end = at + word.len();
        if text.at(end) != b'(' || !matches!(text.before(at), b'.') || !word.ends_with("Async") {
            continue;
        }
        let mut dot = at - 1;
        while matches!(text.before(dot), b'?' | b'!') {
            dot -= 1;
        }
        let receiver = text.word_before(text.skip_white_back(dot));
        let is_declared = declared.contains(receiver);
        if !is_declared && !is_admin_client(receiver) {
            continue;
        }
        let plain = word.trim_end_matches("Async");
        let plain = plain.strip_suffix("WithResponse").unwrap_or(plain);
        let known = of_sdk
            .then(|| member(AUTH_SERVICES, plain))
            .flatten()
            .or_else(|| {
                let count = arguments(text, end)
                    .into_iter()
                    .filter(|argument| is_required(argument))
                    .count();
                of_net
                    .then(|| overload(KEYCLOAK_NET, word, count))
                    .flatten()
            });
        if let Some((method, path)) = known.and_then(request) {
            found.call(at, method, path);
        } else if is_declared && !SILENT.contains(&word) {
            found.lost(format!("{receiver}.{word}"));
        }
    }
}

/// Whether an argument may be one of the required ones: optional ones are mostly named (`max: 10`), or literals, and the token that cancels
/// the request comes last.
fn is_required(argument: &str) -> bool {
    let first = argument.split(':').next().unwrap_or_default();
    let is_named = first.len() < argument.len() && first.bytes().all(is_word);
    let is_literal = ["true", "false", "null", "default"].contains(&argument)
        || argument.starts_with(|first: char| first.is_ascii_digit());
    let cancels = argument.to_ascii_lowercase().ends_with("cancellationtoken")
        || ["ct", "CancellationToken.None"].contains(&argument);
    !(is_named || is_literal || cancels)
}

/// Variables, fields and parameters that hold a client: `IKeycloakUserClient users`, `var kc = new KeycloakClient(…)`.
fn declared(text: Text<'_>) -> HashSet<&str> {
    let mut names = HashSet::new();
    for (at, word) in text.words() {
        if !TYPES.contains(&word) {
            continue;
        }
        let end = at + word.len();
        let next = text.skip_white(end + usize::from(text.at(end) == b'?'));
        let name = text.word_at(next);
        if next > end && !name.is_empty() {
            names.insert(name);
        }
        let before = text.skip_white_back(at);
        let start = if text.before(before) == b'<' {
            // `GetRequiredService<IKeycloakUserClient>()`
            before - 1
        } else {
            at
        };
        names.extend(assigned(text, start));
    }
    names
}
