//! Recognizes what a pasted text is: token, response, curl command, or message.
//!
//! For somebody who may not give their secret to a web page: everything here is read where it was pasted, nothing is
//! sent. [`recognise`] says what it is, [`exchanges`] makes of it what [`diagnosis::diagnose`] takes, as if the requests had
//! been made here. [`search`] finds causes by their words, for a message that holds no response.

mod address;
mod answer;
mod called;
mod curl;
mod pasted;
mod search;
mod status;

pub use called::{called, spread};
pub use pasted::{PastedEvidence, Remark, exchanges, remarks};
pub use search::search;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use diagnosis::attempt::Input;
use diagnosis::attempt::bare_token;
use diagnosis::exchange::{Call, Response};
use diagnosis::token::Token;
use permissions::Permissions;

/// A text is looked through for a token or a JSON body at this many places at most.
const MAX_LOOKS: usize = 32;

/// What is known of a request from a pasted command or from its own lines: the form's fields, as far as they are in it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The fields.
    pub input: Input,
    /// The token request or the Admin API request, where the address says which.
    pub call: Option<Call>,
}

/// A response that was pasted.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The response. A status that was not pasted is the one that Keycloak sends with this body.
    pub response: Response,
    /// What the text says about the request.
    pub known: Known,
}

/// What a pasted text holds.
#[derive(Debug, Clone)]
pub enum Pasted {
    /// A token.
    Token(SecretString),
    /// The token endpoint's answer with an access token in it.
    TokenAnswer(SecretString),
    /// A response: HTTP text, a body, or a message with a body in it.
    Answer(Box<Answer>),
    /// One or more curl commands.
    Curl(Box<Known>),
    /// Nothing of these; [`search`] may still find a cause by the words.
    Text,
}

/// Says what a pasted text holds. With the permission data, the path of an Admin API request becomes its operation.
pub fn recognise(text: &str, permissions: Option<&Permissions>) -> Pasted {
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

/// What a URL of Keycloak names: base URL, realm, call, operation and parameters.
pub fn of_url(method: &str, url: &url::Url, permissions: &Permissions) -> Known {
    let mut known = Known::default();
    address::read(&mut known, method, url, Some(permissions));
    known
}

/// A token, with or without `Authorization:`, `Bearer` and quotes.
fn token(text: &str) -> Option<SecretString> {
    let quotes = ['"', '\'', '`', ',', ';'];
    let bare = bare_token(text.trim_matches(quotes)).trim_matches(quotes);
    Token::decode(bare).map(|_| SecretString::from(bare.to_owned()))
}

/// A body of JSON: a token response, an error, or what an allowed call brings.
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

/// Whether a value stands for something that the shell or the reader has to fill in.
fn is_placeholder(value: &str) -> bool {
    value.is_empty() || value.starts_with(['$', '<', '%', '{'])
}

/// Whether a text holds no token worth keeping.
fn no_token(token: &SecretString) -> bool {
    token.expose_secret().is_empty()
}
