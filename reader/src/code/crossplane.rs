//! Reads resources of Crossplane's Keycloak provider: the requests of the Terraform type that the provider runs for each kind.
//!
//! Read off crossplane-contrib/provider-keycloak at commit b29d027a (`apis/cluster/*/*/zz_*_terraformed.go`): the provider is generated from
//! the Terraform provider, and each kind names its Terraform type. Namespaced kinds have the same names.

use super::path::below_realm;
use super::{call::Call, terraform};

/// The group before `.keycloak.crossplane.io`, the kind, and its Terraform type.
const KINDS: [(&str, &str, &str); 109] = [
    (
        "authenticationflow",
        "Bindings",
        "keycloak_authentication_bindings",
    ),
    (
        "authenticationflow",
        "Execution",
        "keycloak_authentication_execution",
    ),
    (
        "authenticationflow",
        "ExecutionConfig",
        "keycloak_authentication_execution_config",
    ),
    ("authenticationflow", "Flow", "keycloak_authentication_flow"),
    (
        "authenticationflow",
        "Subflow",
        "keycloak_authentication_subflow",
    ),
    (
        "client",
        "GenericClientProtocolMapper",
        "keycloak_generic_client_protocol_mapper",
    ),
    (
        "client",
        "GenericClientRoleMapper",
        "keycloak_generic_client_role_mapper",
    ),
    (
        "client",
        "ProtocolMapper",
        "keycloak_generic_protocol_mapper",
    ),
    ("client", "RoleMapper", "keycloak_generic_role_mapper"),
    ("defaults", "DefaultGroups", "keycloak_default_groups"),
    ("defaults", "Roles", "keycloak_default_roles"),
    (
        "group",
        "AdminPermissions",
        "keycloak_group_admin_permissions",
    ),
    ("group", "Group", "keycloak_group"),
    ("group", "Memberships", "keycloak_group_memberships"),
    ("group", "Permissions", "keycloak_group_permissions"),
    ("group", "Roles", "keycloak_group_roles"),
    (
        "identityprovider",
        "AttributeIdentityProviderMapper",
        "keycloak_hardcoded_attribute_identity_provider_mapper",
    ),
    (
        "identityprovider",
        "GroupIdentityProviderMapper",
        "keycloak_hardcoded_group_identity_provider_mapper",
    ),
    (
        "identityprovider",
        "IdentityProviderMapper",
        "keycloak_custom_identity_provider_mapper",
    ),
    (
        "identityprovider",
        "ImporterIdentityProviderMapper",
        "keycloak_attribute_importer_identity_provider_mapper",
    ),
    (
        "identityprovider",
        "KubernetesIdentityProvider",
        "keycloak_kubernetes_identity_provider",
    ),
    (
        "identityprovider",
        "OidcOpenShiftV4IdentityProvider",
        "keycloak_oidc_openshift_v4_identity_provider",
    ),
    (
        "identityprovider",
        "ProviderTokenExchangeScopePermission",
        "keycloak_identity_provider_token_exchange_scope_permission",
    ),
    (
        "identityprovider",
        "RoleIdentityProviderMapper",
        "keycloak_hardcoded_role_identity_provider_mapper",
    ),
    (
        "identityprovider",
        "SpiffeIdentityProvider",
        "keycloak_spiffe_identity_provider",
    ),
    (
        "identityprovider",
        "TemplateImporterIdentityProviderMapper",
        "keycloak_user_template_importer_identity_provider_mapper",
    ),
    (
        "identityprovider",
        "ToRoleIdentityProviderMapper",
        "keycloak_attribute_to_role_identity_provider_mapper",
    ),
    ("ldap", "CustomMapper", "keycloak_ldap_custom_mapper"),
    ("ldap", "FullNameMapper", "keycloak_ldap_full_name_mapper"),
    ("ldap", "GroupMapper", "keycloak_ldap_group_mapper"),
    (
        "ldap",
        "HardcodedAttributeMapper",
        "keycloak_ldap_hardcoded_attribute_mapper",
    ),
    (
        "ldap",
        "HardcodedGroupMapper",
        "keycloak_ldap_hardcoded_group_mapper",
    ),
    (
        "ldap",
        "HardcodedRoleMapper",
        "keycloak_ldap_hardcoded_role_mapper",
    ),
    (
        "ldap",
        "MsadLdsUserAccountControlMapper",
        "keycloak_ldap_msad_lds_user_account_control_mapper",
    ),
    (
        "ldap",
        "MsadUserAccountControlMapper",
        "keycloak_ldap_msad_user_account_control_mapper",
    ),
    ("ldap", "RoleMapper", "keycloak_ldap_role_mapper"),
    (
        "ldap",
        "UserAttributeMapper",
        "keycloak_ldap_user_attribute_mapper",
    ),
    ("ldap", "UserFederation", "keycloak_ldap_user_federation"),
    (
        "ldap",
        "UserModelHardcodedAttributeMapper",
        "keycloak_hardcoded_attribute_mapper",
    ),
    (
        "oidc",
        "FacebookIdentityProvider",
        "keycloak_oidc_facebook_identity_provider",
    ),
    (
        "oidc",
        "GithubIdentityProvider",
        "keycloak_oidc_github_identity_provider",
    ),
    (
        "oidc",
        "GoogleIdentityProvider",
        "keycloak_oidc_google_identity_provider",
    ),
    (
        "oidc",
        "IdentityProvider",
        "keycloak_oidc_identity_provider",
    ),
    (
        "oidc",
        "MicrosoftIdentityProvider",
        "keycloak_oidc_microsoft_identity_provider",
    ),
    ("openidclient", "Client", "keycloak_openid_client"),
    (
        "openidclient",
        "ClientAdminPermissions",
        "keycloak_openid_client_admin_permissions",
    ),
    (
        "openidclient",
        "ClientAggregatePolicy",
        "keycloak_openid_client_aggregate_policy",
    ),
    (
        "openidclient",
        "ClientAuthorizationClientScopePolicy",
        "keycloak_openid_client_authorization_client_scope_policy",
    ),
    (
        "openidclient",
        "ClientAuthorizationPermission",
        "keycloak_openid_client_authorization_permission",
    ),
    (
        "openidclient",
        "ClientAuthorizationPolicy",
        "keycloak_generic_client_authorization_policy",
    ),
    (
        "openidclient",
        "ClientAuthorizationResource",
        "keycloak_openid_client_authorization_resource",
    ),
    (
        "openidclient",
        "ClientAuthorizationScope",
        "keycloak_openid_client_authorization_scope",
    ),
    (
        "openidclient",
        "ClientClientPolicy",
        "keycloak_openid_client_client_policy",
    ),
    (
        "openidclient",
        "ClientDefaultScopes",
        "keycloak_openid_client_default_scopes",
    ),
    (
        "openidclient",
        "ClientGroupPolicy",
        "keycloak_openid_client_group_policy",
    ),
    (
        "openidclient",
        "ClientJsPolicy",
        "keycloak_openid_client_js_policy",
    ),
    (
        "openidclient",
        "ClientOptionalScopes",
        "keycloak_openid_client_optional_scopes",
    ),
    (
        "openidclient",
        "ClientPermissions",
        "keycloak_openid_client_permissions",
    ),
    (
        "openidclient",
        "ClientRegexPolicy",
        "keycloak_openid_client_regex_policy",
    ),
    (
        "openidclient",
        "ClientRolePolicy",
        "keycloak_openid_client_role_policy",
    ),
    (
        "openidclient",
        "ClientScope",
        "keycloak_openid_client_scope",
    ),
    (
        "openidclient",
        "ClientServiceAccountRealmRole",
        "keycloak_openid_client_service_account_realm_role",
    ),
    (
        "openidclient",
        "ClientServiceAccountRole",
        "keycloak_openid_client_service_account_role",
    ),
    (
        "openidclient",
        "ClientTimePolicy",
        "keycloak_openid_client_time_policy",
    ),
    (
        "openidclient",
        "ClientUserPolicy",
        "keycloak_openid_client_user_policy",
    ),
    (
        "openidgroup",
        "AudienceProtocolMapper",
        "keycloak_openid_audience_protocol_mapper",
    ),
    (
        "openidgroup",
        "AudienceResolveProtocolMapper",
        "keycloak_openid_audience_resolve_protocol_mapper",
    ),
    (
        "openidgroup",
        "FullNameProtocolMapper",
        "keycloak_openid_full_name_protocol_mapper",
    ),
    (
        "openidgroup",
        "GroupMembershipProtocolMapper",
        "keycloak_openid_group_membership_protocol_mapper",
    ),
    (
        "openidgroup",
        "HardcodedClaimProtocolMapper",
        "keycloak_openid_hardcoded_claim_protocol_mapper",
    ),
    (
        "openidgroup",
        "HardcodedRoleProtocolMapper",
        "keycloak_openid_hardcoded_role_protocol_mapper",
    ),
    (
        "openidgroup",
        "SubProtocolMapper",
        "keycloak_openid_sub_protocol_mapper",
    ),
    (
        "openidgroup",
        "UserAttributeProtocolMapper",
        "keycloak_openid_user_attribute_protocol_mapper",
    ),
    (
        "openidgroup",
        "UserClientRoleProtocolMapper",
        "keycloak_openid_user_client_role_protocol_mapper",
    ),
    (
        "openidgroup",
        "UserPropertyProtocolMapper",
        "keycloak_openid_user_property_protocol_mapper",
    ),
    (
        "openidgroup",
        "UserRealmRoleProtocolMapper",
        "keycloak_openid_user_realm_role_protocol_mapper",
    ),
    (
        "openidgroup",
        "UserSessionNoteProtocolMapper",
        "keycloak_openid_user_session_note_protocol_mapper",
    ),
    ("organization", "Organization", "keycloak_organization"),
    (
        "realm",
        "ClientPolicyProfile",
        "keycloak_realm_client_policy_profile",
    ),
    (
        "realm",
        "ClientPolicyProfilePolicy",
        "keycloak_realm_client_policy_profile_policy",
    ),
    (
        "realm",
        "ClientRegistrationPolicy",
        "keycloak_realm_client_registration_policy",
    ),
    (
        "realm",
        "DefaultClientScopes",
        "keycloak_realm_default_client_scopes",
    ),
    (
        "realm",
        "KeystoreAesGenerated",
        "keycloak_realm_keystore_aes_generated",
    ),
    (
        "realm",
        "KeystoreEcdsaGenerated",
        "keycloak_realm_keystore_ecdsa_generated",
    ),
    (
        "realm",
        "KeystoreHMACGenerated",
        "keycloak_realm_keystore_hmac_generated",
    ),
    (
        "realm",
        "KeystoreJavaKeystore",
        "keycloak_realm_keystore_java_keystore",
    ),
    ("realm", "KeystoreRsa", "keycloak_realm_keystore_rsa"),
    (
        "realm",
        "KeystoreRsaGenerated",
        "keycloak_realm_keystore_rsa_generated",
    ),
    (
        "realm",
        "OptionalClientScopes",
        "keycloak_realm_optional_client_scopes",
    ),
    ("realm", "Realm", "keycloak_realm"),
    ("realm", "RealmEvents", "keycloak_realm_events"),
    ("realm", "RealmLocalization", "keycloak_realm_localization"),
    ("realm", "RequiredAction", "keycloak_required_action"),
    ("realm", "UserProfile", "keycloak_realm_user_profile"),
    (
        "role",
        "AdminPermissions",
        "keycloak_role_admin_permissions",
    ),
    ("role", "Role", "keycloak_role"),
    (
        "saml",
        "IdentityProvider",
        "keycloak_saml_identity_provider",
    ),
    ("samlclient", "Client", "keycloak_saml_client"),
    (
        "samlclient",
        "ClientDefaultScopes",
        "keycloak_saml_client_default_scopes",
    ),
    ("samlclient", "ClientScope", "keycloak_saml_client_scope"),
    (
        "samlclient",
        "SamlUserAttributeProtocolMapper",
        "keycloak_saml_user_attribute_protocol_mapper",
    ),
    (
        "samlclient",
        "SamlUserPropertyProtocolMapper",
        "keycloak_saml_user_property_protocol_mapper",
    ),
    (
        "user",
        "AdminPermissions",
        "keycloak_users_admin_permissions",
    ),
    ("user", "Groups", "keycloak_user_groups"),
    ("user", "Permissions", "keycloak_users_permissions"),
    ("user", "Roles", "keycloak_user_roles"),
    ("user", "User", "keycloak_user"),
    ("user", "UserFederation", "keycloak_custom_user_federation"),
    ("workflow", "Workflow", "keycloak_workflow"),
];

