//! What is at `/roles`? The roles a backend needs, and every role.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::Header, shell::Prefix};

/// Roles.
#[component]
pub fn RolesPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="Roles · Why403"/>
        <Header prefix current="/roles"/>
        <main id="content" class="page">
            <h1>"Roles"</h1>
        </main>
    }
    .into_any()
}
