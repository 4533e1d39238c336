//! Finds JSON in a text: errors, tokens, decoded claims, and the exchanges of a HAR file.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::Value;

use super::errors::{Error, status_of};

/// The maximum number of places to search for JSON, so that the time grows linearly.
const MAX_LOOKS: usize = 64;
/// The maximum length that a failed search reads.
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
        let mut end = (at + MAX_LENGTH).min(text.len());
        // The whole file may be one value.
        if at < 8 {
            end = text.len();
        }
        while !text.is_char_boundary(end) {
            end -= 1;
        }
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

/// Keycloak's error bodies in the text, with and without escapes. Places refer to the flattened text.
pub fn errors(original: &str, flat: &str) -> Vec<Error> {
    let mut found = Vec::new();
    for text in [flat, original] {
        for (at, raw, value) in values(text) {
            collect(&value, at, Some(&raw), &mut found);
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

fn collect(value: &Value, at: usize, raw: Option<&str>, found: &mut Vec<Error>) {
    match value {
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            // An object with a URL or a status next to its error was written by a client or a log; it is not a body.
            let is_body = [
                "url",
                "config",
                "status",
                "statusCode",
                "path",
                "level",
                "type",
            ]
            .iter()
            .all(|name| !members.contains_key(*name));
            if let Some(error) = text("error").or_else(|| text("errorMessage"))
                && is_body
            {
                let description = text("error_description").unwrap_or_default();
                found.push(Error {
                    at,
                    status: status_of(error, description),
                    code: error.to_owned(),
                    description: description.to_owned(),
                    raw: Some(raw.map_or_else(|| value.to_string(), str::to_owned)),
                });
                return;
            }
            let is_alone = !["url", "config", "level"]
                .iter()
                .any(|name| members.contains_key(*name));
            if is_alone && diagnosis::cause::framework_of(value).is_some() {
                let number = |name: &str| {
                    let number = members.get(name).and_then(Value::as_u64)?;
                    u16::try_from(number).ok()
                };
                found.push(Error {
                    at,
                    status: number("status").or_else(|| number("statusCode")),
                    code: text("error")
                        .or_else(|| text("title"))
                        .unwrap_or_default()
                        .to_owned(),
                    description: String::new(),
                    raw: Some(raw.map_or_else(|| value.to_string(), str::to_owned)),
                });
                return;
            }
            for member in members.values() {
                collect(member, at, None, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, at, None, found);
            }
        }
        Value::String(text) if text.trim_start().starts_with('{') => {
            if let Ok(inner) = serde_json::from_str::<Value>(text) {
                collect(&inner, at, Some(text.trim()), found);
            }
        }
        _ => {}
    }
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
            let found = errors(text, text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].code, "HTTP 403 Forbidden", "{text}");
            assert_eq!(found[0].status, Some(403));
        }
    }
}
