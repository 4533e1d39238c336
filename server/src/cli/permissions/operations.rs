//! `why403 operations`: lists every operation of a version with its required roles.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use permissions::Version;

use super::CommonArguments;
use crate::cli::wrong_usage;
use crate::knowledge::matrix;
use crate::reference::{Entry, entries};

/// The arguments of `why403 operations`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Operations {
    /// Keycloak version, for example 26.5. Without it, the newest measured version.
    #[arg(long)]
    keycloak: Option<Version>,
    #[command(flatten)]
    common: CommonArguments,
}

/// Lists every operation of a version with its required roles.
pub(in crate::cli) fn run(arguments: &Operations) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let permissions = matrix.at_or_newest(arguments.keycloak, arguments.common.token_realm());
    let list = entries(permissions);
    // The list is a JSON array, whose readers expect nothing else on standard output.
    if let Some(note) = arguments
        .keycloak
        .and_then(|version| permissions.note(version))
    {
        anstream::eprintln!("why403: {note}");
    }
    arguments.common.print(
        &list,
        |out| list.iter().try_for_each(|entry| write(entry, out)),
        ExitCode::SUCCESS,
    )
}

/// Prints one operation for people.
fn write(entry: &Entry<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", entry.operation)?;
    if let Some(why) = entry.unmeasured {
        return writeln!(out, "  not measured: {why}");
    }
    match entry.sufficient.as_slice() {
        [] => {
            write!(out, "  no role of {}", entry.container)?;
            if let Some(least) = entry.of_master.first() {
                write!(out, "; of master: {}", least.join(" + "))?;
            }
            writeln!(out)?;
        }
        [none] if none.is_empty() => {
            writeln!(out, "  needs: no role, any valid token is enough")?;
        }
        sets => writeln!(out, "  needs: {}", alternatives(sets))?,
    }
    if !entry.reduced.is_empty() {
        writeln!(out, "  partial with: {}", alternatives(&entry.reduced))?;
    }
    Ok(())
}

fn alternatives(sets: &[Vec<&str>]) -> String {
    let sets: Vec<String> = sets
        .iter()
        .map(|set| match set.as_slice() {
            [] => "any valid token".to_owned(),
            roles => roles.join(" + "),
        })
        .collect();
    sets.join(", or ")
}
