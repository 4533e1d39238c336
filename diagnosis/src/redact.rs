//! Renders exchanges without secrets, passwords, tokens, and cookies.

mod base64;
mod members;
mod names;
mod patterns;
mod secrets;
mod spellings;
mod tokens;

pub(crate) use secrets::Secrets;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use crate::attempt::Attempt;
use crate::exchange::{
    Authorization, Body, Call, Exchange, Failure, FormValue, Request, Response, seconds,
};
use crate::report::{Event, Step, StepRequest, StepResponse};

/// The text that replaces a secret.
const REDACTED: &str = "…redacted";
/// The maximum length of a body that is shown: Keycloak's errors and representations are shorter, and an HTML page need not be complete.
const MAX_BODY: usize = 16 * 1_024;
/// The maximum length of a header that is shown: longer than any URL that Keycloak redirects to.
const MAX_HEADER: usize = 4 * 1_024;

/// Renders the exchanges of a check one after the other, without the secrets of the check and of all responses so far.
#[derive(Debug)]
pub struct Steps(Secrets);

impl Steps {
    /// The steps of a check that has not sent anything.
    pub fn of(attempt: &Attempt) -> Self {
        Self(Secrets::entered(attempt))
    }

    /// The next step.
    pub fn add(&mut self, exchange: &Exchange) -> Step {
        self.0.add(exchange);
        step(exchange, &self.0)
    }
}

/// An exchange without these secrets.
pub(crate) fn step(exchange: &Exchange, secrets: &Secrets) -> Step {
    Step {
        name: exchange.request.call,
        request: request(&exchange.request, secrets),
        response: match &exchange.result {
            Ok(answer) => response(answer, secrets),
            Err(failure) => StepResponse {
                status: 0,
                headers: BTreeMap::new(),
                body: String::new(),
                failure: Some(secrets.hide_in_text(&describe(failure))),
            },
        },
        millis: exchange.millis,
        purpose: exchange.request.purpose.clone(),
    }
}

/// Returns a function that hides the secrets that the user entered for this attempt.
pub fn without_secrets(attempt: &Attempt) -> impl Fn(&str) -> String + use<> {
    let secrets = Secrets::entered(attempt);
    move |text| secrets.hide(text)
}

/// Returns a text of unknown origin without tokens, and without values that are secret because of their name.
pub fn without_tokens(text: &str) -> String {
    Secrets::default().hide_in_text(text)
}

/// The name of a request in a report.
pub fn call_name(call: Call) -> String {
    match serde_json::to_value(call) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The event of a request that is on its way.
pub fn sent(request: &Request) -> Event {
    Event::Sent {
        name: call_name(request.call),
        method: request.method.to_owned(),
        url: request.url.to_string(),
        purpose: request.purpose.clone(),
    }
}

fn request(request: &Request, secrets: &Secrets) -> StepRequest {
    let mut headers = BTreeMap::from([("accept".to_owned(), "application/json".to_owned())]);
    if matches!(request.authorization, Authorization::Bearer(_)) {
        headers.insert("authorization".to_owned(), format!("Bearer {REDACTED}"));
    }
    let body = match &request.body {
        Body::Empty => String::new(),
        Body::Json(json) => {
            headers.insert("content-type".to_owned(), "application/json".to_owned());
            json.clone()
        }
        Body::Form(form) => {
            headers.insert(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            );
            let shown: Vec<String> = form
                .iter()
                .map(|(name, value)| match value {
                    // The user entered a secret in the wrong field.
                    FormValue::Plain(value) if secrets.hide(value) != *value => {
                        format!("{name}={REDACTED}")
                    }
                    FormValue::Plain(value) => {
                        let encoded: String =
                            url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
                        format!("{name}={encoded}")
                    }
                    FormValue::Secret(_) => format!("{name}={REDACTED}"),
                })
                .collect();
            shown.join("&")
        }
    };
    StepRequest {
        method: request.method.to_owned(),
        url: request.url.to_string(),
        headers,
        body,
    }
}

pub(crate) fn response(response: &Response, secrets: &Secrets) -> StepResponse {
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| {
            let shown = if names::is_secret_header(name) {
                REDACTED.to_owned()
            } else {
                shorten(&secrets.hide_in_text(value), value.len(), MAX_HEADER)
            };
            (name.clone(), shown)
        })
        .collect();
    StepResponse {
        status: response.status,
        headers,
        body: shorten(&body(response, secrets), response.body.len(), MAX_BODY),
        failure: None,
    }
}

/// The body without secrets. A long body is cut before it is searched, so that a server cannot keep this one busy.
fn body(response: &Response, secrets: &Secrets) -> String {
    match response.json() {
        Some(mut json) => {
            if members::hide_in_json(&mut json) {
                secrets.hide(&json.to_string())
            } else {
                secrets.hide(&response.body)
            }
        }
        // The configuration of an adapter, or a key.
        None if response.body.contains("PRIVATE KEY") || response.body.contains("PrivateKey") => {
            REDACTED.to_owned()
        }
        None => secrets.hide_in_text(&response.body),
    }
}

/// The beginning of a body on one line. Secrets are hidden before the text is cut, so that no part of one is left.
pub(crate) fn excerpt(response: &Response, secrets: &Secrets, length: usize) -> String {
    let shown = body(response, secrets);
    let line: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The beginning of a text of this total length. Texts lose their end when secrets are hidden, too.
fn shorten(shown: &str, total: usize, longest: usize) -> String {
    if shown.len() <= longest && total <= longest {
        return shown.to_owned();
    }
    let end = shown.floor_char_boundary(longest);
    format!(
        "{}\n… ({total} bytes in total)",
        shown.get(..end).unwrap_or_default()
    )
}

/// Replaces these ranges, which are in order, in the text.
fn replace(text: &str, ranges: Vec<Range<usize>>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        shown += text.get(from..range.start).unwrap_or_default();
        shown += REDACTED;
        from = range.end;
    }
    shown + text.get(from..).unwrap_or_default()
}

/// Why there is no response, in words.
pub fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Dns => "The host name could not be resolved.".to_owned(),
        Failure::ConnectionRefused => {
            "Connection refused: no server listens on this port.".to_owned()
        }
        Failure::TimedOut(millis) => {
            format!("No complete response within {} s.", seconds(*millis))
        }
        Failure::TlsUntrusted(detail) => format!("The certificate is not trusted: {detail}"),
        Failure::TlsExpired(detail) => format!("The certificate has expired: {detail}"),
        Failure::TlsNameMismatch(detail) => {
            format!("The certificate is for another name: {detail}")
        }
        Failure::TlsProtocol(detail) => {
            format!("The TLS handshake failed: {detail}")
        }
        Failure::AddressNotAllowed(detail) => {
            format!("This Why403 server does not send requests to this address: {detail}")
        }
        Failure::TooLarge(limit) => format!("The response is larger than {limit} bytes."),
        Failure::BrokenAnswer(detail) => {
            format!("The connection closed before the HTTP response was complete: {detail}")
        }
        Failure::CertificateAuthority(detail) => {
            format!("The CA certificate is invalid: {detail}")
        }
    }
}
