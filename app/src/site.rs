//! Describes this site: its URLs, and what runs its checks. The server writes these facts into the page, and the browser reads them there.

/// The prefix of every URL of this site, such as `/why403` behind a proxy; empty at the root of a host.
#[cfg(feature = "ssr")]
pub fn prefix() -> String {
    crate::context::Prefix::here().0
}

/// The prefix of every URL of this site, such as `/why403` behind a proxy; empty at the root of a host.
#[cfg(not(feature = "ssr"))]
pub fn prefix() -> String {
    crate::browser::noted("html", "data-prefix").unwrap_or_default()
}

/// The URL of the folder with the scripts, the style sheet, and the bundles, without a trailing slash.
#[cfg(feature = "ssr")]
pub fn assets() -> String {
    let site = leptos::prelude::use_context::<crate::context::StaticSite>();
    prefix() + &site.map_or_else(String::new, |site| site.assets)
}

/// The URL of the folder with the scripts, the style sheet, and the bundles, without a trailing slash.
#[cfg(not(feature = "ssr"))]
pub fn assets() -> String {
    crate::browser::noted("html", "data-assets").unwrap_or_default()
}

/// Whether the site consists of static files.
#[cfg(feature = "ssr")]
pub fn is_static() -> bool {
    leptos::prelude::use_context::<crate::context::StaticSite>().is_some()
}

/// Whether the site consists of static files.
#[cfg(all(feature = "reference", not(feature = "ssr")))]
pub fn is_static() -> bool {
    crate::browser::noted("html", "data-static").is_some()
}

/// Whether the playground of this page only reads pasted texts.
#[cfg(feature = "ssr")]
pub fn is_paste_only() -> bool {
    leptos::prelude::use_context::<crate::context::PasteOnly>().is_some()
}

/// Whether the playground of this page only reads pasted texts.
#[cfg(all(feature = "playground", not(feature = "ssr")))]
pub fn is_paste_only() -> bool {
    crate::browser::noted("html", "data-paste-only").is_some()
}

/// The URL of the Why403 server that runs the checks of a static site.
#[cfg(feature = "ssr")]
pub fn check_server() -> Option<String> {
    leptos::prelude::use_context::<crate::context::StaticSite>()?.server
}

/// The sentence that says where the secrets of a check go.
#[cfg(feature = "ssr")]
pub fn where_secrets_go() -> String {
    match check_server() {
        Some(server) => {
            format!("Sent to the Why403 server at {server}, used for these requests, never stored.")
        }
        None if is_static() => "Sent from this browser to Keycloak only, never stored.".to_owned(),
        None => "Sent to this Why403 server, used for these requests, never stored.".to_owned(),
    }
}

/// The sentence that says where the secrets of a check go.
#[cfg(all(feature = "playground", not(feature = "ssr")))]
pub fn where_secrets_go() -> String {
    crate::browser::noted("main", "data-trust").unwrap_or_default()
}

/// The public URL of the page at this path.
#[cfg(feature = "ssr")]
pub fn address(path: &str) -> String {
    format!("{}{}{path}", origin(), prefix())
}

/// The public URL of a file that pages load.
#[cfg(feature = "ssr")]
pub fn asset_address(name: &str) -> String {
    format!("{}{}/{name}", origin(), assets())
}

/// Scheme, host, and port by which visitors reach this site.
#[cfg(feature = "ssr")]
pub fn origin() -> String {
    let crate::context::SiteOrigin(origin) = leptos::prelude::use_context().unwrap_or_default();
    origin
}
