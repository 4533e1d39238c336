//! Asks the outgoing proxy for a tunnel to a server (CONNECT). A tunnel is then used like a direct connection.

use std::error::Error;

use axum::body::Body;
use axum::http::header::{HOST, PROXY_AUTHORIZATION, USER_AGENT};
use axum::http::{Method, Request, StatusCode};
use diagnosis::exchange::{Failure, Response};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::connection::open;
use super::failure::classify_at;
use super::memory::Held;
use super::outgoing::Proxy;
use super::response;

/// The proxy's response to the request for a tunnel.
pub(super) enum Tunnel {
    /// A stream to the server.
    Open(TokioIo<Upgraded>),
    /// A refusal. It is evidence, like the response of a gateway in front of Keycloak.
    Refused(Response),
}

/// Why there is neither a tunnel nor a refusal.
#[derive(Debug)]
pub(super) enum TunnelError {
    /// The proxy itself failed, which says nothing about Keycloak.
    Proxy(String),
    /// The refusal could not be read.
    Refusal(Failure),
}

fn of_proxy(error: &(dyn Error + 'static)) -> TunnelError {
    TunnelError::Proxy(error.to_string())
}

/// Asks `proxy` for a tunnel to `authority`, a host and a port. A refusal may have a body of `limit` bytes.
pub(super) async fn through(
    proxy: &Proxy,
    authority: &str,
    limit: u64,
    held: Option<&Held>,
) -> Result<Tunnel, TunnelError> {
    let stream = TcpStream::connect((proxy.host.as_str(), proxy.port))
        .await
        .map_err(|error| of_proxy(&error))?;
    let (mut sender, connection) = open(TokioIo::new(stream))
        .await
        .map_err(|error| of_proxy(&error))?;
    tokio::spawn(async move {
        if let Err(error) = connection.with_upgrades().await {
            tracing::debug!(%error, "connection to the proxy ended");
        }
    });
    let answer = sender
        .send_request(request(proxy, authority)?)
        .await
        .map_err(|error| of_proxy(&error))?;
    if answer.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        return Err(TunnelError::Proxy(
            "the proxy rejected the credentials (407)".to_owned(),
        ));
    }
    if answer.status().is_success() {
        let stream = hyper::upgrade::on(answer)
            .await
            .map_err(|error| of_proxy(&error))?;
        return Ok(Tunnel::Open(TokioIo::new(stream)));
    }
    let (parts, body) = answer.into_parts();
    response::read(parts, body, limit, held, |error| classify_at(error, false))
        .await
        .map(Tunnel::Refused)
        .map_err(TunnelError::Refusal)
}

fn request(proxy: &Proxy, authority: &str) -> Result<Request<Body>, TunnelError> {
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(authority)
        .header(HOST, authority)
        .header(USER_AGENT, super::USER_AGENT)
        .body(Body::empty())
        .map_err(|error| of_proxy(&error))?;
    if let Some(authorization) = &proxy.authorization {
        let headers = request.headers_mut();
        headers.insert(PROXY_AUTHORIZATION, authorization.clone());
    }
    Ok(request)
}
