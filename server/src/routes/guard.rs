//! Refuses requests from other sites and for other hosts.
//!
//! Why403 sends requests into its network. Two kinds of attackers could misuse that through a visitor's browser: a page of another site
//! that posts to this server, and a page whose owner points its host name to this machine (DNS rebinding).

use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, HOST, ORIGIN, TRANSFER_ENCODING};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use diagnosis::attempt::is_on_this_machine;
use url::Url;

use super::cors::OtherSite;
use super::health::is_probe;
use super::{Context, Problem, origin};
use crate::settings::Settings;

/// Refuses requests for another host, and API requests from pages of other sites.
pub(super) async fn guard(
    State(context): State<Context>,
    request: Request,
    next: Next,
) -> Response {
    let settings = context.settings();
    // RFC 9112, section 3.2: a proxy may have checked the other one.
    if request.headers().get_all(HOST).iter().count() > 1 {
        return ambiguous("The request has more than one Host header.");
    }
    if has_ambiguous_length(request.headers()) {
        return ambiguous(
            "The length of the body is ambiguous. Send either Content-Length or Transfer-Encoding: chunked.",
        );
    }
    let host = origin::host(&request);
    // Probes of a cluster use the address of the pod.
    if !is_probe(request.uri().path()) && !is_ours(host, settings) {
        return Problem::misdirected(
            "This server does not answer requests for this host. To allow it, start the server with --public-url.",
        )
        .into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    // The demo is a separate API with tokens. Nothing in it acts for the visitor.
    if !reads
        && !request.uri().path().starts_with("/demo/")
        && request.extensions().get::<OtherSite>().is_none()
        && is_foreign(request.headers(), host, settings)
    {
        return Problem::forbidden("Pages of other sites cannot run checks on this server.")
            .into_response();
    }
    next.run(request).await
}

/// Refuses a request that a proxy in front may read differently. Closes the connection: what follows could be a part of this request for the
/// proxy, and another request for this server.
fn ambiguous(words: &'static str) -> Response {
    let mut response = Problem::Other(StatusCode::BAD_REQUEST, words).into_response();
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Whether a proxy in front and this server could disagree about the length of the body (RFC 9112, section 6.3): request smuggling.
fn has_ambiguous_length(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => false,
        (Some(coding), None) => {
            !coding.as_bytes().eq_ignore_ascii_case(b"chunked")
                || headers.contains_key(CONTENT_LENGTH)
        }
        (Some(_), Some(_)) => true,
    }
}

/// Whether a request is for this server: for the public URL's host, or, without a public URL, for a name of this machine.
fn is_ours(host: Option<&str>, settings: &Settings) -> bool {
    let Some(url) = host.and_then(|host| Url::parse(&format!("http://{host}")).ok()) else {
        return false;
    };
    if let Some(public) = &settings.public_url {
        return public.host() == url.host();
    }
    is_on_this_machine(&url) && settings.listen.ip().is_loopback()
}

/// Whether a browser says that the request comes from another site. Scripts send neither header.
fn is_foreign(headers: &HeaderMap, host: Option<&str>, settings: &Settings) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return false;
    };
    let Some(origin) = origin.to_str().ok().and_then(|text| Url::parse(text).ok()) else {
        return true;
    };
    let is_public = settings
        .public_url
        .as_ref()
        .is_some_and(|public| public.origin() == origin.origin());
    // The scheme may differ behind a proxy that terminates TLS.
    let is_host = host
        .and_then(|host| Url::parse(&format!("{}://{host}", origin.scheme())).ok())
        .is_some_and(|url| url.origin() == origin.origin());
    !is_public && !is_host
}
