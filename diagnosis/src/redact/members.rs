//! Finds values that are secret because of their name: members of JSON, form fields, query parameters, XML elements, and headers.

use std::ops::Range;

use serde_json::Value;

use super::REDACTED;

/// Names of secrets in lower case without `_`, `-` and `.`: OAuth 2.0 parameters, and members of Keycloak's representations.
const SECRETS: [&str; 26] = [
    "accesstoken",
    "apikey",
    "assertion",
    "authorization",
    "bindcredential",
    "clientassertion",
    "clientsecret",
    "credentials",
    "idtoken",
    "jwt",
    "keypassword",
    "keystorepassword",
    "otp",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "registrationaccesstoken",
    "secret",
    "secretdata",
    "storepassword",
    "subjecttoken",
    "token",
    "totp",
    "xapikey",
];
/// An authorization code is longer than an error code.
const SHORTEST_CODE: usize = 20;
/// The spellings of a quotation mark.
const QUOTES: [&str; 8] = [
    "\\\"", "\"", "'", "&quot;", "&#34;", "&#x22;", "%22", "&#39;",
];

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-' | '.'))
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Whether a value with this name is secret.
pub(super) fn is_secret(name: &str) -> bool {
    let plain = plain(name);
    SECRETS.contains(&plain.as_str())
        || plain.ends_with("privatekey")
        || plain.ends_with("clientsecret")
        || plain.ends_with("clientsecretrotated")
}

/// Whether a header carries a secret: cookies, and headers that gateways add.
pub(super) fn is_secret_header(name: &str) -> bool {
    let plain = plain(name);
    plain.contains("cookie")
        || (plain.contains("authorization") && plain != "wwwauthenticate")
        || ["token", "secret", "password", "apikey"]
            .iter()
            .any(|part| plain.ends_with(part))
}

fn is_code(name: &str, value: &str) -> bool {
    name == "code" && value.len() >= SHORTEST_CODE && !value.contains(char::is_whitespace)
}

/// Replaces the values of secret members. Returns whether any value was replaced.
pub(super) fn hide_in_json(json: &mut Value) -> bool {
    match json {
        Value::Object(members) => {
            let mut changed = false;
            // `CredentialRepresentation`: what GET …/clients/{client-uuid}/client-secret returns.
            let is_credential = members.get("type").is_some_and(|kind| kind == "secret");
            for (name, value) in members.iter_mut() {
                let secret = is_secret(name)
                    || (is_credential && name == "value")
                    || value.as_str().is_some_and(|text| is_code(name, text));
                if secret && !matches!(value, Value::Null | Value::Bool(_)) {
                    *value = Value::String(REDACTED.to_owned());
                    changed = true;
                } else {
                    changed |= hide_in_json(value);
                }
            }
            changed
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |changed, item| hide_in_json(item) | changed),
        _ => false,
    }
}

/// Collects the secret texts among the members of a JSON value.
pub(super) fn in_json(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            let is_credential = members.get("type").is_some_and(|kind| kind == "secret");
            for (name, value) in members {
                match value {
                    Value::String(text)
                        if is_secret(name) || (is_credential && name == "value") =>
                    {
                        found.push(text.clone());
                    }
                    other => in_json(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| in_json(item, found)),
        _ => {}
    }
}

/// Returns the ranges of secret values in a text that need not be JSON.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = next_name(text, at) {
        at = end;
        let name = text.get(start..end).unwrap_or_default();
        let quote = QUOTES.iter().find(|quote| {
            text.get(..start)
                .is_some_and(|before| before.ends_with(**quote))
        });
        let value = if is_secret(name) {
            named(text, start, end, quote.copied())
        } else if name == "code" {
            named(text, start, end, quote.copied())
                .filter(|range| is_code(name, text.get(range.clone()).unwrap_or_default()))
        } else if matches!(
            name.to_ascii_lowercase().as_str(),
            "bearer" | "basic" | "dpop"
        ) {
            credentials(text, end)
        } else {
            None
        };
        if let Some(value) = value.filter(|range| !range.is_empty()) {
            at = value.end;
            found.push(value);
        }
    }
    found
}

