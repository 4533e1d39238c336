//! What is at `/what-if`? Which operations a set of roles opens.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::Header, shell::Prefix};

/// What if.
#[component]
pub fn WhatIfPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="What if · Why403"/>
        <Header prefix current="/what-if"/>
        <main id="content" class="page">
            <h1>"What if"</h1>
        </main>
    }
    .into_any()
}
