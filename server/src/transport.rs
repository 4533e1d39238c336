//! Sends requests to Keycloak within the limits of the address policy.
//!
//! No other module sends requests (`clippy.toml` forbids HTTP clients elsewhere). The transport follows no redirects, because they would
//! receive the credentials. It ignores proxies in the environment, because the address policy could not see where a proxy connects to;
//! `tunnel.rs` uses the operator's own proxy. It limits the time and the size of each request, and sends nothing that reveals anything
//! about the visitor.

mod address;
mod connection;
mod demo;
mod failure;
mod guarded;
mod memory;
mod outgoing;
mod replica;
mod response;
mod self_signed;
mod signature;
mod tls;
mod tunnel;

use std::error::Error;
use std::fmt::{Debug, Display};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::{Duration, Instant};

use axum::body::Body as HttpBody;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, USER_AGENT as AGENT};
use axum::http::uri::InvalidUri;
use axum::http::{Method, Request as HttpRequest};
use diagnosis::attempt::Attempt;
use diagnosis::exchange::{
    Authorization, Body, Call, Exchange, Failure, Request, Response, Signature,
};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use url::{Host, Position, Url};

use crate::metrics::Metrics;
use address::LookupError;
pub use address::{AddressPolicy, Lookup, Reach, Target, TargetError};
use connection::{Connection, Connections, Encryption, SendError};
pub use demo::Demo;
use memory::Held;
pub use memory::Memory;
use outgoing::Way;
pub use outgoing::{Outgoing, Proxy, ProxyError};
pub use replica::send_to_replica;
pub use tls::Authorities;
use tunnel::{Tunnel, TunnelError};

/// The `User-Agent` that Keycloak receives.
const USER_AGENT: &str = concat!("why403/", env!("CARGO_PKG_VERSION"));

/// The limits of a check and of each of its requests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time of a request, from the name lookup to the last byte of the response.
    pub time: Duration,
    /// The time of a check, after which it sends no further probes. Requests that are running may finish.
    pub check_time: Duration,
    /// The maximum size of a body in bytes.
    pub size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(10),
            check_time: Duration::from_secs(50),
            size: 1024 * 1024,
        }
    }
}

/// A failure of this server or of its proxy, or a limit that the check reached. A check with such a failure shows nothing about Keycloak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnFailure {
    /// This process has no descriptors left.
    Exhausted,
    /// The responses of all running checks take too much memory.
    Full,
    /// The limit of password attempts refused an address; with the seconds to wait.
    TooManyPasswords(u64),
    /// The outgoing proxy did not respond, or rejected this server's credentials; with the reason.
    Proxy(String),
}

/// Decides whether the credentials of a check may be sent to a host.
pub trait Admission: Debug + Send + Sync {
    /// Counts an attempt at `host`, a name or an address, once for each check. The error is the seconds to wait.
    fn admit(&self, host: &str) -> Result<(), u64>;
}

/// Sends the requests of one attempt. Connections are reused within the attempt and closed with it.
#[derive(Debug)]
pub struct Transport {
    limits: Limits,
    start: Instant,
    policy: Arc<AddressPolicy>,
    outgoing: Arc<Outgoing>,
    ca_certificate: Option<String>,
    demo: Option<Demo>,
    connections: Connections,
    tls: OnceLock<Result<Arc<ClientConfig>, Failure>>,
    own_failure: OnceLock<OwnFailure>,
    metrics: Option<Arc<Metrics>>,
    held: Option<Held>,
    admission: Option<Box<dyn Admission>>,
}

impl Transport {
    /// A transport for `attempt`. Requests to `demo` stay in this process.
    pub fn new(
        limits: Limits,
        policy: Arc<AddressPolicy>,
        attempt: &Attempt,
        demo: Option<Demo>,
    ) -> Self {
        Self {
            limits,
            start: Instant::now(),
            policy,
            outgoing: Arc::default(),
            ca_certificate: attempt.ca_certificate.clone(),
            demo,
            connections: Connections::default(),
            tls: OnceLock::new(),
            own_failure: OnceLock::new(),
            metrics: None,
            held: None,
            admission: None,
        }
    }

    /// The same transport, with its requests counted.
    #[must_use]
    pub fn counted(self, metrics: Arc<Metrics>) -> Self {
        Self {
            metrics: Some(metrics),
            ..self
        }
    }

    /// The same transport, with the operator's settings for outgoing requests.
    #[must_use]
    pub fn through(self, outgoing: Arc<Outgoing>) -> Self {
        Self { outgoing, ..self }
    }

    /// The same transport, whose responses need room in `memory`.
    #[must_use]
    pub fn within(self, memory: Arc<Memory>) -> Self {
        Self {
            held: Some(Held::new(memory)),
            ..self
        }
    }

    /// The same transport, which connects only to hosts that `admission` admits.
    #[must_use]
    pub fn admitted_by(self, admission: Option<Box<dyn Admission>>) -> Self {
        Self { admission, ..self }
    }

