//! Starts the real Keycloak servers that the tests use.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::Mutex,
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{Run, cargo, program},
    project,
};

/// The variable with the servers' addresses for the tests: a JSON array of `version`, `base_url`, `admin`, `password`, and `home`.
pub const VARIABLE: &str = "LIVE_KEYCLOAKS";

/// The running servers, kept by `lab live` until its standard input ends.
pub struct Keycloaks {
    lab: Child,
    held: Option<ChildStdin>,
    said: Mutex<BufReader<ChildStdout>>,
}

impl Keycloaks {
    /// Starts the servers without waiting.
    pub fn start() -> Result<Self> {
        cargo(["build", "--package", "lab"]).run()?;
        let mut lab = program(project::path("target/debug/lab"))
            .arg("live")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the lab")?;
        let said = lab.stdout.take().context("the lab's output")?;
        Ok(Self {
            held: lab.stdin.take(),
            said: Mutex::new(BufReader::new(said)),
            lab,
        })
    }

    /// Waits until all servers respond, and returns the value of [`VARIABLE`].
    pub fn addresses(&self) -> Result<String> {
        let mut line = String::new();
        if let Ok(mut said) = self.said.lock() {
            said.read_line(&mut line)?;
        }
        if line.is_empty() {
            bail!("the Keycloak servers did not start; the reason is further up");
        }
        Ok(line.trim().to_owned())
    }
}

impl Drop for Keycloaks {
    fn drop(&mut self) {
        drop(self.held.take());
        // The lab stops its servers before it exits.
        let _ = self.lab.wait();
    }
}
