//! `GET /data/26.7.5.csv` and the other files of the dataset, and `GET /llms.txt`.

use axum::extract::{Extension, Path, State};
use axum::response::Response;

use super::error::Problem;
use super::generated::generated;
use super::{Context, Origin};
use crate::knowledge::matrix;
use crate::reference;

/// A file of the dataset.
pub(super) async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let (media_type, content) = reference::file(matrix()?, &name).ok_or(Problem::not_found(
        "Unknown file. The page /data lists the files of the dataset.",
    ))?;
    Ok(generated(media_type, content))
}

/// The overview for language models.
pub(super) async fn llms(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> Result<Response, Problem> {
    let text = reference::llms(matrix()?, &context.base(&origin));
    Ok(generated("text/plain; charset=utf-8", text))
}