    /// The failure of this server or its proxy that a request encountered, or the limit that the check reached.
    pub fn own_failure(&self) -> Option<&OwnFailure> {
        let is_full = self.held.as_ref().is_some_and(Held::lacks_room);
        self.own_failure
            .get()
            .or(is_full.then_some(&OwnFailure::Full))
    }

    /// Whether the time of the check is over.
    pub fn is_out_of_time(&self) -> bool {
        self.start.elapsed() >= self.limits.check_time
    }

    /// Sends a request. If it reads the realm's keys, verifies `token` with them.
    pub async fn exchange(&self, request: Request, token: Option<&SecretString>) -> Exchange {
        let start = Instant::now();
        let result = tokio::time::timeout(self.limits.time, self.send(&request))
            .await
            .unwrap_or_else(|_| Err(Failure::TimedOut(millis(self.limits.time))));
        if let Some(metrics) = &self.metrics {
            metrics.call(result.as_ref().ok().map(|response| response.body.len()));
        }
        let millis = millis(start.elapsed());
        let signature = signature(&request, &result, token);
        Exchange {
            request,
            result,
            millis,
            signature,
        }
    }

    async fn send(&self, request: &Request) -> Result<Response, Failure> {
        if let Some(demo) = &self.demo
            && let Some(place) = demo.place(&request.url)
        {
            return demo.send(prepared(request)?, place, self.limits.size).await;
        }
        address::check_url(&self.policy, &request.url)?;
        let origin = &request.url[..Position::AfterPort];
        while let Some(connection) = self.connections.take(origin) {
            match self.send_over(connection, request).await {
                Ok(response) => return Ok(response),
                Err(SendError::NotSent) => {}
                // The server may have closed the connection while the request was on its way. Reading twice changes nothing.
                Err(SendError::Closed(_)) if request.method == "GET" => {}
                Err(SendError::Closed(failure) | SendError::Failed(failure)) => {
                    return Err(failure);
                }
            }
        }
        let connection = match self.connect(&request.url).await? {
            Reached::Server(connection) => connection,
            Reached::Refusal(response) => return Ok(response),
        };
        self.send_over(connection, request)
            .await
            .map_err(|error| match error {
                SendError::Closed(failure) | SendError::Failed(failure) => failure,
                SendError::NotSent => Failure::BrokenAnswer(failure::CLOSED.to_owned()),
            })
    }

    /// Sends a request over a connection, and keeps the connection if there is a response.
    async fn send_over(
        &self,
        mut connection: Connection,
        request: &Request,
    ) -> Result<Response, SendError> {
        let prepared = prepared(request).map_err(SendError::Failed)?;
        let response = connection.send(prepared, self.held.as_ref()).await?;
        let origin = request.url[..Position::AfterPort].to_owned();
        self.connections.keep(origin, connection);
        Ok(response)
    }

    /// Opens a connection to the host of `url`, by an address that the policy allows.
    async fn connect(&self, url: &Url) -> Result<Reached, Failure> {
        let port = url.port_or_known_default().unwrap_or_default();
        let (proxy, authority) = match self.way(url, port).await? {
            Way::Direct(addresses) => {
                for address in &addresses {
                    self.admit(&address.ip().to_canonical().to_string())?;
                }
                let stream = connection::connect(addresses, port)
                    .await
                    .map_err(|error| self.failed(&*error))?;
                return self.start_http(url, stream).await;
            }
            Way::Tunnel(proxy, authority) => {
                let host = authority.rsplit_once(':').map_or("", |(host, _)| host);
                self.admit(host.trim_matches(['[', ']']))?;
                (proxy, authority)
            }
        };
        match tunnel::through(proxy, &authority, self.limits.size, self.held.as_ref()).await {
            Ok(Tunnel::Open(stream)) => self.start_http(url, stream).await,
            Ok(Tunnel::Refused(response)) => Ok(Reached::Refusal(response)),
            Err(TunnelError::Refusal(failure)) => Err(failure),
            Err(TunnelError::Proxy(error)) => {
                // The first failure decides.
                let _ = self.own_failure.set(OwnFailure::Proxy(error));
                Err(Failure::ConnectionRefused)
            }
        }
    }

    /// Counts the attempt at this host, or fails if a limit refuses it.
    fn admit(&self, host: &str) -> Result<(), Failure> {
        match self
            .admission
            .as_ref()
            .map(|admission| admission.admit(host))
        {
            None | Some(Ok(())) => Ok(()),
            Some(Err(wait)) => {
                // The first failure decides.
                let _ = self.own_failure.set(OwnFailure::TooManyPasswords(wait));
                Err(Failure::ConnectionRefused)
            }
        }
    }

