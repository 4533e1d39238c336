//! Writes client code for causes in the caller's code or settings: a program that requests a token and sends the request, with a comment at
//! the line to change. One file per language contains the programs as data.

mod csharp;
mod curl;
mod go;
mod java;
mod php;
mod python;
mod rust;
mod typescript;

use super::{Change, double_quoted, quote};
use crate::attempt::TokenSource;
use crate::evidence::Evidence;
use crate::report::{Fix, FixGrade, FixKind};

/// A program, or the settings of a library.
struct Sample {
    /// The language, with the library if there is one.
    title: &'static str,
    /// The beginning of a comment.
    comment: &'static str,
    /// How the language writes a string.
    quoting: Quoting,
    /// Whether the live tests run it.
    is_tested: bool,
    /// The lines, each with the parts of the request that it decides. A name in guillemets stands for a value.
    lines: &'static [Line],
}

/// How a language writes a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoting {
    /// In double quotes without variables: C#, Go, Java, JavaScript, Python, and Rust share the escapes.
    Double,
    /// As a word of a POSIX shell.
    Shell,
    /// In single quotes without variables: PHP.
    Single,
    /// As the value of a property. Spring and Quarkus replace references to other properties, each with other escapes.
    Property,
}

/// A line with the parts of the request that it decides.
type Line = (&'static [Part], &'static str);

/// A part of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Keycloak's base URL.
    Url,
    /// The realm that issues the token.
    Realm,
    /// The grant and its parameters.
    Grant,
    /// Which token of the response is used.
    Token,
    /// The header with the token.
    Header,
    /// When a new token is requested.
    Renewal,
}

/// The causes, each with the part of the request to change and the comment.
const PARTS: [(&str, Part, &str); 15] = [
    ("base-path-wrong", Part::Url, "Change the base URL:"),
    (
        "scheme-mismatch",
        Part::Url,
        "Change the scheme of the base URL:",
    ),
    (
        "token-issuer-mismatch",
        Part::Url,
        "Use one base URL for the token and for the Admin API:",
    ),
    (
        "token-from-other-realm",
        Part::Realm,
        "Get the token from this realm:",
    ),
    (
        "client-in-other-realm",
        Part::Realm,
        "Get the token from the realm of the client:",
    ),
    (
        "grant-unsupported",
        Part::Grant,
        "Send a form with grant_type=client_credentials:",
    ),
    ("direct-access-grants-disabled", Part::Grant, CREDENTIALS),
    ("consent-required", Part::Grant, CREDENTIALS),
    (
        "scope-invalid",
        Part::Grant,
        "Leave out the scope, because the Admin API needs none:",
    ),
    (
        "token-wrong-type",
        Part::Token,
        "Use access_token, not id_token or refresh_token:",
    ),
    (
        "token-malformed",
        Part::Token,
        "Use the whole access_token:",
    ),
    (
        "token-missing",
        Part::Header,
        "Send the token in this header:",
    ),
    ("token-expired", Part::Renewal, RENEWAL),
    (
        "token-stale",
        Part::Renewal,
        "Get a new token after roles change:",
    ),
    (
        "refresh-token-expired",
        Part::Renewal,
        "Request a new token instead of refreshing:",
    ),
];
const CREDENTIALS: &str = "Use client credentials instead of a user's password:";
const RENEWAL: &str = "Get a new token before the current one expires (expires_in):";

/// The values of a program.
struct Values {
    base: String,
    token_realm: String,
    realm: String,
    token_url: String,
    client_id: String,
    method: String,
    request_url: String,
}

/// The programs for a cause; none if the cause is not in the caller's code, or if the right values are not known.
pub(crate) fn client_code(evidence: &Evidence, code: &str, changes: &[Change]) -> Vec<Fix> {
    let Some((_, part, comment)) = PARTS.iter().find(|(known, ..)| *known == code) else {
        return Vec::new();
    };
    let Some(values) = values(evidence, code, *part, changes) else {
        return Vec::new();
    };
    [
        curl::SAMPLES,
        typescript::SAMPLES,
        java::SAMPLES,
        python::SAMPLES,
        go::SAMPLES,
        csharp::SAMPLES,
        php::SAMPLES,
        rust::SAMPLES,
    ]
    .into_iter()
    .flatten()
    .filter_map(|sample| sample.fix(*part, comment, &values))
    .collect()
}

