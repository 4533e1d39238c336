//! `GET /healthz`: reports that the server is up.

/// Says that it is.
pub(super) async fn health() -> &'static str {
    "ok\n"
}
