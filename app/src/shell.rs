//! Renders the document around every page, its head, and the routes.

use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

use permissions::Matrix;

use crate::pages::{
    CausePage, CausesPage, ChangesPage, DataPage, EmbeddedCausePage, EmbeddedPlaygroundPage,
    EmbeddedRolePage, Footer, GuidePage, NotFound, OperationPage, OperationsPage, PlaygroundPage,
    RolePage, RolesPage, SearchPage, UpgradePage, WhatIfPage,
};
use crate::site;

/// The prefix of every URL of this site, such as `/why403` behind a proxy; empty at the root of a host.
///
/// The server provides it as context. The router sees URLs without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix(pub String);

impl Prefix {
    /// The prefix of the page that is being rendered.
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_default()
    }
}

/// Marks a request for a page of a static site, where no server handles what the page would send. The export adds it to its requests, and
/// the server provides it as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticSite {
    /// The folder of the scripts, the style sheet, and the bundles, such as `/assets-0123456789abcdef`. Its name changes with its content.
    pub assets: String,
    /// The URL of the Why403 server that runs the checks, without a trailing slash; `None` if the browser runs them.
    pub server: Option<String>,
}

/// Marks a page whose playground only reads pasted texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasteOnly;

/// Scheme, host, and port by which visitors reach this site, such as `https://why403.example.com`; empty if not configured. The server
/// provides it as context, for URLs that other sites read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteOrigin(pub String);

/// The text to search among the causes, if the browser sent it to the server. The server provides it as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchedFor(pub String);

/// The fields of a form that was sent in the body of a request, because a pasted text must not appear in a URL. The server provides it as
/// context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted(pub Vec<(String, String)>);

/// The result of a check that a browser without JavaScript submitted as a form. The server provides it as context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The two parts of the report, as HTML.
    Report(String, String),
    /// The errors in the form, a sentence each.
    Mistakes(Vec<String>),
    /// Why the check did not run, in words.
    Failed(String),
}

/// The measured permission data, from which the server renders pages. The server provides it as context.
#[derive(Clone, Copy, Debug)]
pub struct Measured(pub &'static Matrix);

/// The size of `/data/permissions.json` in bytes. The server provides it as context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataSize(pub usize);

/// The commit that the server was built from; empty if unknown. The server provides it as context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commit(pub &'static str);

/// Marks a server whose checks try credentials in no other realm. The server provides it as context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMasterProbe;

/// The links in the footer to the source code and to a place for feedback, if they are configured. The server provides them as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FooterLinks {
    /// The URL of the source code.
    pub source: Option<String>,
    /// The URL for questions and bug reports.
    pub feedback: Option<String>,
}

/// The suggestions and links of an internal installation. The server provides them as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Base URLs.
    pub base_urls: Vec<String>,
    /// Realms.
    pub realms: Vec<String>,
    /// Client IDs.
    pub clients: Vec<String>,
    /// The organization's own documentation.
    pub links: Vec<HelpLink>,
}

/// A link to documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLink {
    /// The text of the link.
    pub title: String,
    /// The URL.
    pub url: String,
}

/// The path of the playground that other sites embed.
const EMBEDDED_PLAYGROUND: &str = "/embed/playground";

/// Whether other sites may embed the page at this path.
pub fn is_embeddable(path: &str) -> bool {
    let folders = ["/embed/role/", "/embed/cause/"];
    matches!(path, EMBEDDED_PLAYGROUND | "/embed/role")
        || folders.iter().any(|folder| path.starts_with(folder))
}

/// The bundle with the islands of the page at this path; `None` if the page has no islands.
fn bundle(path: &str) -> Option<&'static str> {
    match path {
        "/" | EMBEDDED_PLAYGROUND => Some("playground"),
        "/causes" | "/operations" | "/roles" | "/what-if" | "/upgrade" => Some("reference"),
        // The operations of one version: `/26.5/operations`.
        _ if path.split('/').skip(2).eq(["operations"]) => Some("reference"),
        _ => None,
    }
}

/// The HTML document around [`App`].
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let path = use_context::<Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned());
    let embedded = is_embeddable(&path);
    if path == EMBEDDED_PLAYGROUND {
        // Visitors cannot see whose page a frame shows, so no frame asks for a secret.
        provide_context(PasteOnly);
    }
    let bundle = bundle(&path).map(|name| {
        let mut options = options;
        options.output_name = name.into();
        options
    });
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
                {bundle.map(|options| view! { <HydrationScripts options islands=true root=assets/> })}
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
