//! Admin endpoints for the role mappings of a user.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::{Value, json};

use super::{Caller, MANAGE_USERS, Target, VIEW_USERS};
use crate::clients::{self, REALM_MANAGEMENT, REALM_MANAGEMENT_ID};
use crate::realm::{Person, Realm};
use crate::roles::{Role, RoleSet};
use crate::{REALM, response};

/// The fields that identify a role to assign.
#[derive(Deserialize)]
struct Named {
    id: Option<String>,
    name: Option<String>,
}

/// Handles a request below `/admin/realms/{realm}/users/{user-id}/role-mappings`.
pub(super) fn handle(
    target: &Target<'_>,
    person: Person,
    path: &[&str],
) -> Result<Response, Response> {
    let assigned = target.demo.visitors.assigned(&target.call.visitor, person);
    match path {
        [] => {
            target.allow(&[Method::GET])?;
            target.caller.require(&VIEW_USERS)?;
            Ok(response::representation(&all(target, assigned)))
        }
        ["clients", id, path @ ..] => {
            let exists = target.realm == Realm::Story && clients::by_id(id, false).is_some();
            if !exists {
                return Err(response::error(StatusCode::NOT_FOUND, "Client not found"));
            }
            // The demo has no roles of other clients.
            let roles = if *id == REALM_MANAGEMENT_ID {
                assigned
            } else {
                RoleSet::default()
            };
            match path {
                [] if target.call.method == Method::POST
                    || target.call.method == Method::DELETE =>
                {
                    change(target, person, id, roles)
                }
                [] => read(target, roles),
                ["composite"] => read(target, roles.effective()),
                ["available"] => available(target, id, roles),
                _ => Err(response::bare(StatusCode::NOT_FOUND)),
            }
        }
        _ => Err(response::bare(StatusCode::NOT_FOUND)),
    }
}

/// Returns all role mappings of the user, as far as the caller may view them.
fn all(target: &Target<'_>, assigned: RoleSet) -> Value {
    let mut mappings = json!({});
    if target.caller.may_view_realm() && target.realm == Realm::Story {
        mappings["realmMappings"] = json!([{
            "id": "4bbc6d45-b01b-481f-8788-a80f33ec848b",
            "name": format!("default-roles-{REALM}"),
            "description": "${role_default-roles}",
            "composite": true,
            "clientRole": false,
            "containerId": "57e2fda8-57b5-4a6c-84e7-b310c62a375e",
        }]);
    }
    if !assigned.is_empty() && may_view_clients(target.caller) {
        mappings["clientMappings"] = json!({ REALM_MANAGEMENT: {
            "id": REALM_MANAGEMENT_ID,
            "client": REALM_MANAGEMENT,
            "mappings": assigned.representations(),
        }});
    }
    mappings
}

fn may_view_clients(caller: Caller) -> bool {
    caller.roles.has_any(&["view-clients", "manage-clients"])
}

/// Returns the user's roles of a client. That requires a role for the user and one for the client.
fn read(target: &Target<'_>, roles: RoleSet) -> Result<Response, Response> {
    target.allow(&[Method::GET])?;
    target.caller.require(&VIEW_USERS)?;
    if !may_view_clients(target.caller) {
        return Err(super::forbidden());
    }
    Ok(response::representation(&roles.representations()))
}

/// Returns the roles that the user lacks and the caller may assign.
fn available(target: &Target<'_>, client: &str, assigned: RoleSet) -> Result<Response, Response> {
    target.allow(&[Method::GET])?;
    target.caller.require(&VIEW_USERS)?;
    let grantable = if client == REALM_MANAGEMENT_ID {
        grantable(target.caller).without(assigned)
    } else {
        RoleSet::default()
    };
    Ok(response::representation(&grantable.representations()))
}

/// The roles that the caller may assign: admin roles only if the caller has them.
fn grantable(caller: Caller) -> RoleSet {
    if !caller.roles.has_any(&MANAGE_USERS) {
        return RoleSet::default();
    }
    let mut grantable = caller.roles.union(RoleSet::named(&[
        "query-clients",
        "query-groups",
        "query-organizations",
        "query-realms",
        "query-users",
        "view-users",
    ]));
    if caller.roles.has("view-clients") {
        grantable = grantable.union(RoleSet::named(&["view-authorization"]));
    }
    grantable
}

/// Assigns or unassigns the roles in the body; a DELETE without a body means all roles.
fn change(
    target: &Target<'_>,
    person: Person,
    client: &str,
    assigned: RoleSet,
) -> Result<Response, Response> {
    let listed = listed(target)?;
    target.caller.require(&MANAGE_USERS)?;
    let deleting = target.call.method == Method::DELETE;
    let roles = match listed {
        Some(listed) => listed
            .iter()
            .map(|role| find(client, role))
            .collect::<Option<RoleSet>>()
            .ok_or_else(|| response::error(StatusCode::NOT_FOUND, "Role not found"))?,
        None if deleting => assigned,
        None => return Err(response::failure()),
    };
    if !grantable(target.caller).contains_all(roles) {
        return Err(super::forbidden());
    }
    let visitors = &target.demo.visitors;
    if deleting {
        visitors.unassign(&target.call.visitor, person, roles);
    } else {
        visitors.assign(&target.call.visitor, person, roles);
    }
    Ok(response::no_content())
}

/// Finds the role if its name and ID are given and match.
fn find(client: &str, named: &Named) -> Option<Role> {
    let role = Role::named(named.name.as_deref()?)?;
    (client == REALM_MANAGEMENT_ID && named.id.as_deref() == Some(role.id())).then_some(role)
}

/// The roles in the body, `None` if there is no body, or the error of Keycloak's parser.
fn listed(target: &Target<'_>) -> Result<Option<Vec<Named>>, Response> {
    const UNREADABLE: &str = "Cannot parse the JSON";
    let call = target.call;
    if !call.may_be_json() {
        return Err(response::error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The content-type header value did not match the value in @Consumes",
        ));
    }
    if call.body.is_empty() {
        return Ok(None);
    }
    let bad = |error: &str| response::refusal(StatusCode::BAD_REQUEST, error, UNREADABLE);
    let text = str::from_utf8(&call.body).map_err(|_| bad("HTTP 400 Bad Request"))?;
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Syntax => bad("invalid_request"),
        Category::Eof => bad("HTTP 400 Bad Request"),
        Category::Data | Category::Io => bad("unknown_error"),
    })
}
