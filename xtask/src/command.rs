//! Runs other programs and names the program that failed.

use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::project;

/// A program, started in the project's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(project::root());
    command
}

/// The cargo that runs this task.
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    // The environment of this build must not affect the program that it runs.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_"))
        {
            command.env_remove(name);
        }
    }
    command.env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Runs a command and returns its failure as an error.
pub trait Run {
    /// Runs the command in this terminal.
    fn run(&mut self) -> Result<()>;
    /// Runs the command and returns its output.
    fn output_text(&mut self) -> Result<String>;
}

impl Run for Command {
    fn run(&mut self) -> Result<()> {
        let status = self
            .status()
            .with_context(|| format!("starting {}", words(self)))?;
        if !status.success() {
            bail!("`{}` ended with {status}", words(self));
        }
        Ok(())
    }

    fn output_text(&mut self) -> Result<String> {
        let output = self
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("starting {}", words(self)))?;
        if !output.status.success() {
            bail!("`{}` ended with {}", words(self), output.status);
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

fn words(command: &Command) -> String {
    let words = [command.get_program()];
    let words = words.into_iter().chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
