//! `GET /changes.json` and `GET /changes.atom`: what each release changed, for scripts and feed readers.

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};

use super::error::Problem;
use super::generated::generated;
use super::{Context, Origin};
use crate::knowledge::matrix;
use crate::reference::{changes_feed, changes_json};

/// The changes as JSON.
pub(super) async fn json() -> Response {
    let Ok(matrix) = matrix() else {
        return Problem::no_data().into_response();
    };
    generated("application/json", changes_json(matrix))
}

/// The changes as an Atom feed.
pub(super) async fn feed(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> Response {
    let Ok(matrix) = matrix() else {
        return Problem::no_data().into_response();
    };
    let base = context.base(&origin);
    generated("application/atom+xml", changes_feed(matrix, &base))
}
