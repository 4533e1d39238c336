//! Finds the requests of realm files: keycloak-config-cli, realm exports, partial imports, and the resources of Keycloak's operator.
//!
//! keycloak-config-cli 6.5.0, `RealmImportService` and the classes in `repository`: which types of a file lead to which requests, for
//! creating, updating, and removing. The operator imports a realm with a job of its own, which does not use the Admin API.

use serde_json::Value;

use super::call::{Call, Lost};
use super::clients::request;
use super::path;
use super::path::below_realm;
use super::scan::Text;

/// The requests for every file of keycloak-config-cli.
const ALWAYS: [&str; 4] = ["GET /admin/serverinfo", "GET", "POST /admin/realms", "PUT"];

/// The types of a realm file with their requests below the realm.
const SECTIONS: [(&str, &[&str]); 25] = [
    (
        "clients",
        &[
            "GET clients",
            "GET clients/{}",
            "POST clients",
            "PUT clients/{}",
            "DELETE clients/{}",
            "GET clients/{}/client-secret",
            "GET clients/{}/protocol-mappers/models",
            "POST clients/{}/protocol-mappers/models",
            "PUT clients/{}/protocol-mappers/models/{}",
            "DELETE clients/{}/protocol-mappers/models/{}",
            "PUT clients/{}/default-client-scopes/{}",
            "DELETE clients/{}/default-client-scopes/{}",
            "PUT clients/{}/optional-client-scopes/{}",
            "DELETE clients/{}/optional-client-scopes/{}",
        ],
    ),
    (
        "clientScopes",
        &[
            "GET client-scopes",
            "GET client-scopes/{}",
            "POST client-scopes",
            "PUT client-scopes/{}",
            "DELETE client-scopes/{}",
            "GET client-scopes/{}/protocol-mappers/models",
            "POST client-scopes/{}/protocol-mappers/models",
            "PUT client-scopes/{}/protocol-mappers/models/{}",
            "DELETE client-scopes/{}/protocol-mappers/models/{}",
        ],
    ),
    (
        "defaultDefaultClientScopes",
        &[
            "GET client-scopes",
            "GET default-default-client-scopes",
            "PUT default-default-client-scopes/{}",
            "DELETE default-default-client-scopes/{}",
        ],
    ),
    (
        "defaultOptionalClientScopes",
        &[
            "GET client-scopes",
            "GET default-optional-client-scopes",
            "PUT default-optional-client-scopes/{}",
            "DELETE default-optional-client-scopes/{}",
        ],
    ),
    (
        "clientProfiles",
        &[
            "GET client-policies/profiles",
            "PUT client-policies/profiles",
        ],
    ),
    (
        "clientPolicies",
        &[
            "GET client-policies/policies",
            "PUT client-policies/policies",
        ],
    ),
    (
        "roles",
        &[
            "GET roles",
            "GET roles/{}",
            "POST roles",
            "PUT roles/{}",
            "DELETE roles/{}",
            "GET roles/{}/composites/realm",
            "GET roles/{}/composites/clients/{}",
            "POST roles/{}/composites",
            "DELETE roles/{}/composites",
            "GET clients",
            "GET clients/{}/roles",
            "GET clients/{}/roles/{}",
            "POST clients/{}/roles",
            "PUT clients/{}/roles/{}",
            "DELETE clients/{}/roles/{}",
            "GET clients/{}/roles/{}/composites/realm",
            "GET clients/{}/roles/{}/composites/clients/{}",
            "POST clients/{}/roles/{}/composites",
            "DELETE clients/{}/roles/{}/composites",
        ],
    ),
    (
        "groups",
        &[
            "GET groups",
            "GET groups/{}",
            "POST groups",
            "PUT groups/{}",
            "DELETE groups/{}",
            "GET groups/{}/children",
            "POST groups/{}/children",
            "GET roles/{}",
            "POST groups/{}/role-mappings/realm",
            "DELETE groups/{}/role-mappings/realm",
            "GET clients",
            "GET clients/{}/roles/{}",
            "POST groups/{}/role-mappings/clients/{}",
            "DELETE groups/{}/role-mappings/clients/{}",
        ],
    ),
    (
        "defaultGroups",
        &[
            "GET group-by-path/{}",
            "PUT default-groups/{}",
            "DELETE default-groups/{}",
        ],
    ),
    (
        "components",
        &[
            "GET components",
            "GET components/{}",
            "POST components",
            "PUT components/{}",
            "DELETE components/{}",
        ],
    ),
    ("userProfile", &["GET users/profile", "PUT users/profile"]),
    (
        "users",
        &[
            "GET users",
            "GET users/{}",
            "POST users",
            "PUT users/{}",
            "GET users/{}/groups",
            "GET group-by-path/{}",
            "PUT users/{}/groups/{}",
            "DELETE users/{}/groups/{}",
            "GET roles/{}",
            "GET users/{}/role-mappings",
            "GET users/{}/role-mappings/realm",
            "POST users/{}/role-mappings/realm",
            "DELETE users/{}/role-mappings/realm",
            "GET clients",
            "GET clients/{}/roles/{}",
            "POST users/{}/role-mappings/clients/{}",
            "DELETE users/{}/role-mappings/clients/{}",
        ],
    ),
    (
        "requiredActions",
        &[
            "GET authentication/required-actions",
            "POST authentication/register-required-action",
            "PUT authentication/required-actions/{}",
            "DELETE authentication/required-actions/{}",
        ],
    ),
    (
        "authenticationFlows",
        &[
            "POST partial-export",
            "GET authentication/flows",
            "GET authentication/flows/{}",
            "POST authentication/flows",
            "PUT authentication/flows/{}",
            "DELETE authentication/flows/{}",
            "GET authentication/flows/{}/executions",
            "PUT authentication/flows/{}/executions",
            "POST authentication/flows/{}/executions/flow",
            "POST authentication/flows/{}/executions/execution",
            "POST authentication/executions",
            "POST authentication/executions/{}/config",
            "GET identity-provider/instances",
        ],
    ),
    (
        "authenticatorConfig",
        &[
            "POST partial-export",
            "PUT authentication/config/{}",
            "DELETE authentication/config/{}",
        ],
    ),
    (
        "identityProviders",
        &[
            "GET identity-provider/instances",
            "GET identity-provider/instances/{}",
            "POST identity-provider/instances",
            "PUT identity-provider/instances/{}",
            "DELETE identity-provider/instances/{}",
        ],
    ),
    (
        "identityProviderMappers",
        &[
            "GET identity-provider/instances",
            "GET identity-provider/instances/{}/mappers",
            "POST identity-provider/instances/{}/mappers",
            "PUT identity-provider/instances/{}/mappers/{}",
            "DELETE identity-provider/instances/{}/mappers/{}",
        ],
    ),
    (
        "organizations",
        &[
            "GET organizations",
            "GET organizations/{}",
            "POST organizations",
            "PUT organizations/{}",
            "DELETE organizations/{}",
            "GET organizations/{}/identity-providers",
            "POST organizations/{}/identity-providers",
            "DELETE organizations/{}/identity-providers/{}",
            "GET users",
            "GET organizations/{}/members",
            "POST organizations/{}/members",
            "DELETE organizations/{}/members/{}",
        ],
    ),
    (
        "scopeMappings",
        &[
            "POST partial-export",
            "GET roles/{}",
            "GET clients",
            "POST clients/{}/scope-mappings/realm",
            "DELETE clients/{}/scope-mappings/realm",
            "GET client-scopes",
            "POST client-scopes/{}/scope-mappings/realm",
            "DELETE client-scopes/{}/scope-mappings/realm",
        ],
    ),
    (
        "clientScopeMappings",
        &[
            "POST partial-export",
            "GET clients",
            "GET clients/{}/roles/{}",
            "POST clients/{}/scope-mappings/clients/{}",
            "DELETE clients/{}/scope-mappings/clients/{}",
            "GET client-scopes",
            "POST client-scopes/{}/scope-mappings/clients/{}",
            "DELETE client-scopes/{}/scope-mappings/clients/{}",
        ],
    ),
    (
        "messageBundles",
        &[
            "GET localization/{}",
            "POST localization/{}",
            "DELETE localization/{}",
            "DELETE localization/{}/{}",
        ],
    ),
    (
        "workflows",
        &[
            "GET workflows",
            "GET workflows/{}",
            "POST workflows",
            "PUT workflows/{}",
            "DELETE workflows/{}",
        ],
    ),
    // Members of clients that need further requests.
    (
        "authorizationSettings",
        &[
            "GET clients/{}/authz/resource-server/settings",
            "PUT clients/{}/authz/resource-server",
            "GET clients/{}/authz/resource-server/resource",
            "POST clients/{}/authz/resource-server/resource",
            "PUT clients/{}/authz/resource-server/resource/{}",
            "DELETE clients/{}/authz/resource-server/resource/{}",
            "GET clients/{}/authz/resource-server/scope/search",
            "POST clients/{}/authz/resource-server/scope",
            "PUT clients/{}/authz/resource-server/scope/{}",
            "DELETE clients/{}/authz/resource-server/scope/{}",
            "GET clients/{}/authz/resource-server/policy/search",
            "POST clients/{}/authz/resource-server/policy",
            "PUT clients/{}/authz/resource-server/policy/{}",
            "DELETE clients/{}/authz/resource-server/policy/{}",
        ],
    ),
    (
        "authenticationFlowBindingOverrides",
        &["POST partial-export"],
    ),
    ("otpPolicyAlgorithm", &["GET", "PUT"]),
];

