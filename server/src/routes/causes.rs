//! `POST /causes`: the search over the causes for browsers without JavaScript.
//!
//! What is searched may hold a token: it comes in the body, never in an address, and is neither kept nor logged.

use app::SearchedFor;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use leptos::IntoView;
use leptos::prelude::provide_context;
use url::form_urlencoded;

use super::Problem;

/// More than a page of log.
const MAX_BODY: usize = 64 * 1024;

/// The index with what was found; `context` and `page` as for every page.
pub(super) async fn search<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Problem::Other(
            StatusCode::PAYLOAD_TOO_LARGE,
            "What is searched is longer than 64 kB. Take the line that tells of the error.",
        )
        .into_response();
    };
    let asked = form_urlencoded::parse(&body.to_bytes())
        .find(|(name, _)| name == "q")
        .map(|(_, asked)| asked.into_owned())
        .unwrap_or_default();
    let context = move || {
        context();
        provide_context(SearchedFor(asked.clone()));
    };
    let render = leptos_axum::render_app_async_with_context(context, page);
    let mut response = render(Request::from_parts(parts, Body::empty())).await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
