//! The subcommands of `lab`, one per file.

pub mod keycloak;
