//! Admin endpoints for users.

use axum::http::{Method, StatusCode};
use axum::response::Response;

use super::{Caller, MANAGE_USERS, Target, VIEW_USERS, forbidden, role_mappings};
use crate::call::Call;
use crate::realm::{Access, Person, UserRepresentation};
use crate::response;

const QUERY: [&str; 3] = ["query-users", "view-users", "manage-users"];

/// Handles a request below `/admin/realms/{realm}/users`.
pub(super) fn handle(target: &Target<'_>, path: &[&str]) -> Result<Response, Response> {
    match path {
        [] => list(target),
        ["count"] => count(target),
        [id, path @ ..] => {
            let person = find(target, id)?;
            match path {
                [] => one(target, person),
                ["role-mappings", path @ ..] => role_mappings::handle(target, person, path),
                _ => Err(response::bare(StatusCode::NOT_FOUND)),
            }
        }
    }
}

/// Finds the user. Only callers that may query users get the 404 for an unknown user.
fn find(target: &Target<'_>, id: &str) -> Result<Person, Response> {
    let found = target
        .realm
        .people()
        .iter()
        .copied()
        .find(|person| person.details().id == id);
    match found {
        Some(person) => Ok(person),
        None if target.caller.roles.has_any(&QUERY) => {
            Err(response::error(StatusCode::NOT_FOUND, "User not found"))
        }
        None => Err(forbidden()),
    }
}

fn one(target: &Target<'_>, person: Person) -> Result<Response, Response> {
    match target.call.method {
        Method::GET | Method::HEAD => {}
        // The demo's users cannot be changed.
        Method::PUT | Method::DELETE => {
            target.caller.require(&MANAGE_USERS)?;
            return Err(response::error(
                StatusCode::NOT_IMPLEMENTED,
                "The demo's users cannot be changed",
            ));
        }
        // Another Keycloak resource handles these methods and does not know the path.
        Method::POST => return Err(response::bare(StatusCode::NOT_FOUND)),
        _ => return Err(response::bare(StatusCode::METHOD_NOT_ALLOWED)),
    }
    target.caller.require(&VIEW_USERS)?;
    let roles = target.caller.roles;
    let manages = roles.has_any(&MANAGE_USERS);
    let mut user = person.details();
    user.access = Some(Access {
        manage_group_membership: Some(manages),
        reset_password: Some(manages),
        view: Some(true),
        map_roles: Some(manages),
        impersonate: Some(roles.has("impersonation")),
        manage: manages,
    });
    Ok(response::representation(&user))
}

fn list(target: &Target<'_>) -> Result<Response, Response> {
    target.allow(&[Method::GET, Method::POST])?;
    if target.call.method == Method::POST {
        target.caller.require(&MANAGE_USERS)?;
        return Err(response::error(
            StatusCode::NOT_IMPLEMENTED,
            "The demo's users cannot be changed",
        ));
    }
    // A value that is not a number makes Keycloak's path not match.
    let (first, max) = (number(target.call, "first")?, number(target.call, "max")?);
    target.caller.require(&QUERY)?;
    let brief = target.call.query("briefRepresentation").as_deref() == Some("true");
    let users: Vec<UserRepresentation> = matches(target, false)
        .into_iter()
        // A caller that may only query gets the users that it may view: none.
        .filter(|_| target.caller.roles.has_any(&VIEW_USERS))
        .skip(first.unwrap_or(0))
        .take(max.unwrap_or(100))
        .map(|person| shown(target.caller, person, brief))
        .collect();
    Ok(response::representation(&users))
}

fn shown(caller: Caller, person: Person, brief: bool) -> UserRepresentation {
    let mut user = person.details();
    user.access = Some(Access {
        manage_group_membership: None,
        reset_password: None,
        view: None,
        map_roles: None,
        impersonate: None,
        manage: caller.roles.has_any(&MANAGE_USERS),
    });
    if brief { user.in_brief() } else { user }
}

fn count(target: &Target<'_>) -> Result<Response, Response> {
    target.allow(&[Method::GET])?;
    target.caller.require(&QUERY)?;
    Ok(response::representation(&matches(target, true).len()))
}

fn number(call: &Call, name: &str) -> Result<Option<usize>, Response> {
    let given = call.query(name).unwrap_or_default();
    if given.is_empty() {
        return Ok(None);
    }
    let number: i32 = given
        .parse()
        .map_err(|_| response::bare(StatusCode::NOT_FOUND))?;
    // A negative number means no limit.
    Ok(usize::try_from(number).ok())
}

/// The users that match the conditions of the query. Lists without a condition and free-text search leave out service accounts.
fn matches(target: &Target<'_>, counting: bool) -> Vec<Person> {
    let call = target.call;
    let people = target.realm.people().iter().copied();
    if let Some(search) = call.query("search") {
        return match search.strip_prefix("id:") {
            Some(ids) => people
                .filter(|person| ids.split(' ').any(|id| id == person.details().id))
                .collect(),
            None => people
                .filter(|person| {
                    *person != Person::ServiceAccount && found_by(&person.details(), &search)
                })
                .collect(),
        };
    }
    let exact = call.query("exact").as_deref() == Some("true");
    let fields = ["username", "email", "firstName", "lastName"].map(|name| {
        let wanted = call
            .query(name)
            .filter(|wanted| !wanted.is_empty() || (exact && counting));
        (name, wanted.map(|wanted| wanted.to_lowercase()))
    });
    let flags = ["enabled", "emailVerified"]
        .map(|name| (name, call.query(name).map(|flag| flag == "true")));
    // The demo's users have neither attributes nor identity providers.
    let nowhere = call.query("q").is_some() || call.query("idpAlias").is_some();
    let conditional = fields.iter().any(|(_, wanted)| wanted.is_some())
        || flags.iter().any(|(_, flag)| flag.is_some());
    people
        .filter(|person| !nowhere && (conditional || *person != Person::ServiceAccount))
        .filter(|person| {
            let user = person.details();
            fields.iter().all(|(name, wanted)| {
                wanted.as_deref().is_none_or(|wanted| {
                    let value = field(&user, name).unwrap_or_default().to_lowercase();
                    if exact && !wanted.is_empty() {
                        value == wanted
                    } else {
                        value.contains(wanted)
                    }
                })
            }) && flags.iter().all(|(name, flag)| {
                let value = if *name == "enabled" {
                    user.enabled
                } else {
                    user.email_verified
                };
                flag.is_none_or(|flag| flag == value)
            })
        })
        .collect()
}

fn field(user: &UserRepresentation, name: &str) -> Option<&'static str> {
    match name {
        "username" => Some(user.username),
        "email" => user.email,
        "firstName" => user.first_name,
        _ => user.last_name,
    }
}

/// Free-text search: each word matches the beginning of a field, a part of it between asterisks, or all of it in quotes.
fn found_by(user: &UserRepresentation, search: &str) -> bool {
    let fields: Vec<String> = ["username", "email", "firstName", "lastName"]
        .iter()
        .filter_map(|name| field(user, name))
        .map(str::to_lowercase)
        .collect();
    search.to_lowercase().split_whitespace().all(|word| {
        let quoted = word
            .strip_prefix('"')
            .and_then(|word| word.strip_suffix('"'));
        fields
            .iter()
            .any(|field| match (quoted, word.strip_prefix('*')) {
                (Some(whole), _) => field == whole,
                (None, Some(part)) => field.contains(part.trim_end_matches('*')),
                (None, None) => field.starts_with(word.trim_end_matches('*')),
            })
    })
}
