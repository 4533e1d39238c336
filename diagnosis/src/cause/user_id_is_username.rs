//! `user-id-is-username`: the path contains a user name instead of a user ID.

use super::conclusions::{
    ID_NOT_PASTED, MAY_ASK, absent_user_not_found, not_found_user, roles_besides,
};
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::attempt::is_user_id;
use crate::evidence::Evidence;
use crate::exchange::Call;
use crate::gate::Gate;
use serde_json::Value;

pub(super) const CAUSE: Cause = Cause {
    code: "user-id-is-username",
    gate: Gate::Target,
    title: "User name used instead of the user ID",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            404,
            body!("User not found"),
            "Keycloak 22, 23, and 26.0 and later",
        ),
        Seen::admin(404, body!("User not found", see log), "Keycloak 24 and 25"),
    ],
    meaning: &[
        "The path contains a user name or an email address. The Admin API identifies users by ID, a UUID. No user has \
         this name as ID.",
    ],
    how_known: "Keycloak returns “User not found”, and the value in the path is not a UUID. Users of a user \
        federation have IDs such as f:<component>:<name>, which are valid.",
    looks_like: &[("user-not-found", "The value is a UUID, but no user has it.")],
    fix: &[
        "Look up the ID first: GET /admin/realms/{realm}/users?username=<name>&exact=true, or \
         email=<address>&exact=true. This requires view-users. A check does this for you.",
        "Use id from the response in the path.",
        "For the signed-in user, the ID is the sub claim of the user's token.",
    ],
    versions: "All.",
};

/// Whether this value of a user ID is a user name or an email address.
pub(crate) fn is_name(id: &str) -> bool {
    !is_user_id(id)
}

/// The parameter of a user search that finds this name.
pub(crate) fn name_parameter(name: &str) -> &'static str {
    if name.contains('@') {
        "email"
    } else {
        "username"
    }
}

/// The user name in the path and the ID of that user, if the lookup found exactly this user.
pub(crate) fn found_user(evidence: &Evidence) -> Option<(String, String)> {
    let name = not_found_user(evidence)?;
    let response = evidence
        .response(Call::UserLookup)
        .filter(|response| response.status == 200)?;
    let users = response.json()?;
    let [user] = users.as_array()?.as_slice() else {
        return None;
    };
    let text = |member: &str| user.get(member).and_then(Value::as_str);
    // A server in front of Keycloak may drop the query. Keycloak ignores the case of both names.
    let is_this = text(name_parameter(name))?.to_lowercase() == name.to_lowercase();
    let id = text("id").filter(|id| is_user_id(id))?;
    is_this.then(|| (name.to_owned(), id.to_owned()))
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    if absent_user_not_found(evidence) {
        return Some(
            Finding::possible(
                "If the path contains a user name or an email address, the response is the same. The path needs the \
                 user's ID, a UUID.",
            )
            .seen(MAY_ASK)
            .apart(ID_NOT_PASTED),
        );
    }
    let id = not_found_user(evidence).filter(|id| is_name(id))?;
    let finding = Finding::certain(format!(
        "“{id}” looks like {}. The path needs the user's ID, a UUID.",
        kind_of(id)
    ))
    .seen(MAY_ASK)
    .seen(roles_besides(evidence));
    let lookup = evidence.response(Call::UserLookup);
    Some(if let Some((_, found)) = found_user(evidence) {
        finding
            .seen(format!(
                "A search for “{id}” returns one user, with the ID {found}."
            ))
            .caller(
                "Use the user's ID",
                format!(
                    "Replace {id} with {found} in the path: {}",
                    path(evidence, &found)
                ),
            )
    } else if lookup.is_some_and(|response| response.status == 200 && response.body.trim() == "[]")
    {
        finding
            .seen(format!(
                "A search for “{id}” returns no user that the caller may view."
            ))
            .caller(
                "Look up the ID first",
                "Check the name and the realm. The search requires view-users. With query-users alone, its result is \
                 empty.",
            )
    } else {
        finding.caller("Look up the ID first", how_to_look_up(evidence, id))
    })
}

/// “a user name” or “an email address”.
fn kind_of(name: &str) -> &'static str {
    if name.contains('@') {
        "an email address"
    } else {
        "a user name"
    }
}

/// The request that returns the user's ID.
fn how_to_look_up(evidence: &Evidence, name: &str) -> String {
    let attempt = evidence.attempt;
    let mut url = attempt
        .base_url
        .join(["admin", "realms", attempt.realm.as_str(), "users"]);
    url.query_pairs_mut()
        .append_pair("exact", "true")
        .append_pair(name_parameter(name), name);
    format!("GET {url} returns the user, including the ID. This requires view-users.")
}

/// The operation with this user ID, as method and URL.
fn path(evidence: &Evidence, id: &str) -> String {
    let attempt = evidence.attempt;
    let mut operation = attempt.operation.clone();
    operation.params.insert("user-id".to_owned(), id.to_owned());
    format!("{} {}", operation.method, operation.url(&attempt.base_url))
}

/// Adds to a denial what the path shows: it contains a user name, so Keycloak will return 404 as soon as the caller may search users.
pub(super) fn with_note(evidence: &Evidence, finding: Finding) -> Finding {
    let name = evidence.attempt.user_id();
    let in_path = evidence
        .attempt
        .operation
        .parameter_names()
        .any(|name| name == "user-id");
    match name.filter(|name| in_path && is_name(name)) {
        None => finding,
        Some(name) => {
            let explanation = format!(
                "{} The user ID “{name}” is not a UUID. It may be {}.",
                finding.explanation,
                kind_of(name)
            );
            Finding {
                explanation,
                ..finding
            }
            .caller(
                "Then use the user's ID",
                format!(
                    "“{name}” is not a UUID, so it may be {}. Once the caller has the role, Keycloak returns 404 \
                     “User not found” for a name. {}",
                    kind_of(name),
                    how_to_look_up(evidence, name)
                ),
            )
        }
    }
}
