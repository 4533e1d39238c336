//! The operator's settings for all requests to Keycloak: a proxy, certificate authorities, and the lookup of names.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::address::{Lookup, System};
use super::tls::Authorities;
use super::{AddressPolicy, Target};

/// The operator's settings for outgoing requests.
#[derive(Debug)]
pub struct Outgoing {
    /// The proxy, if requests go through one.
    pub proxy: Option<Proxy>,
    /// The certificate authorities that are trusted in addition to the machine's.
    pub authorities: Authorities,
    /// Looks up host names.
    pub lookup: Arc<dyn Lookup>,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self {
            proxy: None,
            authorities: Authorities::default(),
            lookup: Arc::new(System),
        }
    }
}

/// An HTTP proxy that connects to a server on request (CONNECT).
#[derive(Debug, Clone)]
pub struct Proxy {
    pub(super) host: String,
    pub(super) port: u16,
    /// The value of `Proxy-Authorization`. Its `Debug` does not show it.
    pub(super) authorization: Option<HeaderValue>,
    bypass: Vec<Target>,
}

/// Why a text is not the URL of a proxy. It does not quote the text, which may contain a password.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "the proxy must be a URL such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128, without a path"
)]
pub struct ProxyError;

impl fmt::Display for Proxy {
    /// The proxy's host and port, without credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Proxy {
    /// A proxy at `url`. The targets in `bypass` are reached directly.
    pub fn new(url: &SecretString, bypass: Vec<Target>) -> Result<Self, ProxyError> {
        let url = Url::parse(url.expose_secret()).map_err(|_| ProxyError)?;
        let (Some(host), Some(port), "http", "/", None, None) = (
            url.host_str(),
            url.port_or_known_default(),
            url.scheme(),
            url.path(),
            url.query(),
            url.fragment(),
        ) else {
            return Err(ProxyError);
        };
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            authorization: has_credentials.then(|| basic(&url)).transpose()?,
            bypass,
        })
    }

    /// Whether a host is reached directly. Loopback always is, because the proxy's loopback is on another machine.
    pub(super) fn is_bypassed(&self, name: Option<&str>, ip: IpAddr) -> bool {
        ip.to_canonical().is_loopback() || self.bypass.iter().any(|host| host.covers(name, ip))
    }
}

/// The credentials in a URL as a header.
fn basic(url: &Url) -> Result<HeaderValue, ProxyError> {
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)))
        .map_err(|_| ProxyError)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The way to a host.
#[derive(Debug)]
pub(super) enum Way<'p> {
    /// To the host itself, at one of these addresses.
    Direct(Vec<SocketAddr>),
    /// Through the proxy, to this host and port.
    Tunnel(&'p Proxy, String),
}

impl Outgoing {
    /// The way to the host `name` at `addresses`, which the policy allows. There are no addresses if only the proxy can look up the name.
    ///
    /// The proxy gets an address, so that it cannot resolve the name to an address that the policy refuses. If the operator lists the host
    /// by name, the proxy gets the name, because proxies filter by name and the policy trusts such a host at any address.
    pub(super) fn way(
        &self,
        policy: &AddressPolicy,
        name: Option<&str>,
        addresses: Vec<SocketAddr>,
        port: u16,
    ) -> Way<'_> {
        let Some(proxy) = &self.proxy else {
            return Way::Direct(addresses);
        };
        let ip = addresses
            .first()
            .map_or(Ipv4Addr::UNSPECIFIED.into(), SocketAddr::ip);
        if proxy.is_bypassed(name, ip) {
            return Way::Direct(addresses);
        }
        let authority = match name.filter(|name| policy.lists(name)) {
            Some(name) => format!("{name}:{port}"),
            None => SocketAddr::new(ip, port).to_string(),
        };
        Way::Tunnel(proxy, authority)
    }
}
