//! `GET /healthz` and `GET /readyz`: report that the server is up, and that it can run checks and serve pages.

use axum::extract::State;
use axum::http::StatusCode;

use super::Context;
use crate::knowledge::matrix;

/// The paths of these endpoints. Limits and the check of the host do not apply to them.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// Whether an orchestrator requests the path.
pub(super) fn is_probe(path: &str) -> bool {
    PROBES.contains(&path)
}

/// Reports that the server is up.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// Reports whether the server has its permission data and its site.
pub(super) async fn ready(State(context): State<Context>) -> (StatusCode, &'static str) {
    if matrix().is_err() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the permission data cannot be read\n",
        )
    } else if context.settings().site.missing().is_some() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the site's files are missing\n",
        )
    } else {
        (StatusCode::OK, "ready\n")
    }
}
