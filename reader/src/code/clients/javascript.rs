//! `kcAdminClient.users.findOne({ id })`, also where the resource is taken out: `const { users } = kcAdminClient`.
//!
//! Read off `@keycloak/keycloak-admin-client` 26.7.4 (`lib/resources`). The client has to be called so that one sees what it is
//! (`kcAdminClient`, `keycloak`), or the file has to import it.

use super::{Found, LONGEST_ARGUMENTS, Resource, Sender, is_admin_client, join, member, request};
use crate::code::{
    assignment::assigned,
    scan::{Text, is_word},
};
use std::collections::{HashMap, HashSet};

/// The groups of the realm, and those of an organization.
const GROUPS: &[&str] = &[
    "find GET",
    "create POST",
    "updateRoot POST",
    "findOne GET {}",
    "update PUT {}",
    "del DELETE {}",
    "count GET count",
    "createChildGroup POST {}/children",
    "updateChildGroup POST {}/children",
    "setOrCreateChild POST {}/children",
    "listSubGroups GET {}/children",
    "listMembers GET {}/members",
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
    "updatePermission PUT {}/management/permissions",
    "listPermissions GET {}/management/permissions",
    "listOrgGroups GET ../members/{}/groups",
    "addMemberToOrgGroup PUT {}/members/{}",
    "removeMemberFromOrgGroup DELETE {}/members/{}",
];

/// `kcAdminClient.organizations.groups(id)`
const ORGANIZATION_GROUPS: &str = "organizations.groups()";

