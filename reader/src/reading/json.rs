//! Finds JSON in a text: errors, tokens, decoded claims, and the exchanges of a HAR file.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::errors::{Error, is_keycloaks, status_of};
use super::flat::Flat;
use super::{requests, statuses};

/// The maximum number of places to search for JSON, so that the time grows linearly.
const MAX_LOOKS: usize = 64;
/// The maximum length that a failed search reads. 64 such searches read 16 MiB, the maximum length of a text.
const MAX_LENGTH: usize = 256 * 1024;

/// The JSON values in a text, each with its place and its text.
pub fn values(text: &str) -> Vec<(usize, String, Value)> {
    let mut found = Vec::new();
    let mut from = 0;
    for _ in 0..MAX_LOOKS {
        let Some(at) = text
            .get(from..)
            .and_then(|rest| rest.find(['{', '[']))
            .map(|at| from + at)
        else {
            break;
        };
        // The whole file may be one value.
        let end = if at < 8 {
            text.len()
        } else {
            text.floor_char_boundary(at + MAX_LENGTH)
        };
        let rest = text.get(at..end).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) if value.is_object() || value.is_array() => {
                let length = values.byte_offset();
                found.push((at, rest.get(..length).unwrap_or_default().to_owned(), value));
                from = at + length.max(1);
            }
            _ => from = at + 1,
        }
    }
    found
}

/// Members of Keycloak's error bodies: `OAuth2ErrorRepresentation` and `ErrorRepresentation`.
const OF_KEYCLOAK: [&str; 7] = [
    "error",
    "error_description",
    "error_uri",
    "errorMessage",
    "errors",
    "field",
    "params",
];
/// Members of an object that a client or a log wrote. It is not a body.
const OF_CLIENTS: [&str; 7] = [
    "url",
    "config",
    "status",
    "statusCode",
    "path",
    "level",
    "type",
];
/// Members of a framework's error body that only name the framework's own response.
const OF_FRAMEWORKS: [&str; 6] = ["error", "title", "path", "timestamp", "type", "instance"];

/// Members that only a line of a log has.
const OF_LOGS: [&str; 7] = [
    "level",
    "severity",
    "lvl",
    "logger",
    "log.level",
    "@timestamp",
    "msg",
];
/// Members of the body that a framework writes.
const OF_BODIES: [&str; 6] = ["error", "title", "path", "instance", "trace", "errors"];

/// The errors in the JSON of a text.
#[derive(Debug, Default)]
pub struct Errors {
    /// Error bodies.
    pub found: Vec<Error>,
    /// The statuses of applications' own responses whose message is about another request.
    pub of_applications: Vec<u16>,
}

/// Error bodies in the text, with and without escapes. Places refer to the flattened text.
pub fn errors(original: &str, flat: &str) -> Errors {
    let mut errors = Errors::default();
    for text in [flat, original] {
        for (at, raw, value) in values(text) {
            collect(&value, at, Some(&raw), &mut errors);
        }
        if !errors.found.is_empty() {
            break;
        }
    }
    errors
}

fn collect(value: &Value, at: usize, raw: Option<&str>, errors: &mut Errors) {
    match value {
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            let only_keycloaks = members
                .keys()
                .all(|name| OF_KEYCLOAK.contains(&name.as_str()));
            let no_clients = OF_CLIENTS.iter().all(|name| !members.contains_key(*name));
            if let Some(error) = text("error").or_else(|| text("errorMessage"))
                && (only_keycloaks || no_clients && is_keycloaks(error))
            {
                let description = text("error_description").unwrap_or_default();
                errors.found.push(Error {
                    at,
                    status: status_of(error, description),
                    code: error.to_owned(),
                    description: description.to_owned(),
                    raw: Some(raw.map_or_else(|| value.to_string(), str::to_owned)),
                    of_application: false,
                });
                return;
            }
            let number = |name: &str| {
                let number = members.get(name).and_then(Value::as_u64)?;
                u16::try_from(number).ok()
            };
            let own = number("status").or_else(|| number("statusCode"));
            if is_about_another_request(members, own) {
                errors.of_applications.extend(own);
                errors.of_applications.dedup();
            } else if !["url", "config", "level"]
                .iter()
                .any(|name| members.contains_key(*name))
                && diagnosis::cause::framework_of(value).is_some()
            {
                errors.found.push(Error {
                    at,
                    status: own,
                    code: text("error")
                        .or_else(|| text("title"))
                        .unwrap_or_default()
                        .to_owned(),
                    description: String::new(),
                    raw: Some(raw.map_or_else(|| value.to_string(), str::to_owned)),
                    of_application: true,
                });
                return;
            }
            for member in members.values() {
                collect(member, at, None, errors);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, at, None, errors);
            }
        }
        Value::String(text) if text.trim_start().starts_with('{') => {
            if let Ok(inner) = serde_json::from_str::<Value>(text) {
                collect(&inner, at, Some(text.trim()), errors);
            }
        }
        // A message that quotes a body: `403 Forbidden: "{\"error\":…}"`.
        Value::String(text) if text.contains("{\"error") => {
            for (_, raw, inner) in values(text) {
                collect(&inner, at, Some(&raw), errors);
            }
        }
        _ => {}
    }
}

