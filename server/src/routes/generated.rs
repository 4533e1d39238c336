//! Responds with a file that the server generates.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// The response with this content. Browsers revalidate it each time, because an update of the server changes it.
pub(super) fn generated(media_type: &'static str, content: impl IntoResponse) -> Response {
    (
        [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-cache")],
        content,
    )
        .into_response()
}
