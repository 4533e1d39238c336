//! The address policy: which hosts, ports, and schemes the server sends requests to.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use url::{Host, Url};

use super::ranges::{Class, carried, class, plain, translated};

const UNLISTED: &str = "not among the hosts and networks that this Why403 server allows";

/// Which hosts, ports, and schemes the server sends requests to. No policy allows link-local, metadata, multicast, unspecified, or reserved
/// addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressPolicy {
    /// The hosts.
    pub reach: Reach,
    /// The ports. Every port if the list is empty.
    pub ports: Vec<u16>,
    /// Whether `http:` is refused.
    pub https_only: bool,
}

/// Which hosts the server sends requests to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Loopback, private, and public addresses.
    Local,
    /// Only hosts and networks that the operator lists.
    Internal(Vec<Target>),
    /// Only public addresses.
    Public,
}

/// A host or network that the operator allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A host name. The addresses behind the name are allowed.
    Host(String),
    /// The hosts whose name ends with this text, which starts with a dot.
    Subdomains(String),
    /// An address or a network.
    Network(IpNet),
}

/// Why a text is not a target.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "a target looks like keycloak.example.com, *.example.com, 10.0.0.0/8, or fd00::/8, without scheme and port"
)]
pub struct TargetError;

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let text = text.trim();
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        if let Ok(network) = bare
            .parse()
            .or_else(|_| bare.parse::<IpAddr>().map(IpNet::from))
        {
            return Ok(Self::Network(network));
        }
        let (suffix, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        match Host::parse(name) {
            Ok(Host::Domain(name)) if name.split('.').all(is_label) => Ok(if suffix {
                Self::Subdomains(format!(".{name}"))
            } else {
                Self::Host(name)
            }),
            _ => Err(TargetError),
        }
    }
}

/// Whether a part of a host name is valid. Names in internal networks may contain underscores.
fn is_label(label: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !label.is_empty() && label.bytes().all(is_allowed)
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(name) => f.write_str(name),
            Self::Subdomains(suffix) => write!(f, "*{suffix}"),
            Self::Network(network) => network.fmt(f),
        }
    }
}

impl fmt::Display for AddressPolicy {
    /// Describes the policy for the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reach {
            Reach::Local => f.write_str("local: loopback, private, and public addresses")?,
            Reach::Internal(targets) => {
                f.write_str("internal: only ")?;
                list(f, targets)?;
            }
            Reach::Public => f.write_str("public: only public addresses")?,
        }
        if !self.ports.is_empty() {
            f.write_str("; ports ")?;
            list(f, &self.ports)?;
        }
        if self.https_only {
            f.write_str("; only https:")?;
        }
        Ok(())
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if place == 0 { "" } else { ", " })?;
    }
    Ok(())
}

impl AddressPolicy {
    /// A policy for these hosts, with every port and scheme.
    pub fn new(reach: Reach) -> Self {
        Self {
            reach,
            ports: Vec::new(),
            https_only: false,
        }
    }

    /// Returns why nothing is sent to `url`, as far as the URL itself shows it. [`Self::refusal`] decides on names once they are resolved.
    pub(super) fn refusal_of_url(&self, url: &Url) -> Option<String> {
        if self.https_only && url.scheme() != "https" {
            return Some("this Why403 server sends requests only to https: URLs".to_owned());
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !self.ports.is_empty() && !self.ports.contains(&port) {
            let ports: Vec<String> = self.ports.iter().map(u16::to_string).collect();
            return Some(format!(
                "port {port} is not among the ports that this Why403 server allows: {}",
                ports.join(", ")
            ));
        }
        match url.host()? {
            Host::Ipv4(ip) => self.refusal(None, IpAddr::V4(ip)),
            Host::Ipv6(ip) => self.refusal(None, IpAddr::V6(ip)),
            Host::Domain(_) => None,
        }
    }

    /// Returns why the policy refuses `url`, as far as this is known before the name is looked up.
    pub fn refusal_before_lookup(&self, url: &Url) -> Option<String> {
        let unlisted = |name: &str| match &self.reach {
            Reach::Internal(targets) => targets
                .iter()
                .all(|target| !matches!(target, Target::Network(_)) && !target.lists(name)),
            Reach::Local | Reach::Public => false,
        };
        self.refusal_of_url(url).or_else(|| match url.host()? {
            Host::Domain(name) if unlisted(name) => Some(format!("{name} is {UNLISTED}")),
            _ => None,
        })
    }

    /// Whether the operator lists the host `name`. Then the policy allows all its addresses except those that every policy refuses.
    pub(crate) fn lists(&self, name: &str) -> bool {
        match &self.reach {
            Reach::Internal(targets) => targets.iter().any(|target| target.lists(name)),
            Reach::Local | Reach::Public => false,
        }
    }

    /// Returns why no connection is made to `ip`, an address of the host `name` if there is one.
    pub(super) fn refusal(&self, name: Option<&str>, ip: IpAddr) -> Option<String> {
        let inner = plain(ip);
        if let Some(what) = self.refused(name, inner) {
            return Some(if inner == ip {
                format!("{ip} is {what}")
            } else {
                format!("{ip} leads to {inner}, and {inner} is {what}")
            });
        }
        // A gateway may pass the connection on, so the policy must also allow the address behind it.
        let behind = carried(inner).and_then(|ip| Some((ip, self.refused(name, ip)?)));
        behind
            .or_else(|| translated(inner))
            .map(|(inner, what)| format!("{ip} leads to {inner}, and {inner} is {what}"))
    }

    fn refused(&self, name: Option<&str>, ip: IpAddr) -> Option<&'static str> {
        match (class(ip), &self.reach) {
            (Class::Never(what), _) | (Class::NotPublic(what), Reach::Public) => Some(what),
            (_, Reach::Internal(targets))
                if !targets.iter().any(|target| target.covers(name, ip)) =>
            {
                Some(UNLISTED)
            }
            _ => None,
        }
    }
}

impl Target {
    /// Whether the target lists the host `name`, or contains `ip`, an address of the host.
    pub(crate) fn covers(&self, name: Option<&str>, ip: IpAddr) -> bool {
        match self {
            Self::Network(network) => network.contains(&ip),
            Self::Host(_) | Self::Subdomains(_) => name.is_some_and(|name| self.lists(name)),
        }
    }

    /// Whether the target lists the host `name`.
    fn lists(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        match self {
            Self::Host(host) => name == *host,
            Self::Subdomains(suffix) => name.ends_with(suffix),
            Self::Network(_) => false,
        }
    }
}
