//! Limits requests, running checks, and password attempts.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diagnosis::attempt::{Attempt, TokenSource};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Problem;
use crate::client::{Client, Use, Uses, WIDE};
use crate::metrics::{Limit, Metrics};
use crate::settings::Settings;
use crate::transport::Admission;

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
    running: Uses,
    requests: Rate,
    /// The requests of wide networks.
    wide_requests: Rate,
    passwords: Arc<Rate>,
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
            running: Uses::default(),
            requests: Rate::new(Quota::per_minute(limits.requests)),
            wide_requests: Rate::new(Quota::per_minute(
                limits
                    .requests
                    .saturating_mul(NonZeroU32::MIN.saturating_add(WIDE - 1)),
            )),
            passwords: Arc::new(Rate::new(
                Quota::with_period(PASSWORD_WINDOW / attempts.get())
                    .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
                    .allow_burst(attempts),
            )),
        }
    }

    /// Counts a request.
    pub(super) fn request(&self, client: Client) -> Result<(), Problem> {
        if self.local {
            return Ok(());
        }
        let counted = self
            .requests
            .count(client)
            .and_then(|()| match client.wide() {
                Some(wide) => self.wide_requests.count(wide),
                None => Ok(()),
            });
        counted.map_err(|wait| {
            self.metrics.refused(Limit::Requests);
            Problem::TooMany(
                "Too many requests from your address. Wait, and try again.",
                wait,
            )
        })
    }

    /// Counts the password attempt of a check, if it is one. The key contains neither port nor realm, so that neither bypasses the limit.
    ///
    /// A name says nothing about the server behind it: anybody can make any number of names for one server. So the result counts the
    /// addresses to which the check sends the password as well.
    pub(super) fn password(&self, attempt: &Attempt) -> Result<Option<PasswordAttempt>, Problem> {
        let TokenSource::Password { username, .. } = &attempt.token_source else {
            return Ok(None);
        };
        if self.local {
            return Ok(None);
        }
        let host = attempt.base_url.url().host_str().unwrap_or_default();
        let attempt = PasswordAttempt {
            passwords: Arc::clone(&self.passwords),
            username: username.trim().to_lowercase(),
            counted: Mutex::default(),
        };
        match attempt.admit(host.trim_end_matches('.')) {
            Ok(()) => Ok(Some(attempt)),
            Err(wait) => Err(self.too_many_passwords(wait)),
        }
    }

    /// The refusal of a password attempt, and the seconds to wait.
    pub(super) fn too_many_passwords(&self, wait: u64) -> Problem {
        self.metrics.refused(Limit::Passwords);
        Problem::TooMany(
            "Too many password attempts for this user name on this server. Why403 limits them to prevent password guessing. \
             Wait, and try again.",
            wait,
        )
    }

    /// Takes a place for a check, which is released when the result is dropped.
    pub(super) fn check(&self, client: Client) -> Result<Place, Problem> {
        let of_client = if self.local {
            None
        } else {
            let place = self.running.take(client, self.checks_per_client);
            Some(place.ok_or_else(|| {
                self.metrics.refused(Limit::ClientChecks);
                Problem::TooMany(
                    "Too many checks from your address are running. Wait until one is complete.",
                    SOON,
                )
            })?)
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

/// One password attempt, which counts once for each host and address.
pub(super) struct PasswordAttempt {
    passwords: Arc<Rate>,
    username: String,
    counted: Mutex<HashSet<String>>,
}

impl fmt::Debug for PasswordAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordAttempt")
    }
}

impl Admission for PasswordAttempt {
    fn admit(&self, host: &str) -> Result<(), u64> {
        // No code panics while it holds the lock.
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if !counted.contains(host) {
            self.passwords.count((host, &self.username))?;
            counted.insert(host.to_owned());
        }
        Ok(())
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
    _of_client: Option<Use>,
    _total: OwnedSemaphorePermit,
}
