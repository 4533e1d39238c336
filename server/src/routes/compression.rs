//! Compresses text responses. Streams stay as they are: a compressor would hold their lines back.

use std::convert::Infallible;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Request, Response};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::Predicate;

/// The minimum size of a compressed response in bytes.
const SMALLEST: u64 = 512;

/// The beginnings of the media types that are compressed.
const TEXTS: [&str; 10] = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/markdown",
    "text/csv",
    "text/plain",
    "application/atom+xml",
    "application/json",
    "application/xml",
    "image/svg+xml",
];

/// Decides which responses are compressed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts;

impl Predicate for Texts {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &Response<B>) -> bool {
        is_text(response.headers())
            && response
                .body()
                .size_hint()
                .upper()
                .is_none_or(|size| size >= SMALLEST)
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| TEXTS.iter().any(|text| kind.starts_with(text)))
}

/// The compression layer, with a Brotli quality that takes about as long as gzip.
pub(super) fn layer() -> CompressionLayer<Texts> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(4))
        .compress_when(Texts)
}

/// A content in an encoding of the layer; `None` if the layer does not compress such contents.
pub async fn compressed(
    media_type: HeaderValue,
    content: Bytes,
    encoding: &'static str,
) -> Option<Bytes> {
    let length = content.len();
    let answer = service_fn(move |_: Request<Body>| {
        let mut response = Response::new(Body::from(content.clone()));
        response
            .headers_mut()
            .insert(CONTENT_TYPE, media_type.clone());
        async move { Ok::<_, Infallible>(response) }
    });
    let request = Request::get("/").header(ACCEPT_ENCODING, encoding);
    let request = request.body(Body::empty()).ok()?;
    let Ok(response) = layer().layer(answer).oneshot(request).await;
    response.headers().get(CONTENT_ENCODING)?;
    to_bytes(Body::new(response.into_body()), length.max(1024))
        .await
        .ok()
}
