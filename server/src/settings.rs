//! The settings of the web server.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use app::Suggestions;
use ipnet::IpNet;
use url::Url;

use crate::certificate::CertificateFiles;
use crate::site::Site;
use crate::transport::{AddressPolicy, Limits, Outgoing, Reach};

/// The web server's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The bundles, the style sheet, and other static files.
    pub site: Site,
    /// The certificate, if this server terminates TLS.
    pub certificate: Option<CertificateFiles>,
    /// What precedes every path.
    pub prefix: PathPrefix,
    /// Its address as visitors know it, where that is not the one it listens at.
    pub public_url: Option<Url>,
    /// What calls to Keycloak keep to.
    pub limits: Limits,
    /// Which hosts requests go to.
    pub policy: Arc<AddressPolicy>,
    /// The proxy and the certificate authorities of requests.
    pub outgoing: Arc<Outgoing>,
    /// What the form suggests, and links to the organization's own documentation.
    pub suggestions: Suggestions,
    /// Whether no check tries credentials in another realm.
    pub no_master_probe: bool,
    /// How many checks may be under way; more are asked to come again.
    pub max_checks: usize,
    /// What one client may use.
    pub client_limits: ClientLimits,
    /// The origins of other sites whose pages may run checks, such as `https://docs.example.com`.
    pub allowed_origins: Vec<String>,
    /// The proxies whose `X-Forwarded-For` or `Forwarded` header names the client.
    pub trusted_proxies: Vec<IpNet>,
}

/// What one client may use. The limits do not apply while only this machine's own users reach the server ([`Settings::is_local`]).
#[derive(Debug, Clone, Copy)]
pub struct ClientLimits {
    /// Requests a minute.
    pub requests: NonZeroU32,
    /// Checks at a time.
    pub checks: usize,
    /// Password attempts in ten minutes for one user name on one host, whoever sends them.
    pub passwords: NonZeroU32,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            requests: DEFAULT_REQUESTS,
            checks: 10,
            passwords: DEFAULT_PASSWORDS,
        }
    }
}

/// Opening a page takes about 15 requests.
const DEFAULT_REQUESTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);
/// Enough to find a typing mistake, and far too few to guess a password. Keycloak's own brute force detection allows 30 failures.
const DEFAULT_PASSWORDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

impl Settings {
    /// The settings for an address, everything else as by default.
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
            no_master_probe: false,
            max_checks: DEFAULT_MAX_CHECKS,
            client_limits: ClientLimits::default(),
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
        }
    }

    /// The scheme by which clients reach this process.
    pub fn scheme(&self) -> &'static str {
        if self.certificate.is_some() {
            "https"
        } else {
            "http"
        }
    }

    /// Whether only this machine's own users reach the server: it listens on loopback, and nothing says that a proxy is in front.
    pub fn is_local(&self) -> bool {
        self.listen.ip().is_loopback()
            && self.public_url.is_none()
            && self.trusted_proxies.is_empty()
    }
}

/// Enough for a large team, and little memory.
pub const DEFAULT_MAX_CHECKS: usize = 1_000;

/// What precedes every path: empty, or such as `/why403`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathPrefix(String);

/// Why a text is not a path prefix.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a path prefix looks like /why403: letters, digits, - . _ ~ between slashes")]
pub struct PathPrefixError;

impl PathPrefix {
    /// Parses `/why403`, `why403/` or `/`.
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

    /// Empty, or with a slash in front and none behind.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A path without the prefix, if it has it.
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
