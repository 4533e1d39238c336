//! `why403 operations`, `roles`, and `upgrade`: query the measured permission data.

mod operations;
mod roles;
mod source_files;
mod upgrade;

pub(super) use operations::{Operations, run as operations};
pub(super) use roles::{Roles, run as roles};
pub(super) use upgrade::{Upgrading, run as upgrade};

use std::io::{self, Write, stdout};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use permissions::{State, TokenRealm};
use serde::Serialize;

use super::{after_output, terminal};

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For scripts.
    Json,
}

/// The realm that issues the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Issuer {
    /// The target realm.
    Target,
    /// The master realm.
    Master,
}

/// The arguments that all three commands share.
#[derive(Debug, Args)]
struct CommonArguments {
    /// Realm that issues the caller's token.
    #[arg(long, value_enum, default_value_t = Issuer::Target)]
    token_realm: Issuer,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl CommonArguments {
    fn token_realm(&self) -> TokenRealm {
        match self.token_realm {
            Issuer::Target => TokenRealm::Target,
            Issuer::Master => TokenRealm::Master,
        }
    }

    /// Prints a result. The exit status is `status`, unless the output was lost.
    fn print(
        &self,
        output: &impl Serialize,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
        status: ExitCode,
    ) -> ExitCode {
        let printed = match self.format {
            Format::Json => terminal::print_json(output),
            Format::Text => text(write),
        };
        after_output(printed, status)
    }
}

/// The result as the JSON names it.
fn code(state: Option<State>) -> &'static str {
    match state {
        Some(State::Allowed) => "open",
        Some(State::Partial) => "reduced",
        Some(State::Denied) => "refused",
        Some(State::Unknown) => "unknown",
        None => "absent",
    }
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(stdout().lock());
    write(&mut out)?;
    out.flush()
}
