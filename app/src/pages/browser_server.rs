//! Loads the script that replaces the server on static sites.

use leptos::prelude::*;

use crate::site;

/// The script, on a static site.
pub fn browser_server() -> impl IntoView {
    site::is_static().then(|| {
        view! { <script src=format!("{}/browser-server.js", site::assets()) type="module"></script> }
    })
}