/// The maximum number of lines of a resource.
const LONGEST_RESOURCE: usize = 1_000;
/// The distance in lines between `apiVersion` and `kind` of one resource.
const NEAR: usize = 3;

/// The requests for every resource in the text, and the kinds whose requests are not known.
pub(super) fn calls(text: &str) -> (Vec<Call>, Vec<(usize, String)>) {
    let (mut calls, mut unknown) = (Vec::new(), Vec::new());
    let mut place = 0;
    let lines: Vec<(usize, &str)> = text
        .split('\n')
        .map(|line| {
            let at = place;
            place += line.len() + 1;
            (at, line)
        })
        .collect();
    for (number, (at, line)) in lines.iter().enumerate() {
        let Some(group) = group(line) else {
            continue;
        };
        let near = number.saturating_sub(NEAR)..(number + NEAR + 1).min(lines.len());
        let kind = lines
            .get(near)
            .into_iter()
            .flatten()
            .find_map(|(_, line)| value(line, "kind"));
        let requests = kind.and_then(|kind| {
            let (_, _, name) = KINDS
                .iter()
                .find(|(known, of_group, _)| *known == group && *of_group == kind)?;
            terraform::requests_with(name, |argument| has_argument(&lines, number, argument))
        });
        let Some(requests) = requests else {
            unknown.push((*at, format!("{group} {}", kind.unwrap_or("resource"))));
            continue;
        };
        if calls.is_empty() {
            // The provider reads the server's version when it starts.
            calls.push(Call {
                at: *at,
                method: "GET",
                path: "/admin/serverinfo".to_owned(),
            });
        }
        let only_reads = observes_only(&lines, number);
        let sent = requests
            .into_iter()
            .filter(|(method, _)| !only_reads || *method == "GET");
        calls.extend(sent.map(|(method, path)| Call {
            at: *at,
            method,
            path: below_realm(&path),
        }));
    }
    (calls, unknown)
}

