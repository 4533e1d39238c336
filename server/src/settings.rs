//! The settings of the web server.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use app::{FooterLinks, Suggestions};
use ipnet::IpNet;
use url::Url;

use crate::certificate::CertificateFiles;
use crate::site::Site;
use crate::transport::{AddressPolicy, Limits, Outgoing, Reach};

/// The web server's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// The bundles, the style sheet, and other static files.
    pub site: Site,
    /// The certificate, if this server terminates TLS.
    pub certificate: Option<CertificateFiles>,
    /// The prefix of every path.
    pub prefix: PathPrefix,
    /// The URL that visitors use, if it differs from the address that the server listens on.
    pub public_url: Option<Url>,
    /// The limits of requests to Keycloak.
    pub limits: Limits,
    /// The hosts that requests may go to.
    pub policy: Arc<AddressPolicy>,
    /// The proxy and the certificate authorities for requests to Keycloak.
    pub outgoing: Arc<Outgoing>,
    /// The values that the form suggests, and links to the organization's own documentation.
    pub suggestions: Suggestions,
    /// The links in the footer of every page.
    pub footer: FooterLinks,
    /// Whether checks never try credentials in another realm.
    pub no_master_probe: bool,
    /// The maximum number of checks at a time. Further checks get a 503.
    pub max_checks: usize,
    /// The maximum number of bytes in the responses from Keycloak that all running checks hold. A check that exceeds it gets a 503.
    pub max_bodies: usize,
    /// The maximum number of connections at a time. Further connections wait.
    pub max_connections: usize,
    /// The limits for each client.
    pub client_limits: ClientLimits,
    /// The origins of other sites whose pages may run checks, such as `https://docs.example.com`.
    pub allowed_origins: Vec<String>,
    /// The other replicas of this server behind the same public URL, each a host and a port.
    pub replicas: Vec<String>,
    /// The proxies whose `X-Forwarded-For` or `Forwarded` header names the client.
    pub trusted_proxies: Vec<IpNet>,
}

/// The limits for each client. They do not apply while only users of this machine reach the server ([`Settings::is_local`]).
#[derive(Debug, Clone, Copy)]
pub struct ClientLimits {
    /// Requests a minute.
    pub requests: NonZeroU32,
    /// Connections at a time, unless the client is a trusted proxy.
    pub connections: usize,
    /// Checks at a time.
    pub checks: usize,
    /// Password attempts in ten minutes for one user name on one host, whoever sends them.
    pub passwords: NonZeroU32,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            requests: DEFAULT_REQUESTS,
            connections: 200,
            checks: 10,
            passwords: DEFAULT_PASSWORDS,
        }
    }
}

/// The default number of requests a minute. Opening a page takes about 15 requests.
const DEFAULT_REQUESTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);
/// The default number of password attempts: enough for typing mistakes, too few to guess a password. Keycloak's own brute force
/// detection allows 30 failures.
const DEFAULT_PASSWORDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

impl Settings {
    /// The default settings for an address.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            site: Site::default(),
            certificate: None,
            prefix: PathPrefix::default(),
            public_url: None,
            limits: Limits::default(),
            policy: Arc::new(AddressPolicy::new(Reach::Local)),
            outgoing: Arc::default(),
            suggestions: Suggestions::default(),
            footer: FooterLinks::default(),
            no_master_probe: false,
            max_checks: DEFAULT_MAX_CHECKS,
            max_bodies: DEFAULT_MAX_BODIES,
            max_connections: DEFAULT_MAX_CONNECTIONS,
            client_limits: ClientLimits::default(),
            allowed_origins: Vec::new(),
            replicas: Vec::new(),
            trusted_proxies: Vec::new(),
        }
    }

    /// The scheme that clients of this process use.
    pub fn scheme(&self) -> &'static str {
        if self.certificate.is_some() {
            "https"
        } else {
            "http"
        }
    }

    /// Whether only users of this machine reach the server: it listens on loopback, and no setting indicates a proxy in front.
    pub fn is_local(&self) -> bool {
        self.listen.ip().is_loopback()
            && self.public_url.is_none()
            && self.trusted_proxies.is_empty()
    }
}

/// The default number of checks at a time: enough for a large team, with little memory.
pub const DEFAULT_MAX_CHECKS: usize = 1_000;

/// The default size of all responses: enough for a thousand checks, whose responses usually have some 10 kB each.
pub const DEFAULT_MAX_BODIES: usize = 128 * 1024 * 1024;

/// The default number of connections at a time. A hostile connection takes about 100 kB: its headers and the state of TLS.
pub const DEFAULT_MAX_CONNECTIONS: usize = 4_000;

/// The prefix of every path: empty, or a path such as `/why403`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathPrefix(String);

/// The error for a text that is not a path prefix.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a path prefix looks like /why403: letters, digits, - . _ ~ between slashes")]
pub struct PathPrefixError;

impl PathPrefix {
    /// Parses `/why403`, `why403/`, or `/`.
    pub fn parse(text: &str) -> Result<Self, PathPrefixError> {
        let segments = text.trim().trim_matches('/');
        if segments.is_empty() {
            return Ok(Self::default());
        }
        let plain = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && segment
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        };
        if segments.split('/').all(plain) {
            Ok(Self(format!("/{segments}")))
        } else {
            Err(PathPrefixError)
        }
    }

    /// The prefix: empty, or with a leading slash and without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without the prefix; `None` if the path does not have the prefix.
    pub fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        let rest = path.strip_prefix(self.as_str())?;
        match rest {
            "" => Some("/"),
            _ if rest.starts_with('/') => Some(rest),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_normalized() {
        for (typed, expected) in [
            ("", ""),
            ("/", ""),
            ("why403", "/why403"),
            ("/a/b/", "/a/b"),
        ] {
            assert_eq!(PathPrefix::parse(typed).unwrap().as_str(), expected);
        }
        for wrong in ["a b", "/../x", "a//b", "a?b", "é"] {
            assert!(PathPrefix::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_whole_segments_are_stripped() {
        let prefix = PathPrefix::parse("/why403").unwrap();
        assert_eq!(prefix.strip("/why403"), Some("/"));
        assert_eq!(prefix.strip("/why403/api/check"), Some("/api/check"));
        assert_eq!(prefix.strip("/why403x/api"), None);
        assert_eq!(prefix.strip("/api/check"), None);
    }
}
