//! Accepts connections, with or without TLS. On a signal to stop, the server accepts no more connections and finishes running requests.

mod in_time;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::client::{Client, Uses, is_in};
use in_time::InTime;
pub(crate) use in_time::is_late;

/// The time in which a client must send a request, and after which an idle connection is closed.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// The maximum size of a request's headers, more than any browser sends.
const MAX_HEADERS: usize = 64 * 1024;

/// The limits of connections and of the requests on them.
#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// Connections at a time. Further ones wait in the system's queue.
    pub connections: usize,
    /// Connections at a time from one client. Further ones are closed. Clients on this machine and `proxies` have no such limit.
    pub per_client: usize,
    /// The networks of proxies. A connection from a proxy carries the requests of many clients.
    pub proxies: Vec<IpNet>,
    /// The time in which the body of a request must arrive.
    pub body_time: Duration,
    /// The time in which a client must accept more of a response. Without it, a client that does not read keeps its check and its place
    /// forever.
    pub write_time: Duration,
    /// The time that running requests get to finish once the server stops.
    pub grace: Duration,
}

impl ConnectionLimits {
    /// The default limits for this number of connections, all of which one client may use.
    pub fn new(connections: usize) -> Self {
        Self {
            connections,
            per_client: connections,
            proxies: Vec::new(),
            body_time: Duration::from_secs(15),
            write_time: Duration::from_secs(30),
            grace: Duration::ZERO,
        }
    }

    /// The client for which a connection counts, if there is a limit for it.
    fn client(&self, peer: SocketAddr) -> Option<Client> {
        let ip = peer.ip().to_canonical();
        (!ip.is_loopback() && !is_in(ip, &self.proxies)).then(|| Client::new(ip))
    }
}

/// Serves until `stop`, with TLS if there is an acceptor.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let clients = Uses::default();
    let mut stop = pin!(stop);
    loop {
        let accept = async {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            listener.accept().await.map(|accepted| (accepted, place))
        };
        let ((stream, peer), place) = tokio::select! {
            accepted = accept => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    wait_after(&error).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let client = limits.client(peer);
        let of_client = client.map(|client| clients.take(client, limits.per_client));
        if let Some(None) = of_client {
            tracing::debug!("a client has too many connections: closed one");
            continue;
        }
        // Events of a check are small and must not wait for each other.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.write_time));
        let stream = Box::pin(stream);
        let (router, tls, watcher) = (router.clone(), tls.clone(), connections.watcher());
        let body_time = limits.body_time;
        tokio::spawn(async move {
            let _places = (place, of_client);
            match tls {
                None => converse(stream, peer, router, body_time, watcher).await,
                Some(tls) => match tokio::time::timeout(HEADER_TIME, tls.accept(stream)).await {
                    Ok(Ok(stream)) => converse(stream, peer, router, body_time, watcher).await,
                    Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
                    Err(_) => tracing::debug!("no TLS handshake within the time limit for headers"),
                },
            }
        });
    }
    drop(listener);
    tracing::info!("stopping: waiting for running requests");
    if tokio::time::timeout(limits.grace, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("stopped before all requests were complete");
    }
}

/// Handles the requests of one connection.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    peer: SocketAddr,
    router: Router,
    body_time: Duration,
    watcher: Watcher,
) {
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(|body| InTime::new(body, body_time))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    // A visitor who disconnects is not an error of this server.
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "connection ended");
    }
}

/// Waits if the process has no file descriptors left, because accepting again at once would only use the processor.
async fn wait_after(error: &io::Error) {
    if !matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    ) {
        tracing::error!(%error, "cannot accept a connection");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The signals that stop the server: SIGTERM and SIGINT. Once created, they no longer end the process by themselves.
#[derive(Debug)]
pub struct StopSignals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignals {
    /// Starts to listen for the signals.
    pub fn new() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Completes at the next signal.
    pub async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_of_proxies_and_of_this_machine_count_for_no_client() {
        let limits = ConnectionLimits {
            proxies: vec!["10.0.7.0/28".parse().unwrap()],
            ..ConnectionLimits::new(10)
        };
        let client = |peer: &str| limits.client(SocketAddr::new(peer.parse().unwrap(), 4000));
        for peer in [
            "127.0.0.1",
            "::1",
            "::ffff:127.0.0.1",
            "10.0.7.3",
            "::ffff:10.0.7.3",
        ] {
            assert_eq!(client(peer), None, "{peer}");
        }
        assert!(client("10.0.7.16").is_some());
        assert_eq!(client("::ffff:198.51.100.1"), client("198.51.100.1"));
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
    }

    #[test]
    fn a_client_has_only_as_many_places_as_it_may_use() {
        let uses = Uses::default();
        let client = |last: u8| Client::new([198, 51, 100, last].into());
        let first = uses.take(client(1), 2);
        let second = uses.take(client(1), 2);
        assert!(first.is_some() && second.is_some());
        assert!(uses.take(client(1), 2).is_none());
        assert!(uses.take(client(2), 2).is_some());
        drop(first);
        assert!(uses.take(client(1), 2).is_some());
    }

    #[test]
    fn many_networks_of_one_owner_have_a_limit_together() {
        let uses = Uses::default();
        let client = |third: u16, fourth: u16| {
            Client::new([0x2001, 0xdb8, third, fourth, 0, 0, 0, 1].into())
        };
        let taken: Vec<_> = (0..1_000)
            .filter_map(|fourth| uses.take(client(1, fourth), 2))
            .collect();
        assert_eq!(taken.len(), 32);
        assert!(uses.take(client(2, 0), 2).is_some());
        drop(taken);
        assert!(uses.take(client(1, 0), 2).is_some());
    }
}
