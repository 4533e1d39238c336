//! The base URL by which the caller reaches the demo.

use axum::extract::OriginalUri;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::{Authority, Scheme};

/// Where the public sees this router: scheme, host and every path prefix up to and including the place it is nested at
/// (`https://tools.example.org/why403/demo`). Put it in as a request extension when the server knows better than the request's
/// own `Host` and path, as behind a proxy that strips a prefix.
#[derive(Clone, Debug)]
pub struct PublicBase(pub String);

/// The base URL of this router, without a slash at its end.
pub(crate) fn of(parts: &Parts) -> String {
    if let Some(PublicBase(base)) = parts.extensions.get() {
        return base.trim_end_matches('/').to_owned();
    }
    let uri = parts
        .extensions
        .get()
        .map_or(&parts.uri, |OriginalUri(uri)| uri);
    let scheme = uri.scheme().unwrap_or(&Scheme::HTTP);
    // Parsed, so that whatever is put into answers is the name of a host and nothing else.
    let host = parts
        .headers
        .get(HOST)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<Authority>().ok());
    let host = host
        .as_ref()
        .or(uri.authority())
        .map_or("localhost", Authority::as_str);
    // What the server took off the path before it came here.
    let prefix = uri
        .path()
        .strip_suffix(parts.uri.path())
        .unwrap_or_default();
    format!("{scheme}://{host}{}", prefix.trim_end_matches('/'))
}
