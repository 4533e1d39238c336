//! Connections to servers: opens them to addresses that the policy has checked, keeps them within a check, and sends requests over them.

use std::convert::Infallible;
use std::future::ready;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, Uri};
use diagnosis::exchange::{Failure, Response};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower::{BoxError, ServiceExt, service_fn};

use super::failure::classify_at;
use super::guarded::{Budget, Guarded};
use super::memory::Held;
use super::response;

/// The TLS configuration, and the name that the certificate must be valid for.
pub(super) type Encryption = (Arc<ClientConfig>, ServerName<'static>);

/// The kept connections of a check, each with its scheme, host, and port.
#[derive(Debug, Default)]
pub(super) struct Connections(Mutex<Vec<(String, Connection)>>);

impl Connections {
    /// A kept connection to `origin` that the server has not closed, as far as this is known.
    pub(super) fn take(&self, origin: &str) -> Option<Connection> {
        // No code panics while it holds the lock.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, connection)| !connection.sender.is_closed());
        let place = kept.iter().position(|(other, _)| other == origin)?;
        Some(kept.swap_remove(place).1)
    }

    /// Keeps a connection for the next request to `origin`.
    pub(super) fn keep(&self, origin: String, connection: Connection) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((origin, connection));
    }
}

/// The error of a request without a response.
pub(super) enum SendError {
    /// The server had closed the kept connection before the request was sent.
    NotSent,
    /// The server closed the connection without a response. If the connection was kept, the server may never have read the request.
    Closed(Failure),
    /// Any other failure.
    Failed(Failure),
}

/// A connection over which requests are sent one after the other.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Body>,
    budget: Budget,
    body_limit: u64,
}

impl Connection {
    /// Starts HTTP on a stream. A body may have `body_limit` bytes.
    pub(super) async fn over(
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        body_limit: u64,
    ) -> Result<Self, Failure> {
        let budget = Budget::new(body_limit);
        let stream = TokioIo::new(Guarded::new(stream, budget.clone()));
        let (sender, connection) = open(stream)
            .await
            .map_err(|error| classify_at(&error, false))?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection to a server ended");
            }
        });
        Ok(Self {
            sender,
            budget,
            body_limit,
        })
    }

    /// Sends a request, and reads the whole response, for which `held` needs room.
    pub(super) async fn send(
        &mut self,
        request: Request<Body>,
        held: Option<&Held>,
    ) -> Result<Response, SendError> {
        let failed = |error: &hyper::Error| classify_at(error, false);
        self.budget.renew();
        if self.sender.ready().await.is_err() {
            return Err(SendError::NotSent);
        }
        let response = match self.sender.try_send_request(request).await {
            Ok(response) => response,
            Err(mut unsent) => {
                let request = unsent.take_message();
                let error = unsent.into_error();
                let is_closed = error.is_incomplete_message() || error.is_canceled();
                return Err(match request {
                    Some(_) => SendError::NotSent,
                    None if is_closed => SendError::Closed(failed(&error)),
                    None => SendError::Failed(failed(&error)),
                });
            }
        };
        let (parts, body) = response.into_parts();
        response::read(parts, body, self.body_limit, held, failed)
            .await
            .map_err(SendError::Failed)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the one place that starts HTTP on a connection to a server"
)]
pub(super) async fn open<S: hyper::rt::Read + hyper::rt::Write + Unpin>(
    stream: S,
) -> hyper::Result<(
    SendRequest<Body>,
    hyper::client::conn::http1::Connection<S, Body>,
)> {
    handshake(stream).await
}

/// Connects to the first of these addresses that accepts the connection. IPv4 and IPv6 addresses are tried in parallel.
pub(super) async fn connect(addresses: Vec<SocketAddr>, port: u16) -> Result<TcpStream, BoxError> {
    let addresses =
        service_fn(move |_: Name| ready(Ok::<_, Infallible>(addresses.clone().into_iter())));
    let mut connector = HttpConnector::new_with_resolver(addresses);
    connector.set_nodelay(true);
    // The name only leads to the addresses above.
    let uri: Uri = format!("http://checked.invalid:{port}").parse()?;
    Ok(connector.oneshot(uri).await?.into_inner())
}

/// Starts TLS if there is a configuration, and then HTTP.
pub(super) async fn secured(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    encryption: Option<Encryption>,
    body_limit: u64,
) -> Result<Connection, Failure> {
    let Some((config, name)) = encryption else {
        return Connection::over(stream, body_limit).await;
    };
    let stream = TlsConnector::from(config)
        .connect(name, stream)
        .await
        .map_err(|error| classify_at(&error, true))?;
    Connection::over(stream, body_limit).await
}
