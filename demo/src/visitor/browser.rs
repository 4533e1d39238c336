//! Stores the visitors of a browser tab, which are few, until the tab is closed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Grants, Slug};

/// The visitors who have assigned something.
#[derive(Clone, Default)]
pub(super) struct Store(Arc<Mutex<HashMap<Slug, Grants>>>);

impl Store {
    /// What a visitor has assigned.
    pub(super) fn get(&self, visitor: &Slug) -> Grants {
        let grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants.get(visitor).copied().unwrap_or_default()
    }

    /// Changes what a visitor has assigned.
    pub(super) fn update(&self, visitor: &Slug, change: impl FnOnce(&mut Grants)) {
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(grants.entry(visitor.clone()).or_default());
    }
}
