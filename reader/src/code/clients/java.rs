//! `realm.users().get(id).resetPassword(credential)`, also where the resource is kept in a variable.
//!
//! Read off `org.keycloak:keycloak-admin-client` 26.0.12: the JAX-RS annotations of `org.keycloak.admin.client.resource`.
//!
//! What a variable holds is known from its type (`UsersResource users`, Kotlin's `users: UsersResource`), from the chain that it is assigned
//! (`var users = realm.users()`), or from its name alone (`usersResource`). The nearest declaration before counts; for fields and methods
//! that are declared further down, the first of the file.

use super::{
    Found, LONGEST_ARGUMENTS, Resource, Sender, arguments, join, member, overload, request,
};
use crate::code::{
    method::assigned,
    scan::{Text, is_word},
};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// `realm.users().get(id).roles().realmLevel().add(roles)`
const RESOURCES: &[Resource] = &[
    (
        "AggregatePolicies",
        &[
            "create POST",
            "findById > AggregatePolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "AggregatePolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    (
        "AttackDetection",
        &[
            "bruteForceUserStatus GET brute-force/users/{}",
            "clearBruteForceForUser DELETE brute-force/users/{}",
            "clearAllBruteForce DELETE brute-force/users",
        ],
    ),
    (
        "AuthenticationManagement",
        &[
            "getFormProviders GET form-providers",
            "getAuthenticatorProviders GET authenticator-providers",
            "getClientAuthenticatorProviders GET client-authenticator-providers",
            "getFormActionProviders GET form-action-providers",
            "getFlows GET flows",
            "createFlow POST flows",
            "getFlow GET flows/{}",
            "deleteFlow DELETE flows/{}",
            "copy POST flows/{}/copy",
            "updateFlow PUT flows/{}",
            "addExecutionFlow POST flows/{}/executions/flow",
            "addExecution/1 POST executions",
            "addExecution/2 POST flows/{}/executions/execution",
            "getExecutions GET flows/{}/executions",
            "updateExecutions PUT flows/{}/executions",
            "getExecution GET executions/{}",
            "raisePriority POST executions/{}/raise-priority",
            "lowerPriority POST executions/{}/lower-priority",
            "removeExecution DELETE executions/{}",
            "newExecutionConfig POST executions/{}/config",
            "getUnregisteredRequiredActions GET unregistered-required-actions",
            "registerRequiredAction POST register-required-action",
            "getRequiredActions GET required-actions",
            "getRequiredAction GET required-actions/{}",
            "updateRequiredAction PUT required-actions/{}",
            "removeRequiredAction DELETE required-actions/{}",
            "raiseRequiredActionPriority POST required-actions/{}/raise-priority",
            "lowerRequiredActionPriority POST required-actions/{}/lower-priority",
            "getRequiredActionConfigDescription GET required-actions/{}/config-description",
            "getRequiredActionConfig GET required-actions/{}/config",
            "removeRequiredActionConfig DELETE required-actions/{}/config",
            "updateRequiredActionConfig PUT required-actions/{}/config",
            "getAuthenticatorConfigDescription GET config-description/{}",
            "getPerClientConfigDescription GET per-client-config-description",
            "getAuthenticatorConfig GET config/{}",
            "removeAuthenticatorConfig DELETE config/{}",
            "updateAuthenticatorConfig PUT config/{}",
        ],
    ),
    (
        "Authorization",
        &[
            "update PUT",
            "getSettings GET",
            "importSettings POST import",
            "exportSettings GET settings",
            "resources > Resources resource",
            "scopes > ResourceScopes scope",
            "policies > Policies policy",
            "permissions > Permissions permission",
        ],
    ),
    (
        "ClientAttributeCertificate",
        &[
            "getKeyInfo GET",
            "generate POST generate",
            "uploadJks POST upload",
            "uploadJksCertificate POST upload-certificate",
            "getKeystore POST download",
            "generateAndGetKeystore POST generate-and-download",
        ],
    ),
    (
        "ClientInitialAccess",
        &["create POST", "list GET", "delete DELETE {}"],
    ),
    (
        "ClientPoliciesPolicies",
        &["getPolicies GET", "updatePolicies PUT"],
    ),
    (
        "ClientPoliciesProfiles",
        &["getProfiles GET", "updateProfiles PUT"],
    ),
    (
        "ClientPolicies",
        &[
            "create POST",
            "findById > ClientPolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "ClientPolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    ("ClientRegistrationPolicy", &["getProviders GET providers"]),
    (
        "Client",
        &[
            "setPermissions PUT management/permissions",
            "getPermissions GET management/permissions",
            "getProtocolMappers > ProtocolMappers protocol-mappers",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "generateNewSecret POST client-secret",
            "getSecret GET client-secret",
            "regenerateRegistrationAccessToken POST registration-access-token",
            "getCertficateResource > ClientAttributeCertificate certificates/{}",
            "getInstallationProvider GET installation/providers/{}",
            "getInstallationProviderAsResponse GET installation/providers/{}",
            "getApplicationSessionCount GET session-count",
            "getUserSessions GET user-sessions",
            "getOfflineSessionCount GET offline-session-count",
            "getOfflineUserSessions GET offline-sessions",
            "pushRevocation POST push-revocation",
            "getScopeMappings > RoleMapping scope-mappings",
            "roles > Roles roles",
            "clientScopesEvaluate > ClientScopeEvaluate evaluate-scopes",
            "getDefaultClientScopes GET default-client-scopes",
            "addDefaultClientScope PUT default-client-scopes/{}",
            "removeDefaultClientScope DELETE default-client-scopes/{}",
            "getOptionalClientScopes GET optional-client-scopes",
            "addOptionalClientScope PUT optional-client-scopes/{}",
            "removeOptionalClientScope DELETE optional-client-scopes/{}",
            "getServiceAccountUser GET service-account-user",
            "registerNode POST nodes",
            "unregisterNode DELETE nodes/{}",
            "testNodesAvailable GET test-nodes-available",
            "authorization > Authorization authz/resource-server",
            "getClientRotatedSecret GET client-secret/rotated",
            "invalidateRotatedSecret DELETE client-secret/rotated",
        ],
    ),
    (
        "ClientScopeEvaluate",
        &[
            "generateAccessToken GET generate-example-access-token",
            "generateExampleIdToken GET generate-example-id-token",
            "generateExampleUserinfo GET generate-example-userinfo",
        ],
    ),
    (
        "ClientScopePolicies",
        &["create POST", "findByName GET search"],
    ),
    (
        "ClientScope",
        &[
            "getProtocolMappers > ProtocolMappers protocol-mappers",
            "getScopeMappings > RoleMapping scope-mappings",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
        ],
    ),
    (
        "ClientScopes",
        &["get > ClientScope {}", "create POST", "findAll GET"],
    ),
    (
        "ClientTypes",
        &["getClientTypes GET", "updateClientTypes PUT"],
    ),
    (
        "Clients",
        &[
            "get > Client {}",
            "create POST",
            "findAll GET",
            "findByClientId GET",
            "query GET",
            "delete DELETE {}",
        ],
    ),
    (
        "Component",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getSubcomponentConfig GET sub-component-types",
        ],
    ),
    (
        "Components",
        &[
            "query GET",
            "add POST",
            "component > Component {}",
            "removeComponent DELETE {}",
        ],
    ),
    (
        "GroupPolicies",
        &[
            "create POST",
            "findById > GroupPolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "GroupPolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    (
        "Group",
        &[
            "setPermissions PUT management/permissions",
            "getPermissions GET management/permissions",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getSubGroups GET children",
            "subGroup POST children",
            "roles > RoleMapping role-mappings",
            "members GET members",
        ],
    ),
    (
        "Groups",
        &[
            "groups GET",
            "count GET count",
            "add POST",
            "group > Group {}",
            "query GET",
        ],
    ),
    (
        "IdentityProvider",
        &[
            "toRepresentation GET",
            "update/1 PUT",
            "update/2 PUT mappers/{}",
            "remove DELETE",
            "export GET export",
            "getMapperTypes GET mapper-types",
            "getMappers GET mappers",
            "addMapper POST mappers",
            "getMapperById GET mappers/{}",
            "delete DELETE mappers/{}",
            "reloadKeys GET reload-keys",
        ],
    ),
    (
        "IdentityProviders",
        &[
            "get > IdentityProvider instances/{}",
            "findAll GET instances",
            "find GET instances",
            "create POST instances",
            "getIdentityProviders GET providers/{}",
            "importFrom POST import-config",
        ],
    ),
    (
        "JSPolicies",
        &[
            "create POST",
            "findById > JSPolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "JSPolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    ("Key", &["getKeyMetadata GET"]),
    (
        "OrganizationGroup",
        &[
            "toRepresentation GET",
            "update PUT",
            "delete DELETE",
            "getSubGroups GET children",
            "addSubGroup POST children",
            "getMembers GET members",
            "addMember PUT members/{}",
            "removeMember DELETE members/{}",
            "roles > RoleMapping role-mappings",
        ],
    ),
    (
        "OrganizationGroups",
        &[
            "addTopLevelGroup POST",
            "getAll GET",
            "getGroupByPath GET group-by-path/{}",
            "group > OrganizationGroup {}",
        ],
    ),
    (
        "OrganizationIdentityProvider",
        &[
            "toRepresentation GET",
            "delete DELETE",
            "getGroups GET groups",
        ],
    ),
    (
        "OrganizationIdentityProviders",
        &[
            "addIdentityProvider POST",
            "getIdentityProviders GET",
            "get > OrganizationIdentityProvider {}",
        ],
    ),
    (
        "OrganizationInvitations",
        &[
            "list GET",
            "get GET {}",
            "delete DELETE {}",
            "resend POST {}/resend",
        ],
    ),
    (
        "OrganizationMember",
        &[
            "toRepresentation GET",
            "delete DELETE",
            "getOrganizations GET organizations",
            "groups GET groups",
        ],
    ),
    (
        "OrganizationMembers",
        &[
            "addMember POST",
            "removeMember DELETE {}",
            "getAll GET",
            "list GET",
            "search GET",
            "member > OrganizationMember {}",
            "inviteUser POST invite-user",
            "inviteExistingUser POST invite-existing-user",
            "count GET count",
            "getOrganizations GET {}/organizations",
        ],
    ),
    (
        "Organization",
        &[
            "toRepresentation GET",
            "update PUT",
            "delete DELETE",
            "members > OrganizationMembers members",
            "invitations > OrganizationInvitations invitations",
            "identityProviders > OrganizationIdentityProviders identity-providers",
            "groups > OrganizationGroups groups",
        ],
    ),
    (
        "OrganizationsMembers",
        &["getOrganizations GET {}/organizations"],
    ),
    (
        "Organizations",
        &[
            "create POST",
            "get > Organization {}",
            "getAll GET",
            "list GET",
            "search GET",
            "searchByAttribute GET",
            "count GET count",
            "countByAttribute GET count",
            "members > OrganizationsMembers members",
        ],
    ),
    (
        "Permissions",
        &[
            "resource > ResourcePermissions resource",
            "scope > ScopePermissions scope",
        ],
    ),
    (
        "Policies",
        &[
            "create POST",
            "policy > Policy {}",
            "findByName GET search",
            "policies GET",
            "policyProviders GET providers",
            "evaluate POST evaluate",
            "role > RolePolicies role",
            "user > UserPolicies user",
            "js > JSPolicies js",
            "time > TimePolicies time",
            "aggregate > AggregatePolicies aggregate",
            "client > ClientPolicies client",
            "group > GroupPolicies group",
            "clientScope > ClientScopePolicies client-scope",
            "regex > RegexPolicies regex",
        ],
    ),
    (
        "Policy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "scopes GET scopes",
            "resources GET resources",
        ],
    ),
    (
        "ProtocolMappers",
        &[
            "getMappersPerProtocol GET protocol/{}",
            "createMapper POST models",
            "createMapper[] POST add-models",
            "getMappers GET models",
            "getMapperById GET models/{}",
            "update PUT models/{}",
            "delete DELETE models/{}",
        ],
    ),
    (
        "RealmLocalization",
        &[
            "getRealmSpecificLocales GET",
            "getRealmLocalizationTexts GET {}",
            "getRealmLocalizationText GET {}/{}",
            "deleteRealmLocalizationTexts DELETE {}",
            "deleteRealmLocalizationText DELETE {}/{}",
            "saveRealmLocalizationText PUT {}/{}",
            "createOrUpdateRealmLocalizationTexts POST {}",
        ],
    ),
    (
        "Realm",
        &[
            "toRepresentation GET",
            "update PUT",
            "clients > Clients clients",
            "clientScopes > ClientScopes client-scopes",
            "getDefaultDefaultClientScopes GET default-default-client-scopes",
            "addDefaultDefaultClientScope PUT default-default-client-scopes/{}",
            "removeDefaultDefaultClientScope DELETE default-default-client-scopes/{}",
            "getDefaultOptionalClientScopes GET default-optional-client-scopes",
            "addDefaultOptionalClientScope PUT default-optional-client-scopes/{}",
            "removeDefaultOptionalClientScope DELETE default-optional-client-scopes/{}",
            "convertClientDescription POST client-description-converter",
            "users > Users users",
            "roles > Roles roles",
            "rolesById > RoleById roles-by-id",
            "groups > Groups groups",
            "clearEvents DELETE events",
            "getEvents GET events",
            "clearAdminEvents DELETE admin-events",
            "getAdminEvents GET admin-events",
            "getRealmEventsConfig GET events/config",
            "updateRealmEventsConfig PUT events/config",
            "getGroupByPath GET group-by-path/{}",
            "getDefaultGroups GET default-groups",
            "addDefaultGroup PUT default-groups/{}",
            "removeDefaultGroup DELETE default-groups/{}",
            "identityProviders > IdentityProviders identity-provider",
            "remove DELETE",
            "getClientSessionStats GET client-session-stats",
            "clientInitialAccess > ClientInitialAccess clients-initial-access",
            "clientRegistrationPolicy > ClientRegistrationPolicy client-registration-policy",
            "partialImport POST partialImport",
            "partialExport POST partial-export",
            "flows > AuthenticationManagement authentication",
            "attackDetection > AttackDetection attack-detection",
            "testLDAPConnection POST testLDAPConnection",
            "ldapServerCapabilities POST ldap-server-capabilities",
            "testSMTPConnection POST testSMTPConnection",
            "clearRealmCache POST clear-realm-cache",
            "clearUserCache POST clear-user-cache",
            "clearKeysCache POST clear-keys-cache",
            "clearCrlCache POST clear-crl-cache",
            "pushRevocation POST push-revocation",
            "logoutAll POST logout-all",
            "deleteSession DELETE sessions/{}",
            "components > Components components",
            "userStorage > UserStorageProvider user-storage",
            "keys > Key keys",
            "localization > RealmLocalization localization",
            "clientPoliciesPoliciesResource > ClientPoliciesPolicies client-policies/policies",
            "clientPoliciesProfilesResource > ClientPoliciesProfiles client-policies/profiles",
            "organizations > Organizations organizations",
            "clientTypes > ClientTypes client-types",
            "workflows > Workflows workflows",
        ],
    ),
    (
        "Realms",
        &["realm > Realm {}", "create POST", "findAll GET"],
    ),
    ("RegexPolicies", &["create POST"]),
    (
        "ResourcePermission",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    (
        "ResourcePermissions",
        &[
            "create POST",
            "findById > ResourcePermission {}",
            "findByName GET search",
        ],
    ),
    (
        "Resource",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "permissions GET permissions",
        ],
    ),
    (
        "ResourceScope",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "permissions GET permissions",
        ],
    ),
    (
        "ResourceScopes",
        &[
            "create POST",
            "scope > ResourceScope {}",
            "scopes GET",
            "findByName GET search",
        ],
    ),
    (
        "Resources",
        &[
            "create POST",
            "resource > Resource {}",
            "find GET",
            "searchByName GET search",
            "findByName GET",
            "resources GET",
        ],
    ),
    (
        "RoleById",
        &[
            "getRole GET {}",
            "deleteRole DELETE {}",
            "updateRole PUT {}",
            "addComposites POST {}/composites",
            "getRoleComposites GET {}/composites",
            "searchRoleComposites GET {}/composites",
            "getRealmRoleComposites GET {}/composites/realm",
            "getClientRoleComposites GET {}/composites/clients/{}",
            "deleteComposites DELETE {}/composites",
        ],
    ),
    (
        "RoleMapping",
        &[
            "getAll GET",
            "realmLevel > RoleScope realm",
            "clientLevel > RoleScope clients/{}",
        ],
    ),
    (
        "RolePolicies",
        &[
            "create POST",
            "findById > RolePolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "RolePolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    (
        "Role",
        &[
            "setPermissions PUT management/permissions",
            "getPermissions GET management/permissions",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getRoleComposites GET composites",
            "getRealmRoleComposites GET composites/realm",
            "getClientRoleComposites GET composites/clients/{}",
            "addComposites POST composites",
            "deleteComposites DELETE composites",
            "getUserMembers GET users",
            "getRoleGroupMembers GET groups",
            "getRoleUserMembers GET users",
        ],
    ),
    (
        "RoleScope",
        &[
            "listAll GET",
            "listAvailable GET available",
            "listEffective GET composite",
            "add POST",
            "remove DELETE",
        ],
    ),
    (
        "Roles",
        &[
            "list GET",
            "create POST",
            "get > Role {}",
            "deleteRole DELETE {}",
        ],
    ),
    (
        "ScopePermission",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
            "scopes GET scopes",
        ],
    ),
    (
        "ScopePermissions",
        &[
            "create POST",
            "findById > ScopePermission {}",
            "findByName GET search",
            "findAll GET",
        ],
    ),
    ("ServerInfo", &["getInfo GET"]),
    (
        "TimePolicies",
        &[
            "create POST",
            "findById > TimePolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "TimePolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    (
        "UserPolicies",
        &[
            "create POST",
            "findById > UserPolicy {}",
            "findByName GET search",
        ],
    ),
    (
        "UserPolicy",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "associatedPolicies GET associatedPolicies",
            "dependentPolicies GET dependentPolicies",
            "resources GET resources",
        ],
    ),
    (
        "UserProfile",
        &[
            "getConfiguration GET",
            "getMetadata GET metadata",
            "update PUT",
        ],
    ),
    (
        "User",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "groups GET groups",
            "groupsCount GET groups/count",
            "joinGroup PUT groups/{}",
            "leaveGroup DELETE groups/{}",
            "logout POST logout",
            "credentials GET credentials",
            "getConfiguredUserStorageCredentialTypes GET configured-user-storage-credential-types",
            "removeCredential DELETE credentials/{}",
            "setCredentialUserLabel PUT credentials/{}/userLabel",
            "moveCredentialToFirst POST credentials/{}/moveToFirst",
            "moveCredentialAfter POST credentials/{}/moveAfter/{}",
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
            "roles > RoleMapping role-mappings",
            "getConsents GET consents",
            "revokeConsent DELETE consents/{}",
            "impersonate POST impersonation",
            "getUnmanagedAttributes GET unmanagedAttributes",
            "verifiableCredentials > UserVerifiableCredential vc",
        ],
    ),
    (
        "UserStorageProvider",
        &[
            "syncUsers POST {}/sync",
            "removeImportedUsers POST {}/remove-imported-users",
            "unlink POST {}/unlink-users",
            "syncMapperData POST {}/mappers/{}/sync",
        ],
    ),
    (
        "UserVerifiableCredential",
        &[
            "createCredential POST credentials",
            "getCredentials GET credentials",
            "getIssuedCredentials GET issued-credentials",
            "revokeCredential DELETE credentials/{}",
            "revokeIssuedCredential DELETE issued-credentials/{}",
            "sendCredentialOffer PUT credentials/send-credential-offer",
            "updateCredential PUT credentials/{}",
        ],
    ),
    (
        "Users",
        &[
            "search GET",
            "searchByAttributes GET",
            "searchByUsername GET",
            "searchByEmail GET",
            "searchByFirstName GET",
            "searchByLastName GET",
            "list GET",
            "create POST",
            "count GET count",
            "countEmailVerified GET count",
            "get > User {}",
            "delete DELETE {}",
            "userProfile > UserProfile profile",
        ],
    ),
    (
        "Workflow",
        &[
            "delete DELETE",
            "update PUT",
            "toRepresentation GET",
            "activate POST activate/{}/{}",
            "deactivate POST deactivate/{}/{}",
        ],
    ),
    (
        "Workflows",
        &[
            "create POST",
            "list GET",
            "migrate POST migrate",
            "getScheduledWorkflows GET scheduled/{}",
            "workflow > Workflow {}",
        ],
    ),
];

/// The package that whoever uses the client imports.
const PACKAGE: &str = "org.keycloak.admin.client";

/// Types of the client that hardly any other library has. An excerpt of a file lacks its imports.
const TYPES: [&str; 3] = ["RealmResource", "UsersResource", "KeycloakBuilder"];

/// The end of the name of every interface.
const SUFFIX: &str = "Resource";

fn resource(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|(resource, _)| *resource == name)
}

/// Every resource that the chains from these starts reach, with its path, once for each chain.
fn reached(mut open: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let mut reached = Vec::new();
    while let Some((name, path)) = open.pop() {
        for member in resource(name).map_or(&[][..], |(_, members)| *members) {
            if let Some((_, to)) = member.split_once(" > ") {
                let (next, below) = to.split_once(' ').unwrap_or((to, ""));
                open.push((next, join(&path, below)));
            }
        }
        reached.push((name, path));
    }
    reached
}

/// The first members of the client, with their paths.
fn starts() -> Vec<(&'static str, String)> {
    [
        ("Realms", "/admin/realms"),
        ("ServerInfo", "/admin/serverinfo"),
    ]
    .map(|(name, path)| (name, path.to_owned()))
    .to_vec()
}

/// Where a resource is below the realm; `None` if chains of calls reach it at different paths.
static PLACES: LazyLock<HashMap<&str, Option<String>>> = LazyLock::new(|| {
    let mut places: HashMap<&str, Option<String>> = HashMap::new();
    for (name, path) in starts() {
        places.insert(name, Some(path));
    }
    for (name, path) in reached(vec![("Realm", String::new())]) {
        places
            .entry(name)
            .and_modify(|known| {
                if known.as_ref() != Some(&path) {
                    *known = None;
                }
            })
            .or_insert(Some(path));
    }
    places
});

fn path_of(resource: &str) -> Option<&'static str> {
    PLACES.get(resource)?.as_deref()
}

/// The request of a method of an interface: `UsersResource`, `create`. Interfaces that several resources share say nothing.
pub(super) fn of_interface(interface: &str, method: &str) -> Option<(&'static str, String)> {
    let place = Place::typed(interface)?;
    let (verb, below) = request(member(place.members(), method)?)?;
    Some((verb, join(&place.path?, below)))
}

/// The request of a frame of a proxy, `at jdk.proxy2/jdk.proxy2.$Proxy178.searchByUsername(Unknown Source)`, which does not show its interface.
/// The method's name is enough if all resources of the client that have this method send the same request. The frame below it,
/// `de.adorsys.keycloak.config.repository.RealmRepository.update(…)` of keycloak-config-cli, names the resource.
pub(super) fn of_proxy(line: &str, below: &str) -> Option<(&'static str, String)> {
    let (_, proxy) = line.split_once("$Proxy")?;
    let (_, method) = proxy.split_once('.')?;
    let (method, _) = method.split_once('(')?;
    // `create`, and `createUser` of `UserRepository`, but not `createAuthorizationPolicy` of `ClientRepository`.
    let of_repository = below
        .split_once("keycloak.config.repository.")
        .and_then(|(_, class)| class.split_once("Repository."))
        .filter(|(stem, rest)| {
            let caller = rest.split('(').next().unwrap_or_default();
            let rest = caller.strip_prefix(method);
            rest.is_some_and(|rest| rest.is_empty() || rest == *stem)
        })
        .map(|(stem, _)| stem);
    let has_name = |name: &str| match of_repository {
        Some(stem) => name
            .strip_prefix(stem)
            .is_some_and(|rest| ["", "s"].contains(&rest)),
        None => true,
    };
    let mut found = None;
    for (name, members) in RESOURCES.iter().filter(|(name, _)| has_name(name)) {
        let Some(requests) = member(members, method) else {
            continue;
        };
        let (verb, below) = request(requests)?;
        let request = (verb, join(path_of(name)?, below));
        if found.get_or_insert_with(|| request.clone()) != &request {
            return None;
        }
    }
    found
}

/// Every method of the tables, with its interface.
pub(super) fn senders() -> Vec<Sender> {
    let methods = |(name, path): (&str, String)| {
        let prefix = format!("{name}{SUFFIX}.");
        let members = resource(name).map_or(&[][..], |(_, members)| *members);
        members
            .iter()
            .filter(|member| !member.contains(" > "))
            .filter_map(move |member| Sender::read(member, &prefix, &path))
    };
    reached(starts()).into_iter().flat_map(methods).collect()
}

/// Beginnings of chains that count in every text.
const COMMON_STARTS: [&str; 6] = [
    "users",
    "clients",
    "groups",
    "roles",
    "clientScopes",
    "identityProviders",
];

/// Methods that send no requests: those of the client's builder, which has a method `realm` too, and of every object.
const WITHOUT_REQUEST: [&str; 14] = [
    "username",
    "clientId",
    "clientSecret",
    "password",
    "grantType",
    "serverUrl",
    "resteasyClient",
    "authorization",
    "scope",
    "close",
    "equals",
    "getClass",
    "hashCode",
    "toString",
];

/// A resource, and where it is below the realm, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    resource: &'static str,
    path: Option<String>,
}

impl Place {
    fn members(&self) -> &'static [&'static str] {
        RESOURCES
            .iter()
            .find(|(name, _)| *name == self.resource)
            .map_or(&[], |(_, members)| members)
    }

    /// The resource that a method of this resource returns.
    fn member(&self, name: &str) -> Option<Self> {
        let to = member(self.members(), name)?.strip_prefix("> ")?;
        let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
        Some(Self {
            resource,
            path: self.path.as_ref().map(|path| join(path, below)),
        })
    }

    /// Of a variable of this type. A type of the client that the table lacks has no members.
    fn typed(name: &str) -> Option<Self> {
        let (resource, _) = resource(name.strip_suffix(SUFFIX)?)?;
        Some(Self {
            resource,
            path: path_of(resource).map(str::to_owned),
        })
    }

    /// Of a variable of this name that nothing else is known of: `usersResource`. Roles are more often those of the realm.
    fn named(name: &str) -> Option<Self> {
        let end = name.len().checked_sub(SUFFIX.len())?;
        let (stem, suffix) = name.split_at_checked(end)?;
        let (resource, _) = RESOURCES
            .iter()
            .find(|(resource, _)| resource.eq_ignore_ascii_case(stem))?;
        let path = match *resource {
            _ if !suffix.eq_ignore_ascii_case(SUFFIX) => None,
            "Roles" => Some("roles"),
            "Role" => Some("roles/{}"),
            resource => path_of(resource),
        };
        Some(Self {
            resource,
            path: Some(path?.to_owned()),
        })
    }

    /// Of a wrapper's method with the name of a method that returns a resource below the realm: `keycloak.userProfile()`. Only one resource
    /// has such a method, and it is at one path.
    fn accessor(name: &str) -> Option<Self> {
        let mut places = RESOURCES.iter().filter_map(|(owner, members)| {
            let to = member(members, name)?.strip_prefix("> ")?;
            let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
            let path = path_of(owner).map(|path| join(path, below));
            Some(Self { resource, path })
        });
        let only = places.next()?;
        (places.next().is_none() && only.path.as_ref().is_some_and(|path| !path.contains("{}")))
            .then_some(only)
    }

    /// What a chain begins with: `.users()`. Unless the text imports the client's package, only names that are rare in other code count.
    fn start(name: &str, imported: bool) -> Option<Self> {
        let (name, path) = match name {
            "realm" => ("Realm", ""),
            "realms" => ("Realms", "/admin/realms"),
            "serverInfo" => ("ServerInfo", "/admin/serverinfo"),
            name if imported || COMMON_STARTS.contains(&name) => {
                let (_, members) = resource("Realm")?;
                let Some(to) = member(members, name) else {
                    return Self::accessor(name);
                };
                let to = to.strip_prefix("> ")?;
                to.split_once(' ').unwrap_or((to, ""))
            }
            _ => return None,
        };
        let (resource, _) = resource(name)?;
        Some(Self {
            resource,
            path: Some(path.to_owned()),
        })
    }
}

/// Every call through the client.
pub(super) fn calls(text: Text, found: &mut Found) {
    let imported = text.0.contains(PACKAGE) || TYPES.iter().any(|name| text.0.contains(name));
    let (mut fields, mut functions) = (HashMap::new(), HashMap::new());
    let mut bodies: Vec<(&str, usize)> = Vec::new();
    for (at, word) in text.words() {
        match declared(text, at, word, imported) {
            Some((name, Declared::Variable(Some(place)))) => {
                fields.entry(name).or_insert(place);
            }
            Some((name, Declared::Function(place))) => {
                if let Some(chain) = result_of(text, at).filter(|_| place.path.is_none()) {
                    bodies.push((name, chain));
                }
                functions.entry(name).or_insert(place);
            }
            _ => {}
        }
    }
    // A function may return a part of what another function returns.
    for _ in 0..2 {
        for (name, chain) in &bodies {
            if let Some(place) = returned(text, *chain, &functions) {
                functions.insert(name, place);
            }
        }
    }
    let mut walk = Walk {
        text,
        imported,
        bound: HashMap::new(),
        taken: HashSet::new(),
        scopes: Vec::new(),
    };
    for (at, word) in text.words() {
        let end = at + word.len();
        if walk.taken.contains(&at) {
            continue;
        }
        if let Some((name, Declared::Variable(place))) = declared(text, at, word, imported) {
            walk.bound.insert(name, place);
            continue;
        }
        let next = after_marks(text, end);
        if text.at(end) == b'(' && is_called(text, at) && walk.of_scope(at, word, found) {
            continue;
        }
        let goes_on = text.at(next) == b'.' || text.slice(next, next + 2) == "::";
        let place = if is_own(text, at) && goes_on {
            match walk.bound.get(word) {
                Some(place) => place.clone(),
                None => fields.get(word).cloned().or_else(|| Place::named(word)),
            }
            .map(|place| (place, next, word.to_owned()))
        } else if text.at(end) == b'(' && text.before(at) == b'.' && !is_own(text, at) {
            let is_known = imported || is_of_keycloak(text, at);
            // A realm's resources take no arguments: `organizations.groups(id)` is of another client.
            let is_start = is_known || !COMMON_STARTS.contains(&word) || text.at(end + 1) == b')';
            Place::start(word, is_known)
                .filter(|_| is_start)
                .zip(text.closing(end, LONGEST_ARGUMENTS))
                .map(|(place, close)| (place, close + 1, format!("{word}()")))
        } else if text.at(end) == b'(' && is_called(text, at) {
            functions
                .get(word)
                .cloned()
                .zip(text.closing(end, LONGEST_ARGUMENTS))
                .map(|(place, close)| (place, close + 1, format!("{word}()")))
        } else {
            None
        };
        if let Some((place, from, name)) = place {
            walk.follow(at, place, from, name, found);
        }
    }
}

/// What a declaration says.
enum Declared {
    /// A variable: the resource it holds, or nothing of the client.
    Variable(Option<Place>),
    /// A method that gives a resource.
    Function(Place),
}

/// The name that is declared where this word is a type.
fn declared<'t>(
    text: Text<'t>,
    at: usize,
    word: &str,
    imported: bool,
) -> Option<(&'t str, Declared)> {
    if !word.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return None;
    }
    let is_resource = word.ends_with(SUFFIX);
    let place = Place::typed(word).or_else(|| {
        (imported && is_resource).then_some(Place {
            resource: "",
            path: None,
        })
    });
    let before = text.skip_white_back(at);
    if is_resource && text.before(before) == b':' {
        let name = text.word_before(text.skip_white_back(before - 1));
        return (!name.is_empty()).then_some((name, Declared::Variable(place)));
    }
    let end = at + word.len();
    let start = text.skip_white(end);
    let name = text.word_at(start);
    if start == end || name.is_empty() {
        return None;
    }
    match text.at(text.skip_white(start + name.len())) {
        b'=' | b';' | b',' | b')' | b':' => Some((name, Declared::Variable(place))),
        b'(' if is_resource => Some((name, Declared::Function(place?))),
        _ => None,
    }
}

