//! The header of every page: the name, the main pages, the search, and the theme switch.

use leptos::prelude::*;

use crate::site;

/// The pages in the header: their names and paths.
const WAYS: [(&str, &str); 7] = [
    ("Check", "/"),
    ("Causes", "/causes"),
    ("Operations", "/operations"),
    ("Roles", "/roles"),
    ("What if", "/what-if"),
    ("Upgrade", "/upgrade"),
    ("Guide", "/guide"),
];

/// The header. `current` is the path of the page, without the prefix.
#[component]
pub fn Header(
    /// The prefix of every URL.
    prefix: String,
    /// The current path.
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
        <header class="site"><div>
            <a class="logo" href=format!("{prefix}/") aria-label="Why403 home">
                "why"
                <b class="plate may">"403"</b>
            </a>
            <nav aria-label="Main">{WAYS.map(way).collect_view()}</nav>
            <form class="seek" role="search" method="get" action=format!("{prefix}/search")>
                <input
                    type="search" id="site-search" name="q" maxlength="120" autocomplete="off" placeholder="Search"
                    aria-label="Search causes, operations, and roles"
                />
                <kbd aria-hidden="true">"/"</kbd>
            </form>
            <button type="button" class="theme scripted" aria-label="Switch theme"></button>
        </div></header>
        {site::is_static().then(|| without_script(&prefix))}
    }
    .into_any()
}

/// How to find something on a static site without JavaScript, where nothing searches.
fn without_script(prefix: &str) -> impl IntoView {
    view! {
        <noscript>
            <p class="notice">
                "Without JavaScript, use your browser’s search (Ctrl+F) in the lists of "
                <a href=format!("{prefix}/operations")>"operations"</a>
                " and "
                <a href=format!("{prefix}/causes")>"causes"</a>
                ". The tools and the live check need JavaScript."
            </p>
        </noscript>
    }
}
