//! Serves the site's files that the binary contains.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::site::File;

/// The response with the file that a request asks for, if there is one.
pub(super) fn embedded(files: &'static [File], request: &Request) -> Option<Response> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let path = request.uri().path().strip_prefix('/')?;
    let file = files.iter().find(|file| file.path == path)?;
    let mut response = if is_known(request.headers(), file.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (content, encoding) = encoded(file, request.headers());
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static(media_type(path))),
            (CONTENT_LENGTH, HeaderValue::from(content.len())),
        ];
        let body = if request.method() == Method::HEAD {
            Body::empty()
        } else {
            Body::from(content)
        };
        let mut response = (headers, body).into_response();
        if let Some(encoding) = encoding {
            response
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, HeaderValue::from_static(file.tag));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    Some(response)
}

/// The content in the smallest encoding that the browser accepts.
fn encoded(file: &File, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    [(file.brotli, "br"), (file.gzip, "gzip")]
        .into_iter()
        .find_map(|(content, encoding)| {
            content
                .filter(|_| accepts(headers, encoding))
                .map(|content| (content, Some(encoding)))
        })
        .unwrap_or((file.content, None))
}

/// Whether `Accept-Encoding` names this encoding with a weight above zero.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    elements(headers, &ACCEPT_ENCODING).any(|element| {
        let mut parts = element.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let is_refused = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|weight| weight.trim().parse() == Ok(0.0));
        is_named && !is_refused
    })
}

/// Whether the browser already has the file with this entity tag. Tags are compared weakly (RFC 9110, section 13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    elements(headers, &IF_NONE_MATCH)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

fn elements<'a>(headers: &'a HeaderMap, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// The media type of a file, by the end of its name.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("html") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
