//! Reads resources and data sources of Terraform's Keycloak provider: the requests that plan, create, update and destroy send.

use super::Call;

/// A type, its path for creating, and the path of one; both below the realm.
///
/// From the provider's `keycloak` package: every resource is created, read, updated, and deleted under these paths.
const TYPES: [(&str, &str, &str); 22] = [
    ("keycloak_group", "groups", "groups/{}"),
    ("keycloak_user", "users", "users/{}"),
    ("keycloak_role", "roles", "roles-by-id/{}"),
    ("keycloak_openid_client", "clients", "clients/{}"),
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
        "keycloak_oidc_identity_provider",
        "identity-provider/instances",
        "identity-provider/instances/{}",
    ),
    (
        "keycloak_saml_identity_provider",
        "identity-provider/instances",
        "identity-provider/instances/{}",
    ),
    (
        "keycloak_oidc_google_identity_provider",
        "identity-provider/instances",
        "identity-provider/instances/{}",
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
    ("keycloak_ldap_group_mapper", "components", "components/{}"),
    ("keycloak_ldap_role_mapper", "components", "components/{}"),
    (
        "keycloak_ldap_user_attribute_mapper",
        "components",
        "components/{}",
    ),
    ("keycloak_realm_keystore_rsa", "components", "components/{}"),
    (
        "keycloak_realm_keystore_rsa_generated",
        "components",
        "components/{}",
    ),
    (
        "keycloak_realm_keystore_hmac_generated",
        "components",
        "components/{}",
    ),
    (
        "keycloak_realm_keystore_aes_generated",
        "components",
        "components/{}",
    ),
    ("keycloak_organization", "organizations", "organizations/{}"),
    (
        "keycloak_attribute_importer_identity_provider_mapper",
        "identity-provider/instances/{}/mappers",
        "identity-provider/instances/{}/mappers/{}",
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
        let mut call = |method, path: &str| {
            let below = path.trim_start_matches('/');
            let path = if below.is_empty() {
                "/admin/realms/{realm}".to_owned()
            } else if below.starts_with("admin/") {
                format!("/{below}")
            } else {
                format!("/admin/realms/{{realm}}/{below}")
            };
            declared.calls.push(Call {
                at: place,
                method,
                path,
            });
        };
        let is_data = kind == "data";
        let mapper = name.contains(MAPPERS);
        if name == "keycloak_realm" {
            call("GET", "");
            if !is_data {
                call("POST", "/admin/realms");
                call("PUT", "");
                call("DELETE", "");
            }
        } else if mapper {
            for holder in ["clients", "client-scopes"] {
                let list = format!("{holder}/{{}}/protocol-mappers/models");
                let one = format!("{list}/{{}}");
                call("GET", &one);
                if !is_data {
                    call("POST", &list);
                    call("PUT", &one);
                    call("DELETE", &one);
                }
            }
        } else if let Some((_, list, one)) = TYPES.iter().find(|(known, ..)| *known == name) {
            if is_data {
                call("GET", list);
            } else {
                call("POST", list);
                call("GET", one);
                call("PUT", one);
                call("DELETE", one);
            }
        } else {
            declared.unknown.push((place, name.to_owned()));
        }
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

/// `resource "keycloak_group" "staff" {`
fn declaration(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let kind = ["resource", "data"]
        .into_iter()
        .find(|kind| line.starts_with(&format!("{kind} \"")))?;
    let name = line.split('"').nth(1)?;
    Some((kind, name))
}
