//! Offers the engine as a web server with an HTTP API and as a command line.

// The types of nested views are deep.
#![recursion_limit = "256"]

pub mod certificate;
pub mod check;
pub mod cli;
mod client;
pub mod descriptors;
pub mod knowledge;
pub mod metrics;
pub mod reference;
pub mod routes;
pub mod serve;
pub mod settings;
pub mod site;
pub mod transport;
