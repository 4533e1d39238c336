//! Adds the security headers of every response.

use app::is_embeddable;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

/// The policy for responses other than pages: they may load nothing, and no page may embed them.
const NOT_A_PAGE: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

const ALWAYS: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // A link may fill in the form, and other sites must not learn its values.
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (RESOURCE_POLICY, "same-origin"),
];

/// The files of the pages that other sites embed. A sandboxed page has no origin, so the browser treats its files as those of another site.
const SHARED: [&str; 4] = ["/embed.js", "/embed-page.js", "/page.js", "/style.css"];

/// The policy of the page at `path`, whose inline scripts carry `nonce`.
pub(super) fn page_policy(path: &str, nonce: &str) -> String {
    let ancestors = if is_embeddable(path) { "*" } else { "'none'" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {ancestors}"
    )
}

/// Adds the headers to every response. A page has already set its own policy.
pub(super) async fn add(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (embeddable, shared) = (is_embeddable(path), SHARED.contains(&path));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if embeddable {
        headers.remove(X_FRAME_OPTIONS);
    }
    if shared {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NOT_A_PAGE));
    response
}
