//! Repeats changes to the demo on the other replicas of this server, so that any replica can handle the visitor's next request.
//!
//! These changes are the only state of the demo: all replicas sign tokens with the same key. A repeated change is an ordinary request that
//! anybody could send to the demo, so replicas need no credentials for each other.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use demo::BODY_LIMIT;
use futures_util::future::join_all;
use url::Position;

use crate::settings::Settings;
use crate::transport::send_to_replica;

/// Marks a repeated request, which a replica does not repeat again.
const REPEATED: HeaderName = HeaderName::from_static("x-why403-repeated");
/// The headers that affect what a request changes.
const DECIDING: [HeaderName; 3] = [AUTHORIZATION, CONTENT_TYPE, ORIGIN];
/// The end of the path of the token endpoint, which changes nothing.
const TOKEN: &str = "/protocol/openid-connect/token";

/// The other replicas, and how visitors address this site.
struct Replicas {
    /// The host and port of each replica.
    addresses: Vec<String>,
    /// The `Host` of the public URL.
    host: HeaderValue,
    /// The path of the demo.
    path: String,
}

/// Adds a layer to the demo that repeats its changes on the configured replicas.
pub(super) fn repeated(demo: Router, settings: &Settings) -> Router {
    let host = settings.public_url.as_ref().and_then(|url| {
        HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort]).ok()
    });
    match host {
        Some(host) if !settings.replicas.is_empty() => {
            let replicas = Replicas {
                addresses: settings.replicas.clone(),
                host,
                path: format!("{}/demo", settings.prefix.as_str()),
            };
            demo.layer(from_fn_with_state(Arc::new(replicas), repeat))
        }
        _ => demo,
    }
}

async fn repeat(State(replicas): State<Arc<Replicas>>, request: Request, next: Next) -> Response {
    if !changes(&request) || request.headers().contains_key(REPEATED) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let copy = parts.clone();
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = next.run(request).await;
    if response.status().is_success() || response.status().is_redirection() {
        let sends = replicas.addresses.iter().map(async |address| {
            let request = replicas.request(&copy, body.clone());
            if let Err(error) = send_to_replica(address, &request).await {
                tracing::warn!(
                    replica = address,
                    error,
                    "a change to the demo was not repeated"
                );
            }
        });
        join_all(sends).await;
    }
    response
}

/// Whether the request may change what the demo stores.
fn changes(request: &Request) -> bool {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    !reads && !request.uri().path().ends_with(TOKEN)
}

impl Replicas {
    /// The request for another replica.
    fn request(&self, parts: &Parts, body: Bytes) -> Request<Bytes> {
        let mut request = Request::new(body);
        *request.method_mut() = parts.method.clone();
        // Requests from visitors and from checks on this server have only the path below `/demo` here.
        let below = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        if let Ok(uri) = format!("{}{below}", self.path).parse() {
            *request.uri_mut() = uri;
        }
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(REPEATED, HeaderValue::from_static("1"));
        for name in DECIDING {
            if let Some(value) = parts.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        request
    }
}
