//! Writes responses and errors as Keycloak does.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    PRAGMA, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::Response;
use serde::Serialize;

/// The two spellings of the JSON content type that Keycloak uses in different layers.
const JSON: &str = "application/json";
const JSON_UTF8: &str = "application/json;charset=UTF-8";

#[derive(Serialize)]
struct Problem<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'a str>,
}

/// A representation of the Admin API.
pub(crate) fn representation(value: &impl Serialize) -> Response {
    json(StatusCode::OK, JSON_UTF8, value)
}

/// A representation that is already JSON text.
pub(crate) fn representation_text(text: impl Into<Body>) -> Response {
    respond(StatusCode::OK, Some(JSON_UTF8), text)
}

/// A response of the protocol endpoints (token, discovery, certs).
pub(crate) fn protocol(value: &impl Serialize) -> Response {
    json(StatusCode::OK, JSON, value)
}

/// A protocol response that is already JSON text.
pub(crate) fn protocol_text(text: impl Into<Body>) -> Response {
    respond(StatusCode::OK, Some(JSON), text)
}

/// `{"error": …}` alone, the form of errors in the Admin API.
pub(crate) fn error(status: StatusCode, message: &str) -> Response {
    json(
        status,
        JSON,
        &Problem {
            error: message,
            error_description: None,
        },
    )
}

/// `{"error": …, "error_description": …}`, the form of errors in OAuth 2.0.
pub(crate) fn refusal(status: StatusCode, error: &str, description: &str) -> Response {
    json(
        status,
        JSON,
        &Problem {
            error,
            error_description: Some(description),
        },
    )
}

/// The status as the only message, which is all that the Admin API says about 401, 403, and 405.
pub(crate) fn bare(status: StatusCode) -> Response {
    let reason = status.canonical_reason().unwrap_or_default();
    error(status, &format!("HTTP {} {reason}", status.as_u16()))
}

/// An internal server error.
pub(crate) fn failure() -> Response {
    refusal(
        StatusCode::INTERNAL_SERVER_ERROR,
        "unknown_error",
        "For more on this error consult the server log.",
    )
}

/// The response for a path that Keycloak does not have.
pub(crate) fn no_such_path() -> Response {
    error(
        StatusCode::NOT_FOUND,
        "Unable to find matching target resource method",
    )
}

/// 204 without a body.
pub(crate) fn no_content() -> Response {
    respond(StatusCode::NO_CONTENT, None, Body::empty())
}

/// 200 with an empty body.
pub(crate) fn empty() -> Response {
    respond(StatusCode::OK, None, Body::empty())
}

/// 400 with an empty body, which the web server returns before Keycloak sees the request.
pub(crate) fn unreadable() -> Response {
    respond(StatusCode::BAD_REQUEST, None, Body::empty())
}

/// 302 to `location`.
pub(crate) fn found(location: &str) -> Response {
    redirect(StatusCode::FOUND, location)
}

/// 303 to `location`.
pub(crate) fn see_other(location: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, location)
}

fn redirect(status: StatusCode, location: &str) -> Response {
    let mut response = respond(status, None, Body::empty());
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, value);
    }
    response
}

/// A page that needs and allows neither scripts nor styles.
pub(crate) fn page(html: String) -> Response {
    let mut response = respond(StatusCode::OK, Some("text/html; charset=utf-8"), html);
    set(&mut response, CACHE_CONTROL, "no-store");
    set(
        &mut response,
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
    );
    // With no-referrer, browsers send `Origin: null` with the form.
    set(&mut response, REFERRER_POLICY, "same-origin");
    response
}

/// Forbids caching, as for every response of the token endpoint.
pub(crate) fn not_stored(mut response: Response) -> Response {
    set(&mut response, CACHE_CONTROL, "no-store");
    set(&mut response, PRAGMA, "no-cache");
    response
}

fn json(status: StatusCode, content_type: &'static str, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => respond(status, Some(content_type), bytes),
        Err(_) => respond(StatusCode::INTERNAL_SERVER_ERROR, None, Body::empty()),
    }
}

fn respond(
    status: StatusCode,
    content_type: Option<&'static str>,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        set(&mut response, CONTENT_TYPE, content_type);
    }
    set(&mut response, REFERRER_POLICY, "no-referrer");
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut response, X_FRAME_OPTIONS, "SAMEORIGIN");
    set(
        &mut response,
        HeaderName::from_static("x-robots-tag"),
        "none",
    );
    response
}

fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
}
