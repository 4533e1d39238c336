//! Recognizes the kind of a pasted text: token, response, curl command, or message.
//!
//! For users who do not want to enter a secret: the text is read locally, and nothing is sent. [`recognize`] determines the kind, and
//! [`exchanges`] builds the input of [`diagnosis::diagnose`], as if Why403 had sent the requests. [`search`] finds causes by their words,
//! for a message without a response.

mod address;
mod answer;
mod called;
mod curl;
mod pasted;
mod search;
mod split_url;
mod status;

pub use address::of_path as url_of_path;
pub use called::{called, spread};
pub use pasted::{PastedEvidence, Remark, exchanges, remarks};
pub use search::{Match, search};
pub use split_url::split_url;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use diagnosis::attempt::Input;
use diagnosis::attempt::bare_token;
use diagnosis::exchange::{Call, Response};
use diagnosis::token::Token;
use permissions::Permissions;

/// The maximum number of places to search for a token or a JSON body.
const MAX_LOOKS: usize = 32;

/// The form's fields, as far as a pasted command or the lines of a request contain them.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The fields.
    pub input: Input,
    /// The token request or the Admin API request, if the URL shows which.
    pub call: Option<Call>,
}

/// A response that was pasted.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The response. If its status was not pasted, it has the one that Keycloak sends with this body.
    pub response: Response,
    /// The fields of the request, from the same text.
    pub known: Known,
}

/// The content of a pasted text.
#[derive(Debug, Clone)]
pub enum Pasted {
    /// A token.
    Token(SecretString),
    /// The token endpoint's response, with an access token.
    TokenAnswer(SecretString),
    /// A response: HTTP text, a body, or a message that contains a body.
    Answer(Box<Answer>),
    /// One or more curl commands.
    Curl(Box<Known>),
    /// Other text; [`search`] may still find a cause by its words.
    Text,
}

/// Recognizes a pasted text. With the permission data, the path of an Admin API request becomes its operation.
pub fn recognize(text: &str, permissions: Option<&Permissions>) -> Pasted {
    let text = text.trim();
    if let Some(token) = token(text) {
        return Pasted::Token(token);
    }
    if let Some(answer) = answer::http(text, permissions) {
        return Pasted::Answer(Box::new(answer));
    }
    if let Some(pasted) = json(text) {
        return pasted;
    }
    if let Some(known) = curl::read(text, permissions) {
        return Pasted::Curl(Box::new(known));
    }
    if let Some(response) = answer::page(text).or_else(|| answer::message(text)) {
        return Pasted::Answer(Box::new(Answer {
            response,
            known: Known::default(),
        }));
    }
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.=".contains(c)))
        .filter(|word| word.starts_with("eyJ"))
        .take(MAX_LOOKS)
        .find_map(token)
        .map_or(Pasted::Text, Pasted::Token)
}

/// The values in a Keycloak URL: base URL, realm, call, operation, and parameters.
pub fn of_url(method: &str, url: &url::Url, permissions: &Permissions) -> Known {
    let mut known = Known::default();
    address::read(&mut known, method, url, Some(permissions));
    known
}

/// A token, with or without `Authorization:`, `Bearer`, and quotation marks.
fn token(text: &str) -> Option<SecretString> {
    let quotes = ['"', '\'', '`', ',', ';'];
    let bare = bare_token(text.trim_matches(quotes)).trim_matches(quotes);
    Token::decode(bare).map(|_| SecretString::from(bare.to_owned()))
}

/// A JSON body: a token response, an error, or the response of an allowed request.
fn json(text: &str) -> Option<Pasted> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    if let Some(token) = value.get("access_token").and_then(Value::as_str) {
        return Some(Pasted::TokenAnswer(SecretString::from(token.to_owned())));
    }
    let response = Response {
        status: status::of_body(&value).unwrap_or(200),
        headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
        body: text.to_owned(),
    };
    Some(Pasted::Answer(Box::new(Answer {
        response,
        known: Known::default(),
    })))
}

/// Whether a value is a placeholder for the shell or the reader to fill in.
fn is_placeholder(value: &str) -> bool {
    value.is_empty() || value.starts_with(['$', '<', '%', '{'])
}

/// Whether a token is empty.
fn no_token(token: &SecretString) -> bool {
    token.expose_secret().is_empty()
}
