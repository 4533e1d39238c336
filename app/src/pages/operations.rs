//! What is at `/operations`? Every operation of the Admin API.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::Header, shell::Prefix};

/// Operations.
#[component]
pub fn OperationsPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="Operations · Why403"/>
        <Header prefix current="/operations"/>
        <main id="content" class="page">
            <h1>"Operations"</h1>
        </main>
    }
    .into_any()
}

/// Operation.
#[component]
pub fn OperationPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="Operation · Why403"/>
        <Header prefix current="/operations"/>
        <main id="content" class="page">
            <h1>"Operation"</h1>
        </main>
    }
    .into_any()
}
