//! `GET /changes.json` and `GET /changes.atom`: what each release changed, for scripts and feed readers.

use axum::extract::{Extension, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::error::Problem;
use super::{Context, Origin};
use crate::knowledge::matrix;
use crate::reference::{changes_feed, changes_json};

/// The changes as JSON.
pub(super) async fn json() -> Response {
    let Ok(matrix) = matrix() else {
        return Problem::no_data().into_response();
    };
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-cache"),
        ],
        changes_json(matrix),
    )
        .into_response()
}

/// The changes as an Atom feed.
pub(super) async fn feed(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> Response {
    let Ok(matrix) = matrix() else {
        return Problem::no_data().into_response();
    };
    let base = format!("{origin}{}", context.settings().prefix.as_str());
    (
        [
            (CONTENT_TYPE, "application/atom+xml"),
            (CACHE_CONTROL, "no-cache"),
        ],
        changes_feed(matrix, &base),
    )
        .into_response()
}