/// `kcAdminClient.users.findOne({ id })`
const RESOURCES: [Resource; 18] = [
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
            "updateProfile PUT profile",
            "getProfileMetadata GET profile/metadata",
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
            "listGroups GET {}/groups",
            "addToGroup PUT {}/groups/{}",
            "delFromGroup DELETE {}/groups/{}",
            "countGroups GET {}/groups/count",
            "listFederatedIdentities GET {}/federated-identity",
            "addToFederatedIdentity POST {}/federated-identity/{}",
            "delFromFederatedIdentity DELETE {}/federated-identity/{}",
            "resetPassword PUT {}/reset-password",
            "getUserStorageCredentialTypes GET {}/configured-user-storage-credential-types",
            "getCredentials GET {}/credentials",
            "deleteCredential DELETE {}/credentials/{}",
            "updateCredentialLabel PUT {}/credentials/{}/userLabel",
            "moveCredentialPositionDown POST {}/credentials/{}/moveAfter/{}",
            "moveCredentialPositionUp POST {}/credentials/{}/moveToFirst",
            "sendVerifyEmail PUT {}/send-verify-email",
            "listSessions GET {}/sessions",
            "listOfflineSessions GET {}/offline-sessions/{}",
            "logout POST {}/logout",
            "listConsents GET {}/consents",
            "impersonation POST {}/impersonation",
            "revokeConsent DELETE {}/consents/{}",
            "listVerifiableCredentials GET {}/vc/credentials",
            "createVerifiableCredential POST {}/vc/credentials",
            "revokeVerifiableCredential DELETE {}/vc/credentials/{}",
            "updateVerifiableCredential PUT {}/vc/credentials/{}",
            "sendVerifiableCredentialOffer PUT {}/vc/credentials/send-credential-offer",
            "listIssuedVerifiableCredentials GET {}/vc/issued-credentials",
            "revokeIssuedVerifiableCredential DELETE {}/vc/issued-credentials/{}",
            "getUnmanagedAttributes GET {}/unmanagedAttributes",
            "removeTotp PUT {}/remove-totp",
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
            "generateNewClientSecret POST {}/client-secret",
            "invalidateSecret DELETE {}/client-secret/rotated",
            "generateRegistrationAccessToken POST {}/registration-access-token",
            "getClientSecret GET {}/client-secret",
            "listDefaultClientScopes GET {}/default-client-scopes",
            "addDefaultClientScope PUT {}/default-client-scopes/{}",
            "delDefaultClientScope DELETE {}/default-client-scopes/{}",
            "listOptionalClientScopes GET {}/optional-client-scopes",
            "addOptionalClientScope PUT {}/optional-client-scopes/{}",
            "delOptionalClientScope DELETE {}/optional-client-scopes/{}",
            "addMultipleProtocolMappers POST {}/protocol-mappers/add-models",
            "addProtocolMapper POST {}/protocol-mappers/models",
            "listProtocolMappers GET {}/protocol-mappers/models",
            "findProtocolMapperByName GET {}/protocol-mappers/models",
            "findProtocolMapperById GET {}/protocol-mappers/models/{}",
            "findProtocolMappersByProtocol GET {}/protocol-mappers/protocol/{}",
            "updateProtocolMapper PUT {}/protocol-mappers/models/{}",
            "delProtocolMapper DELETE {}/protocol-mappers/models/{}",
            "listScopeMappings GET {}/scope-mappings",
            "addClientScopeMappings POST {}/scope-mappings/clients/{}",
            "listClientScopeMappings GET {}/scope-mappings/clients/{}",
            "listAvailableClientScopeMappings GET {}/scope-mappings/clients/{}/available",
            "listCompositeClientScopeMappings GET {}/scope-mappings/clients/{}/composite",
            "delClientScopeMappings DELETE {}/scope-mappings/clients/{}",
            "evaluatePermission GET {}/evaluate-scopes/scope-mappings/{}/granted",
            "evaluateListProtocolMapper GET {}/evaluate-scopes/protocol-mappers",
            "evaluateGenerateSamlResponse GET {}/evaluate-scopes/generate-example-saml-response",
            "evaluateGenerateAccessToken GET {}/evaluate-scopes/generate-example-access-token",
            "evaluateGenerateUserInfo GET {}/evaluate-scopes/generate-example-userinfo",
            "evaluateGenerateIdToken GET {}/evaluate-scopes/generate-example-id-token",
            "addRealmScopeMappings POST {}/scope-mappings/realm",
            "listRealmScopeMappings GET {}/scope-mappings/realm",
            "listAvailableRealmScopeMappings GET {}/scope-mappings/realm/available",
            "listCompositeRealmScopeMappings GET {}/scope-mappings/realm/composite",
            "delRealmScopeMappings DELETE {}/scope-mappings/realm",
            "listSessions GET {}/user-sessions",
            "listOfflineSessions GET {}/offline-sessions",
            "getSessionCount GET {}/session-count",
            "getResourceServer GET {}/authz/resource-server",
            "updateResourceServer PUT {}/authz/resource-server",
            "listResources GET {}/authz/resource-server/resource",
            "createResource POST {}/authz/resource-server/resource",
            "getResource GET {}/authz/resource-server/resource/{}",
            "updateResource PUT {}/authz/resource-server/resource/{}",
            "delResource DELETE {}/authz/resource-server/resource/{}",
            "importResource POST {}/authz/resource-server/import",
            "exportResource GET {}/authz/resource-server/settings",
            "evaluateResource POST {}/authz/resource-server/policy/evaluate",
            "listPolicies GET {}/authz/resource-server/policy",
            "findPolicyByName GET {}/authz/resource-server/policy/search",
            "updatePolicy PUT {}/authz/resource-server/policy/{}/{}",
            "createPolicy POST {}/authz/resource-server/policy/{}",
            "createOrUpdatePolicy GET {}/authz/resource-server/policy/search + PUT {}/authz/resource-server/policy/{}/{} + POST {}/authz/resource-server/policy/{}",
            "findOnePolicyWithType GET {}/authz/resource-server/policy/{}/{}",
            "findOnePolicy GET {}/authz/resource-server/policy/{}",
            "listDependentPolicies GET {}/authz/resource-server/policy/{}/dependentPolicies",
            "delPolicy DELETE {}/authz/resource-server/policy/{}",
            "listPolicyProviders GET {}/authz/resource-server/policy/providers",
            "listAllScopes GET {}/authz/resource-server/scope",
            "listAllResourcesByScope GET {}/authz/resource-server/scope/{}/resources",
            "listAllPermissionsByScope GET {}/authz/resource-server/scope/{}/permissions",
            "listPermissionsByResource GET {}/authz/resource-server/resource/{}/permissions",
            "listScopesByResource GET {}/authz/resource-server/resource/{}/scopes",
            "listPermissionScope GET {}/authz/resource-server/permission/scope",
            "createAuthorizationScope POST {}/authz/resource-server/scope",
            "updateAuthorizationScope PUT {}/authz/resource-server/scope/{}",
            "getAuthorizationScope GET {}/authz/resource-server/scope/{}",
            "delAuthorizationScope DELETE {}/authz/resource-server/scope/{}",
            "findPermissions GET {}/authz/resource-server/permission",
            "createPermission POST {}/authz/resource-server/permission/{}",
            "updatePermission PUT {}/authz/resource-server/permission/{}/{}",
            "delPermission DELETE {}/authz/resource-server/permission/{}/{}",
            "findOnePermission GET {}/authz/resource-server/permission/{}/{}",
            "getAssociatedScopes GET {}/authz/resource-server/policy/{}/scopes",
            "getAssociatedResources GET {}/authz/resource-server/policy/{}/resources",
            "getAssociatedPolicies GET {}/authz/resource-server/policy/{}/associatedPolicies",
            "getOfflineSessionCount GET {}/offline-session-count",
            "getInstallationProviders GET {}/installation/providers/{}",
            "pushRevocation POST {}/push-revocation",
            "addClusterNode POST {}/nodes",
            "deleteClusterNode DELETE {}/nodes/{}",
            "testNodesAvailable GET {}/test-nodes-available",
            "getKeyInfo GET {}/certificates/{}",
            "generateKey POST {}/certificates/{}/generate",
            "downloadKey POST {}/certificates/{}/download",
            "generateAndDownloadKey POST {}/certificates/{}/generate-and-download",
            "uploadKey POST {}/certificates/{}/upload",
            "uploadCertificate POST {}/certificates/{}/upload-certificate",
            "updateFineGrainPermission PUT {}/management/permissions",
            "listFineGrainPermissions GET {}/management/permissions",
        ],
    ),
    ("groups", GROUPS),
    (ORGANIZATION_GROUPS, GROUPS),
    (
        "roles",
        &[
            "find GET roles",
            "create POST roles",
            "findOneByName GET roles/{}",
            "updateByName PUT roles/{}",
            "delByName DELETE roles/{}",
            "findUsersWithRole GET roles/{}/users",
            "findOneById GET roles-by-id/{}",
            "createComposite POST roles-by-id/{}/composites",
            "getCompositeRoles GET roles-by-id/{}/composites",
            "getCompositeRolesForRealm GET roles-by-id/{}/composites/realm",
            "getCompositeRolesForClient GET roles-by-id/{}/composites/clients/{}",
            "delCompositeRoles DELETE roles-by-id/{}/composites",
            "updateById PUT roles-by-id/{}",
            "delById DELETE roles-by-id/{}",
            "updatePermission PUT roles-by-id/{}/management/permissions",
            "listPermissions GET roles-by-id/{}/management/permissions",
        ],
    ),
    (
        "clientScopes",
        &[
            "find GET client-scopes",
            "create POST client-scopes",
            "findOne GET client-scopes/{}",
            "update PUT client-scopes/{}",
            "del DELETE client-scopes/{}",
            "listDefaultClientScopes GET default-default-client-scopes",
            "addDefaultClientScope PUT default-default-client-scopes/{}",
            "delDefaultClientScope DELETE default-default-client-scopes/{}",
            "listDefaultOptionalClientScopes GET default-optional-client-scopes",
            "addDefaultOptionalClientScope PUT default-optional-client-scopes/{}",
            "delDefaultOptionalClientScope DELETE default-optional-client-scopes/{}",
            "addMultipleProtocolMappers POST client-scopes/{}/protocol-mappers/add-models",
            "addProtocolMapper POST client-scopes/{}/protocol-mappers/models",
            "listProtocolMappers GET client-scopes/{}/protocol-mappers/models",
            "findProtocolMapperByName GET client-scopes/{}/protocol-mappers/models",
            "findOneByName GET client-scopes",
            "delByName GET client-scopes + DELETE client-scopes/{}",
            "findProtocolMapper GET client-scopes/{}/protocol-mappers/models/{}",
            "findProtocolMappersByProtocol GET client-scopes/{}/protocol-mappers/protocol/{}",
            "updateProtocolMapper PUT client-scopes/{}/protocol-mappers/models/{}",
            "delProtocolMapper DELETE client-scopes/{}/protocol-mappers/models/{}",
            "listScopeMappings GET client-scopes/{}/scope-mappings",
            "addClientScopeMappings POST client-scopes/{}/scope-mappings/clients/{}",
            "listClientScopeMappings GET client-scopes/{}/scope-mappings/clients/{}",
            "listAvailableClientScopeMappings GET client-scopes/{}/scope-mappings/clients/{}/available",
            "listCompositeClientScopeMappings GET client-scopes/{}/scope-mappings/clients/{}/composite",
            "delClientScopeMappings DELETE client-scopes/{}/scope-mappings/clients/{}",
            "addRealmScopeMappings POST client-scopes/{}/scope-mappings/realm",
            "listRealmScopeMappings GET client-scopes/{}/scope-mappings/realm",
            "listAvailableRealmScopeMappings GET client-scopes/{}/scope-mappings/realm/available",
            "listCompositeRealmScopeMappings GET client-scopes/{}/scope-mappings/realm/composite",
            "delRealmScopeMappings DELETE client-scopes/{}/scope-mappings/realm",
        ],
    ),
    (
        "organizations",
        &[
            "find GET",
            "findOne GET {}",
            "create POST",
            "delById DELETE {}",
            "updateById PUT {}",
            "listMembers GET {}/members",
            "addMember POST {}/members",
            "delMember DELETE {}/members/{}",
            "getMember GET {}/members/{}",
            "memberOrganizations GET members/{}/organizations",
            "invite POST {}/members/invite-user",
            "inviteExistingUser POST {}/members/invite-existing-user",
            "listIdentityProviders GET {}/identity-providers",
            "linkIdp POST {}/identity-providers",
            "unLinkIdp DELETE {}/identity-providers/{}",
            "listInvitations GET {}/invitations",
            "findInvitation GET {}/invitations/{}",
            "resendInvitation POST {}/invitations/{}/resend",
            "deleteInvitation DELETE {}/invitations/{}",
        ],
    ),
    (
        "realms",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "update PUT {}",
            "del DELETE {}",
            "partialImport POST {}/partialImport",
            "export POST {}/partial-export",
            "getDefaultGroups GET {}/default-groups",
            "addDefaultGroup PUT {}/default-groups/{}",
            "removeDefaultGroup DELETE {}/default-groups/{}",
            "getGroupByPath GET {}/group-by-path/{}",
            "findEvents GET {}/events",
            "getConfigEvents GET {}/events/config",
            "updateConfigEvents PUT {}/events/config",
            "clearEvents DELETE {}/events",
            "clearAdminEvents DELETE {}/admin-events",
            "getClientRegistrationPolicyProviders GET {}/client-registration-policy/providers",
            "getClientsInitialAccess GET {}/clients-initial-access",
            "createClientsInitialAccess POST {}/clients-initial-access",
            "delClientsInitialAccess DELETE {}/clients-initial-access/{}",
            "removeSession DELETE {}/sessions/{}",
            "findAdminEvents GET {}/admin-events",
            "getUsersManagementPermissions GET {}/users-management-permissions",
            "updateUsersManagementPermissions PUT {}/users-management-permissions",
            "getClientSessionStats GET {}/client-session-stats",
            "logoutAll POST {}/logout-all",
            "deleteSession DELETE {}/sessions/{}",
            "pushRevocation POST {}/push-revocation",
            "getKeys GET {}/keys",
            "testLDAPConnection POST {}/testLDAPConnection",
            "testSMTPConnection POST {}/testSMTPConnection",
            "ldapServerCapabilities POST {}/ldap-server-capabilities",
            "getRealmSpecificLocales GET {}/localization",
            "getRealmLocalizationTexts GET {}/localization/{}",
            "addLocalization PUT {}/localization/{}/{}",
            "deleteRealmLocalizationTexts DELETE {}/localization/{}/{}",
        ],
    ),
    (
        "identityProviders",
        &[
            "find GET instances",
            "create POST instances",
            "findOne GET instances/{}",
            "uploadCertificate POST upload-certificate",
            "update PUT instances/{}",
            "del DELETE instances/{}",
            "findFactory GET providers/{}",
            "findMappers GET instances/{}/mappers",
            "findOneMapper GET instances/{}/mappers/{}",
            "createMapper POST instances/{}/mappers",
            "updateMapper PUT instances/{}/mappers/{}",
            "delMapper DELETE instances/{}/mappers/{}",
            "findMapperTypes GET instances/{}/mapper-types",
            "importFromUrl POST import-config",
            "updatePermission PUT instances/{}/management/permissions",
            "listPermissions GET instances/{}/management/permissions",
            "reloadKeys GET instances/{}/reload-keys",
        ],
    ),
    (
        "components",
        &[
            "find GET",
            "create POST",
            "findOne GET {}",
            "update PUT {}",
            "del DELETE {}",
            "listSubComponents GET {}/sub-component-types",
        ],
    ),
    ("serverInfo", &["find GET"]),
    (
        "attackDetection",
        &[
            "findOne GET users/{}",
            "del DELETE users/{}",
            "delAll DELETE users",
        ],
    ),
    (
        "authenticationManagement",
        &[
            "registerRequiredAction POST register-required-action",
            "getRequiredActions GET required-actions",
            "getRequiredActionForAlias GET required-actions/{}",
            "getClientAuthenticatorProviders GET client-authenticator-providers",
            "getAuthenticatorProviders GET authenticator-providers",
            "getFormActionProviders GET form-action-providers",
            "updateRequiredAction PUT required-actions/{}",
            "deleteRequiredAction DELETE required-actions/{}",
            "lowerRequiredActionPriority POST required-actions/{}/lower-priority",
            "raiseRequiredActionPriority POST required-actions/{}/raise-priority",
            "getUnregisteredRequiredActions GET unregistered-required-actions",
            "addExecution POST flows/{}/executions",
            "getFlows GET flows",
            "getFlow GET flows/{}",
            "getFormProviders GET form-providers",
            "createFlow POST flows",
            "copyFlow POST flows/{}/copy",
            "deleteFlow DELETE flows/{}",
            "updateFlow PUT flows/{}",
            "getExecutions GET flows/{}/executions",
            "addExecutionToFlow POST flows/{}/executions/execution",
            "addFlowToFlow POST flows/{}/executions/flow",
            "updateExecution PUT flows/{}/executions",
            "delExecution DELETE executions/{}",
            "lowerPriorityExecution POST executions/{}/lower-priority",
            "raisePriorityExecution POST executions/{}/raise-priority",
            "getRequiredActionConfigDescription GET required-actions/{}/config-description",
            "getRequiredActionConfig GET required-actions/{}/config",
            "removeRequiredActionConfig DELETE required-actions/{}/config",
            "updateRequiredActionConfig PUT required-actions/{}/config",
            "getConfigDescription GET config-description/{}",
            "createConfig POST executions/{}/config",
            "updateConfig PUT config/{}",
            "getConfig GET config/{}",
            "delConfig DELETE config/{}",
        ],
    ),
    (
        "clientPolicies",
        &[
            "listProfiles GET profiles",
            "createProfiles PUT profiles",
            "listPolicies GET policies",
            "updatePolicy PUT policies",
        ],
    ),
    (
        "workflows",
        &[
            "find GET",
            "findOne GET {}",
            "scheduled GET scheduled/{}",
            "update PUT {}",
            "create POST",
            "createAsYaml POST",
            "delById DELETE {}",
        ],
    ),
    (
        "cache",
        &[
            "clearUserCache POST clear-user-cache",
            "clearKeysCache POST clear-keys-cache",
            "clearCrlCache POST clear-crl-cache",
            "clearRealmCache POST clear-realm-cache",
        ],
    ),
    (
        "userStorageProvider",
        &[
            "name GET {}/name",
            "removeImportedUsers POST {}/remove-imported-users",
            "sync POST {}/sync",
            "unlinkUsers POST {}/unlink-users",
            "mappersSync POST {}/mappers/{}/sync",
        ],
    ),
    ("whoAmI", &["find GET whoami"]),
];

