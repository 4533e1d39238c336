//! Collects the secrets of a check, and hides them in any text, in every spelling that a server can send back.

use std::collections::BTreeSet;
use std::ops::Range;

use secrecy::{ExposeSecret as _, SecretString};

use super::patterns::{Patterns, joined};
use super::spellings::{ESCAPES, LONGEST_ESCAPE, readings};
use super::tokens::tokens;
use super::{REDACTED, base64, members, replace};
use crate::attempt::{Attempt, TokenSource};
use crate::exchange::{Authorization, Body, Exchange, FormValue, Response};

/// The minimum length of a secret that is hidden. A shorter one is part of many words, and hiding it would only reveal its place.
const SHORTEST: usize = 4;
/// The minimum length of a secret that only a response names, so that a server cannot remove words from the report.
const SHORTEST_OF_RESPONSE: usize = 12;
/// The minimum length of a signature, which makes a token usable.
const SHORTEST_SIGNATURE: usize = 17;
/// The maximum length of all secrets that only responses name, so that a server cannot make the search expensive.
const MAX_OF_RESPONSES: usize = 64 * 1_024;
/// The maximum length of a text that is searched, and therefore shown. The time to search a text depends on its length only.
const MAX_SEARCHED: usize = 64 * 1_024;

/// The secrets of a check. A server can send back in any later response what it received or sent before.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// The secrets that the user entered or the requests carried.
    sent: BTreeSet<String>,
    /// The secrets that only responses contained.
    received: BTreeSet<String>,
    /// The length of all secrets that only responses contained.
    received_length: usize,
    /// The URLs of the requests, which a report shows.
    urls: BTreeSet<String>,
    patterns: Patterns,
}

impl Secrets {
    /// Collects the secrets that the user entered.
    pub fn entered(attempt: &Attempt) -> Self {
        Self::of(attempt, &[])
    }

    /// Collects every secret that the user entered, the requests carried, or the responses contained.
    pub fn of(attempt: &Attempt, exchanges: &[Exchange]) -> Self {
        let mut secrets = Self::default();
        match &attempt.token_source {
            TokenSource::Given { token, .. } => secrets.add_sent(token),
            TokenSource::Password { password, .. } => secrets.add_sent(password),
            TokenSource::ClientCredentials { .. } => {}
        }
        if let Some(secret) = attempt.client().and_then(|client| client.secret.as_ref()) {
            secrets.add_sent(secret);
        }
        for exchange in exchanges {
            secrets.collect(exchange);
        }
        secrets.prepare();
        secrets
    }

