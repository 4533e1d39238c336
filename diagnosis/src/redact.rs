//! Renders exchanges without secrets, passwords, tokens, and cookies.

mod members;
mod secrets;

pub(crate) use secrets::Secrets;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::attempt::Attempt;
use crate::exchange::{Authorization, Body, Call, Exchange, Failure, FormValue, Request, Response};
use crate::report::{Step, StepRequest, StepResponse};

/// The text that replaces a secret.
const REDACTED: &str = "…redacted";
/// The maximum length of a body that is shown: Keycloak's errors and representations are shorter, and an HTML page need not be complete.
const MAX_BODY: usize = 16 * 1_024;

/// The last of these exchanges without the secrets of the check and of its responses.
pub fn last_step(attempt: &Attempt, exchanges: &[Exchange]) -> Option<Step> {
    Some(step(exchanges.last()?, &Secrets::of(attempt, exchanges)))
}

/// An exchange without these secrets.
pub(crate) fn step(exchange: &Exchange, secrets: &Secrets) -> Step {
    Step {
        name: exchange.request.call,
        request: request(&exchange.request),
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

/// The text without the secrets that the user entered for this attempt.
pub fn without_secrets(attempt: &Attempt, text: &str) -> String {
    Secrets::of(attempt, &[]).hide(text)
}

/// The name of a request in a report.
pub fn call_name(call: Call) -> String {
    match serde_json::to_value(call) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

fn request(request: &Request) -> StepRequest {
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
            let shown = if members::is_secret_header(name) {
                REDACTED.to_owned()
            } else {
                secrets.hide_in_text(value)
            };
            (name.clone(), shown)
        })
        .collect();
    StepResponse {
        status: response.status,
        headers,
        body: shorten(&body(response, secrets)),
        failure: None,
    }
}

/// The full body without secrets.
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

fn shorten(body: &str) -> String {
    if body.len() <= MAX_BODY {
        return body.to_owned();
    }
    let end = (0..=MAX_BODY)
        .rev()
        .find(|end| body.is_char_boundary(*end))
        .unwrap_or(0);
    format!(
        "{}\n… ({} bytes in total)",
        body.get(..end).unwrap_or_default(),
        body.len()
    )
}

/// Why there is no response, in words.
pub fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Dns => "The host name could not be resolved.".to_owned(),
        Failure::ConnectionRefused => {
            "Connection refused: no server listens on this port.".to_owned()
        }
        Failure::TimedOut(millis) => {
            format!(
                "No complete response within {} s.",
                crate::cause::seconds(*millis)
            )
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
