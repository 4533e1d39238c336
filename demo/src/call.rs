//! Parses a request for all endpoints.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::release::Release;
use crate::visitor::Slug;
use crate::{base, response};

/// The maximum size of a body, in bytes. Larger bodies get a 413.
pub const BODY_LIMIT: usize = 64 * 1024;

/// A request to a visitor's Keycloak.
pub(crate) struct Call {
    pub(crate) visitor: Slug,
    /// The base URL of the visitor's Keycloak.
    pub(crate) base: String,
    pub(crate) method: Method,
    /// The path below the base, decoded.
    pub(crate) segments: Vec<String>,
    query: String,
    headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// Parses a request, or returns the error response.
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let mut segments: Vec<String> = parts
            .uri
            .path()
            .split('/')
            .skip(1)
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        // Keycloak ignores a trailing slash.
        if segments.last().is_some_and(String::is_empty) {
            segments.pop();
        }
        if segments.is_empty() {
            return Err(response::no_such_path());
        }
        let visitor = Slug::parse(&segments.remove(0)).ok_or_else(response::no_such_path)?;
        let query = parts.uri.query().unwrap_or_default().to_owned();
        if !is_percent_encoded(query.as_bytes()) {
            return Err(response::unreadable());
        }
        let body = to_bytes(body, BODY_LIMIT)
            .await
            .map_err(|_| response::bare(StatusCode::PAYLOAD_TOO_LARGE))?;
        Ok(Self {
            base: format!("{}/{}", base::of(&parts), visitor.as_str()),
            visitor,
            method: parts.method,
            segments,
            query,
            headers: parts.headers,
            body,
        })
    }

    /// The release that the visitor's Keycloak imitates.
    pub(crate) fn release(&self) -> Release {
        Release::of(&self.visitor)
    }

    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The credentials after `Bearer` in the Authorization header.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.authorization("bearer")
    }

    /// The credentials after `Basic` in the Authorization header.
    pub(crate) fn basic(&self) -> Option<&str> {
        self.authorization("basic")
    }

    fn authorization(&self, scheme: &str) -> Option<&str> {
        let (given, credentials) = self.header(&AUTHORIZATION)?.split_once(' ')?;
        given
            .eq_ignore_ascii_case(scheme)
            .then_some(credentials.trim())
    }

    /// Whether the request comes from a page of another origin. No client of the demo has web origins, so only this server's own origin is
    /// accepted.
    pub(crate) fn is_cross_origin(&self) -> bool {
        self.headers.get(ORIGIN).is_some_and(|origin| {
            let origin = origin.as_bytes();
            // Keycloak treats an empty header as missing.
            !origin.is_empty() && origin != origin_of(&self.base).as_bytes()
        })
    }

    /// Whether the body has this content type. A missing content type matches none.
    pub(crate) fn has_content_type(&self, expected: &str) -> bool {
        self.header(&CONTENT_TYPE).is_some_and(|value| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .eq_ignore_ascii_case(expected)
        })
    }

    /// Whether the content type allows the body to be JSON. A missing content type counts.
    pub(crate) fn may_be_json(&self) -> bool {
        !self.headers.contains_key(CONTENT_TYPE) || self.has_content_type("application/json")
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Scheme and authority of a URL.
fn origin_of(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |at| at + 3);
    url[authority..]
        .find('/')
        .map_or(url, |at| &url[..authority + at])
}

/// Whether each `%` is followed by two hexadecimal digits.
pub(crate) fn is_percent_encoded(text: &[u8]) -> bool {
    text.iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'%')
        .all(|(at, _)| {
            text.get(at + 1..at + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        })
}