/// Whether the word is a name of its own or a field of `this`, not a member of something else.
fn is_own(text: Text, at: usize) -> bool {
    text.before(at) != b'.' || text.word_before(at - 1) == "this"
}

/// Whether what is called here is an own method, and not declared.
fn is_called(text: Text, at: usize) -> bool {
    let before = text.skip_white_back(at);
    let declares = is_word(text.before(before))
        && !["return", "else", "yield"].contains(&text.word_before(before));
    // `List<User> users()` declares, `user -> users()` does not.
    let of_type = text.before(before) == b'>' && text.before(before - 1) != b'-';
    is_own(text, at) && !declares && !of_type
}

/// Whether an argument is a list: `List.of(mapper)`, `mappers`.
fn is_list(argument: &str) -> bool {
    const LISTS: [&str; 6] = [
        "List.of(",
        "Arrays.asList(",
        "Collections.",
        "listOf(",
        "Stream.",
        "new ArrayList",
    ];
    let is_name = argument.bytes().all(is_word);
    LISTS.iter().any(|list| argument.starts_with(list))
        || is_name && ["s", "List"].iter().any(|end| argument.ends_with(end))
}

/// Whether a chain is the argument of Kotlin's `with(…)`.
fn is_in_with(text: Text, start: usize) -> bool {
    let mut depth = 0_usize;
    for index in (start.saturating_sub(LONGEST_ARGUMENTS)..start).rev() {
        match text.at(index) {
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => return text.word_before(index) == "with",
            b'{' | b'}' | b';' => return false,
            _ => {}
        }
    }
    false
}

