//! Fetches, starts, sets up, records, and measures real Keycloak servers.

pub mod bench;
pub mod compare;
pub mod declarations;
pub mod keycloak;
pub mod libraries;
pub mod measure;
mod project;
pub mod record;
pub mod scenario;
pub mod settle;
pub mod shell;
pub mod statements;
