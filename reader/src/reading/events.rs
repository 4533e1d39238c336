//! Reads the lines of Keycloak's event log, which has a fixed set of errors.

use super::errors::Error;
use super::flat::Flat;

/// An error of an event: its name in the log, and the response to the caller (status, error, description).
///
/// Names: `org.keycloak.events.Errors` of Keycloak 26; responses: the recordings of the causes.
const EVENTS: [(&str, u16, &str, &str); 12] = [
    (
        "user_temporarily_disabled",
        401,
        "invalid_grant",
        "Invalid user credentials",
    ),
    (
        "user_permanently_disabled",
        401,
        "invalid_grant",
        "Invalid user credentials",
    ),
    (
        "invalid_user_credentials",
        401,
        "invalid_grant",
        "Invalid user credentials",
    ),
    (
        "user_not_found",
        401,
        "invalid_grant",
        "Invalid user credentials",
    ),
    ("user_disabled", 400, "invalid_grant", "Account disabled"),
    (
        "resolve_required_actions",
        400,
        "invalid_grant",
        "Account is not fully set up",
    ),
    (
        "invalid_client_credentials",
        401,
        "unauthorized_client",
        "Invalid client or Invalid client credentials",
    ),
    (
        "client_not_found",
        401,
        "invalid_client",
        "Invalid client or Invalid client credentials",
    ),
    (
        "client_disabled",
        401,
        "invalid_client",
        "Invalid client or Invalid client credentials",
    ),
    ("ssl_required", 403, "invalid_request", "HTTPS required"),
    ("realm_disabled", 403, "access_denied", "Realm not enabled"),
    (
        "invalid_client",
        401,
        "invalid_client",
        "Invalid client or Invalid client credentials",
    ),
];

/// An event in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The place.
    pub at: usize,
    /// The name of its error.
    pub name: String,
    /// The response to the caller.
    pub error: Option<Error>,
    /// The client, if the event names it.
    pub client: Option<String>,
    /// The realm, if the event names it.
    pub realm: Option<String>,
    /// The user, if the event names it.
    pub user: Option<String>,
}

/// Finds the first event with an error.
pub fn find(flat: &Flat) -> Option<Event> {
    let mut at = 0;
    for line in flat.text.split('\n') {
        let kind = value(line, "type").unwrap_or_default();
        let is_event = kind.ends_with("_ERROR");
        if is_event && let Some(name) = value(line, "error") {
            let error = EVENTS.iter().find(|(known, ..)| *known == name).map(
                |(_, status, error, description)| Error {
                    at,
                    status: Some(*status),
                    code: (*error).to_owned(),
                    description: (*description).to_owned(),
                    raw: None,
                },
            );
            return Some(Event {
                at,
                name,
                error,
                client: value(line, "clientId").filter(|client| client != "null"),
                realm: value(line, "realmName").filter(|realm| realm != "null"),
                user: value(line, "username").filter(|user| user != "null"),
            });
        }
        at += line.len() + 1;
    }
    None
}

/// The value of `name="value"`, `name=value` or `"name":"value"`.
fn value(line: &str, name: &str) -> Option<String> {
    line.match_indices(name).find_map(|(at, _)| {
        let boundary = at == 0
            || line
                .as_bytes()
                .get(at - 1)
                .is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let rest = line.get(at + name.len()..)?;
        let rest = rest.strip_prefix('"').unwrap_or(rest).trim_start();
        let rest = rest.strip_prefix(['=', ':'])?.trim_start();
        let text = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => rest.split([',', ' ', '}']).next()?,
        };
        (boundary && !text.is_empty()).then(|| text.to_owned())
    })
}
