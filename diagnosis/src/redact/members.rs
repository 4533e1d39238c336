//! Finds values that are secret because of their name: members of JSON, form fields, query parameters, XML elements, and headers.

use std::ops::Range;

use serde_json::{Map, Value};

use super::REDACTED;
use super::names::{is_compound, is_secret, is_used_once};

/// An authorization code is longer than an error code.
const SHORTEST_CODE: usize = 20;
/// The maximum distance of a value from its name in a command of jboss-cli.
const FARTHEST_ARGUMENT: usize = 256;
/// The maximum length of the user name, password, and host in a URL.
const LONGEST_AUTHORITY: usize = 1_024;
/// The spellings of a quotation mark.
const QUOTES: [&str; 8] = [
    "\\\"", "\"", "'", "&quot;", "&#34;", "&#x22;", "%22", "&#39;",
];
/// The attributes of a cookie (RFC 6265 and its extensions), which are no cookies.
const ATTRIBUTES: [&str; 8] = [
    "domain",
    "expires",
    "max-age",
    "partitioned",
    "path",
    "priority",
    "samesite",
    "version",
];

fn is_code(name: &str, value: &str) -> bool {
    name == "code" && value.len() >= SHORTEST_CODE && !value.contains(char::is_whitespace)
}

/// Whether a value with a secret name is shown: it says that there is a secret, or that there is none.
fn is_shown(value: &str) -> bool {
    matches!(value, "" | "null" | "true" | "false")
}

/// Whether the member `value` is secret, because another member says so: `CredentialRepresentation`, which is what
/// `GET …/clients/{client-uuid}/client-secret` returns, and lists of names and values.
fn holds_secret_value(members: &Map<String, Value>) -> bool {
    ["type", "name", "key"].iter().any(|name| {
        members
            .get(*name)
            .and_then(Value::as_str)
            .is_some_and(is_secret)
    })
}

/// Replaces the values of secret members. Returns whether any value was replaced.
pub(super) fn hide_in_json(json: &mut Value) -> bool {
    match json {
        Value::Object(members) => {
            let mut changed = false;
            let has_secret_value = holds_secret_value(members);
            for (name, value) in members.iter_mut() {
                let secret = is_secret(name)
                    || (has_secret_value && name == "value")
                    || value.as_str().is_some_and(|text| is_code(name, text));
                let shown = matches!(value, Value::Null | Value::Bool(_))
                    || value.as_str().is_some_and(is_shown);
                if secret && !shown {
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
        Value::String(text) => {
            let ranges = values(text);
            if !ranges.is_empty() {
                *text = super::replace(text, ranges);
                return true;
            }
            false
        }
        _ => false,
    }
}

/// Collects the secret texts of a JSON value.
pub(super) fn in_json(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            let has_secret_value = holds_secret_value(members);
            for (name, value) in members {
                if is_secret(name) || (has_secret_value && name == "value") {
                    texts(value, found);
                } else {
                    in_json(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| in_json(item, found)),
        Value::String(text) => in_text(text, found),
        _ => {}
    }
}

/// Collects the texts of a secret value.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        // Next to their secret, credentials contain types and labels.
        other => in_json(other, found),
    }
}

/// Collects the secret values of a text.
pub(super) fn in_text(text: &str, found: &mut Vec<String>) {
    let values = values(text).into_iter();
    found.extend(values.filter_map(|range| text.get(range).map(str::to_owned)));
}

/// Collects what a response header sets for the next requests: cookies, and the parameters of redirects and challenges.
pub(super) fn in_header(name: &str, value: &str, found: &mut Vec<String>) {
    let ranges = match name {
        "set-cookie" => cookies(value),
        "location" | "www-authenticate" | "proxy-authenticate" | "authentication-info" => {
            values_named(value, is_used_once)
        }
        "dpop-nonce" | "replay-nonce" => std::iter::once(0..value.len()).collect(),
        _ => values(value),
    };
    found.extend(
        ranges
            .into_iter()
            .filter_map(|range| value.get(range).map(str::to_owned)),
    );
}

/// Returns the ranges of the values of cookies. The header lists several cookies, separated by commas.
fn cookies(header: &str) -> Vec<Range<usize>> {
    values_named(header, |name| {
        !ATTRIBUTES.contains(&name.to_ascii_lowercase().as_str())
    })
}

/// Returns the ranges of secret values in a text that need not be JSON.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    values_named(text, is_secret)
}

/// Returns the ranges of the values whose names are secret, and of credentials that are secret without a name.
fn values_named(text: &str, is_secret: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
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
            password_in_url(text, end)
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
    if let Some(arguments) = skip(text, at, ":add(") {
        let near = up_to(text, arguments, FARTHEST_ARGUMENT);
        let value = near.find("value=")?;
        return Some(until(text, arguments + value + 6, &[',', ')', '\n']));
    }
    let assigned = ["=", "%3D", "%3d", "&#61;", "&#x3D;", "&#x3d;"]
        .iter()
        .find_map(|sign| skip(text, at, sign));
    // Prose contains colons, too: only a name with quotation marks or of several words is a member. Credentials follow their scheme.
    let name = text.get(start..end).unwrap_or_default();
    let has_colon = quote.is_some()
        || (is_compound(name) && !name.to_ascii_lowercase().ends_with("authorization"));
    at = match assigned {
        Some(at) => at,
        None if has_colon => skip(text, at, ":").or_else(|| skip(text, at, "%3A"))?,
        None => return None,
    };
    at = spaces(text, at);
    for quote in QUOTES {
        if let Some(open) = skip(text, at, quote) {
            let range = quoted(text, open, quote);
            return (!is_shown(text.get(range.clone())?)).then_some(range);
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
    let is_status = value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit());
    (!is_shown(value) && !is_status).then_some(range)
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

/// Returns the range of the password in a URL, such as `ldap://user:password@host`, whose scheme ends here.
fn password_in_url(text: &str, end: usize) -> Option<Range<usize>> {
    let start = skip(text, end, "://")?;
    let near = up_to(text, start, LONGEST_AUTHORITY);
    let length = near
        .find(|letter: char| {
            letter.is_whitespace() || matches!(letter, '/' | '?' | '#' | '"' | '\'' | '<' | '>')
        })
        .unwrap_or(near.len());
    let user_info = near.get(..length)?.rsplit_once('@')?.0;
    let (user, _) = user_info.split_once(':')?;
    Some(start + user.len() + 1..start + user_info.len())
}

fn skip(text: &str, at: usize, what: &str) -> Option<usize> {
    text.get(at..)?.starts_with(what).then_some(at + what.len())
}

/// The text from `at` on, but not much more than `length` bytes of it.
fn up_to(text: &str, at: usize, length: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    rest.get(..rest.ceil_char_boundary(length))
        .unwrap_or_default()
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
