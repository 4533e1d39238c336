//! Builds and serves the playground.

use std::{os::unix::process::CommandExt, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    build::{self, Profile},
    command::program,
};

/// Builds everything and replaces this process with the server, so that Ctrl-C reaches it.
pub fn run(arguments: &[String]) -> Result<()> {
    build::everything(Profile::Serve)?;
    let error = server(&Profile::Serve.binary(), arguments).exec();
    Err(error).context("starting the server")
}

/// The server with the built site.
pub fn server(binary: &Path, arguments: &[String]) -> Command {
    let mut command = program(binary);
    command.arg("serve").args(arguments);
    command
}
