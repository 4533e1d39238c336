//! Tells where this site is and whether a server runs it. The server notes both on the page; the browser reads them there.

/// What precedes every address of this site, such as `/why403` behind a proxy; empty at the root of a host.
#[cfg(feature = "ssr")]
pub fn prefix() -> String {
    crate::shell::Prefix::here().0
}

/// What precedes every address of this site, such as `/why403` behind a proxy; empty at the root of a host.
#[cfg(not(feature = "ssr"))]
pub fn prefix() -> String {
    crate::browser::noted("html", "data-prefix").unwrap_or_default()
}

/// Whether the site consists of static files: no server runs checks.
#[cfg(feature = "ssr")]
pub fn is_static() -> bool {
    leptos::prelude::use_context::<crate::shell::StaticSite>().is_some()
}

/// Whether the site consists of static files: no server runs checks.
#[cfg(not(feature = "ssr"))]
pub fn is_static() -> bool {
    crate::browser::noted("html", "data-static").is_some()
}
