//! `GET /api/openapi.json`: the description of the HTTP API.
//!
//! The description is written by hand. The types of reports belong to the core, which knows no HTTP, and a derived description would need
//! annotations on all of them. A test compares the description with real responses instead.

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use serde_json::Value;

use super::{Context, Origin, Problem};

const DESCRIPTION: &str = include_str!("openapi.json");

/// The description, with the URL of this server and its version.
pub(super) async fn openapi(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> Result<impl IntoResponse, Problem> {
    let mut description: Value =
        serde_json::from_str(DESCRIPTION).map_err(|_| Problem::unreadable_description())?;
    let url = context.base(&origin);
    description["servers"][0]["url"] = url.into();
    description["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    Ok((headers, Json(description)))
}
