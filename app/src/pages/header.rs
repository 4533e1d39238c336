//! The header of every page: the name, the main pages, the search, and the theme switch.

use leptos::prelude::*;

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
    }
    .into_any()
}
