//! Admin endpoints for clients and their roles.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::{Target, VIEW_CLIENTS, client_scopes, forbidden};
use crate::clients::{self, REALM_MANAGEMENT_ID};
use crate::realm::Person;
use crate::roles::{Role, RoleSet};
use crate::{CLIENT_ID, response};

const QUERY: [&str; 3] = ["query-clients", "view-clients", "manage-clients"];

/// Handles a request below `/admin/realms/{realm}/clients`.
pub(super) fn handle(target: &Target<'_>, path: &[&str]) -> Result<Response, Response> {
    let may_manage = target.caller.roles.has("manage-clients");
    let [id, path @ ..] = path else {
        return list(target, may_manage);
    };
    // As with users, Keycloak tells only callers that may query clients that there is no such client.
    let client = match clients::by_id(id, may_manage) {
        Some(client) => client,
        None if target.caller.roles.has_any(&QUERY) => {
            return Err(response::error(
                StatusCode::NOT_FOUND,
                "Could not find client",
            ));
        }
        None => return Err(forbidden()),
    };
    let roles = if *id == REALM_MANAGEMENT_ID {
        RoleSet::ALL
    } else {
        RoleSet::default()
    };
    match path {
        [] => target
            .reads_clients()
            .map(|()| response::representation(&client)),
        ["client-secret"] => target
            .reads_clients()
            .map(|()| response::representation(&secret(&client))),
        ["service-account-user"] => target
            .reads_clients()
            .and_then(|()| service_account(&client)),
        ["default-client-scopes", path @ ..]
            if client["clientId"] == CLIENT_ID && target.call.release().checks_audience() =>
        {
            client_scopes::of_client(target, path)
        }
        ["roles"] => target
            .reads_clients()
            .map(|()| response::representation(&roles.representations())),
        ["roles", name, path @ ..] => {
            target.reads_clients()?;
            let role = roles
                .iter()
                .find(|role| role.name() == *name)
                .ok_or_else(|| response::error(StatusCode::NOT_FOUND, "Could not find role"))?;
            role_details(role, path)
        }
        _ => Err(response::bare(StatusCode::NOT_FOUND)),
    }
}

fn list(target: &Target<'_>, may_manage: bool) -> Result<Response, Response> {
    target.allow(&[Method::GET])?;
    target.caller.require(&QUERY)?;
    let wanted = target.call.query("clientId");
    let infix = target.call.query("search").as_deref() == Some("true");
    let clients: Vec<Value> = clients::representations(may_manage)
        .into_iter()
        .filter(|_| target.caller.roles.has_any(&VIEW_CLIENTS))
        .filter(|client| {
            let client_id = client["clientId"].as_str().unwrap_or_default();
            wanted.as_deref().is_none_or(|wanted| {
                client_id == wanted || (infix && client_id.contains(&wanted.to_lowercase()))
            })
        })
        .collect();
    Ok(response::representation(&clients))
}

fn secret(client: &Value) -> Value {
    match client.get("secret") {
        Some(secret) => json!({ "type": "secret", "value": secret }),
        None => json!({ "type": "secret" }),
    }
}

fn service_account(client: &Value) -> Result<Response, Response> {
    if client["clientId"] == CLIENT_ID {
        return Ok(response::representation(&Person::ServiceAccount.details()));
    }
    let client_id = client["clientId"].as_str().unwrap_or_default();
    Err(response::error(
        StatusCode::BAD_REQUEST,
        &format!("Service account not enabled for the client '{client_id}'"),
    ))
}

fn role_details(role: Role, path: &[&str]) -> Result<Response, Response> {
    match path {
        [] => Ok(response::representation(&role.representation().in_full())),
        ["composites"] => Ok(response::representation(
            &role.composites().representations(),
        )),
        _ => Err(response::bare(StatusCode::NOT_FOUND)),
    }
}
