//! Runs real Keycloak servers and sends requests to them.
//!
//! ```no_run
//! use lab::keycloak::{NEWEST, Options, Server, story};
//!
//! let server = Server::start(NEWEST, &Options::default())?;
//! let story = story::seed(&server, "a-secret")?;
//! let admin = server.admin()?;
//! let user = admin.get(&format!("/realms/{}/users/{}", story::REALM, story.user_id))?;
//! assert_eq!(user.status, 200);
//! # anyhow::Ok(())
//! ```
//!
//! A server ends with its [`Server`], and also when the process that started it dies in whatever way.

mod admin;
mod distribution;
pub(crate) mod maven;
mod published;
mod running;
mod server;
pub mod story;
mod token;
mod version;

pub use admin::{Admin, Answer};
pub use distribution::fetch;
pub use published::{newer, published_note};
pub use running::{RUNNING, Running};
pub use server::{Options, Server};
pub use token::{Grant, access_token, request_token};
pub use version::{LIVE, MEASURED, NEWEST, Version};