/// Whether an application's own error response tells of a request that the application sent: its message names a request to Keycloak, or
/// another status.
fn is_about_another_request(members: &Map<String, Value>, own: Option<u16>) -> bool {
    if own.is_some_and(|own| own < 400) {
        return false;
    }
    let message: String = members
        .iter()
        .filter(|(name, _)| !OF_FRAMEWORKS.contains(&name.as_str()))
        .filter_map(|(_, value)| value.as_str())
        // A URL alone is the request that the object is about, not a message.
        .filter(|text| text.contains(' '))
        .flat_map(|text| [text, "\n"])
        .collect();
    let flat = Flat::new(&message);
    // The status of a line of a log, and of a denial without a body, is the status of the request in its message.
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    let is_body = has(&OF_BODIES) || own.is_some_and(|own| own >= 500);
    is_body && !has(&OF_LOGS) && requests::MARKS.iter().any(|mark| message.contains(mark))
        || statuses::find(&flat)
            .iter()
            .any(|status| status.code >= 400 && Some(status.code) != own)
}

/// Decoded claims in the text, as an unsigned token with these claims, with their place.
pub fn claims(text: &str) -> Option<(usize, SecretString)> {
    values(text).into_iter().find_map(|(at, _, value)| {
        let claims = find_claims(&value)?;
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = serde_json::json!({ "alg": "none" });
        let token = format!("{}.{}.c2ln", part(&header), part(claims));
        Some((at, SecretString::from(token)))
    })
}

fn find_claims(value: &Value) -> Option<&Value> {
    let members = value.as_object()?;
    let has = |name: &str| members.contains_key(name);
    let is_token = (has("iss") || has("active"))
        && ["exp", "iat", "azp", "sub", "client_id"]
            .into_iter()
            .any(has);
    if is_token {
        return Some(value);
    }
    // A decoder prints header and payload together.
    ["payload", "claims", "body"]
        .into_iter()
        .find_map(|name| find_claims(members.get(name)?))
}

#[cfg(test)]
mod tests {
    use super::errors;

    #[test]
    fn a_body_is_found_within_other_json_and_in_strings() {
        for text in [
            r#"{"error":"HTTP 403 Forbidden"}"#,
            r#"x: {"msg":"a","response":{"data":{"error":"HTTP 403 Forbidden"}}} y"#,
            r#"{"level":"error","body":"{\"error\":\"HTTP 403 Forbidden\"}"}"#,
            "HTTP/1.1 403\n\n{\n  \"error\": \"HTTP 403 Forbidden\"\n}user@host:~$ ",
        ] {
            let found = errors(text, text).found;
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].code, "HTTP 403 Forbidden", "{text}");
            assert_eq!(found[0].status, Some(403));
        }
    }
    #[test]
    fn an_application_that_tells_of_another_request_sent_no_body_of_that_request() {
        for text in [
            r#"{"timestamp":"t","status":500,"error":"Internal Server Error","message":"403 Forbidden from PUT https://h/admin/realms/a/users/1","path":"/api/a"}"#,
            r#"{"statusCode":500,"message":"Request failed with status code 403","error":"Internal Server Error"}"#,
            r#"{"traceId":"1","title":"An error occurred","status":500,"detail":"Call failed with status code 403 (Forbidden): GET https://h/admin/realms/a/users"}"#,
            r#"{"timestamp":"t","status":502,"error":"Bad Gateway","trace":"jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden","path":"/api/a"}"#,
        ] {
            let found = errors(text, text);
            assert!(found.found.is_empty(), "{text}");
            assert_eq!(found.of_applications.len(), 1, "{text}");
        }
        let quoted = r#"{"timestamp":"t","status":500,"error":"Internal Server Error","message":"403 Forbidden: {\"error\":\"unknown_error\"}","path":"/api/a"}"#;
        let found = errors(quoted, quoted);
        assert_eq!(found.found[0].code, "unknown_error");
        // The application denies its own request.
        let own = r#"{"timestamp":"t","status":403,"error":"Forbidden","path":"/api/a"}"#;
        assert_eq!(errors(own, own).found.len(), 1);
        // Neither Keycloak's members nor Keycloak's words.
        let other =
            r#"{"error":"Internal Server Error","message":"Request failed with status code 403"}"#;
        assert!(errors(other, other).found.is_empty());
    }
}