    /// Starts HTTP on a stream to the host of `url`, with TLS if the URL requires it.
    async fn start_http(
        &self,
        url: &Url,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ) -> Result<Reached, Failure> {
        let encryption = self.encryption(url)?;
        connection::secured(stream, encryption, self.limits.size)
            .await
            .map(Reached::Server)
    }

    /// Classifies an error before a connection is established.
    fn failed(&self, error: &(dyn Error + 'static)) -> Failure {
        if failure::is_exhaustion(error) {
            // The first failure decides.
            let _ = self.own_failure.set(OwnFailure::Exhausted);
        }
        failure::classify_at(error, false)
    }

    /// The way to the host of `url`: addresses that the policy allows, or the proxy.
    async fn way(&self, url: &Url, port: u16) -> Result<Way<'_>, Failure> {
        let (name, addresses) = match url.host() {
            Some(Host::Ipv4(ip)) => (None, vec![SocketAddr::new(IpAddr::V4(ip), port)]),
            Some(Host::Ipv6(ip)) => (None, vec![SocketAddr::new(IpAddr::V6(ip), port)]),
            Some(Host::Domain(name)) => {
                let lookup = &*self.outgoing.lookup;
                match address::resolve(lookup, &self.policy, name).await {
                    Ok(addresses) => (Some(name), addresses),
                    // Behind a proxy, a machine often cannot look up the names of other networks.
                    Err(LookupError::Unknown)
                        if self.outgoing.proxy.is_some() && self.policy.lists(name) =>
                    {
                        (Some(name), Vec::new())
                    }
                    Err(error) => return Err(self.failed(&error)),
                }
            }
            None => return Err(Failure::Dns),
        };
        Ok(self.outgoing.way(&self.policy, name, addresses, port))
    }

    /// The TLS configuration for `url`, and the name in its certificate; `None` without TLS.
    fn encryption(&self, url: &Url) -> Result<Option<Encryption>, Failure> {
        if url.scheme() != "https" {
            return Ok(None);
        }
        let name = match url.host() {
            Some(Host::Ipv4(ip)) => ServerName::from(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => ServerName::from(IpAddr::V6(ip)),
            Some(Host::Domain(name)) => {
                ServerName::try_from(name.to_owned()).map_err(|_| Failure::Dns)?
            }
            None => return Err(Failure::Dns),
        };
        Ok(Some((self.tls()?, name)))
    }

    /// The TLS configuration of the check. Reading the machine's certificate authorities takes time, so only https does it.
    fn tls(&self) -> Result<Arc<ClientConfig>, Failure> {
        self.tls
            .get_or_init(|| {
                self.outgoing
                    .authorities
                    .trusting(self.ca_certificate.as_deref())
            })
            .clone()
    }
}

/// The end of a new connection.
enum Reached {
    /// The server.
    Server(Connection),
    /// The proxy, which refused to connect.
    Refusal(Response),
}

/// Builds requests. It never sends one: a request is sent over a connection to an address that the policy has checked.
static REQUESTS: LazyLock<reqwest::Client> = LazyLock::new(new_client);

#[allow(
    clippy::disallowed_methods,
    reason = "this client sends no requests, so it needs no limits"
)]
fn new_client() -> reqwest::Client {
    reqwest::Client::new()
}

/// A request as it is sent: its headers, its body, and the path and query of its URL.
fn prepared(request: &Request) -> Result<HttpRequest<HttpBody>, Failure> {
    let url = &request.url;
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|error| unsent(&error))?;
    let mut builder = REQUESTS
        .request(method, url.clone())
        .header(ACCEPT, "application/json")
        .header(AGENT, USER_AGENT)
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort]);
    if let Authorization::Bearer(token) = &request.authorization {
        builder = builder.bearer_auth(token.expose_secret());
    }
    let builder = match &request.body {
        Body::Empty => builder,
        Body::Form(fields) => {
            let fields = fields.iter().map(|(name, value)| (name, value.expose()));
            builder.form(&fields.collect::<Vec<_>>())
        }
        Body::Json(json) => builder
            .header(CONTENT_TYPE, "application/json")
            .body(json.clone()),
    };
    let mut prepared = builder
        .build()
        .and_then(HttpRequest::try_from)
        .map_err(|_| unsent(&"the token contains a character that an HTTP header can't contain"))?;
    *prepared.uri_mut() = url[Position::BeforePath..Position::AfterQuery]
        .parse()
        .map_err(|error: InvalidUri| unsent(&error))?;
    Ok(prepared.map(HttpBody::new))
}

/// The failure of a request that cannot be sent.
fn unsent(reason: &dyn Display) -> Failure {
    Failure::BrokenAnswer(format!("nothing was sent: {reason}"))
}

fn signature(
    request: &Request,
    result: &Result<Response, Failure>,
    token: Option<&SecretString>,
) -> Option<Signature> {
    match (request.call, result, token) {
        (Call::Keys, Ok(response), Some(token)) if response.status == 200 => {
            signature::verify(token.expose_secret(), &response.body)
        }
        _ => None,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
