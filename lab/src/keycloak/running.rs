//! The running servers that `lab live` passes to the tests.

use std::{env, path::PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{Server, Version};

/// The environment variable that names the running servers.
pub const RUNNING: &str = "LIVE_KEYCLOAKS";

/// A running server, and its administrator.
#[derive(Serialize, Deserialize)]
pub struct Running {
    version: String,
    /// The base URL.
    pub base_url: String,
    /// The administrator's user name in the master realm.
    pub admin: String,
    /// The administrator's password.
    pub password: String,
    /// The folder of the distribution.
    pub home: PathBuf,
}

impl Running {
    /// The servers in [`RUNNING`]. `None` if the variable is not set: the test is skipped, which is an error in CI.
    pub fn all() -> Result<Option<Vec<Self>>> {
        let Ok(text) = env::var(RUNNING) else {
            ensure!(
                env::var("CI").as_deref() != Ok("true"),
                "{RUNNING} is not set"
            );
            return Ok(None);
        };
        let servers: Vec<Self> = serde_json::from_str(&text).context(RUNNING)?;
        ensure!(!servers.is_empty(), "{RUNNING} names no server");
        Ok(Some(servers))
    }

    /// The version of the server.
    pub fn version(&self) -> Result<Version> {
        self.version.parse()
    }
}

impl From<&Server> for Running {
    fn from(server: &Server) -> Self {
        Self {
            version: server.version().to_string(),
            base_url: server.base_url().to_owned(),
            admin: server.admin_name().to_owned(),
            password: server.admin_password().to_owned(),
            home: server.distribution().to_owned(),
        }
    }
}
