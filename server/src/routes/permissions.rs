//! `GET /data/permissions.json`: the measured permission data, for the pages that need it.

use axum::response::Response;

use super::generated::generated;
use crate::knowledge::PERMISSIONS;

/// The embedded data.
pub(super) async fn permissions() -> Response {
    generated("application/json", PERMISSIONS)
}
