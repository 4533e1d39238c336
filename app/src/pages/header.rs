//! What is at the top of every page? The name, and the ways to the other pages.

use leptos::prelude::*;

/// The pages that the header leads to: what they are called, and where they are.
const WAYS: [(&str, &str); 6] = [
    ("Playground", "/"),
    ("Causes", "/causes"),
    ("Operations", "/operations"),
    ("Roles", "/roles"),
    ("What if", "/what-if"),
    ("Upgrading", "/upgrade"),
];

/// The header. `current` is the address of the page, without the prefix.
#[component]
pub fn Header(
    /// What precedes every address.
    prefix: String,
    /// Where the reader is.
    #[prop(into)]
    current: String,
) -> impl IntoView {
    let way = |(name, path): (&'static str, &'static str)| {
        let here = (path == current).then_some("page");
        view! {
            <a href=format!("{prefix}{path}") aria-current=here>
                {name}
            </a>
        }
    };
    view! {
        <a class="skip" href="#content">
            "Skip to the content"
        </a>
        <header class="site">
            <a class="mark" href=format!("{prefix}/") aria-label="Why403 home">
                "why"
                <b>"403"</b>
            </a>
            <nav aria-label="Main">{WAYS.map(way).collect_view()}</nav>
        </header>
    }
    .into_any()
}
