//! How an exchange may be shown: everything but secrets, passwords, tokens and cookies.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD as BASE64_URL};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::exchange::{Authorization, Body, Call, Exchange, Failure, FormValue, Request, Response};
use crate::report::{Step, StepRequest, StepResponse};

/// What stands in a secret's place.
const REDACTED: &str = "…redacted";
/// The shown part of a body: Keycloak's errors and representations are shorter; a page of HTML need not be whole.
const MAX_BODY: usize = 16 * 1_024;
/// Members of a JSON answer that are or hold a secret (OAuth 2.0 token answers, Keycloak's representations).
const SECRET_MEMBERS: [&str; 12] = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "secret",
    "clientSecret",
    "client_secret",
    "password",
    "credentials",
    "registrationAccessToken",
    "secretData",
    "privateKey",
];

/// An exchange as it may be shown.
pub fn step(exchange: &Exchange) -> Step {
    step_without(exchange, &Secrets::of(std::slice::from_ref(exchange)))
}

/// An exchange as it may be shown, without these secrets.
pub(crate) fn step_without(exchange: &Exchange, secrets: &Secrets) -> Step {
    Step {
        name: call_name(exchange.request.call),
        request: request(&exchange.request),
        response: match &exchange.result {
            Ok(answer) => response(answer, secrets),
            Err(failure) => StepResponse {
                status: 0,
                headers: BTreeMap::new(),
                body: String::new(),
                failure: Some(describe(failure)),
            },
        },
        millis: exchange.millis,
        purpose: exchange.request.purpose.clone(),
    }
}

/// A call's name in a report.
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
            let shown = if name == "set-cookie" {
                REDACTED.to_owned()
            } else {
                secrets.hide(value)
            };
            (name.clone(), shown)
        })
        .collect();
    let body = match response.json() {
        Some(mut json) => {
            if redact_json(&mut json) {
                json.to_string()
            } else {
                response.body.clone()
            }
        }
        // An adapter's configuration, or a key.
        None if response.body.contains("PRIVATE KEY") || response.body.contains("PrivateKey") => {
            REDACTED.to_owned()
        }
        None => response.body.clone(),
    };
    StepResponse {
        status: response.status,
        headers,
        body: shorten(&secrets.hide(&body)),
        failure: None,
    }
}

/// Replaces the values of secret members; says whether anything was replaced.
fn redact_json(json: &mut Value) -> bool {
    match json {
        Value::Object(members) => {
            let mut changed = false;
            // `CredentialRepresentation`: what GET …/clients/{client-uuid}/client-secret answers.
            let is_credential = members.get("type").is_some_and(|kind| kind == "secret");
            for (name, value) in members.iter_mut() {
                if (is_secret(name) || is_credential && name == "value")
                    && !matches!(value, Value::Null | Value::Bool(_))
                {
                    *value = Value::String(REDACTED.to_owned());
                    changed = true;
                } else {
                    changed |= redact_json(value);
                }
            }
            changed
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |changed, item| redact_json(item) | changed),
        Value::String(text) if looks_like_token(text) => {
            REDACTED.clone_into(text);
            true
        }
        _ => false,
    }
}

/// A member that is or holds a secret, or an attribute of a client that does.
fn is_secret(name: &str) -> bool {
    SECRET_MEMBERS.contains(&name)
        || name.ends_with(".private.key")
        || name.ends_with("client.secret.rotated")
}

fn looks_like_token(text: &str) -> bool {
    text.starts_with("eyJ") && text.split('.').count() >= 3
}

/// The secrets of an attempt. A server may send back what it was sent, in a later answer too.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Everything secret that the requests carried or the answers brought.
    pub fn of(exchanges: &[Exchange]) -> Self {
        let mut found = Vec::new();
        for exchange in exchanges {
            if let Authorization::Bearer(token) = &exchange.request.authorization {
                found.push(token.expose_secret().to_owned());
            }
            if let Body::Form(form) = &exchange.request.body {
                found.extend(form.iter().filter_map(|(_, value)| match value {
                    FormValue::Secret(secret) => Some(secret.expose_secret().to_owned()),
                    FormValue::Plain(_) => None,
                }));
            }
        }
        // A secret of a few letters is a part of many words; hiding it would only show where it is.
        found.retain(|secret| secret.trim().len() > 3);
        found = found.iter().flat_map(|secret| spellings(secret)).collect();
        // What makes a token usable is its signature.
        let signatures: Vec<String> = found
            .iter()
            .filter_map(|token| token.rsplit_once('.'))
            .filter(|(_, signature)| signature.len() > 16)
            .map(|(_, signature)| signature.to_owned())
            .collect();
        found.extend(signatures);
        // A secret that holds another one goes first, so that none is left in parts.
        found.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        found.dedup();
        Self(found)
    }

    /// The text without them.
    pub fn hide(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for secret in &self.0 {
            // Most headers are shorter than a token, and need not be searched for it.
            if secret.len() <= shown.len() && shown.contains(secret.as_str()) {
                shown = shown.replace(secret.as_str(), REDACTED);
            }
        }
        shown
    }
}

/// The forms in which a secret travels, and so may be sent back: as it is, in a form (blanks as `+` or `%20`), in JSON, in Base64.
fn spellings(secret: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let json = Value::from(secret).to_string();
    vec![
        secret.to_owned(),
        form,
        percent,
        json.trim_matches('"').to_owned(),
        BASE64.encode(secret),
        BASE64_URL.encode(secret),
    ]
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

/// Why there is no answer, in words.
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