/// `apiVersion: group.keycloak.crossplane.io/v1alpha1`, and `group.keycloak.m.crossplane.io` of namespaced kinds.
fn group(line: &str) -> Option<&str> {
    let (group, rest) = value(line, "apiVersion")?.split_once(".keycloak.")?;
    ["crossplane.io/", "m.crossplane.io/"]
        .iter()
        .any(|name| rest.starts_with(name))
        .then_some(group)
}

/// The value of a key of YAML or JSON on this line, without quotes.
fn value<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let edge = |c: char| c.is_whitespace() || "-\"'{,}".contains(c);
    let (name, value) = line.split_once(':')?;
    let value = value.split('#').next()?.trim_matches(edge);
    (name.trim_matches(edge) == key && !value.is_empty()).then_some(value)
}

/// The lines of the resource from this line on.
fn lines_of<'t>(lines: &[(usize, &'t str)], number: usize) -> impl Iterator<Item = &'t str> {
    lines
        .iter()
        .skip(number)
        .take(LONGEST_RESOURCE)
        .map(|(_, line)| *line)
        .take_while(|line| !line.starts_with("---"))
}

/// Whether the resource has a key for this argument of Terraform: `clientId`, `clientIdRef`, or `compositeRolesRefs`.
fn has_argument(lines: &[(usize, &str)], number: usize, argument: &str) -> bool {
    let mut key = String::new();
    for part in argument.split('_') {
        let (first, rest) = part.split_at_checked(1).unwrap_or_default();
        if key.is_empty() {
            key.push_str(first);
        } else {
            key.push_str(&first.to_ascii_uppercase());
        }
        key.push_str(rest);
    }
    lines_of(lines, number)
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(name, _)| name.trim_matches([' ', '-', '"']).strip_prefix(&key))
        .any(|rest| ["", "Ref", "Refs", "Selector", "SecretRef"].contains(&rest))
}

