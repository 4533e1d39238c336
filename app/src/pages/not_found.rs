//! The page for a URL that does not exist.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{context::Prefix, pages::header::Header};

/// The page for a URL that does not exist.
#[component]
pub fn NotFound() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Title text="Not found · Why403"/>
        <Meta name="description" content="Why403 has no page at this URL."/>
        <Meta name="robots" content="noindex"/>
        <Header prefix=prefix.clone() current=""/>
        <main id="content" class="page">
            <p class="status plate big dim">"404"</p>
            <h1>"This page doesn’t exist."</h1>
            <p class="lead">
                "Go to the "
                <a href=format!("{prefix}/")>"playground"</a>
                ", or "
                <a href=format!("{prefix}/causes")>"search for an error"</a>
                "."
            </p>
        </main>
    }
    .into_any()
}
