//! Renders the document around every page, its head, and the routes.

use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

use crate::pages::{
    CausePage, CausesPage, ChangesPage, DataPage, EmbeddedCausePage, EmbeddedPlaygroundPage,
    EmbeddedRolePage, Footer, GuidePage, NotFound, OperationPage, OperationsPage, PlaygroundPage,
    RolePage, RolesPage, SearchPage, UpgradePage, WhatIfPage,
};
use crate::{
    context::{PasteOnly, Prefix},
    site,
};

/// The path of the playground that other sites embed.
const EMBEDDED_PLAYGROUND: &str = "/embed/playground";

/// Whether other sites may embed the page at this path.
pub fn is_embeddable(path: &str) -> bool {
    let folders = ["/embed/role/", "/embed/cause/"];
    matches!(path, EMBEDDED_PLAYGROUND | "/embed/role")
        || folders.iter().any(|folder| path.starts_with(folder))
}

/// Whether the page at this path is the playground. Its bundle is loaded with the page.
fn is_playground(path: &str) -> bool {
    matches!(path, "/" | EMBEDDED_PLAYGROUND)
}

/// Whether the page at this path has islands of the bundle `frontend/reference`, which `public/islands.js` loads when they are touched.
fn has_reference_islands(path: &str) -> bool {
    // The last case is the operations of one version: `/26.5/operations`.
    matches!(
        path,
        "/causes" | "/operations" | "/roles" | "/what-if" | "/upgrade"
    ) || path.split('/').skip(2).eq(["operations"])
}

/// The HTML document around [`App`].
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let path = use_context::<Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned());
    let embedded = is_embeddable(&path);
    if path == EMBEDDED_PLAYGROUND {
        // Visitors cannot see whose page a frame shows, so no frame asks for a secret.
        provide_context(PasteOnly);
    }
    let playground = is_playground(&path).then(|| {
        let mut options = options;
        options.output_name = "playground".into();
        options
    });
    let touched = has_reference_islands(&path).then(|| format!("{}/islands.js", site::assets()));
    let Prefix(prefix) = Prefix::here();
    let assets = site::assets();
    let noted = assets.clone();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-prefix=prefix data-assets=noted data-static=site::is_static().then_some("") data-server=site::check_server() data-paste-only=site::is_paste_only().then_some("")>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href=format!("{assets}/favicon.svg")/>
                <link rel="stylesheet" href=format!("{assets}/style.css")/>
                {site::is_static().then(|| view! { <noscript><link rel="stylesheet" href=format!("{assets}/no-script.css")/></noscript> })}
                {embedded.then(|| view! { <base target="_blank"/> })}
                <script src=format!("{assets}/page.js")></script>
                {embedded.then(|| view! { <script src=format!("{assets}/embed-page.js")></script> })}
                {touched.map(|script| view! { <script src=script type="module"></script> })}
                {playground.map(|options| view! { <HydrationScripts options islands=true root=assets/> })}
                <MetaTags/>
            </head>
            <body class=embedded.then_some("embed")>
                <App/>
                {(!embedded).then(|| view! { <Footer/> })}
            </body>
        </html>
    }
}

/// The routes of the pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=PlaygroundPage/>
                <Route path=path!("/causes") view=CausesPage/>
                <Route path=path!("/causes/:code") view=CausePage/>
                <Route path=path!("/operations") view=OperationsPage/>
                <Route path=path!("/operations/:id") view=OperationPage/>
                <Route path=path!("/:version/operations") view=OperationsPage/>
                <Route path=path!("/:version/operations/:id") view=OperationPage/>
                <Route path=path!("/:version/roles/:role") view=RolePage/>
                <Route path=path!("/roles") view=RolesPage/>
                <Route path=path!("/roles/:role") view=RolePage/>
                <Route path=path!("/what-if") view=WhatIfPage/>
                <Route path=path!("/upgrade") view=UpgradePage/>
                <Route path=path!("/changes") view=ChangesPage/>
                <Route path=path!("/guide") view=GuidePage/>
                <Route path=path!("/data") view=DataPage/>
                <Route path=path!("/search") view=SearchPage/>
                <Route path=path!("/embed/role") view=EmbeddedRolePage/>
                <Route path=path!("/embed/role/:id") view=EmbeddedRolePage/>
                <Route path=path!("/embed/cause/:code") view=EmbeddedCausePage/>
                <Route path=path!("/embed/playground") view=EmbeddedPlaygroundPage/>
            </Routes>
        </Router>
    }
}