/// Whether the resource that begins at this line has only the management policy Observe.
fn observes_only(lines: &[(usize, &str)], number: usize) -> bool {
    let of_resource: Vec<&str> = lines_of(lines, number).collect();
    let Some(at) = of_resource
        .iter()
        .position(|line| line.trim_start().starts_with("managementPolicies:"))
    else {
        return false;
    };
    let policies: Vec<&str> = of_resource
        .iter()
        .skip(at)
        .enumerate()
        .take_while(|(index, line)| *index == 0 || line.trim_start().starts_with('-'))
        .flat_map(|(_, line)| line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '*')))
        .filter(|word| !word.is_empty() && *word != "managementPolicies")
        .collect();
    policies == ["Observe"]
}

#[cfg(test)]
mod tests {
    use super::{KINDS, calls};
    use crate::code::terraform;
    use crate::code::tests::assert_documented;

    fn sent(text: &str) -> Vec<String> {
        calls(text)
            .0
            .iter()
            .map(|call| format!("{} {}", call.method, call.path))
            .collect()
    }

    #[test]
    fn a_kind_sends_the_requests_of_its_terraform_type() {
        let user = "apiVersion: user.keycloak.crossplane.io/v1alpha1\nkind: User\nspec: {}\n";
        assert_eq!(
            sent(user),
            [
                "GET /admin/serverinfo",
                "POST /admin/realms/{realm}/users",
                "GET /admin/realms/{realm}/users/{}",
                "PUT /admin/realms/{realm}/users/{}",
                "DELETE /admin/realms/{realm}/users/{}",
            ]
        );
        let namespaced = user.replace(".keycloak.", ".keycloak.m.");
        assert_eq!(sent(&namespaced), sent(user));
        let observed =
            format!("{user}  managementPolicies:\n    - Observe\n  deletionPolicy: Orphan\n");
        assert_eq!(
            sent(&observed),
            [
                "GET /admin/serverinfo",
                "GET /admin/realms/{realm}/users/{}"
            ]
        );
        let in_line = format!("{user}  managementPolicies: [\"Observe\"]\n");
        assert_eq!(sent(&in_line), sent(&observed));
        let all = format!("{user}  managementPolicies: [\"*\"]\n");
        assert_eq!(sent(&all), sent(user));
    }

