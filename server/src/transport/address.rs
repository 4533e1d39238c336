//! Decides which addresses the server may connect to.
//!
//! Why403 is run by people who call Keycloak on their own machine and network, so loopback and private addresses are
//! allowed. Never allowed are those where a cloud keeps its credentials, and those that are no single host's. The policy
//! is applied to the addresses a name resolves to, which are the ones connected to: a name cannot change its mind between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use diagnosis::exchange::Failure;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::failure::lacks_descriptors;

/// Addresses at which clouds answer with credentials, apart from the link-local ones.
const METADATA: [IpAddr; 4] = [
    // Alibaba Cloud
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    // Oracle Cloud
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    // Azure's wire server
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    // Google Cloud
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// The first two segments of the IPv6 ranges in which clouds keep such services: AWS, Oracle Cloud, Scaleway.
const METADATA_RANGES: [(u16, u16); 3] = [(0xfd00, 0xec2), (0xfd00, 0xc1), (0xfd00, 0x42)];

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    /// It has no address.
    #[error("the name has no address")]
    Unknown,
    /// This process has no descriptor left for the lookup.
    #[error("no file descriptor is left")]
    Exhausted,
    /// All its addresses are refused.
    #[error("{0}")]
    Refused(String),
}

/// The system's resolver, without the addresses that the policy refuses.
#[derive(Debug)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|error| {
                    if lacks_descriptors(&error) {
                        LookupError::Exhausted
                    } else {
                        LookupError::Unknown
                    }
                })?;
            Ok(Box::new(allowed(found)?.into_iter()) as Addrs)
        })
    }
}

/// Those of a name's addresses that may be connected to.
fn allowed(found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, LookupError> {
    let mut allowed = Vec::new();
    let mut refused = None;
    for address in found {
        match refusal(address.ip()) {
            None => allowed.push(address),
            Some(why) => refused = Some(why),
        }
    }
    if allowed.is_empty() {
        return Err(refused.map_or(LookupError::Unknown, LookupError::Refused));
    }
    Ok(allowed)
}

/// Applies the policy to an address written in the URL itself, which is never looked up.
pub(super) fn check_literal(url: &Url) -> Result<(), Failure> {
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(Host::Domain(_)) | None => return Ok(()),
    };
    refusal(ip).map_or(Ok(()), |why| Err(Failure::AddressNotAllowed(why)))
}

/// Why an address is refused, in words: for what it is, or for the IPv4 address that it carries.
fn refusal(ip: IpAddr) -> Option<String> {
    if let Some(what) = refused(ip) {
        return Some(format!("{ip} is an address {what}"));
    }
    let IpAddr::V6(v6) = ip else {
        return None;
    };
    let inner = IpAddr::V4(carried(v6)?);
    refused(inner).map(|what| format!("{ip} stands for {inner}, an address {what}"))
}

fn refused(ip: IpAddr) -> Option<&'static str> {
    if METADATA.contains(&ip) {
        return Some("where cloud providers serve machine credentials");
    }
    match ip {
        IpAddr::V4(v4) => refused_v4(v4),
        IpAddr::V6(v6) => refused_v6(v6),
    }
}

fn refused_v4(ip: Ipv4Addr) -> Option<&'static str> {
    if ip.is_link_local() {
        Some("of the link-local range, where cloud providers serve machine credentials")
    } else if ip.is_multicast() || ip.is_broadcast() {
        Some("of many hosts at once")
    } else if ip.octets()[0] == 0 {
        Some("of no host in particular")
    } else if ip.octets()[0] >= 240 {
        Some("of a reserved range")
    } else {
        None
    }
}

fn refused_v6(ip: Ipv6Addr) -> Option<&'static str> {
    let [first, second, ..] = ip.segments();
    if METADATA_RANGES.contains(&(first, second)) {
        Some("where cloud providers serve machine credentials")
    } else if ip.is_unicast_link_local() {
        Some("of the link-local range, where cloud providers serve machine credentials")
    } else if first & 0xffc0 == 0xfec0 {
        // RFC 3879: deprecated, and no network may use it any more.
        Some("of the site-local range, which is deprecated")
    } else if ip.is_multicast() {
        Some("of many hosts at once")
    } else if ip.is_unspecified() {
        Some("of no host in particular")
    } else {
        None
    }
}