    /// Adds the secrets of an exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        let before = self.sent.len() + self.received.len();
        self.collect(exchange);
        if self.sent.len() + self.received.len() > before {
            self.prepare();
        }
    }

    fn collect(&mut self, exchange: &Exchange) {
        self.urls.insert(exchange.request.url.to_string());
        if let Authorization::Bearer(token) = &exchange.request.authorization {
            self.add_sent(token);
        }
        if let Body::Form(form) = &exchange.request.body {
            for (_, value) in form {
                if let FormValue::Secret(secret) = value {
                    self.add_sent(secret);
                }
            }
        }
        if let Ok(response) = &exchange.result {
            self.add_received(response);
        }
    }

    fn add_sent(&mut self, secret: &SecretString) {
        add_with_signature(secret.expose_secret(), &mut self.sent);
    }

    fn add_received(&mut self, response: &Response) {
        let mut in_body = Vec::new();
        match response.json() {
            Some(json) => members::in_json(&json, &mut in_body),
            None => members::in_text(&response.body, &mut in_body),
        }
        let mut in_headers = Vec::new();
        for (name, value) in &response.headers {
            members::in_header(name, value, &mut in_headers);
        }
        // A cookie or a state can be a word, or what the request named.
        in_headers.retain(|secret| {
            secret.contains(|letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase())
                && !self.urls.iter().any(|url| url.contains(secret.as_str()))
        });
        for secret in in_body.into_iter().chain(in_headers) {
            let length = self.received_length + secret.len();
            let is_new = !self.sent.contains(&secret) && !self.received.contains(&secret);
            if is_new && secret.len() >= SHORTEST_OF_RESPONSE && length <= MAX_OF_RESPONSES {
                self.received_length = length;
                add_with_signature(&secret, &mut self.received);
            }
        }
    }

    /// Makes the secrets searchable.
    fn prepare(&mut self) {
        let encoded: Vec<String> = self
            .sent
            .iter()
            .flat_map(|secret| encoded(secret))
            .collect();
        let secrets = self.sent.iter().chain(&self.received).chain(&encoded);
        self.patterns = Patterns::new(secrets.map(String::as_bytes));
    }

    /// Returns the text without the secrets and without anything that looks like a JWT.
    pub fn hide(&self, text: &str) -> String {
        let (text, is_cut) = cut(text);
        replace(text, joined(self.known(text, is_cut)))
    }

    /// Does the same for a text that is not JSON, and also hides values that are secret because of their name.
    pub fn hide_in_text(&self, text: &str) -> String {
        let (text, is_cut) = cut(text);
        let mut found = members::values(text);
        found.extend(self.known(text, is_cut));
        replace(text, joined(found))
    }

    /// Returns the ranges of the secrets, of Base64 that contains one, and of tokens. The beginning of a secret at the end of a cut text is
    /// a secret.
    fn known(&self, text: &str, is_cut: bool) -> Vec<Range<usize>> {
        let mut found = tokens(text, is_cut);
        if self.patterns.is_empty() {
            return found;
        }
        for (reading, kinds) in readings(text) {
            let end = reading.bytes.len();
            let secrets = self.patterns.find(&reading.bytes);
            found.extend(secrets.ranges.iter().map(|range| reading.original(range)));
            if is_cut && secrets.incomplete > 0 {
                found.push(reading.original(&(end - secrets.incomplete..end)));
            }
            if kinds > 1 {
                continue;
            }
            // Runs of Base64 that contain a secret, such as the credentials of Basic authentication, are hidden as a whole.
            for run in base64::runs(&reading.bytes) {
                let is_last = is_cut && run.end == end;
                // If a run begins with letters that do not belong to it, a later start decodes.
                let is_secret = (0..4).any(|skipped| {
                    let encoded = reading.bytes.get(run.start + skipped..run.end);
                    let found = self
                        .patterns
                        .find(&base64::decode(encoded.unwrap_or_default()));
                    !found.ranges.is_empty() || (is_last && found.incomplete >= SHORTEST)
                });
                if is_secret {
                    found.push(reading.original(&run));
                }
            }
        }
        found
    }
}

/// Spellings of a secret that no reading of a text decodes: form encoding, which Basic authentication of OAuth 2 (RFC 6749, section 2.3.1)
/// puts into Base64, and hexadecimal digits, as in a dump of memory.
fn encoded(secret: &str) -> [String; 4] {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    let lower: String = secret
        .as_bytes()
        .iter()
        .flat_map(digits)
        .flatten()
        .collect();
    let upper = lower.to_uppercase();
    [form, percent, lower, upper]
}

/// Adds a secret, and its signature if it may be a token.
fn add_with_signature(secret: &str, secrets: &mut BTreeSet<String>) {
    if secret.trim().len() < SHORTEST || secret == REDACTED {
        return;
    }
    if let Some((_, signature)) = secret.rsplit_once('.')
        && signature.len() >= SHORTEST_SIGNATURE
    {
        secrets.insert(signature.to_owned());
    }
    secrets.insert(secret.to_owned());
}

/// The beginning of a long text, without the part of an escape at its end. Returns whether the text was cut.
fn cut(text: &str) -> (&str, bool) {
    if text.len() <= MAX_SEARCHED {
        return (text, false);
    }
    let beginning = text
        .get(..text.floor_char_boundary(MAX_SEARCHED))
        .unwrap_or_default();
    let last = beginning.floor_char_boundary(beginning.len().saturating_sub(LONGEST_ESCAPE));
    let end = beginning
        .get(last..)
        .and_then(|end| end.find(ESCAPES))
        .map_or(beginning.len(), |escape| last + escape);
    (beginning.get(..end).unwrap_or_default(), true)
}

#[cfg(test)]
mod tests;