    #[test]
    fn an_unknown_kind_is_reported_and_other_resources_are_not() {
        let (found, unknown) =
            calls("kind: Fly\napiVersion: group.keycloak.crossplane.io/v1alpha1\n");
        assert!(found.is_empty());
        assert_eq!(unknown, [(10, "group Fly".to_owned())]);
        let config = "apiVersion: keycloak.crossplane.io/v1beta1\nkind: ProviderConfig\n";
        let (found, unknown) = calls(config);
        assert!(found.is_empty() && unknown.is_empty());
    }

    #[test]
    fn every_kind_is_mapped_or_documented_as_not_mapped() {
        let unmapped: Vec<String> = KINDS
            .iter()
            .filter(|(.., name)| terraform::requests(name, false).is_none())
            .map(|(group, kind, _)| format!("{group} {kind}"))
            .collect();
        assert_documented("Crossplane", KINDS.len(), &unmapped);
        // The kinds of the provider at the commit of the table.
        let listed = include_str!("../../tests/declarations/crossplane.txt").lines();
        let mut kinds: Vec<String> = KINDS
            .iter()
            .map(|(group, kind, _)| format!("{group} {kind}"))
            .collect();
        kinds.sort();
        assert_eq!(listed.collect::<Vec<_>>(), kinds);
    }
}
