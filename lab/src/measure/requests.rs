//! Builds the request of an operation with real values.

use std::{collections::HashMap, sync::LazyLock};

use permissions::shape;

use super::{
    callers::Call,
    operations::Declared,
    world::{Things, World},
};

/// Method and shape of the path → the request.
static RECIPES: LazyLock<HashMap<(String, String), Recipe>> =
    LazyLock::new(|| read(include_str!("requests.txt")));

#[derive(Clone, Debug, Default)]
struct Recipe {
    /// Values of path parameters that differ from the usual ones, by name.
    parameters: HashMap<String, String>,
    query: Option<String>,
    body: Option<String>,
}

const BOUNDARY: &str = "measured-part";

fn read(text: &str) -> HashMap<(String, String), Recipe> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .filter_map(|line| {
            let (method, rest) = line.split_once(' ')?;
            let (path, body) = rest
                .split_once(' ')
                .map_or((rest, None), |(path, body)| (path, Some(body.to_owned())));
            let (path, query) = path
                .split_once('?')
                .map_or((path, None), |(path, query)| (path, Some(query.to_owned())));
            let mut parameters = HashMap::new();
            let mut template = String::new();
            for segment in path
                .replace('~', "/admin/realms/{realm}")
                .split('/')
                .filter(|segment| !segment.is_empty())
            {
                template.push('/');
                match segment.split_once('=') {
                    Some((name, value)) => {
                        template.push_str(name);
                        parameters
                            .insert(name.trim_matches(['{', '}']).to_owned(), value.to_owned());
                    }
                    None => template.push_str(segment),
                }
            }
            Some((
                (method.to_owned(), shape(&template)),
                Recipe {
                    parameters,
                    query,
                    body,
                },
            ))
        })
        .collect()
}

/// The request for this operation, with the current objects of the world. An error names the parameter without a target.
pub(super) fn call(operation: &Declared, world: &World<'_>) -> Result<Call, String> {
    let template = operation
        .template
        .replacen("/client-templates", "/client-scopes", 1);
    let recipe = RECIPES
        .get(&(operation.method.clone(), shape(&template)))
        .cloned()
        .unwrap_or_default();
    let things = world.things();
    let number = world.number();
    let fill = |text: &str| things.fill(text).replace("$n", &number);

    let mut path = String::new();
    let mut before = String::new();
    for segment in operation
        .template
        .split('/')
        .filter(|segment| !segment.is_empty())
    {
        path.push('/');
        match segment
            .strip_prefix('{')
            .and_then(|segment| segment.strip_suffix('}'))
        {
            None => path.push_str(segment),
            Some(name) => {
                let value = match recipe.parameters.get(name) {
                    Some(value) => fill(value),
                    None => target(name, &before, &operation.template, things)
                        .ok_or_else(|| name.to_owned())?,
                };
                path.push_str(&value);
            }
        }
        before.push('/');
        before.push_str(segment);
    }
    if let Some(query) = &recipe.query {
        path.push('?');
        path.push_str(&fill(query));
    }
    let (content_type, body) = match recipe.body.as_deref() {
        None => (
            "application/json".to_owned(),
            (operation.method != "GET" && operation.method != "DELETE").then(Vec::new),
        ),
        Some("multipart:certificate") => (
            format!("multipart/form-data; boundary={BOUNDARY}"),
            Some(certificate(things.get("certificate").unwrap_or_default())),
        ),
        Some(body) => {
            let (content_type, body) = match body.split_once(':') {
                Some(("form", form)) => ("application/x-www-form-urlencoded", form),
                Some(("text", text)) => ("text/plain", text),
                Some(("merge", change)) => ("application/merge-patch+json", change),
                Some(("text-json", text)) => ("application/json", text),
                _ => ("application/json", body),
            };
            (content_type.to_owned(), Some(fill(body).into_bytes()))
        }
    };
    Ok(Call {
        method: operation.method.clone(),
        path,
        content_type,
        body,
    })
}

/// A form with a certificate, as the Admin Console uploads it.
fn certificate(certificate: &str) -> Vec<u8> {
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"keystoreFormat\"\r\n\r\nCertificate PEM\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"certificate.pem\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n\r\n\
         --{BOUNDARY}--\r\n"
    )
    .into_bytes()
}

