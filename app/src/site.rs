//! Where is this site? The server knows, and writes it on the page; the browser reads it there.

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
