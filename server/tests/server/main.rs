//! Tests the server from outside: through its router, over sockets, and as the binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in what its tests share too"
)]

mod api;
mod attacks;
mod binary;
mod changes;
mod cli;
mod configuration;
mod dataset;
mod documentation;
mod embedding;
mod form_fields;
mod guard;
mod guide;
mod limits;
mod metrics;
mod openapi;
mod other_sites;
mod outgoing;
mod packaging;
mod pages;
mod permission_commands;
mod plain_form;
mod privacy;
mod reference;
mod replicas;
mod run_check;
mod schema;
mod serving;
mod signature;
mod stopping;
mod suggestions;
mod targets;
mod tls;
mod tools;
mod transport;
mod upstream;
mod words;
