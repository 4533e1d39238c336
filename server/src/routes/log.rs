//! Logs and counts requests: ID, method, path, status, and time. No query, header, or body, because they can contain secrets.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use diagnosis::without_tokens;
use http_body_util::BodyExt;
use tracing::Instrument;

use crate::metrics::Metrics;

/// The header with the ID that identifies the request in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs a request once its response begins. Log lines in between carry the request's ID.
pub(super) async fn log(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    // Visitors paste tokens into the address bar, too.
    let path = without_tokens(request.uri().path());
    let id = new_id();
    let span = tracing::info_span!("request", %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    span.in_scope(|| {
        tracing::info!(%method, path, status, millis = start.elapsed().as_millis(), "answered");
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    metrics.response(status);
    counted(response, metrics)
}

/// Counts the bytes of the body: at once where the size is known, otherwise as they are sent.
fn counted(response: Response, metrics: Arc<Metrics>) -> Response {
    if let Some(size) = response.body().size_hint().exact() {
        metrics.sent(size);
        return response;
    }
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            if let Some(data) = frame.data_ref() {
                metrics.sent(data.len() as u64);
            }
            frame
        }))
    })
}

/// An ID that differs from those of other requests and replicas.
fn new_id() -> String {
    static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!(
        "{:016x}",
        SEED.hash_one(NEXT.fetch_add(1, Ordering::Relaxed))
    )
}
