//! What is shown for a cause that there is not?

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{Meta, Title};

use super::nearest::nearest;
use crate::{components::Header, shell::Prefix};

/// The page for a code that is none, with the codes that may have been meant.
#[component]
pub fn UnknownCause(
    /// What stands in the address.
    code: String,
) -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let Prefix(prefix) = Prefix::here();
    let near: Vec<_> = nearest(&code)
        .into_iter()
        .map(|cause| {
            view! {
                <li>
                    <a href=format!("{prefix}/causes/{}", cause.code)>{cause.code}</a>
                    ": "
                    {cause.title}
                </li>
            }
        })
        .collect();
    view! {
        <Title text="No such cause · Why403"/>
        <Meta name="robots" content="noindex"/>
        <Header prefix=prefix.clone() current="/causes"/>
        <main id="content" class="page">
            <p class="status dim">"404"</p>
            <h1>"There is no cause by this name."</h1>
            {(!near.is_empty())
                .then(|| {
                    view! {
                        <p class="lead">"Perhaps one of these was meant:"</p>
                        <ul>{near}</ul>
                    }
                })}
            <p>
                <a href=format!("{prefix}/causes")>"All causes"</a>
            </p>
        </main>
    }
}