/// The usual value of a path parameter, which depends on the segment before it.
fn target(name: &str, before: &str, template: &str, things: &Things) -> Option<String> {
    let last = before.rsplit('/').next().unwrap_or_default();
    let in_organization = before.contains("/organizations/");
    let thing = match name {
        "realm" => "realm",
        "user-id" | "userId" | "member-id" | "resourceId" => "user",
        "group-id" | "groupId" if in_organization => "organization_group",
        "group-id" | "groupId" => "group",
        "path" if in_organization => return Some("organization-group".to_owned()),
        "path" => "group_name",
        "clientUuid" if before.contains("/offline-sessions") => "login_client",
        "client" if last == "consents" => "login_client_id",
        "client-uuid" | "roleContainerId" | "targetClientUuid" | "client-id" | "clientUuid"
        | "client" => "client",
        "role-name" if before.contains("/clients/") => "client_role_name",
        "role-name" => "role_name",
        "role-id" => "role",
        "client-scope-id" | "clientScopeId" => "scope",
        "credentialScopeName" => "scope_name",
        "resource-id" if before.contains("/workflows/") => "user",
        "resource-id" => "authz_resource",
        "scope-id" => "authz_scope",
        "policyId" if before.contains("/permission/") => "authz_permission",
        "type" if before.contains("/ui-ext/") => return Some("clients".to_owned()),
        "type" if before.contains("/workflows/") => return Some("users".to_owned()),
        // Before the ID of a policy, the parameter is its type; otherwise it is the ID.
        "type" if template.contains("{policyId}") && last == "permission" => {
            return Some("scope".to_owned());
        }
        "type" if template.contains("{policyId}") => return Some("role".to_owned()),
        "type" if last == "permission" => "authz_permission",
        "type" | "policyId" => "authz_policy",
        "attr" => return Some("jwt.credential".to_owned()),
        "providerId" if before.contains("/installation/") => {
            return Some("keycloak-oidc-keycloak-json".to_owned());
        }
        "providerId" => return Some("idp-review-profile".to_owned()),
        "provider_id" => return Some("oidc".to_owned()),
        "protocol" => return Some("openid-connect".to_owned()),
        "node" => return Some("127.0.0.1".to_owned()),
        "locale" => return Some("de".to_owned()),
        "key" => return Some("key".to_owned()),
        "session" => "session",
        "credentialId" => "credential",
        "newPreviousCredentialId" => "next_credential",
        "flowAlias" => "flow_name",
        "executionId" if template.ends_with("/config/{id}") => "configured_execution",
        "executionId" => "execution",
        "org-id" => "organization",
        "stepId" => "workflow_step",
        "alias" if last == "required-actions" && template.contains("/config") => {
            return Some("UPDATE_PASSWORD".to_owned());
        }
        "alias" if last == "required-actions" => "required_action",
        "alias" | "provider" => "idp",
        // Version 2 of the Admin API names a client by its client ID.
        "id" if before.contains("/clients/v2") => "client_id",
        // Requests of the Admin Console name the kind of the object before its ID.
        "id" if before.contains("/ui-ext/") => match last {
            "clientScopes" => "scope",
            "clients" => "client",
            "groups" => "group",
            "roles" => "role",
            "users" => "user",
            _ => "flow",
        },
        "parentId" => "storage",
        "id" => match last {
            "user-storage" => "storage",
            "mappers" if before.contains("/user-storage/") => "storage_mapper",
            "models" if before.contains("/clients/") => "client_mapper",
            "models" => "scope_mapper",
            "mappers" => "idp_mapper",
            "components" => "component",
            "config" => "authenticator_config",
            "flows" => "flow",
            "invitations" => "invitation",
            "workflows" => "workflow",
            "clients-initial-access" => "initial_access",
            "issued-credentials" => return Some("00000000-0000-0000-0000-000000000000".to_owned()),
            _ => return None,
        },
        _ => return None,
    };
    things.get(thing).map(str::to_owned)
}
