//! Determines the base URL under which the caller reaches the demo.

use axum::extract::OriginalUri;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::{Authority, Scheme};

/// The public URL of this router: scheme, host, and every path prefix up to and including its mount point
/// (`https://tools.example.org/why403/demo`). Add it as a request extension if the server knows more than the request's `Host` and path,
/// for example behind a proxy that strips a prefix.
#[derive(Clone, Debug)]
pub struct PublicBase(pub String);

/// The base URL of this router, without a trailing slash.
pub(crate) fn of(parts: &Parts) -> String {
    if let Some(PublicBase(base)) = parts.extensions.get() {
        return base.trim_end_matches('/').to_owned();
    }
    let uri = parts
        .extensions
        .get()
        .map_or(&parts.uri, |OriginalUri(uri)| uri);
    let scheme = uri.scheme().unwrap_or(&Scheme::HTTP);
    // Parsed, so that responses only contain a valid host name.
    let host = parts
        .headers
        .get(HOST)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<Authority>().ok());
    let host = host
        .as_ref()
        .or(uri.authority())
        .map_or("localhost", Authority::as_str);
    // The prefix that the server removed from the path.
    let prefix = uri
        .path()
        .strip_suffix(parts.uri.path())
        .unwrap_or_default();
    format!("{scheme}://{host}{}", prefix.trim_end_matches('/'))
}
