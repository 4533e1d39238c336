//! Tests the HTTP API with Schemathesis: it sends inputs that the server's own description of the API allows and forbids.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use anyhow::{Context, Result};

use crate::{
    command::{Run, cargo, program},
    project, setup,
};

/// The check of Schemathesis that does not apply. A schema cannot express everything that makes an input usable, such as the paths of operations, so the
/// server may refuse input that the schema allows (422).
const WITHOUT: &str = "positive_data_acceptance";

/// Starts the server, and runs Schemathesis with these additional arguments.
pub fn run(arguments: &[String]) -> Result<()> {
    let schemathesis = setup::schemathesis()?;
    cargo(["build", "--package", "server", "--features", "app/ssr"]).run()?;
    let server = Server::start()?;
    program(schemathesis)
        .arg("run")
        .arg(format!("{}/api/openapi.json", server.url))
        .args(["--checks", "all", "--exclude-checks", WITHOUT])
        // This build has no site, so the server is not ready.
        .args(["--exclude-path", "/readyz"])
        .args(["--continue-on-failure", "--request-timeout", "20"])
        .args(arguments)
        .run()
}

/// A server that sends requests only to this machine, whatever the inputs say.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self> {
        let mut process = program(project::path("target/debug/why403"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "error"])
            .args(["--targets", "internal", "--allow-target", "localhost"])
            .args(["--timeout", "2", "--check-timeout", "3"])
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the server")?;
        let output = process.stdout.take().context("the server's output")?;
        let mut server = Self {
            process,
            url: String::new(),
        };
        BufReader::new(output).read_line(&mut server.url)?;
        server.url.truncate(server.url.trim_end().len());
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
