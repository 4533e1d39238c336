//! Renders the permission data for other tools: JSON and CSV by release, an OpenAPI overlay by release, a search index, and `llms.txt`.

use std::fmt::Write as _;

use permissions::{Matrix, Permissions, TokenRealm};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Kind, entries, pages};

/// The name of the security scheme in the overlay.
const SCHEME: &str = "adminRoles";

/// The files of the dataset by name: three for every measured release.
pub fn files(matrix: &Matrix) -> Vec<(String, String)> {
    matrix
        .versions()
        .iter()
        .flat_map(|version| {
            let permissions = matrix.at(*version, TokenRealm::Target);
            [
                (format!("{version}.json"), pretty(&entries(permissions))),
                (format!("{version}.csv"), csv(&permissions)),
                (
                    format!("{version}.overlay.json"),
                    overlay(&permissions, &version.to_string()),
                ),
            ]
        })
        .collect()
}

/// One line for each operation. Sets are separated by ` or `, roles of a set by ` and `. No name contains a comma or a quote.
fn csv(permissions: &Permissions) -> String {
    let sets = |sets: Vec<Vec<&str>>| {
        let sets: Vec<String> = sets
            .iter()
            .map(|set| match set.as_slice() {
                [] => "no role".to_owned(),
                roles => roles.join(" and "),
            })
            .collect();
        sets.join(" or ")
    };
    let mut text = "method,path,sufficient,partial response\r\n".to_owned();
    for operation in permissions.operations() {
        let name = operation.to_string();
        let (method, path) = name.split_once(' ').unwrap_or_default();
        let _ = write!(
            text,
            "{method},{path},{},{}\r\n",
            sets(permissions.sufficient(operation)),
            sets(permissions.reduced(operation))
        );
    }
    text
}

/// An OpenAPI Overlay 1.0.0 for the OpenAPI description of Keycloak's Admin API: the required roles as security requirements. Each
/// requirement is one sufficient set.
fn overlay(permissions: &Permissions, version: &str) -> String {
    let scopes: serde_json::Map<String, Value> = permissions
        .matrix()
        .roles()
        .iter()
        .map(|role| {
            (
                role.name.clone(),
                Value::from(format!("The role {}", role.name)),
            )
        })
        .collect();
    let scheme = json!({ "components": { "securitySchemes": { SCHEME: {
        "type": "oauth2",
        "description": "The required roles of the client realm-management, as measured by Why403.",
        "flows": { "clientCredentials": {
            "tokenUrl": "/realms/{realm}/protocol/openid-connect/token",
            "scopes": scopes,
        } },
    } } } });
    let mut actions = vec![json!({ "target": "$", "update": scheme })];
    for operation in permissions.operations() {
        let name = operation.to_string();
        let Some((method, path)) = name.split_once(' ') else {
            continue;
        };
        let security: Vec<Value> = permissions
            .sufficient(operation)
            .iter()
            .map(|roles| json!({ SCHEME: roles }))
            .collect();
        if security.is_empty() {
            continue;
        }
        actions.push(json!({
            "target": format!("$.paths['{path}'].{}", method.to_lowercase()),
            "update": { "security": security },
        }));
    }
    pretty(&json!({
        "overlay": "1.0.0",
        "info": {
            "title": format!("Required roles of the Admin API of Keycloak {version}"),
            "version": version,
        },
        "actions": actions,
    }))
}

/// The index for the search of a static site: path, title, and additional words of every reference page.
pub fn search_index(matrix: &Matrix) -> String {
    let entries: Vec<Value> = pages(matrix)
        .map(|page| json!([page.path, page.title, page.words]))
        .collect();
    Value::from(entries).to_string()
}

/// An overview for language models, as llmstxt.org describes it. `base` is the URL of the site, without a trailing slash.
pub fn llms(matrix: &Matrix, base: &str) -> String {
    let mut text = "# Why403\n\n> Why Keycloak's Admin API returns 401, 403, or 404, which role an operation requires, and the smallest fix. \
         Measured on real Keycloak servers.\n"
        .to_owned();
    let mut last = None;
    for page in pages(matrix) {
        if last.replace(page.kind) != Some(page.kind) {
            let heading = match page.kind {
                Kind::Cause => "Causes",
                Kind::Operation => "Operations",
                Kind::Role => "Roles",
            };
            let _ = write!(text, "\n## {heading}\n\n");
        }
        let _ = writeln!(text, "- [{}]({base}{}.md)", page.title, page.path);
    }
    text
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