/// Members with a list or an object that the requests for the realm itself carry.
const OF_REALM: [&str; 19] = [
    "attributes",
    "smtpServer",
    "browserSecurityHeaders",
    "eventsListeners",
    "enabledEventTypes",
    "supportedLocales",
    "requiredCredentials",
    "otpSupportedApplications",
    "webAuthnPolicySignatureAlgorithms",
    "webAuthnPolicyAcceptableAaguids",
    "webAuthnPolicyExtraOrigins",
    "webAuthnPolicyPasswordlessSignatureAlgorithms",
    "webAuthnPolicyPasswordlessAcceptableAaguids",
    "webAuthnPolicyPasswordlessExtraOrigins",
    "localizationTexts",
    "defaultRole",
    "defaultRoles",
    "passwordPolicy",
    "socialProviders",
];

/// Members that, beside `realm`, identify a realm file: hardly any other file has them.
const MARKS: [&str; 7] = [
    "displayName",
    "sslRequired",
    "registrationAllowed",
    "loginTheme",
    "accessTokenLifespan",
    "smtpServer",
    "attributes",
];

/// Kinds of Kubernetes resources of the operators, and the reason why they have no known requests.
const KINDS: [(&str, &str); 2] = [
    (
        "KeycloakRealmImport",
        "the operator imports the realm with its own job and sends no requests to the Admin API",
    ),
    (
        "Keycloak",
        "the operator runs the server and sends no requests to the Admin API",
    ),
];
/// The reason for any other kind of the operators.
const OTHER_KIND: &str = "the operator's requests for this kind are unknown";

