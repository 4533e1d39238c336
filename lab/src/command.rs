//! The subcommands of `lab`, one per file.

pub mod bench;
pub mod keycloak;
pub mod libraries;
pub mod live;
pub mod measure;
pub mod permissions_test;
pub mod record;
pub mod releases;
pub mod settle;