/// Where the resources are, if not at the path of their name below the realm.
const PLACES: [(&str, &str); 12] = [
    (ORGANIZATION_GROUPS, "organizations/{}/groups"),
    ("clientScopes", ""),
    ("roles", ""),
    ("cache", ""),
    ("userStorageProvider", "user-storage"),
    ("whoAmI", "/admin/{}/console"),
    ("identityProviders", "identity-provider"),
    ("realms", "/admin/realms"),
    ("serverInfo", "/admin/serverinfo"),
    ("attackDetection", "attack-detection/brute-force"),
    ("authenticationManagement", "authentication"),
    ("clientPolicies", "client-policies"),
];

/// Methods that send no request to the Admin API: those that an organization's groups have for themselves, and the one that reads a theme.
const SILENT: [&str; 3] = ["getOrgId", "isOrgGroups", "findEffectiveMessageBundles"];

/// What the class is mostly imported as.
const CLASSES: [&str; 2] = ["KcAdminClient", "KeycloakAdminClient"];

/// How the package is named where it is imported.
const PACKAGES: [&str; 3] = [
    "@keycloak/keycloak-admin-client",
    "\"keycloak-admin\"",
    "'keycloak-admin'",
];

/// The folder of the package in a stack trace.
const IN_MODULES: [&str; 2] = [
    "/@keycloak/keycloak-admin-client/",
    "node_modules/keycloak-admin/",
];

