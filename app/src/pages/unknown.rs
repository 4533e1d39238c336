//! The page for a cause, an operation, or a role that does not exist.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{Meta, Title};

use crate::{context::Prefix, pages::header::Header};

/// A suggestion.
pub struct Meant {
    /// The path, without the prefix.
    pub path: String,
    /// Its name.
    pub name: String,
    /// A short description.
    pub words: String,
}

/// The page for a name that does not exist, with suggestions.
#[component]
pub fn Unknown(
    /// The kind of object: `cause`.
    what: &'static str,
    /// The path of the list of all objects, without the prefix, and its name.
    all: (&'static str, &'static str),
    /// The suggestions.
    near: Vec<Meant>,
) -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let Prefix(prefix) = Prefix::here();
    let near: Vec<_> = near
        .into_iter()
        .map(|meant| {
            view! {
                <li>
                    <a href=format!("{prefix}{}", meant.path)>{meant.name}</a>
                    ": "
                    {meant.words}
                </li>
            }
        })
        .collect();
    let (path, words) = all;
    view! {
        <Title text=format!("No such {what} · Why403")/>
        <Meta name="robots" content="noindex"/>
        <Header prefix=prefix.clone() current=path/>
        <main id="content" class="page">
            <p class="status plate big dim">"404"</p>
            <h1>{format!("This {what} doesn’t exist.")}</h1>
            {(!near.is_empty())
                .then(|| {
                    view! {
                        <p class="lead">"Did you mean one of these?"</p>
                        <ul>{near}</ul>
                    }
                })}
            <p>
                <a href=format!("{prefix}{path}")>{words}</a>
            </p>
        </main>
    }
    .into_any()
}
