//! `why403 operations`, `roles` and `upgrade`: what the measured permission data answers.

mod operations;
mod roles;
mod upgrade;

pub(super) use operations::{Operations, entries, run as operations};
pub(super) use roles::{Roles, run as roles};
pub(super) use upgrade::{Upgrading, run as upgrade};

use std::io::{self, Write, stdout};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use permissions::{Operation, Permissions, State, TokenRealm, Version};
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

/// Which realm issues the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Issuer {
    /// The target realm.
    Target,
    /// The realm master.
    Master,
}

/// What all three take.
#[derive(Debug, Args)]
struct Asked {
    /// Realm that issues the caller's token.
    #[arg(long, value_enum, default_value_t = Issuer::Target)]
    token_realm: Issuer,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Asked {
    fn token_realm(&self) -> TokenRealm {
        match self.token_realm {
            Issuer::Target => TokenRealm::Target,
            Issuer::Master => TokenRealm::Master,
        }
    }

    /// Prints an answer; the exit status is `status`, unless the output was lost.
    fn print(
        &self,
        answer: &impl Serialize,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
        status: ExitCode,
    ) -> ExitCode {
        let printed = match self.format {
            Format::Json => terminal::print_json(answer),
            Format::Text => text(write),
        };
        after_output(printed, status)
    }
}

/// The measured version that answers.
pub(super) fn measured(permissions: Permissions) -> String {
    permissions
        .version()
        .map_or_else(String::new, |version| version.to_string())
}

/// What a reader has to know where another version answers than the one stated.
pub(super) fn note(stated: Version, permissions: Permissions) -> Option<String> {
    permissions.fit().words(stated, permissions.version()?)
}

/// Whose roles they are, where no role of them does.
pub(super) fn container(permissions: Permissions) -> &'static str {
    match permissions.token_realm() {
        TokenRealm::Target => "realm-management",
        TokenRealm::Master => "master",
    }
}

/// The sets of a token of master that let an operation through which no role of a token of the realm does, the least first.
fn of_master<'m>(permissions: Permissions<'m>, operation: &Operation) -> Vec<Vec<&'m str>> {
    let (TokenRealm::Target, Some(version)) = (permissions.token_realm(), permissions.version())
    else {
        return Vec::new();
    };
    let matrix = permissions.matrix();
    let master = matrix.at(version, TokenRealm::Master);
    let sets = master
        .rule(operation)
        .map(|rule| master.least_first(&rule.sufficient))
        .unwrap_or_default();
    sets.into_iter().map(|set| matrix.role_names(set)).collect()
}

fn word(state: Option<State>) -> &'static str {
    match state {
        Some(State::Open) => "open",
        Some(State::Reduced) => "reduced",
        Some(State::Refused) => "refused",
        Some(State::Unknown) => "unknown",
        None => "absent",
    }
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(stdout().lock());
    write(&mut out)?;
    out.flush()
}
