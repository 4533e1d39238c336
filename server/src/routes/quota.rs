//! Limits requests, running checks, and password attempts.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diagnosis::attempt::{Attempt, TokenSource};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Problem;
use super::client::Client;
use crate::metrics::{Limit, Metrics};
use crate::settings::Settings;

/// The time in which a number of password attempts is allowed.
const PASSWORD_WINDOW: Duration = Duration::from_mins(10);
/// The value of `Retry-After` in seconds, if no better value is known.
const SOON: u64 = 5;

/// The limits and their current use.
#[derive(Debug)]
pub(super) struct Quotas {
    /// Only this machine's own users reach the server, so there are no limits by client.
    local: bool,
    metrics: Arc<Metrics>,
    checks: Arc<Semaphore>,
    checks_per_client: usize,
    running: Arc<Mutex<HashMap<Client, usize>>>,
    requests: Rate,
    passwords: Rate,
}

impl Quotas {
    pub(super) fn new(settings: &Settings, metrics: Arc<Metrics>) -> Self {
        let limits = &settings.client_limits;
        let attempts = limits.passwords;
        Self {
            local: settings.is_local(),
            metrics,
            checks: Arc::new(Semaphore::new(settings.max_checks)),
            checks_per_client: limits.checks,
            running: Arc::default(),
            requests: Rate::new(Quota::per_minute(limits.requests)),
            passwords: Rate::new(
                Quota::with_period(PASSWORD_WINDOW / attempts.get())
                    .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
                    .allow_burst(attempts),
            ),
        }
    }

    /// Counts a request.
    pub(super) fn request(&self, client: Client) -> Result<(), Problem> {
        if self.local {
            return Ok(());
        }
        self.requests.count(client).map_err(|wait| {
            self.metrics.refused(Limit::Requests);
            Problem::TooMany(
                "Too many requests from your address. Wait, and try again.",
                wait,
            )
        })
    }

    /// Counts the password attempt of a check, if it is one. The key contains neither port nor realm, so that neither bypasses the limit.
    pub(super) fn password(&self, attempt: &Attempt) -> Result<(), Problem> {
        let TokenSource::Password { username, .. } = &attempt.token_source else {
            return Ok(());
        };
        if self.local {
            return Ok(());
        }
        let host = attempt.base_url.url().host_str().unwrap_or_default();
        self.passwords
            .count((host.trim_end_matches('.'), username.trim().to_lowercase()))
            .map_err(|wait| {
                self.metrics.refused(Limit::Passwords);
                Problem::TooMany(
                    "Too many password attempts for this user name on this server. Why403 limits them to prevent password guessing. \
                     Wait, and try again.",
                    wait,
                )
            })
    }

    /// Takes a place for a check, which is released when the result is dropped.
    pub(super) fn check(&self, client: Client) -> Result<Place, Problem> {
        let of_client = if self.local {
            None
        } else {
            Some(
                OfClient::take(&self.running, client, self.checks_per_client)
                    .inspect_err(|_| self.metrics.refused(Limit::ClientChecks))?,
            )
        };
        let total = Arc::clone(&self.checks).try_acquire_owned().map_err(|_| {
            self.metrics.refused(Limit::Checks);
            Problem::busy()
        })?;
        Ok(Place {
            _of_client: of_client,
            _total: total,
        })
    }
}

/// A rate for each key. Keys are hashed into a fixed number of slots: memory is bounded whatever visitors send, no name or address is kept,
/// and nobody can choose whom to share a slot with, because the hash is seeded at start.
#[derive(Debug)]
struct Rate {
    slots: DefaultKeyedRateLimiter<u16>,
    hasher: RandomState,
}

impl Rate {
    fn new(quota: Quota) -> Self {
        Self {
            slots: RateLimiter::keyed(quota),
            hasher: RandomState::new(),
        }
    }

    /// Counts one use, or returns the seconds until the next one is allowed.
    fn count(&self, key: impl Hash) -> Result<(), u64> {
        let [.., high, low] = self.hasher.hash_one(key).to_be_bytes();
        self.slots
            .check_key(&u16::from_be_bytes([high, low]))
            .map_err(|not_until| {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                wait.as_secs() + 1
            })
    }
}

/// A place among the running checks.
#[derive(Debug)]
pub(super) struct Place {
    _of_client: Option<OfClient>,
    _total: OwnedSemaphorePermit,
}

/// A place among the running checks of one client. The table holds only clients with running checks, so their limit bounds it.
#[derive(Debug)]
struct OfClient {
    running: Arc<Mutex<HashMap<Client, usize>>>,
    client: Client,
}

impl OfClient {
    fn take(
        running: &Arc<Mutex<HashMap<Client, usize>>>,
        client: Client,
        limit: usize,
    ) -> Result<Self, Problem> {
        let mut table = locked(running);
        let count = table.get(&client).copied().unwrap_or_default();
        if count >= limit {
            return Err(Problem::TooMany(
                "Too many checks from your address are running. Wait until one is complete.",
                SOON,
            ));
        }
        table.insert(client, count + 1);
        drop(table);
        Ok(Self {
            running: Arc::clone(running),
            client,
        })
    }
}

impl Drop for OfClient {
    fn drop(&mut self) {
        let mut table = locked(&self.running);
        let left = table
            .get(&self.client)
            .map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            table.remove(&self.client);
        } else {
            table.insert(self.client, left);
        }
    }
}

/// No code panics while it holds the lock, so a poisoned table is still valid.
fn locked(running: &Mutex<HashMap<Client, usize>>) -> MutexGuard<'_, HashMap<Client, usize>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
