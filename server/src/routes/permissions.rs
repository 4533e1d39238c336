//! `GET /data/permissions.json`: the measured permission data, for the pages that need it.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::knowledge::PERMISSIONS;

/// The embedded data.
pub(super) async fn permissions() -> impl IntoResponse {
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-cache"),
        ],
        PERMISSIONS,
    )
}