/// The API groups of the operators.
const GROUPS: [&str; 3] = [
    "k8s.keycloak.org/",
    "legacy.k8s.keycloak.org/",
    "keycloak.org/v1alpha1",
];

/// The results for one file.
#[derive(Default)]
pub(super) struct Declared {
    /// The requests of keycloak-config-cli.
    pub by_tool: Vec<Call>,
    /// The requests of an import.
    pub by_import: Vec<Call>,
    pub lost: Vec<Lost>,
    /// Types of a realm file that are not known.
    pub unknown: Vec<(usize, String)>,
}

/// Reads a text that has no other requests.
pub(super) fn read(text: &str) -> Declared {
    let mut found = Declared {
        lost: kinds(text),
        ..Declared::default()
    };
    if found.lost.is_empty() {
        if text.trim_start().starts_with('{') {
            json(text, &mut found);
        } else {
            yaml(text, &mut found);
        }
    }
    if found.lost.is_empty()
        && let Some(at) = text.find("IMPORT_FILES_LOCATIONS")
        && found.by_tool.is_empty()
    {
        found.lost.push(Lost {
            at,
            why: "keycloak-config-cli imports the files through the Admin API; which requests it sends depends on the files",
        });
    }
    let is_empty = found.lost.is_empty()
        && found.by_tool.is_empty()
        && found.by_import.is_empty()
        && found.unknown.is_empty();
    if is_empty {
        found.lost.extend(
            path::found(Text(text))
                .into_iter()
                .filter(|found| !path::is_base(&found.path))
                .map(|found| Lost {
                    at: found.start,
                    why: "no request in the text uses this path",
                }),
        );
    }
    found
}

