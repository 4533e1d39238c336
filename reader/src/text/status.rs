//! Finds the status that belongs to a body or a message.

use serde_json::Value;

/// The status that Keycloak sends with an error of this body; if versions differ, that of the older ones.
pub(super) fn of_body(body: &Value) -> Option<u16> {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let Some(error) = text("error") else {
        return text("errorMessage").map(|_| 400);
    };
    let description = text("error_description").unwrap_or_default();
    if let Some(rest) = error.strip_prefix("HTTP ") {
        return rest.get(..3)?.parse().ok();
    }
    Some(match error {
        // 22 to 24 use it for a 403; the hint of a 500 lacks “at the debug level” from 26 on.
        "unknown_error" if description.ends_with("the server log.") => 500,
        "unknown_error" | "Invalid origin" | "access_denied" | "insufficient_scope" => 403,
        "invalid_request" if description == "HTTPS required" => 403,
        "invalid_client" if !description.starts_with("Invalid client or") => 400,
        "unauthorized_client" if description.contains("direct access grants") => 400,
        "unauthorized_client" if description.starts_with("Unexpected error") => 400,
        "invalid_grant" if description == "Invalid user credentials" => 401,
        "invalid_client" | "unauthorized_client" => 401,
        "invalid_request" | "invalid_grant" | "invalid_scope" | "unsupported_grant_type" => 400,
        _ if error.contains("return 405") => 405,
        _ if ["not found", "not exist", "not find", "Unable to find"]
            .iter()
            .any(|words| error.contains(words)) =>
        {
            404
        }
        _ => 400,
    })
}

/// Whether only the token endpoint sends this body.
pub(super) fn is_token_endpoints(body: &Value) -> bool {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("error") {
        "invalid_client"
        | "unauthorized_client"
        | "invalid_grant"
        | "invalid_scope"
        | "unsupported_grant_type"
        | "access_denied"
        | "invalid_request" => true,
        error => error == "Realm does not exist",
    }
}

/// The status in a message: `HTTP 403`, `status code 403`, `403 Client Error`, `KeycloakGetError: 403`.
pub(super) fn of_message(message: &str) -> Option<u16> {
    let words = || message.split(|c: char| !c.is_ascii_alphanumeric());
    let mut last = "";
    let mut found = None;
    for word in words().filter(|word| !word.is_empty()).take(4_096) {
        if let Some(status) = found.take()
            && names_status(word)
        {
            return Some(status);
        }
        if word.len() == 3
            && let Ok(status) = word.parse::<u16>()
            && (200..600).contains(&status)
        {
            if leads_to_status(last) {
                return Some(status);
            }
            found = Some(status);
        }
        last = word;
    }
    None
}

fn leads_to_status(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.ends_with("error") || ["http", "status", "code", "statuscode", "title"].contains(&&*word)
}

fn names_status(word: &str) -> bool {
    [
        "forbidden",
        "unauthorized",
        "authorization",
        "client",
        "not",
        "bad",
        "internal",
        "service",
    ]
    .contains(&&*word.to_ascii_lowercase())
}
