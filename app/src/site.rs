//! Provides the prefix of this site, where its files are, and whether a server runs it. The server writes both into the page, and the browser reads them there.

/// The prefix of every URL of this site, such as `/why403` behind a proxy; empty at the root of a host.
#[cfg(feature = "ssr")]
pub fn prefix() -> String {
    crate::shell::Prefix::here().0
}

/// The prefix of every URL of this site, such as `/why403` behind a proxy; empty at the root of a host.
#[cfg(not(feature = "ssr"))]
pub fn prefix() -> String {
    crate::browser::noted("html", "data-prefix").unwrap_or_default()
}

/// The URL of the folder with the scripts, the style sheet, and the bundles, without a trailing slash.
#[cfg(feature = "ssr")]
pub fn assets() -> String {
    let site = leptos::prelude::use_context::<crate::shell::StaticSite>();
    prefix() + &site.map_or_else(String::new, |site| site.assets)
}

/// The URL of the folder with the scripts, the style sheet, and the bundles, without a trailing slash.
#[cfg(not(feature = "ssr"))]
pub fn assets() -> String {
    crate::browser::noted("html", "data-assets").unwrap_or_default()
}

/// Whether the site consists of static files, so that no server runs checks.
#[cfg(feature = "ssr")]
pub fn is_static() -> bool {
    leptos::prelude::use_context::<crate::shell::StaticSite>().is_some()
}

/// Whether the site consists of static files, so that no server runs checks.
#[cfg(not(feature = "ssr"))]
pub fn is_static() -> bool {
    crate::browser::noted("html", "data-static").is_some()
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

#[cfg(feature = "ssr")]
fn origin() -> String {
    let crate::shell::SiteOrigin(origin) = leptos::prelude::use_context().unwrap_or_default();
    origin
}