/// The resources of the operators.
fn kinds(text: &str) -> Vec<Lost> {
    let is_operators = text.lines().any(|line| {
        let value = line.trim_start().strip_prefix("apiVersion:");
        value.is_some_and(|value| {
            let value = value.trim().trim_matches(['"', '\'']);
            GROUPS.iter().any(|group| value.starts_with(group))
        })
    });
    if !is_operators {
        return Vec::new();
    }
    let mut at = 0;
    let mut lost = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(kind) = line.strip_prefix("kind:") {
            let kind = kind.trim().trim_matches(['"', '\'']);
            if kind.starts_with("Keycloak") {
                let known = KINDS.iter().find(|(known, _)| *known == kind);
                let why = known.map_or(OTHER_KIND, |(_, why)| *why);
                lost.push(Lost { at, why });
            }
        }
        at += line.len();
    }
    lost
}

/// A member of a realm file.
struct Member<'t> {
    at: usize,
    name: &'t str,
    /// Whether its value is a list or an object.
    is_nested: bool,
}

/// A file in YAML: of keycloak-config-cli, since Keycloak itself imports only JSON.
fn yaml(text: &str, found: &mut Declared) {
    let mut members = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((name, value)) = line.split_once(':')
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            let value = value.trim();
            members.push(Member {
                at,
                name,
                is_nested: value.is_empty() || value.starts_with(['[', '{', '#']),
            });
        }
        at += line.len();
    }
    if is_realm(&members) {
        of_tool(text, &members, found);
    }
}

/// A file in JSON: an export of a realm, a partial import, or a file of keycloak-config-cli.
fn json(text: &str, found: &mut Declared) {
    let Ok(Value::Object(object)) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let members: Vec<Member> = object
        .iter()
        .filter_map(|(name, value)| {
            let at = text.find(&format!("\"{name}\""))?;
            Some(Member {
                at: at + 1,
                name: text.get(at + 1..at + 1 + name.len())?,
                is_nested: value.is_object() || value.is_array(),
            })
        })
        .collect();
    let has = |name: &str| object.contains_key(name);
    let has_only_lists = || {
        ["clients", "users", "groups", "identityProviders"]
            .iter()
            .any(|name| object.get(*name).is_some_and(Value::is_array))
            && members.iter().all(is_known)
    };
    if !has("realm") && (has("ifResourceExists") || has_only_lists()) {
        let at = members.first().map_or(0, |member| member.at);
        found.by_import.extend(call(at, "POST partialImport"));
    } else if is_realm(&members) {
        let at = members
            .iter()
            .find(|member| member.name == "realm")
            .map_or(0, |member| member.at);
        found.by_import.extend(call(at, "POST /admin/realms"));
        if !has("keycloakVersion") {
            found.lost.push(Lost {
                at,
                why: "if keycloak-config-cli applies this file, it sends further requests for each type",
            });
        }
    }
}

/// Whether the members are those of a realm.
fn is_realm(members: &[Member]) -> bool {
    let has = |name: &str| members.iter().any(|member| member.name == name);
    has("realm")
        && (SECTIONS.iter().any(|(name, _)| has(name)) || MARKS.iter().any(|name| has(name)))
}

fn is_known(member: &Member) -> bool {
    !member.is_nested
        || OF_REALM.contains(&member.name)
        || SECTIONS.iter().any(|(name, _)| *name == member.name)
}

/// The requests of keycloak-config-cli for the members of a file.
fn of_tool(text: &str, members: &[Member], found: &mut Declared) {
    let first = members.first().map_or(0, |member| member.at);
    let always = ALWAYS.iter().filter_map(|line| call(first, line));
    found.by_tool.extend(always);
    for (name, requests) in SECTIONS {
        let at = members
            .iter()
            .find(|member| member.name == name)
            .map(|member| member.at)
            .or_else(|| is_of_clients(name).then(|| text.find(&format!("{name}:")))?);
        if let Some(at) = at {
            let calls = requests.iter().filter_map(|line| call(at, line));
            found.by_tool.extend(calls);
        }
    }
    let unknown = members.iter().filter(|member| !is_known(member));
    let unknown = unknown.map(|member| (member.at, member.name.to_owned()));
    found.unknown.extend(unknown);
}

/// Whether the type is a member of clients, not of the realm.
fn is_of_clients(name: &str) -> bool {
    [
        "authorizationSettings",
        "authenticationFlowBindingOverrides",
    ]
    .contains(&name)
}

