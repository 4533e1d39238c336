//! What is shown where nothing is?

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{pages::header::Header, shell::Prefix};

/// The page for addresses that lead nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="Not found · Why403"/>
        <Header prefix=prefix.clone() current=""/>
        <main id="content" class="page">
            <p class="status dim">"404"</p>
            <h1>"There is no page at this address."</h1>
            <p class="lead">
                "This 404 is Why403’s own; Keycloak has nothing to do with it. "
                <a href=format!("{prefix}/")>"To the playground"</a>
            </p>
        </main>
    }
    .into_any()
}
