//! Allows pages of other sites to run checks if the operator lists their origins (CORS).
//!
//! A static site runs its checks through a server in this way. Pages of every other origin stay excluded: see `guard.rs`.

use app::RunCheck;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, CONTENT_TYPE, ORIGIN, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::ServerFn;

use super::Context;

/// How long a browser may keep the permission, in seconds.
const KEPT: HeaderValue = HeaderValue::from_static("600");

/// Marks a request from a page whose origin the operator lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct OtherSite;

/// Marks requests from pages of listed origins, and adds the headers that allow these pages to read the response.
pub(super) async fn allow(
    State(context): State<Context>,
    mut request: Request,
    next: Next,
) -> Response {
    let origins = &context.settings().allowed_origins;
    let origin = request.headers().get(ORIGIN).cloned();
    let Some(origin) = origin.filter(|origin| {
        request.uri().path() == RunCheck::PATH && origins.iter().any(|listed| origin == listed)
    }) else {
        return next.run(request).await;
    };
    let mut response = if request.method() == Method::OPTIONS {
        let allowed = [
            (
                ACCESS_CONTROL_ALLOW_METHODS,
                HeaderValue::from_static("POST"),
            ),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from(CONTENT_TYPE),
            ),
            (ACCESS_CONTROL_MAX_AGE, KEPT),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else {
        request.extensions_mut().insert(OtherSite);
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(VARY, HeaderValue::from(ORIGIN));
    response
}