fn call(at: usize, line: &'static str) -> Option<Call> {
    let (method, path) = request(line)?;
    Some(Call {
        at,
        method,
        path: below_realm(path),
    })
}

/// Every request of the tables.
#[cfg(test)]
pub(super) fn table() -> Vec<(&'static str, String)> {
    SECTIONS
        .iter()
        .flat_map(|(_, requests)| *requests)
        .chain(&ALWAYS)
        .filter_map(|line| request(line))
        .map(|(method, path)| (method, path.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::code::read;
    use crate::code::tests::{found, permissions};

    #[test]
    fn a_file_of_keycloak_config_cli_leads_to_the_requests_of_its_types() {
        let permissions = permissions().expect("the data");
        let pasted = read(&permissions, include_str!("../../tests/code/realm.yaml"));
        assert!(pasted.is_complete(), "{:?}", pasted.not_understood);
        let found: Vec<String> = pasted
            .operations
            .iter()
            .map(|operation| operation.to_string().replace("/admin/realms/{realm}/", ""))
            .collect();
        for request in [
            "GET /admin/serverinfo",
            "POST /admin/realms",
            "PUT /admin/realms/{realm}",
            "POST clients",
            "DELETE clients/{client-uuid}",
            "POST groups/{group-id}/children",
            "POST users",
            "POST users/{user-id}/role-mappings/realm",
        ] {
            assert!(found.iter().any(|one| one == request), "{request}");
        }
        // The file has no such types.
        for request in [
            "POST roles",
            "POST identity-provider/instances",
            "POST components",
        ] {
            assert!(found.iter().all(|one| one != request), "{request}");
        }
        let because = pasted.found.iter().map(|place| place.because);
        assert!(
            because
                .into_iter()
                .all(|because| because.contains("keycloak-config-cli"))
        );
    }

    #[test]
    fn a_type_of_a_realm_file_that_is_not_known_is_reported() {
        let permissions = permissions().expect("the data");
        let text =
            "realm: acme\nsslRequired: external\nattributes: { a: b }\nholograms:\n  - name: x\n";
        let pasted = read(&permissions, text);
        let lost: Vec<(usize, &str)> = pasted
            .not_understood
            .iter()
            .map(|place| (place.line, place.why.as_str()))
            .collect();
        assert_eq!(
            lost,
            [(
                4,
                "the requests of keycloak-config-cli for holograms are unknown"
            )]
        );
        assert_eq!(pasted.operations.len(), 4);
    }

    #[test]
    fn a_realm_file_in_json_is_imported_as_a_whole() {
        let permissions = permissions().expect("the data");
        for (text, expected, complete) in [
            (
                r#"{"id":"1","realm":"acme","clients":[],"keycloakVersion":"26.7.0"}"#,
                "POST /admin/realms",
                true,
            ),
            (
                r#"{"realm":"acme","enabled":true,"clients":[{"clientId":"web"}]}"#,
                "POST /admin/realms",
                false,
            ),
            (
                r#"{"ifResourceExists":"SKIP","users":[{"username":"jane"}]}"#,
                "POST partialImport",
                true,
            ),
            (
                r#"{"clients":[{"clientId":"web"}],"roles":{"realm":[]}}"#,
                "POST partialImport",
                true,
            ),
        ] {
            assert_eq!(found(text), [expected], "{text}");
            assert_eq!(read(&permissions, text).is_complete(), complete, "{text}");
        }
        // Other JSON with such names.
        for text in [
            r#"{"clients":3}"#,
            r#"{"users":[{"name":"a"}],"cars":[1]}"#,
            r#"{"realm":"acme","auth-server-url":"https://h","resource":"web"}"#,
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn resources_of_the_operators_send_no_known_request() {
        let permissions = permissions().expect("the data");
        for (kind, group, why) in [
            (
                "KeycloakRealmImport",
                "k8s.keycloak.org/v2alpha1",
                "its own job",
            ),
            ("Keycloak", "k8s.keycloak.org/v2alpha1", "runs the server"),
            (
                "KeycloakClient",
                "legacy.k8s.keycloak.org/v1alpha1",
                "unknown",
            ),
        ] {
            let text = format!("apiVersion: {group}\nkind: {kind}\nmetadata:\n  name: a\n");
            let pasted = read(&permissions, &text);
            assert!(pasted.operations.is_empty());
            assert!(pasted.not_understood[0].why.contains(why), "{text}");
        }
    }
}
