//! What do real Keycloak servers do? Fetched, started, set up, recorded and measured here.

pub mod keycloak;
