//! Finds Keycloak's errors: as JSON, as literals of other languages, in headers, and in messages.

use std::sync::LazyLock;

use diagnosis::cause::pages;
use serde_json::Value;

use super::flat::Flat;
use super::json;
use super::phrases::Phrases;

/// An error at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The place.
    pub at: usize,
    /// The status that Keycloak sends with it, if known.
    pub status: Option<u16>,
    /// The member `error`.
    pub code: String,
    /// The member `error_description`; empty if there is none.
    pub description: String,
    /// The body as it is in the text.
    pub raw: Option<String>,
    /// Whether an application wrote it, not Keycloak.
    pub of_application: bool,
}

impl Error {
    /// The body as Keycloak sends it.
    pub fn body(&self) -> String {
        let older = OLDER.iter().find(|(older, _)| *older == self.description);
        if let Some((_, today)) = older {
            return serde_json::json!({ "error": self.code, "error_description": today })
                .to_string();
        }
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let mut body = serde_json::Map::new();
        body.insert("error".to_owned(), self.code.clone().into());
        if !self.description.is_empty() {
            body.insert(
                "error_description".to_owned(),
                self.description.clone().into(),
            );
        }
        Value::Object(body).to_string()
    }

    /// Whether the text contains only an OAuth 2.0 code in prose, without the rest of the body.
    pub fn is_bare(&self) -> bool {
        self.raw.is_none() && self.description.is_empty() && self.is_of_token_endpoint()
    }

    /// Whether the body is Keycloak's `ErrorRepresentation`, whose status depends on the request.
    pub fn is_message(&self) -> bool {
        let raw = self.raw.as_deref().unwrap_or_default();
        self.status.is_none() && raw.contains("\"errorMessage\"")
    }

    /// Whether only the Admin API sends the error: a 403 of the token endpoint has a code of OAuth 2.0.
    pub fn is_of_admin_api(&self) -> bool {
        self.status == Some(403)
            && !self.of_application
            && (self.code.starts_with("HTTP 403") || self.code == "unknown_error")
    }

    /// Whether the Admin API and other endpoints never send the error.
    pub fn is_only_of_token_endpoint(&self) -> bool {
        self.is_of_token_endpoint()
            && !["invalid_request", "access_denied"].contains(&self.code.as_str())
    }

    /// Whether only the token endpoint sends the error.
    pub fn is_of_token_endpoint(&self) -> bool {
        OAUTH.contains(&self.code.as_str()) && self.code != "insufficient_scope"
            || self.code == "Realm does not exist"
    }
}

/// The error codes of OAuth 2.0 (RFC 6749 section 5.2, RFC 6750 section 3.1) that Keycloak's token endpoint sends.
const OAUTH: [&str; 9] = [
    "invalid_client",
    "unauthorized_client",
    "invalid_grant",
    "invalid_scope",
    "unsupported_grant_type",
    "access_denied",
    "invalid_request",
    "unsupported_response_type",
    "insufficient_scope",
];

/// An error as Keycloak writes it: code, description, and status.
type Known = (String, String, Option<u16>);

/// Errors that only Keycloak writes, from the pages of the causes.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let mut known = Vec::new();
    for page in pages() {
        for seen in page.page.seen {
            let Ok(value) = serde_json::from_str::<Value>(seen.text) else {
                continue;
            };
            let text = |name: &str| value.get(name).and_then(Value::as_str);
            let Some(error) = text("error").or_else(|| text("errorMessage")) else {
                continue;
            };
            let description = text("error_description").unwrap_or_default();
            known.push((error.to_owned(), description.to_owned(), seen.status));
        }
    }
    known
});

/// Finds all errors, in the order of the text.
pub fn find(flat: &Flat) -> json::Errors {
    let mut errors = json::errors(&flat.original, &flat.text);
    if errors.found.is_empty() {
        errors.found.extend(literals(&flat.text));
    }
    if errors.found.is_empty() {
        errors.found.extend(words(flat));
    }
    errors
}

/// The beginning of the hint to the log, which 24 and later add to errors without a description, in two lengths.
const HINT: &str = "For more on this error consult the server log";

