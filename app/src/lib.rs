//! What does Why403 show? Pages that the server renders, and islands that come alive in the browser.
//!
//! Pages, the router and the shell exist on the server alone; the browser's bundle holds the islands and what they are made of.

// The type of a view holds the types of everything in it.
#![recursion_limit = "256"]
// A component is a function in upper camel case whose props are its arguments, taken by value.
#![allow(clippy::needless_pass_by_value)]

pub mod components;

mod attempts;
mod browser;
mod cause_search;
mod check_client;
mod demo_console;
mod erased;
mod form;
mod json;
mod line_buffer;
mod on_demand;

#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use shell::{App, DataSize, Measured, Posted, Prefix, SearchedFor, shell};
