//! Forms that are sent in the body of a request, for browsers without JavaScript: `POST /causes`, `POST /roles`.
//!
//! What is typed or pasted there may hold secrets: it comes in the body, never in an address, and is neither kept nor logged.

use app::{Posted, SearchedFor};
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
const MAX_SEARCH: usize = 64 * 1024;
/// Code and logs, in the encoding of forms.
const MAX_PASTED: usize = 2 * 1024 * 1024;

/// The causes, with what was found; `context` and `page` as for every page.
pub(super) async fn causes<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let (request, fields) = match fields(request, MAX_SEARCH).await {
        Ok(read) => read,
        Err(()) => {
            return too_long(
                "What is searched is longer than 64 kB. Take the line that tells of the error.",
            );
        }
    };
    let asked = fields
        .into_iter()
        .find(|(name, _)| name == "q")
        .map(|(_, asked)| asked)
        .unwrap_or_default();
    let context = move || {
        context();
        provide_context(SearchedFor(asked.clone()));
    };
    render(request, context, page).await
}

/// The roles for the operations in a pasted text; `context` and `page` as for every page.
pub(super) async fn roles<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let (request, fields) = match fields(request, MAX_PASTED).await {
        Ok(read) => read,
        Err(()) => {
            return too_long(
                "What was pasted is longer than 2 MB. The command line takes longer files: why403 roles --from-file.",
            );
        }
    };
    let context = move || {
        context();
        provide_context(Posted(fields.clone()));
    };
    render(request, context, page).await
}

/// The request without its body, and the fields that were in it.
async fn fields(request: Request, limit: usize) -> Result<(Request, Vec<(String, String)>), ()> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, limit).collect().await.map_err(|_| ())?;
    let fields = form_urlencoded::parse(&body.to_bytes())
        .into_owned()
        .collect();
    Ok((Request::from_parts(parts, Body::empty()), fields))
}

fn too_long(words: &'static str) -> Response {
    Problem::Other(StatusCode::PAYLOAD_TOO_LARGE, words).into_response()
}

async fn render<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let render = leptos_axum::render_app_async_with_context(context, page);
    let mut response = render(request).await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
