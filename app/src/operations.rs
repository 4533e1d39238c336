//! What does the browser know of the Admin API's operations? The measured data, loaded when first needed.

use std::sync::Arc;

use diagnosis::permission::{Matrix, Permissions, TokenRealm};
use leptos::{prelude::*, task::spawn_local};

use crate::permission_data;

/// The permission data, as far as they are there. Copies share one state.
#[derive(Clone, Copy)]
pub struct Operations {
    /// The data.
    pub matrix: RwSignal<Option<Arc<Matrix>>>,
    /// Why they could not be loaded.
    pub failure: RwSignal<Option<String>>,
    loading: StoredValue<bool>,
}

impl Operations {
    /// Not loaded yet.
    pub fn new() -> Self {
        Self {
            matrix: RwSignal::default(),
            failure: RwSignal::default(),
            loading: StoredValue::new(false),
        }
    }

    /// Loads the data, if they are neither there nor on their way.
    pub fn load(self, prefix: &str) {
        if self.loading.get_value() || self.matrix.with_untracked(Option::is_some) {
            return;
        }
        self.loading.set_value(true);
        self.failure.set(None);
        let prefix = prefix.to_owned();
        spawn_local(async move {
            let loaded = permission_data::load(&prefix).await;
            self.loading.set_value(false);
            match loaded {
                Ok(loaded) => self.matrix.set(Some(loaded)),
                Err(words) => self.failure.set(Some(words)),
            }
        });
    }
}

/// The permissions at the version that is stated, the newest otherwise.
pub fn at_version<'m>(matrix: &'m Matrix, stated: &str) -> Permissions<'m> {
    match stated.trim().parse() {
        Ok(version) => matrix.at(version, TokenRealm::Target),
        Err(_) => matrix.newest(TokenRealm::Target),
    }
}