/// Whether the method after the dot before this place is called on something that is named after Keycloak: `this.keycloak.rolesById()`.
fn is_of_keycloak(text: Text, at: usize) -> bool {
    let owner = text.word_before(at - 1).to_ascii_lowercase();
    owner.contains("keycloak") || owner == "realm" || owner.ends_with("realmresource")
}

/// The place of the expression that a method returns, whose type is at this place: `RolesResource roles() { return …; }`.
fn result_of(text: Text, at: usize) -> Option<usize> {
    const RETURN: &str = "return ";
    let name = text.skip_white(at + text.word_at(at).len());
    let open = name + text.word_at(name).len();
    let brace = text.skip_white(text.closing(open, LONGEST_ARGUMENTS)? + 1);
    let first = text.skip_white(brace + 1);
    (text.at(brace) == b'{' && text.slice(first, first + RETURN.len()) == RETURN)
        .then(|| first + RETURN.len())
}

/// The resource that a chain of calls from this place on returns: `this.realmResource().clients().get(id)`.
fn returned(text: Text, from: usize, functions: &HashMap<&str, Place>) -> Option<Place> {
    const STEPS: usize = 10;
    let mut at = from;
    let mut place: Option<Place> = None;
    for _ in 0..STEPS {
        let word = text.word_at(at);
        let open = at + word.len();
        let mut end = open;
        if text.at(open) == b'(' {
            end = text.closing(open, LONGEST_ARGUMENTS)? + 1;
            let next = match &place {
                Some(place) => place.member(word),
                None => functions
                    .get(word)
                    .cloned()
                    .or_else(|| Place::start(word, true)),
            };
            place = Some(next?);
        } else if place.is_some() {
            return None;
        }
        end = text.skip_white(end);
        if text.at(end) != b'.' {
            return place.filter(|place| place.path.is_some() && text.at(end) == b';');
        }
        at = text.skip_white(end + 1);
    }
    None
}

