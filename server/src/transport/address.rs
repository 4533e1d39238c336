//! Applies the address policy to every connection.
//!
//! The policy decides on the addresses of a resolved name, to which the connection is then made, so that the name cannot change in between.

mod policy;
mod ranges;

use std::net::SocketAddr;
use std::sync::Arc;

use diagnosis::exchange::Failure;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use super::failure::lacks_descriptors;
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

/// The system's resolver, without the addresses that the policy refuses.
#[derive(Debug)]
pub(super) struct Resolver(pub(super) Arc<AddressPolicy>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = Arc::clone(&self.0);
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
            let allowed = allowed(&policy, name.as_str(), found)?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
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

/// Applies the policy to the URL itself: scheme, port, and a literal IP address, which is never looked up.
pub(super) fn check_url(policy: &AddressPolicy, url: &Url) -> Result<(), Failure> {
    policy
        .refusal_of_url(url)
        .map_or(Ok(()), |why| Err(Failure::AddressNotAllowed(why)))
}

#[cfg(test)]
mod tests;