fn values(evidence: &Evidence, code: &str, part: Part, changes: &[Change]) -> Option<Values> {
    let attempt = evidence.attempt;
    let is_of_user = match &attempt.token_source {
        TokenSource::Password { .. } => true,
        TokenSource::Given { .. } => part == Part::Renewal && !evidence.is_service_account(),
        TokenSource::ClientCredentials(_) => false,
    };
    if is_of_user && part != Part::Grant {
        return None;
    }
    let known = attempt.known_base_url()?;
    let base = match code {
        "base-path-wrong" => evidence.other_base()?,
        "scheme-mismatch" => evidence.other_scheme()?,
        _ => known.clone(),
    };
    let is_named = changes.iter().any(
        |change| matches!(change, Change::Caller { text, .. } if text.contains(&base.to_string())),
    );
    // Without proof, the other URL is only a guess.
    if base != *known && !is_named {
        return None;
    }
    let token_realm = match code {
        "token-from-other-realm" => attempt.realm.to_string(),
        "client-in-other-realm" if attempt.token_realm().is_master() => attempt.realm.to_string(),
        "client-in-other-realm" => "master".to_owned(),
        _ => attempt.token_realm().to_string(),
    };
    let token_url = base.join([
        "realms",
        &token_realm,
        "protocol",
        "openid-connect",
        "token",
    ]);
    Some(Values {
        token_url: token_url.to_string(),
        request_url: attempt.operation.url(&base).to_string(),
        method: attempt.operation.method.to_string(),
        base: base.to_string(),
        token_realm,
        realm: attempt.realm.to_string(),
        client_id: evidence.client_id()?,
    })
}

impl Sample {
    /// The program with a comment above the line that decides this part of the request; nothing if no line does.
    fn fix(&self, part: Part, comment: &str, values: &Values) -> Option<Fix> {
        let mut text = String::new();
        let mut is_marked = false;
        for (parts, line) in self.lines {
            if parts.contains(&part) && !is_marked {
                is_marked = true;
                let indent = line.len() - line.trim_start().len();
                text.extend([&line[..indent], self.comment, " ", comment, "\n"]);
            }
            text.extend([self.filled(line, values)?.as_str(), "\n"]);
        }
        let (grade, releases) = if self.is_tested {
            (FixGrade::Tested, super::proof::tested())
        } else {
            (FixGrade::NotExecuted, Vec::new())
        };
        is_marked.then(|| {
            Fix::new(FixKind::ClientCode, self.title, text.trim_end()).proven(grade, &releases)
        })
    }

    /// The line with the values in place of the names in guillemets.
    fn filled(&self, line: &str, values: &Values) -> Option<String> {
        let mut filled = String::new();
        for (at, piece) in line.split(['«', '»']).enumerate() {
            if at % 2 == 0 {
                filled.push_str(piece);
                continue;
            }
            let value = match piece {
                "base" => &values.base,
                "token_realm" => &values.token_realm,
                "realm" => &values.realm,
                "token_url" => &values.token_url,
                "client_id" => &values.client_id,
                "method" => &values.method,
                _ => &values.request_url,
            };
            filled.push_str(&self.quoting.write(value)?);
        }
        Some(filled)
    }
}

impl Quoting {
    /// The text as a string of the language; nothing if the language may read it as another text.
    fn write(self, text: &str) -> Option<String> {
        match self {
            Self::Double => Some(double_quoted(text)),
            Self::Shell => Some(quote(text)),
            Self::Single => Some(format!(
                "'{}'",
                text.replace('\\', "\\\\").replace('\'', "\\'")
            )),
            Self::Property => (!text.contains(['$', '\\'])).then(|| text.to_owned()),
        }
    }
}