/// Returns the range of the next run of letters, digits, `_`, `-`, and `.` that begins with a letter.
fn next_name(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(|letter: char| letter.is_ascii_alphabetic())?;
    let rest = text.get(start..)?;
    let length = rest
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')))
        .unwrap_or(rest.len());
    Some((start, start + length))
}

/// Returns the range of the value that belongs to the name at `start..end`, which is enclosed in `quote`, if any.
fn named(text: &str, start: usize, end: usize, quote: Option<&str>) -> Option<Range<usize>> {
    let mut at = end;
    if let Some(quote) = quote {
        at = skip(text, at, quote)?;
    }
    at = spaces(text, at);
    // <secret>value</secret> and <credential name="secret">value</credential>
    let is_tag = text
        .get(..start)
        .is_some_and(|before| before.ends_with('<'));
    if (is_tag || quote.is_some()) && text.get(at..)?.starts_with('>') {
        return Some(until(text, at + 1, &['<']));
    }
    // jboss-cli: credential=secret:add(value=…)
    if let Some(arguments) = text.get(at..)?.strip_prefix(":add(") {
        let value = arguments.find("value=")?;
        return Some(until(text, at + 5 + value + 6, &[',', ')', '\n']));
    }
    let assigned = ["=", "%3D", "%3d", "&#61;", "&#x3D;", "&#x3d;"]
        .iter()
        .find_map(|sign| skip(text, at, sign));
    at = match (assigned, quote) {
        (Some(at), _) => at,
        // Prose contains colons, too: only a quoted name is a member.
        (None, Some(_)) => skip(text, at, ":").or_else(|| skip(text, at, "%3A"))?,
        (None, None) => return None,
    };
    at = spaces(text, at);
    for quote in QUOTES {
        if let Some(open) = skip(text, at, quote) {
            return Some(quoted(text, open, quote));
        }
    }
    let range = until(
        text,
        at,
        &[
            '&', ';', '<', '>', ',', ')', '}', ']', '"', '\'', '[', '{', '\\',
        ],
    );
    let value = text.get(range.clone())?;
    let is_shown = matches!(value, "null" | "true" | "false")
        || value == REDACTED
        || (value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit()));
    (!is_shown).then_some(range)
}

/// Returns the range of the credentials after an authentication scheme, if they are long enough.
fn credentials(text: &str, end: usize) -> Option<Range<usize>> {
    let at = skip(text, end, " ").or_else(|| skip(text, end, "%20"))?;
    let rest = text.get(at..)?;
    let length = rest
        .find(|letter: char| {
            !(letter.is_ascii_alphanumeric()
                || matches!(letter, '-' | '.' | '_' | '~' | '+' | '/' | '='))
        })
        .unwrap_or(rest.len());
    (length >= 16).then_some(at..at + length)
}

fn skip(text: &str, at: usize, what: &str) -> Option<usize> {
    text.get(at..)?.starts_with(what).then_some(at + what.len())
}

fn spaces(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start().len())
}

/// Returns the range up to the closing quotation mark, or to the end of a truncated text.
fn quoted(text: &str, at: usize, quote: &str) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|rest| rest.find(quote)) {
        let end = from + found;
        let escaped = quote == "\"" && rest.get(..end).is_some_and(|before| before.ends_with('\\'));
        if !escaped {
            return at..at + end;
        }
        from = end + quote.len();
    }
    at..text.len()
}

/// Returns the range up to one of these characters, a blank, or the end.
fn until(text: &str, at: usize, ends: &[char]) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest
        .find(|letter: char| letter.is_whitespace() || ends.contains(&letter))
        .unwrap_or(rest.len());
    at..at + length
}
