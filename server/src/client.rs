//! Identifies clients for limits, and counts what each client uses at a time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::{IpNet, Ipv6Net};

/// The prefix length of an IPv6 client: a home or an office usually gets a /64, and every device in it can use any of its addresses.
const V6_PREFIX: u8 = 64;
/// The prefix length of the largest network that one customer usually gets, with 65,536 networks of a client's size.
const V6_WIDE_PREFIX: u8 = 48;
/// The limit of all clients of such a network together, as a multiple of the limit of one client.
pub(crate) const WIDE: u32 = 16;

/// A client as limits count it: an IPv4 address, or an IPv6 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpNet);

impl Client {
    /// The client at `ip`.
    pub(crate) fn new(ip: IpAddr) -> Self {
        let ip = ip.to_canonical();
        Self(network(ip, V6_PREFIX).unwrap_or(ip.into()))
    }

    /// The network that the client's owner may have altogether, if it is larger than the client.
    pub(crate) fn wide(self) -> Option<Self> {
        network(self.0.addr(), V6_WIDE_PREFIX).map(Self)
    }
}

/// The network of an IPv6 address with this prefix length.
fn network(ip: IpAddr, length: u8) -> Option<IpNet> {
    match ip {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => Some(Ipv6Net::new(v6, length).ok()?.trunc().into()),
    }
}

/// Whether `ip` belongs to one of these networks.
pub(crate) fn is_in(ip: IpAddr, networks: &[IpNet]) -> bool {
    networks.iter().any(|network| network.contains(&ip))
}

/// Counts what each client uses at a time. Contains only clients that use something, so the limits of all clients bound its size.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uses(Arc<Mutex<HashMap<Client, usize>>>);

impl Uses {
    /// Counts one more use until the result is dropped. `None` if the client already has `limit`, or its wide network has [`WIDE`] times as
    /// many.
    pub(crate) fn take(&self, client: Client, limit: usize) -> Option<Use> {
        let mut table = self.locked();
        let wide = client
            .wide()
            .map(|wide| (wide, limit.saturating_mul(WIDE as usize)));
        let counted: Vec<_> = std::iter::once((client, limit)).chain(wide).collect();
        let is_full = |(client, limit): &(Client, usize)| {
            table.get(client).is_some_and(|count| count >= limit)
        };
        if counted.iter().any(is_full) {
            return None;
        }
        for (client, _) in counted {
            *table.entry(client).or_default() += 1;
        }
        drop(table);
        Some(Use {
            uses: self.clone(),
            client,
        })
    }

    /// No code panics while it holds the lock, so a poisoned table is still valid.
    fn locked(&self) -> MutexGuard<'_, HashMap<Client, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One use by a client.
#[derive(Debug)]
pub(crate) struct Use {
    uses: Uses,
    client: Client,
}

impl Drop for Use {
    fn drop(&mut self) {
        let mut table = self.uses.locked();
        for client in std::iter::once(self.client).chain(self.client.wide()) {
            let left = table
                .get(&client)
                .map_or(0, |count| count.saturating_sub(1));
            if left == 0 {
                table.remove(&client);
            } else {
                table.insert(client, left);
            }
        }
    }
}