/// The status that Keycloak sends with an error, from the pages of the causes and RFC 6749.
pub fn status_of(error: &str, description: &str) -> Option<u16> {
    let number = error
        .strip_prefix("HTTP ")
        .and_then(|rest| rest.get(..3)?.parse().ok());
    // A 500 of 26.0 and later has the short hint; before, `unknown_error` is mostly a 403.
    let unknown = (error == "unknown_error").then(|| {
        if description.starts_with(HINT) && !description.contains("debug level") {
            500
        } else {
            403
        }
    });
    let is_without = description.starts_with(HINT);
    number
        .or(unknown)
        .or_else(|| error.starts_with("RESTEASY003210").then_some(404))
        .or_else(|| {
            KNOWN
                .iter()
                .find(|(known, said, ..)| {
                    known == error && (said == description || is_without && said.is_empty())
                })
                .and_then(|(_, _, status)| *status)
        })
        .or(match error {
            // RFC 6749 section 5.2 and RFC 6750 section 3.1, for errors that no page contains.
            "invalid_client" | "unauthorized_client" | "invalid_token" => Some(401),
            "insufficient_scope" => Some(403),
            error if OAUTH.contains(&error) => Some(400),
            _ => None,
        })
}

/// Descriptions of older releases, with the current ones of the same meaning.
const OLDER: [(&str, &str); 5] = [
    (
        "Invalid client secret",
        "Invalid client or Invalid client credentials",
    ),
    (
        "Invalid client credentials",
        "Invalid client or Invalid client credentials",
    ),
    (
        "INVALID_CREDENTIALS: Invalid client credentials",
        "Invalid client or Invalid client credentials",
    ),
    (
        "Client not permitted for direct access grants",
        "Client not allowed for direct access grants",
    ),
    (
        "Client secret not provided in request",
        "Invalid client or Invalid client credentials",
    ),
];

/// Literals of Python, JavaScript, Ruby, PHP, and Rust: `'error': '…'`, `error: '…'`, `:error=>"…"`, `error: Some("…")`, and the parameters
/// of a `WWW-Authenticate` header.
fn literals(text: &str) -> Option<Error> {
    for name in ["errorMessage", "error"] {
        for (at, _) in text.match_indices(name) {
            let boundary = at == 0
                || text
                    .as_bytes()
                    .get(at - 1)
                    .is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
            let Some(error) = value_after(text, at + name.len()).filter(|_| boundary) else {
                continue;
            };
            if !is_keycloaks(error) {
                continue;
            }
            let near = text.get(at..).unwrap_or_default();
            let description = ["error_description", "errorDescription"]
                .iter()
                .find_map(|name| {
                    let place = near.find(name).filter(|place| *place < 400)?;
                    value_after(near, place + name.len())
                })
                .unwrap_or_default();
            return Some(Error {
                at,
                status: status_of(error, description),
                code: error.to_owned(),
                description: description.to_owned(),
                raw: None,
                of_application: false,
            });
        }
    }
    None
}

/// The quoted value after a name, or the word after `=`.
fn value_after(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let rest = rest.trim_start_matches(['"', '\'', '\\']);
    // `print_r` of PHP: `[error] => unknown_error`; `var_dump`: `["error"]=> string(13) "unknown_error"`.
    if let Some(rest) = rest.strip_prefix(']') {
        let value = rest.trim_start().strip_prefix("=>")?.trim_start();
        if let Some(quoted) = value.strip_prefix("string(") {
            return quoted.split('"').nth(1);
        }
        let end = value.find(|c: char| c.is_whitespace() || c == ')');
        return value.get(..end.unwrap_or(value.len()));
    }
    let rest = rest.trim_start();
    let rest = rest
        .strip_prefix("=>")
        .or_else(|| rest.strip_prefix([':', '=']))?
        .trim_start();
    let rest = rest.strip_prefix("Some(").unwrap_or(rest);
    let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
    rest.get(1..)?.split(quote).next()
}

/// Whether Keycloak writes this error.
pub fn is_keycloaks(error: &str) -> bool {
    OAUTH.contains(&error)
        || error == "invalid_token"
        || error == "unknown_error"
        || error.starts_with("HTTP 4")
        || error.starts_with("HTTP 5")
        || error.starts_with("RESTEASY003")
        || KNOWN.iter().any(|(known, ..)| known == error)
}

/// Words of texts about Keycloak, in lower case.
const KEYCLOAK: [&str; 4] = ["keycloak", "realm", "/admin/", "kcadm"];
/// The minimum length of a sentence that only Keycloak writes. Other software also writes shorter ones: `Access denied`, `User not found`.
const GENERAL: usize = 20;
/// The minimum length of such a sentence in a text about Keycloak.
const SPECIFIC: usize = 11;
static ABOUT_KEYCLOAK: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(KEYCLOAK, |word| *word));

