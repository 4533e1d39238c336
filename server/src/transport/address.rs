//! Applies the address policy to every connection.
//!
//! The policy decides on the addresses of a resolved name, to which the connection is then made, so that the name cannot change in between.

mod policy;
mod ranges;

use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;

use diagnosis::exchange::Failure;
use futures_util::future::BoxFuture;
use rustls::pki_types::ServerName;
use url::{Host, Url};

pub use policy::{AddressPolicy, Reach, Target, TargetError};

/// Why a name has no usable address.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    /// The name has no address.
    #[error("the name has no address")]
    Unknown,
    /// This process has no descriptor left for the lookup.
    #[error("no file descriptor is left")]
    Exhausted,
    /// The policy refuses all addresses of the name.
    #[error("{0}")]
    Refused(String),
}

/// Looks up the addresses of a host name.
pub trait Lookup: Debug + Send + Sync {
    /// The addresses of `name`, with any port.
    fn lookup(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;
}

/// Asks the system's resolver.
#[derive(Debug)]
pub(super) struct System;

impl Lookup for System {
    fn lookup(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.collect())
        })
    }
}

/// Looks up a name. Returns the addresses that the policy allows, at least one.
pub(super) async fn resolve(
    lookup: &dyn Lookup,
    policy: &AddressPolicy,
    name: &str,
) -> Result<Vec<SocketAddr>, LookupError> {
    let found = lookup.lookup(name).await.map_err(|error| {
        if lacks_descriptors(&error) {
            LookupError::Exhausted
        } else {
            LookupError::Unknown
        }
    })?;
    allowed(policy, name, found.into_iter())
}

/// Whether the error is EMFILE or ENFILE, for which the standard library has no `ErrorKind`.
pub(super) fn lacks_descriptors(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}

/// The addresses of a name that the policy allows.
fn allowed(
    policy: &AddressPolicy,
    name: &str,
    found: impl Iterator<Item = SocketAddr>,
) -> Result<Vec<SocketAddr>, LookupError> {
    let mut allowed = Vec::new();
    let mut refused = None;
    for address in found {
        match policy.refusal(Some(name), address.ip()) {
            None => allowed.push(address),
            Some(why) => refused = Some(why),
        }
    }
    if allowed.is_empty() {
        return Err(refused.map_or(LookupError::Unknown, LookupError::Refused));
    }
    Ok(allowed)
}

/// Applies the policy to the URL itself: scheme, port, and a literal IP address, which is never looked up. An invalid name fails like
/// an unknown one, because the error of the TLS library would look like a broken response.
pub(super) fn check_url(policy: &AddressPolicy, url: &Url) -> Result<(), Failure> {
    if let Some(Host::Domain(name)) = url.host()
        && url.scheme() == "https"
        && ServerName::try_from(name).is_err()
    {
        return Err(Failure::Dns);
    }
    policy
        .refusal_of_url(url)
        .map_or(Ok(()), |why| Err(Failure::AddressNotAllowed(why)))
}

#[cfg(test)]
mod tests;
