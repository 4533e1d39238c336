//! The user interface: pages that the server renders, and islands that run in the browser.
//!
//! Pages, the router, and the shell exist only on the server. The browser gets the islands, in one bundle for each kind of page.

// The type of a view contains the types of everything in it.
#![recursion_limit = "256"]
// A component is a function in upper camel case whose props are its arguments, taken by value.
#![allow(clippy::needless_pass_by_value)]

#[cfg(feature = "playground")]
mod playground;
#[cfg(feature = "reference")]
mod reference;

#[cfg(any(feature = "playground", feature = "reference"))]
mod browser;
#[cfg(feature = "check")]
mod check;
#[cfg(any(feature = "playground", feature = "reference"))]
mod erased;
#[cfg(any(feature = "playground", feature = "reference"))]
mod fetch;
#[cfg(any(feature = "playground", feature = "reference"))]
mod on_demand;
#[cfg(any(feature = "playground", feature = "reference"))]
mod site;

#[cfg(feature = "ssr")]
mod context;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(all(feature = "playground", feature = "hydrate"))]
pub use check::use_site_prefix;
#[cfg(feature = "check")]
pub use check::{CheckError, CheckEvent, CheckPage, CheckRequest, RenderedReport};
#[cfg(feature = "ssr")]
pub use check::{CheckRunner, RunCheck, Runner};
#[cfg(feature = "ssr")]
pub use context::{
    Checked, Commit, DataSize, FooterLinks, HelpLink, Measured, NoMasterProbe, Posted, Prefix,
    SearchedFor, SiteOrigin, StaticSite, Suggestions,
};
#[cfg(feature = "ssr")]
pub use shell::{App, is_embeddable, shell};