/// The IPv4 address inside an IPv6 address that translates to one.
fn carried(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [first, second, third, fourth, fifth, sixth, high, low] = ip.segments();
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match (first, second) {
        // ::ffff:a.b.c.d (mapped), ::ffff:0:a.b.c.d (translated) and the old ::a.b.c.d (compatible), but not :: and ::1
        (0, 0) if [third, fourth] == [0, 0] => match (fifth, sixth) {
            (0, 0xffff) | (0xffff, 0) => v4(high, low),
            (0, 0) if high != 0 || low > 1 => v4(high, low),
            _ => None,
        },
        // NAT64: 64:ff9b::/96, and 64:ff9b:1::/48 for local use
        (0x64, 0xff9b) if third <= 1 => v4(high, low),
        // 6to4
        (0x2002, _) => v4(second, third),
        // Teredo: the client's address, inverted
        (0x2001, 0) => v4(!high, !low),
        // ISATAP (RFC 5214), below any prefix
        _ if fifth & !0x0200 == 0 && sixth == 0x5efe => v4(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_credentials_and_of_no_single_host_are_refused_in_every_spelling() {
        let refused = [
            "http://169.254.169.254",
            "http://169.254.0.1",
            "http://2852039166",
            "http://0xa9.0xfe.0xa9.0xfe",
            "http://0251.0376.0251.0376",
            "http://169.254.43518",
            "http://[::ffff:169.254.169.254]",
            "http://[::ffff:a9fe:a9fe]",
            "http://[::ffff:0:169.254.169.254]",
            "http://[::169.254.169.254]",
            "http://[64:ff9b::169.254.169.254]",
            "http://[64:ff9b:1::a9fe:a9fe]",
            "http://[2002:a9fe:a9fe::1]",
            "http://[2001:0:4136:e378:8000:63bf:5601:5601]",
            "http://[fe80::1]",
            "http://[febf::1]",
            "http://[fd00:ec2::254]",
            "http://[fd00:ec2::253]",
            "http://[fd00:ec2:0:1::23]",
            "http://[fd00:c1::a9fe:a9fe]",
            "http://[fd00:42::42]",
            "http://[fec0::1]",
            "http://[feff::1]",
            "http://[2001:db8::5efe:169.254.169.254]",
            "http://[fd12::200:5efe:169.254.169.254]",
            // In a refused range, whatever it carries
            "http://[fe80::5efe:10.0.0.1]",
            "http://[fd00:ec2::5efe:10.0.0.1]",
            "http://[fec0::200:5efe:10.0.0.1]",
            "http://[ff02::5efe:10.0.0.1]",
            "http://[fd20:ce::254]",
            "http://100.100.100.200",
            "http://[::ffff:100.100.100.200]",
            "http://0.0.0.0",
            "http://0",
            "http://[::]",
            "http://224.0.0.1",
            "http://[ff02::1]",
            "http://255.255.255.255",
            "http://240.0.0.1",
        ];
        for url in refused {
            let parsed = Url::parse(url).unwrap();
            assert!(
                matches!(check_literal(&parsed), Err(Failure::AddressNotAllowed(_))),
                "{url} is let through"
            );
        }
    }

    #[test]
    fn of_a_names_addresses_only_allowed_ones_are_connected_to() {
        let addresses = |texts: &[&str]| {
            let parsed: Vec<SocketAddr> = texts.iter().map(|text| text.parse().unwrap()).collect();
            allowed(parsed.into_iter())
        };
        let kept = addresses(&["169.254.169.254:0", "10.0.0.1:0", "[fe80::1]:0"]).unwrap();
        assert_eq!(kept, ["10.0.0.1:0".parse().unwrap()]);
        let refused = addresses(&["169.254.169.254:0", "[::ffff:169.254.169.254]:0"]);
        assert!(matches!(refused, Err(LookupError::Refused(_))));
        assert!(matches!(addresses(&[]), Err(LookupError::Unknown)));
    }

    #[test]
    fn addresses_of_keycloaks_are_allowed() {
        let allowed = [
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "http://[::ffff:127.0.0.1]",
            "http://10.0.0.1",
            "http://172.16.0.1",
            "http://192.168.1.1",
            "http://100.64.0.1",
            "http://93.184.216.34",
            "http://[fd00::1]",
            "http://[fd00:c2::1]",
            "http://[fd12::200:5efe:10.0.0.1]",
            "http://[2606:2800:220:1::1]",
            "http://[64:ff9b::10.0.0.1]",
        ];
        for url in allowed {
            assert_eq!(check_literal(&Url::parse(url).unwrap()), Ok(()), "{url}");
        }
    }
}
