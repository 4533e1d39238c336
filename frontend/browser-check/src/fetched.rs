//! Sends requests to Keycloak with the browser's fetch.

use diagnosis::exchange::{Authorization, Body, Failure, Request, Response};
use gloo_net::http::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use url::Position;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect,
    ResponseType,
};

/// The time limit of a request in milliseconds.
const TIME: u32 = 10_000;
/// The maximum size of a body in bytes.
const SIZE: usize = 1024 * 1024;

/// Why the browser shows no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// The server responds, but not in a way that this page may read.
    Response,
    /// No server responds.
    Nothing,
    /// The response is a redirect.
    Redirect,
}

/// The value of the Authorization header.
pub fn authorization(request: &Request) -> Option<SecretString> {
    match &request.authorization {
        Authorization::None => None,
        Authorization::Bearer(token) => Some(format!("Bearer {}", token.expose_secret()).into()),
    }
}

/// The media type of the body, and the body.
pub fn body(request: &Request) -> Option<(&'static str, String)> {
    match &request.body {
        Body::Empty => None,
        Body::Form(fields) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for (name, value) in fields {
                form.append_pair(name, value.expose());
            }
            Some(("application/x-www-form-urlencoded", form.finish()))
        }
        Body::Json(json) => Some(("application/json", json.clone())),
    }
}

/// Sends a request. `signal` cancels it.
pub async fn send(
    request: &Request,
    signal: &AbortSignal,
) -> Result<Result<Response, Failure>, Hidden> {
    let limit = AbortSignal::timeout_with_u32(TIME);
    let signals = js_sys::Array::of2(signal, &limit);
    let either = AbortSignal::any(&signals);
    let Some(prepared) = prepared(request, &either) else {
        let reason =
            "nothing was sent: the token contains a character that an HTTP header can't contain";
        return Ok(Err(Failure::BrokenAnswer(reason.to_owned())));
    };
    let timed_out = Ok(Err(Failure::TimedOut(u64::from(TIME))));
    let Ok(response) = prepared.send().await else {
        if limit.aborted() {
            return timed_out;
        }
        return Err(if responds(request, signal).await {
            Hidden::Response
        } else {
            Hidden::Nothing
        });
    };
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(Hidden::Redirect);
    }
    let Ok(text) = response.text().await else {
        if limit.aborted() {
            return timed_out;
        }
        let reason = "the connection was closed before the response was complete";
        return Ok(Err(Failure::BrokenAnswer(reason.to_owned())));
    };
    if text.len() > SIZE {
        return Ok(Err(Failure::TooLarge(SIZE as u64)));
    }
    Ok(Ok(Response {
        status: response.status(),
        headers: response.headers().entries().collect(),
        body: text,
    }))
}

/// The request as the browser sends it; `None` if a header cannot contain the token.
fn prepared(request: &Request, signal: &AbortSignal) -> Option<gloo_net::http::Request> {
    let mut builder = RequestBuilder::new(&request.url[..Position::AfterQuery])
        .method(Method::from_bytes(request.method.as_bytes()).ok()?)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Manual)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(signal))
        .header("accept", "application/json");
    if let Some(value) = authorization(request) {
        let value = value.expose_secret();
        let fits = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        builder = fits.then(|| builder.header("authorization", value))?;
    }
    match body(request) {
        Some((kind, text)) => builder.header("content-type", kind).body(text).ok(),
        None => builder.build().ok(),
    }
}

/// Whether a server responds at the URL of a request: the browser sends a request without credentials, and shows only that a response came.
async fn responds(request: &Request, signal: &AbortSignal) -> bool {
    let request = RequestBuilder::new(&request.url[..Position::AfterPath])
        .mode(RequestMode::NoCors)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(signal))
        .build();
    match request {
        Ok(request) => request.send().await.is_ok(),
        Err(_) => false,
    }
}
