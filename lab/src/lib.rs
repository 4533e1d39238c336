//! What do real Keycloak servers do? Fetched, started, set up, recorded and measured here.

pub mod bench;
pub mod compare;
pub mod keycloak;
pub mod measure;
pub mod record;
pub mod scenario;
