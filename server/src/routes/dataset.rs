//! `GET /data/26.7.5.csv` and the other files of the dataset, and `GET /llms.txt`.

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};

use super::error::Problem;
use super::generated::generated;
use super::{Context, Origin};
use crate::knowledge::matrix;
use crate::reference;

/// A file of the dataset.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    let Ok(matrix) = matrix() else {
        return Problem::no_data().into_response();
    };
    match reference::file(matrix, &name) {
        Some((media_type, content)) => generated(media_type, content),
        None => Problem::not_found("Unknown file. The page /data lists the files of the dataset.")
            .into_response(),
    }
}

/// The overview for language models.
pub(super) async fn llms(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> Response {
    let Ok(matrix) = matrix() else {
        return Problem::no_data().into_response();
    };
    let base = context.base(&origin);
    generated("text/plain; charset=utf-8", reference::llms(matrix, &base))
}
