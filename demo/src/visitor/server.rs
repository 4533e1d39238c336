//! Stores the visitors of a server: a bounded number, and only as long as they are active.

use std::time::Duration;

use moka::ops::compute::Op;
use moka::sync::Cache;

use super::{Grants, Slug};

/// The maximum number of visitors. The least recently used ones are removed first.
const MOST_VISITORS: u64 = 10_000;
/// How long an unused Keycloak is kept.
const IDLE: Duration = Duration::from_hours(2);

/// The visitors who have assigned something.
#[derive(Clone)]
pub(super) struct Store(Cache<Slug, Grants>);

impl Default for Store {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(MOST_VISITORS)
                .time_to_idle(IDLE)
                .build(),
        )
    }
}

impl Store {
    /// What a visitor has assigned.
    pub(super) fn get(&self, visitor: &Slug) -> Grants {
        self.0.get(visitor).unwrap_or_default()
    }

    /// Changes what a visitor has assigned.
    pub(super) fn update(&self, visitor: &Slug, change: impl FnOnce(&mut Grants)) {
        self.0.entry(visitor.clone()).and_compute_with(|entry| {
            let mut grants = entry.map(moka::Entry::into_value).unwrap_or_default();
            change(&mut grants);
            if grants == Grants::default() {
                Op::Remove
            } else {
                Op::Put(grants)
            }
        });
    }
}
