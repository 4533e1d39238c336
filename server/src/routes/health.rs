//! `GET /healthz`: is the server up?

/// Says that it is.
pub(super) async fn health() -> &'static str {
    "ok\n"
}
