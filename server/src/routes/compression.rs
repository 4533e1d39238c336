//! Compresses text responses. Streams stay as they are: a compressor would hold their lines back.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::Predicate;

/// The minimum size of a compressed response in bytes.
const SMALLEST: u64 = 512;

/// The beginnings of the media types that are compressed.
const TEXTS: [&str; 8] = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/markdown",
    "application/atom+xml",
    "application/json",
    "application/xml",
    "image/svg+xml",
];

/// Decides which responses are compressed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts;

impl Predicate for Texts {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
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
