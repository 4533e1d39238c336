//! Classifies IP addresses: never connected to, not public, or public.
//!
//! The table follows the IANA registries of special-purpose addresses:
//! <https://www.iana.org/assignments/iana-ipv4-special-registry> and <https://www.iana.org/assignments/iana-ipv6-special-registry>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// How a policy treats an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// No policy allows the address. Contains a description.
    Never(&'static str),
    /// Only a policy for private networks allows the address. Contains a description.
    NotPublic(&'static str),
    /// A public address.
    Public,
}

const CREDENTIALS: Class =
    Class::Never("the address of a metadata service, where cloud providers serve credentials");
const LINK_LOCAL: Class =
    Class::Never("a link-local address, where cloud providers serve credentials");
const MANY: Class = Class::Never("a multicast or broadcast address");
const NONE: Class = Class::Never("an unspecified address");
const RESERVED: Class = Class::Never("a reserved address");
const DOCUMENTATION: Class = Class::Never("an address for documentation");
const LOOPBACK: Class = Class::NotPublic("a loopback address");
const PRIVATE: Class = Class::NotPublic("a private address");

/// The first entry that contains an address decides.
const RANGES: &[(IpNet, Class)] = &[
    // Alibaba Cloud
    (v4([100, 100, 100, 200], 32), CREDENTIALS),
    // Oracle Cloud
    (v4([192, 0, 0, 192], 32), CREDENTIALS),
    // Azure's wire server
    (v4([168, 63, 129, 16], 32), CREDENTIALS),
    (v4([169, 254, 0, 0], 16), LINK_LOCAL),
    (v4([0, 0, 0, 0], 8), NONE),
    (v4([224, 0, 0, 0], 4), MANY),
    (v4([255, 255, 255, 255], 32), MANY),
    (v4([240, 0, 0, 0], 4), RESERVED),
    (v4([192, 0, 2, 0], 24), DOCUMENTATION),
    (v4([198, 51, 100, 0], 24), DOCUMENTATION),
    (v4([203, 0, 113, 0], 24), DOCUMENTATION),
    (v4([127, 0, 0, 0], 8), LOOPBACK),
    (v4([10, 0, 0, 0], 8), PRIVATE),
    (v4([172, 16, 0, 0], 12), PRIVATE),
    (v4([192, 168, 0, 0], 16), PRIVATE),
    // Between a provider and its customers (RFC 6598); clouds and overlay networks use it internally.
    (v4([100, 64, 0, 0], 10), PRIVATE),
    // IETF protocol assignments, and the retired relays of 6to4
    (v4([192, 0, 0, 0], 24), PRIVATE),
    (v4([192, 88, 99, 0], 24), PRIVATE),
    // Benchmarks (RFC 2544); some proxies use it internally.
    (v4([198, 18, 0, 0], 15), PRIVATE),
    // Google Cloud, AWS, Oracle Cloud, Scaleway
    (v6([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128), CREDENTIALS),
    (v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0], 32), CREDENTIALS),
    (v6([0xfd00, 0xc1, 0, 0, 0, 0, 0, 0], 32), CREDENTIALS),
    (v6([0xfd00, 0x42, 0, 0, 0, 0, 0, 0], 32), CREDENTIALS),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), LINK_LOCAL),
    (
        // RFC 3879: no network may use the range any more.
        v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10),
        Class::Never("a site-local address, which is deprecated"),
    ),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), MANY),
    (v6([0; 8], 128), NONE),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), LOOPBACK),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), PRIVATE),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), DOCUMENTATION),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), DOCUMENTATION),
    // Benchmarks, and names that are no hosts' (ORCHID)
    (v6([0x2001, 0x2, 0, 0, 0, 0, 0, 0], 48), PRIVATE),
    (v6([0x2001, 0x10, 0, 0, 0, 0, 0, 0], 28), RESERVED),
    (v6([0x2001, 0x20, 0, 0, 0, 0, 0, 0], 28), RESERVED),
    // Translation to IPv4 (NAT64): the IPv4 address inside is classified, too.
    (v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96), Class::Public),
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), PRIVATE),
    // Global unicast. Everything else is reserved.
    (v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3), Class::Public),
    (v6([0; 8], 0), RESERVED),
];

const fn v4(octets: [u8; 4], length: u8) -> IpNet {
    let [a, b, c, d] = octets;
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

const fn v6(segments: [u16; 8], length: u8) -> IpNet {
    let mut bits = 0;
    let mut place = 0;
    while place < segments.len() {
        bits = bits << 16 | segments[place] as u128;
        place += 1;
    }
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::from_bits(bits), length))
}

/// The class of an address in its plain form. Ignores an IPv4 address that an IPv6 address carries.
pub(super) fn class(ip: IpAddr) -> Class {
    RANGES
        .iter()
        .find(|(range, _)| range.contains(&ip))
        .map_or(Class::Public, |(_, class)| *class)
}

/// The plain form of an address: the IPv4 address inside a mapped or translated IPv6 address.
pub(super) fn plain(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else {
        return ip;
    };
    match v6.segments() {
        // ::ffff:a.b.c.d (mapped), ::ffff:0:a.b.c.d (translated), and the old ::a.b.c.d (compatible), but not :: and ::1
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => {
            joined(high, low)
        }
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 || low > 1 => joined(high, low),
        _ => ip,
    }
}

/// The IPv4 address to which a gateway or tunnel passes on what is sent to an IPv6 address.
pub(super) fn carried(ip: IpAddr) -> Option<IpAddr> {
    let IpAddr::V6(v6) = ip else {
        return None;
    };
    match v6.segments() {
        // NAT64: 64:ff9b::/96, and 64:ff9b:1::/48 for local use
        [0x64, 0xff9b, third, .., high, low] if third <= 1 => Some(joined(high, low)),
        // 6to4
        [0x2002, high, low, ..] => Some(joined(high, low)),
        // Teredo: the client's address, inverted
        [0x2001, 0, .., high, low] => Some(joined(!high, !low)),
        // ISATAP (RFC 5214), below any prefix
        [_, _, _, _, fifth, 0x5efe, high, low] if fifth & !0x0200 == 0 => Some(joined(high, low)),
        _ => None,
    }
}

/// A metadata or link-local address that a NAT64 gateway for local use may reach through this address, and its description.
///
/// Within `64:ff9b:1::/48` (RFC 8215), the network chooses the length of its prefix: 48, 56, 64, or 96, which [`carried`] handles. The length
/// decides where the IPv4 address is, and octet 8 is never a part of it (RFC 6052, section 2.2).
pub(super) fn translated(ip: IpAddr) -> Option<(IpAddr, &'static str)> {
    let IpAddr::V6(v6) = ip else {
        return None;
    };
    let [0x64, 0xff9b, 1, ..] = v6.segments() else {
        return None;
    };
    let octets = v6.octets();
    let around = [octets.get(6..8)?, octets.get(9..13)?].concat();
    around.windows(4).find_map(|octets| {
        let inner = IpAddr::from(<[u8; 4]>::try_from(octets).ok()?);
        match class(inner) {
            Class::Never(what) if [CREDENTIALS, LINK_LOCAL].contains(&class(inner)) => {
                Some((inner, what))
            }
            _ => None,
        }
    })
}

fn joined(high: u16, low: u16) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}
