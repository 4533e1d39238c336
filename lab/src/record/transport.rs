//! Sends the requests of a diagnosis to a real server.

use std::{
    collections::BTreeMap,
    io,
    sync::LazyLock,
    time::{Duration, Instant},
};

use diagnosis::exchange::{
    Authorization, Body, Call, Exchange, Failure, Request, Response, Signature,
};
use jsonwebtoken::{DecodingKey, Validation, errors::ErrorKind, jwk::JwkSet};
use secrecy::ExposeSecret;
use ureq::{Agent, http};

const TIMEOUT: Duration = Duration::from_mins(2);
const LIMIT: u64 = 1 << 20;

/// The HTTP client of recordings and live tests: plain HTTP on loopback, errors are responses, and redirects are not followed.
pub(crate) fn agent() -> &'static Agent {
    static AGENT: LazyLock<Agent> = LazyLock::new(|| {
        Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .build()
            .into()
    });
    &AGENT
}

/// Sends a request. `token` is the token of the operation, whose signature is verified with the realm's keys.
pub fn send(request: Request, origin: Option<&str>, token: Option<&str>) -> Exchange {
    let started = Instant::now();
    let result = answer(&request, origin);
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let signature = match (&result, token, request.call) {
        (Ok(response), Some(token), Call::Keys) => verify(token, &response.body),
        _ => None,
    };
    Exchange {
        request,
        result,
        millis,
        signature,
    }
}

fn answer(request: &Request, origin: Option<&str>) -> Result<Response, Failure> {
    let mut sent = http::Request::builder()
        .method(request.method)
        .uri(request.url.as_str())
        .header("accept", "application/json");
    if let Authorization::Bearer(token) = &request.authorization {
        sent = sent.header("authorization", format!("Bearer {}", token.expose_secret()));
    }
    if let Some(origin) = origin {
        sent = sent.header("origin", origin);
    }
    let body = match &request.body {
        Body::Empty => String::new(),
        Body::Form(fields) => {
            sent = sent.header("content-type", "application/x-www-form-urlencoded");
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields.iter().map(|(name, value)| (name, value.expose())));
            form.finish()
        }
        Body::Json(json) => {
            sent = sent.header("content-type", "application/json");
            json.clone()
        }
    };
    let broken = |error: http::Error| Failure::BrokenAnswer(error.to_string());
    let outcome = if matches!(request.body, Body::Empty) {
        agent().run(sent.body(()).map_err(broken)?)
    } else {
        agent().run(sent.body(body).map_err(broken)?)
    };
    let mut response = outcome.map_err(failure)?;
    let mut headers = BTreeMap::new();
    for (name, value) in response.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|joined: &mut String| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert(value);
    }
    let status = response.status().as_u16();
    let limited = response.body_mut().with_config().limit(LIMIT);
    let body = limited.lossy_utf8(true).read_to_string().map_err(failure)?;
    Ok(Response {
        status,
        headers,
        body,
    })
}

fn failure(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => {
            Failure::TimedOut(u64::try_from(TIMEOUT.as_millis()).unwrap_or(u64::MAX))
        }
        ureq::Error::HostNotFound => Failure::Dns,
        ureq::Error::BodyExceedsLimit(limit) => Failure::TooLarge(limit),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Failure::ConnectionRefused
        }
        other => Failure::BrokenAnswer(other.to_string()),
    }
}

/// Whether one of the realm's keys made the token's signature; `None` if that cannot be decided.
fn verify(token: &str, keys: &str) -> Option<Signature> {
    let keys: JwkSet = serde_json::from_str(keys).ok()?;
    let header = jsonwebtoken::decode_header(token).ok()?;
    let Some(key) = keys.find(header.kid.as_deref()?) else {
        return Some(Signature::UnknownKey);
    };
    // Only the signature matters here; the diagnosis reads the claims.
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_jwk(key).ok()?;
    match jsonwebtoken::decode::<serde_json::Value>(token, &key, &validation) {
        Ok(_) => Some(Signature::Valid),
        Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {
            Some(Signature::Invalid)
        }
        Err(_) => None,
    }
}
