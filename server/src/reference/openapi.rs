//! Renders the required roles of a release as OpenAPI: an overlay for Keycloak's own description, and a complete description.

use std::fmt::Write as _;

use permissions::{Operation, Permissions};
use serde_json::{Map, Value, json};

use super::entry::{Entry, entries};

/// The security scheme of the roles of the client `realm-management`.
const ADMIN_ROLES: &str = "adminRoles";
/// The security scheme of the roles of a token that master issued.
const MASTER_ROLES: &str = "masterRoles";
/// The security scheme of operations whose required roles are unknown.
const ACCESS_TOKEN: &str = "accessToken";

/// An OpenAPI Overlay 1.0.0 for the OpenAPI description of Keycloak's Admin API: the required roles as security requirements.
pub(super) fn overlay(permissions: Permissions<'_>) -> Value {
    let version = permissions.version_name();
    let mut actions = vec![json!({
        "target": "$",
        "update": { "components": { "securitySchemes": schemes(permissions, &[ADMIN_ROLES, MASTER_ROLES]) } },
    })];
    for (operation, entry) in described(permissions) {
        if let Some(security) = security(&entry) {
            actions.push(json!({
                "target": format!("$.paths['{}'].{}", operation.template, operation.method.to_lowercase()),
                "update": { "security": security },
            }));
        }
    }
    json!({
        "overlay": "1.0.0",
        "info": {
            "title": format!("Required roles of the Admin API of Keycloak {version}"),
            "version": version,
        },
        "actions": actions,
    })
}

/// An OpenAPI 3.1 description of every operation of a release with its required roles.
pub(super) fn document(permissions: Permissions<'_>) -> Value {
    let version = permissions.version_name();
    let mut paths = Map::new();
    let mut areas: Vec<&str> = Vec::new();
    let mut used = vec![ADMIN_ROLES];
    for (operation, entry) in described(permissions) {
        areas.push(operation.area());
        let security = security(&entry).unwrap_or_else(|| vec![json!({ ACCESS_TOKEN: [] })]);
        for scheme in [MASTER_ROLES, ACCESS_TOKEN] {
            if !used.contains(&scheme) && security.iter().any(|one| one.get(scheme).is_some()) {
                used.push(scheme);
            }
        }
        let path = paths
            .entry(operation.template.clone())
            .or_insert_with(|| path_item(operation));
        path[operation.method.to_lowercase()] = json!({
            "operationId": operation.slug(),
            "summary": permissions::capital(&operation.does),
            "description": words(&entry),
            "tags": [operation.area()],
            "security": security,
            "responses": {
                "2XX": { "description": "Keycloak allowed the request." },
                "401": { "description": "Keycloak did not accept the access token." },
                "403": { "description": "The access token is valid but lacks permission." },
            },
        });
    }
    areas.sort_unstable();
    areas.dedup();
    let tags: Vec<Value> = areas
        .iter()
        .map(|area| json!({ "name": area, "description": area_in_words(area) }))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Keycloak Admin API: required roles",
            "version": version,
            "description": format!(
                "Every operation of the Admin API of Keycloak {version} with the roles that it requires, as measured by Why403 on a real \
                 server. Each security requirement is one sufficient role set; requests and responses are not described."
            ),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The base URL of your Keycloak" }],
        "tags": tags,
        "paths": paths,
        "components": { "securitySchemes": schemes(permissions, &used) },
    })
}

fn described(permissions: Permissions<'_>) -> impl Iterator<Item = (&Operation, Entry<'_>)> {
    permissions.operations().zip(entries(permissions))
}

fn area_in_words(area: &str) -> String {
    match area {
        "realm" => "The realm itself".to_owned(),
        "server" => "Outside a realm".to_owned(),
        area => format!("Below /admin/realms/{{realm}}/{area}"),
    }
}

/// The parameters of a path.
fn path_item(operation: &Operation) -> Value {
    let parameters: Vec<Value> = operation
        .parameters()
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": { "type": "string" },
            })
        })
        .collect();
    if parameters.is_empty() {
        json!({})
    } else {
        json!({ "parameters": parameters })
    }
}

/// One security requirement for each sufficient role set; `None` if no sufficient set is known.
fn security(entry: &Entry<'_>) -> Option<Vec<Value>> {
    let requirements = |scheme: &str, sets: &[Vec<&str>]| {
        sets.iter().map(|roles| json!({ scheme: roles })).collect()
    };
    if !entry.sufficient.is_empty() {
        Some(requirements(ADMIN_ROLES, &entry.sufficient))
    } else if entry.of_master.is_empty() {
        None
    } else {
        Some(requirements(MASTER_ROLES, &entry.of_master))
    }
}

/// The required roles in words. They also say what security requirements cannot.
fn words(entry: &Entry<'_>) -> String {
    let mut words = if let Some(why) = entry.unmeasured {
        format!("The required roles are not known. Not measured: {why}.")
    } else if !entry.sufficient.is_empty() {
        any_of("Required roles", &entry.sufficient)
    } else if entry.of_master.is_empty() {
        "No measured role allows this request.".to_owned()
    } else {
        let roles = any_of(
            "Required roles of a token that master issued",
            &entry.of_master,
        );
        format!("No role of the realm allows this request.\n\n{roles}")
    };
    if !entry.reduced.is_empty() {
        words += "\n\n";
        words += &any_of("Roles for a partial response", &entry.reduced);
    }
    words
}

/// The role sets as a Markdown list, because some viewers show only one of several security requirements with the same scheme.
fn any_of(title: &str, sets: &[Vec<&str>]) -> String {
    let mut words = match sets {
        [_] => format!("{title}:\n"),
        _ => format!("{title}, any one line is enough:\n"),
    };
    for set in sets {
        let roles: Vec<String> = set.iter().map(|role| format!("`{role}`")).collect();
        let roles = match roles.as_slice() {
            [] => "no role".to_owned(),
            roles => roles.join(" and "),
        };
        let _ = write!(words, "\n- {roles}");
    }
    words
}

/// The security schemes with these names.
fn schemes(permissions: Permissions<'_>, names: &[&str]) -> Value {
    let matrix = permissions.matrix();
    let oauth = |description: &str, token_url: &str| {
        let scopes: Map<String, Value> = matrix
            .roles()
            .iter()
            .map(|role| {
                (
                    role.name.clone(),
                    Value::from(format!("The role {}", role.name)),
                )
            })
            .collect();
        json!({
            "type": "oauth2",
            "description": description,
            "flows": { "clientCredentials": { "tokenUrl": token_url, "scopes": scopes } },
        })
    };
    let mut schemes = Map::new();
    for name in names {
        let scheme = match *name {
            ADMIN_ROLES => oauth(
                "The required roles of the realm-management client, as measured by Why403. Scopes are roles here, not \
                 scopes of a token request.",
                "/realms/{realm}/protocol/openid-connect/token",
            ),
            MASTER_ROLES => oauth(
                "The required roles of a token that the master realm issued, as measured by Why403. Scopes are roles \
                 here.",
                "/realms/master/protocol/openid-connect/token",
            ),
            _ => json!({
                "type": "http",
                "scheme": "bearer",
                "description": "An access token. Its required roles are not known.",
            }),
        };
        schemes.insert((*name).to_owned(), scheme);
    }
    Value::from(schemes)
}