/// The errors of [`KNOWN`] whose descriptions are specific, by their descriptions.
static DESCRIPTIONS: LazyLock<Phrases<&Known>> = LazyLock::new(|| {
    let specific = KNOWN.iter().filter(|(_, description, _)| {
        description.len() > 12 && !description.starts_with("For more")
    });
    Phrases::new(specific, |known| known.1.as_str())
});
/// The errors of [`KNOWN`] that are sentences.
static SENTENCES: LazyLock<Phrases<&Known>> = LazyLock::new(|| {
    let sentences = KNOWN.iter().filter(|(error, ..)| {
        error.contains(' ') && error.len() >= SPECIFIC && !error.starts_with("HTTP ")
    });
    Phrases::new(sentences, |known| known.0.as_str())
});

/// Errors in prose: Keycloak's own sentences, and the codes of OAuth 2.0 with the words after them.
fn words(flat: &Flat) -> Option<Error> {
    let text = &flat.text;
    let found = |at: usize, (error, description, status): &Known| Error {
        at,
        status: *status,
        code: error.clone(),
        description: description.clone(),
        raw: None,
        of_application: false,
    };
    let by_description = DESCRIPTIONS
        .first_places(text)
        // Several errors may share a description: the one whose code is also in the text counts.
        .max_by_key(|(_, known)| text.contains(known.0.as_str()));
    if let Some((at, known)) = by_description {
        return Some(found(at, known));
    }
    let by_sentence = || {
        let is_about_keycloak = ABOUT_KEYCLOAK.is_in(&flat.lower);
        let least = if is_about_keycloak { SPECIFIC } else { GENERAL };
        SENTENCES
            .first_places(text)
            .find(|(_, known)| known.0.len() >= least)
    };
    by_sentence()
        .map(|(at, known)| found(at, known))
        .or_else(|| by_unknown_path(text))
        .or_else(|| by_hint(text))
        .or_else(|| by_code(text))
}

/// The message of `RESTEasy` about an unknown path, in the words of a client: `null [RESTEASY003210: Could not find resource …]`.
fn by_unknown_path(text: &str) -> Option<Error> {
    let at = text.find("RESTEASY003210: ")?;
    let code = text
        .get(at..)?
        .split([']', '"', '\'', '\n', '}'])
        .next()?
        .trim_end();
    Some(Error {
        at,
        status: status_of(code, ""),
        code: code.to_owned(),
        description: String::new(),
        raw: None,
        of_application: false,
    })
}

/// The hint to the log next to the error: `unknown_error: For more on this error …`, `For more on this error … [unknown_error]`,
/// `HTTP 403 Forbidden For more on this error …`.
fn by_hint(text: &str) -> Option<Error> {
    let at = text.find(HINT)?;
    let hint = text
        .get(at..)?
        .split(['"', '\'', '\n', '[', ')'])
        .next()?
        .trim();
    let near = text.get(at.saturating_sub(80)..at);
    let around = format!(
        "{} {}",
        near.unwrap_or_default(),
        text.get(at..)?.chars().take(120).collect::<String>()
    );
    let code = if around.contains("unknown_error") {
        "unknown_error".to_owned()
    } else {
        let start = near?.rfind("HTTP ")?;
        let words = near?.get(start..)?;
        words
            .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
            .to_owned()
    };
    is_keycloaks(&code).then(|| Error {
        at,
        status: status_of(&code, hint),
        code,
        description: hint.to_owned(),
        raw: None,
        of_application: false,
    })
}

/// The codes of OAuth 2.0, with the words after them.
fn by_code(text: &str) -> Option<Error> {
    OAUTH.iter().find_map(|code| {
        let at = text.find(code)?;
        let rest = text.get(at + code.len()..)?;
        let description = rest
            .strip_prefix([':', ' '])
            .map(|rest| rest.trim_start_matches([':', ' ', '-', '(']))
            .and_then(|rest| rest.split(['\n', '"', '\'', ')', ']']).next())
            .unwrap_or_default()
            .trim();
        let has_signs = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        has_signs.then(|| Error {
            at,
            status: status_of(code, description),
            code: (*code).to_owned(),
            description: description.to_owned(),
            raw: None,
            of_application: false,
        })
    })
}
