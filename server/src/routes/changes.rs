//! `GET /changes.json` and `GET /changes.atom`: what each release changed, for scripts and feed readers.

use axum::extract::{Extension, State};
use axum::response::Response;

use super::error::Problem;
use super::generated::generated;
use super::{Context, Origin};
use crate::knowledge::matrix;
use crate::reference::{changes_feed, changes_json};

/// The changes as JSON.
pub(super) async fn json() -> Result<Response, Problem> {
    Ok(generated("application/json", changes_json(matrix()?)))
}

/// The changes as an Atom feed.
pub(super) async fn feed(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> Result<Response, Problem> {
    let feed = changes_feed(matrix()?, &context.base(&origin));
    Ok(generated("application/atom+xml", feed))
}