/// Past Kotlin's `?` and `!!`, and white space.
fn after_marks(text: Text, from: usize) -> usize {
    let mut at = text.skip_white(from);
    while matches!(text.at(at), b'!' | b'?') {
        at += 1;
    }
    at
}

struct Walk<'t> {
    text: Text<'t>,
    imported: bool,
    /// What the variables hold here; nothing if it is nothing of the client.
    bound: HashMap<&'t str, Option<Place>>,
    /// Where the words stand that were read as part of a chain.
    taken: HashSet<usize>,
    /// Blocks of Kotlin whose receiver is a resource: the bounds, and the resource. An inner block is behind the one around it.
    scopes: Vec<(usize, usize, Place)>,
}

/// The maximum length of a block.
const LONGEST_BLOCK: usize = 4_000;

impl Walk<'_> {
    /// Follows a chain that begins at `start` and goes on at `from`, where it has come to `place`.
    fn follow(
        &mut self,
        start: usize,
        mut place: Place,
        from: usize,
        mut name: String,
        found: &mut Found,
    ) {
        let text = self.text;
        let mut at = from;
        for _ in 0..8 {
            at = after_marks(text, at);
            // A reference to a method: `users::create`, `realm.users()::search`.
            if text.slice(at, at + 2) == "::" {
                let word = text.word_at(at + 2);
                if !["class", "new"].contains(&word) {
                    self.request(at + 2, word, &place, &name, found);
                }
                return;
            }
            let word = text.word_at(at + 1);
            let open = at + 1 + word.len();
            if text.at(at) != b'.' {
                if let Some(variable) = assigned(text, start) {
                    self.bound.insert(variable, Some(place));
                } else if text.at(at) == b')' && is_in_with(text, start) {
                    // `with(realm.users()) { … }`
                    self.open_scope(at + 1, true, place);
                }
                return;
            }
            if let Some((_, is_this)) = SCOPES.iter().find(|(name, _)| *name == word) {
                self.open_scope(open, *is_this, place);
                return;
            }
            if text.at(open) != b'(' {
                return;
            }
            let rest = member(place.members(), word);
            let to = rest.and_then(|rest| rest.strip_prefix("> "));
            if let (Some(to), Some(path)) = (to, &place.path) {
                let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
                let Some(close) = text.closing(open, LONGEST_ARGUMENTS) else {
                    return;
                };
                place = Place {
                    resource,
                    path: Some(join(path, below)),
                };
                self.taken.insert(at + 1);
                name = format!("{word}()");
                at = close + 1;
            } else {
                self.request(at + 1, word, &place, &name, found);
                return;
            }
        }
    }

    /// Adds the request of a method, or reports the method. `name` is what the method is called on.
    fn request(&mut self, at: usize, word: &str, place: &Place, name: &str, found: &mut Found) {
        let members = place.members();
        let arguments = arguments(self.text, at + word.len());
        let of_list = || {
            let is_list = arguments.first().is_some_and(|argument| is_list(argument));
            is_list
                .then(|| member(members, &format!("{word}[]")))
                .flatten()
        };
        let known = of_list().or_else(|| overload(members, word, arguments.len()));
        match (known, &place.path) {
            (Some(rest), Some(path)) if !rest.starts_with("> ") => {
                if let Some((method, below)) = request(rest) {
                    self.taken.insert(at);
                    found.call(at, method, &join(path, below));
                }
            }
            _ => {
                if self.imported && !WITHOUT_REQUEST.contains(&word) {
                    found.lost(format!("{name}.{word}"));
                }
            }
        }
    }

    /// Remembers the resource of the block of Kotlin that begins here. The block has the resource as `this`, or as `it` or a name of its own:
    /// `{ users -> … }`.
    fn open_scope(&mut self, from: usize, is_this: bool, place: Place) {
        let text = self.text;
        let open = text.skip_white(from);
        if text.at(open) != b'{' {
            return;
        }
        let Some(close) = text.closing(open, LONGEST_BLOCK) else {
            return;
        };
        if is_this {
            self.scopes.push((open, close, place));
            return;
        }
        let first = text.skip_white(open + 1);
        let parameter = text.word_at(first);
        let arrow = text.skip_white(first + parameter.len());
        let name = if text.slice(arrow, arrow + 2) == "->" {
            parameter
        } else {
            "it"
        };
        self.bound.insert(name, Some(place));
    }

    /// Follows a call without a receiver within such a block, if the resource of a block around the call has the method.
    fn of_scope(&mut self, at: usize, word: &str, found: &mut Found) -> bool {
        let scope = self
            .scopes
            .iter()
            .rev()
            .filter(|(open, close, _)| *open < at && at < *close)
            .find(|(.., place)| member(place.members(), word).is_some());
        let Some((.., place)) = scope else {
            return false;
        };
        let place = place.clone();
        let rest = member(place.members(), word).unwrap_or_default();
        if let (Some(to), Some(path)) = (rest.strip_prefix("> "), &place.path) {
            let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
            let inner = Place {
                resource,
                path: Some(join(path, below)),
            };
            if let Some(close) = self.text.closing(at + word.len(), LONGEST_ARGUMENTS) {
                self.follow(at, inner, close + 1, format!("{word}()"), found);
            }
        } else {
            self.request(at, word, &place, "this", found);
        }
        true
    }
}

/// Functions of Kotlin whose block has the receiver, and whether it is `this` there.
const SCOPES: [(&str, bool); 4] = [
    ("apply", true),
    ("run", true),
    ("let", false),
    ("also", false),
];