fn resource(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|(resource, _)| *resource == name)
}

/// The request of a stack frame: `async Users.find (…/keycloak-admin-client/lib/resources/users.js:12:3)`. A class is named after its
/// resource.
pub(super) fn of_frame(line: &str) -> Option<(&'static str, String)> {
    let is_library = IN_MODULES.iter().any(|folder| line.contains(folder));
    let words = line.split(|c: char| c.is_whitespace() || c == '(');
    words.filter(|_| is_library).find_map(|word| {
        let (class, call) = word.rsplit('/').next()?.split_once('.')?;
        let first = class.get(..1)?.to_lowercase();
        let (name, members) = resource(&format!("{first}{}", class.get(1..)?))?;
        let (method, path) = member(members, call)
            .filter(|requests| !requests.contains(" + "))
            .and_then(request)?;
        Some((method, join(place(name), path)))
    })
}

fn place(resource: &'static str) -> &'static str {
    PLACES
        .iter()
        .find(|(name, _)| *name == resource)
        .map_or(resource, |(_, path)| path)
}

/// Every call through the client.
pub(super) fn calls(text: Text, found: &mut Found) {
    let imported = PACKAGES.iter().any(|package| text.0.contains(package));
    let mut bound: HashMap<&str, &Resource> = HashMap::new();
    let mut parameters: HashMap<&str, &Resource> = HashMap::new();
    let mut clients: HashSet<&str> = HashSet::new();
    for (at, word) in text.words() {
        let end = at + word.len();
        if matches!(word, "const" | "let" | "var") {
            taken_out(text, end, imported, &mut bound);
            continue;
        }
        if imported && !bound.contains_key(word) && is_of_parameter(text, at) {
            parameters.extend(resource(word).map(|resource| (word, resource)));
        }
        if CLASSES.contains(&word) && text.at(end) == b'(' {
            clients.extend(assigned(text, at));
            continue;
        }
        let is_member = text.before(at) == b'.';
        // Any receiver may be the client, but not every one is: only of those that are is it said that a request was not followed.
        let is_sure = !is_member || {
            let receiver = receiver(text, at).0;
            is_admin_client(receiver) || clients.contains(receiver)
        };
        let of_client = is_member && is_client(text, at, imported);
        let known = if of_client {
            resource(word)
        } else if is_member {
            None
        } else {
            // The parameter may be a list of something else: `({ users }) => users.find((user) => …)`.
            let of_parameter = || {
                let open = end + 1 + text.word_at(end + 1).len();
                let argument = text.skip_white(open + 1);
                let is_of_client = text.at(open) == b'(' && b"{)".contains(&text.at(argument));
                parameters.get(word).filter(|_| is_of_client).copied()
            };
            bound.get(word).copied().or_else(of_parameter)
        };
        let Some((mut name, mut members)) = known.copied() else {
            continue;
        };
        let mut end = end;
        if name == "organizations"
            && called(text, end) == Some("groups")
            && let Some(close) = text.closing(end + 1 + "groups".len(), LONGEST_ARGUMENTS)
            && let Some(groups) = resource(ORGANIZATION_GROUPS)
        {
            end = text.skip_white(close + 1);
            if text.at(end) != b'.' {
                if let Some(variable) = assigned(text, at) {
                    bound.insert(variable, groups);
                }
                continue;
            }
            (name, members) = *groups;
        }
        if text.at(end) != b'.' {
            // `const users = kcAdminClient.users;`
            if of_client
                && !matches!(text.at(text.skip_white(end)), b'(' | b'.' | b'?')
                && let (Some(variable), Some(resource)) = (assigned(text, at), resource(name))
            {
                bound.insert(variable, resource);
            }
            continue;
        }
        let call = text.word_at(end + 1);
        if let Some(requests) = member(members, call) {
            for (method, path) in requests.split(" + ").filter_map(request) {
                found.call(end + 1, method, &join(place(name), path));
            }
        } else if imported
            && is_sure
            && let Some(called) = called(text, end)
            && !SILENT.contains(&called)
        {
            found.lost(format!("{word}.{called}"));
        }
    }
}

/// Whether the word is a member that a parameter takes out of an object: `({ users, groups }) => …`.
fn is_of_parameter(text: Text, at: usize) -> bool {
    let end = text.skip_white(at + text.word_at(at).len());
    let before = text.skip_white_back(at);
    if !b"{,".contains(&text.before(before)) || !b",}".contains(&text.at(end)) {
        return false;
    }
    let Some(open) = (at.saturating_sub(LONGEST_ARGUMENTS)..at)
        .rev()
        .take_while(|index| !b"();}".contains(&text.at(*index)))
        .find(|index| text.at(*index) == b'{')
    else {
        return false;
    };
    let Some(close) = text.closing(open, LONGEST_ARGUMENTS) else {
        return false;
    };
    let begins = text.before(text.skip_white_back(open)) == b'(';
    let ends = text.skip_white(close + 1);
    let arrow = text.skip_white(ends + 1);
    let is_header = text.at(arrow) == b'{' || text.slice(arrow, arrow + 2) == "=>";
    begins && (text.at(ends) == b':' || text.at(ends) == b')' && is_header)
}

/// What is called after the dot here.
fn called(text: Text<'_>, dot: usize) -> Option<&str> {
    let call = text.word_at(dot + 1);
    (text.at(dot) == b'.' && !call.is_empty() && text.at(dot + 1 + call.len()) == b'(')
        .then_some(call)
}

/// The name that the member here is taken from, if it is one, and where it ends.
fn receiver(text: Text<'_>, member: usize) -> (&str, usize) {
    let mut end = member - 1;
    while matches!(text.before(end), b'?' | b'!') {
        end -= 1;
    }
    end = text.skip_white_back(end);
    (text.word_before(end), end)
}

/// Whether what the member here is taken from is the client, or may be.
fn is_client(text: Text, member: usize, imported: bool) -> bool {
    let (receiver, end) = receiver(text, member);
    is_admin_client(receiver)
        || (imported && (is_word(text.before(end)) || text.before(end) == b')'))
}

/// `{ users, groups: g } = kcAdminClient`
fn taken_out<'t>(
    text: Text<'t>,
    from: usize,
    imported: bool,
    bound: &mut HashMap<&'t str, &'static Resource>,
) {
    let open = text.skip_white(from);
    if text.at(open) != b'{' {
        return;
    }
    let Some(close) = text.closing(open, LONGEST_ARGUMENTS) else {
        return;
    };
    let equals = text.skip_white(close + 1);
    if text.at(equals) != b'=' {
        return;
    }
    // A name, or members of one; what a request gives is not known.
    let start = text.skip_white(equals + 1);
    let mut end = start;
    while is_word(text.at(end)) || text.at(end) == b'.' {
        end += 1;
    }
    let whole = matches!(text.at(end), b';' | b',' | b'\n' | b'\r' | 0);
    let from = text.word_before(end);
    let own = start + from.len() == end || text.slice(start, start + 5) == "this.";
    if !whole || !(is_admin_client(from) || (imported && own)) {
        return;
    }
    for part in text.slice(open + 1, close).split(',') {
        let (name, variable) = part.split_once(':').unwrap_or((part, part));
        if let Some(resource) = resource(name.trim()) {
            bound.insert(variable.trim(), resource);
        }
    }
}

/// Every method of the table.
pub(super) fn senders() -> Vec<Sender> {
    RESOURCES
        .iter()
        .flat_map(|(name, members)| members.iter().map(move |member| (*name, *member)))
        .filter_map(|(name, member)| Sender::read(member, &format!("{name}."), place(name)))
        .collect()
}
