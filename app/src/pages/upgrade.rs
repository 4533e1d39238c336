//! What is at `/upgrade`? What an upgrade of Keycloak changes.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::Header, shell::Prefix};

/// Upgrading.
#[component]
pub fn UpgradePage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="Upgrading · Why403"/>
        <Header prefix current="/upgrade"/>
        <main id="content" class="page">
            <h1>"Upgrading"</h1>
        </main>
    }
    .into_any()
}
