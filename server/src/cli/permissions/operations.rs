//! `why403 operations`: every operation of a version, and what it needs.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use permissions::{Operation, Permissions, Version};
use serde::Serialize;

use super::{Asked, container, note, of_master};
use crate::cli::wrong_usage;
use crate::knowledge::matrix;

/// What `why403 operations` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Operations {
    /// Keycloak version, for example 26.5.
    #[arg(long)]
    keycloak: Version,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Serialize)]
pub(in crate::cli) struct Entry<'m> {
    operation: String,
    sufficient: Vec<Vec<&'m str>>,
    reduced: Vec<Vec<&'m str>>,
    /// Why it is not known, where it could not be measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    unmeasured: Option<&'m str>,
    /// What a token of master needs, where no role of the realm will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    of_master: Vec<Vec<&'m str>>,
    #[serde(skip)]
    container: &'static str,
}

/// Every operation of a version and what it needs.
pub(in crate::cli) fn entries(permissions: Permissions<'_>) -> Vec<Entry<'_>> {
    permissions
        .operations()
        .map(|operation| Entry::new(permissions, operation))
        .collect()
}

/// Lists every operation of a version and what it needs.
pub(in crate::cli) fn run(arguments: &Operations) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let permissions = matrix.at(arguments.keycloak, arguments.asked.token_realm());
    let list = entries(permissions);
    // The list is an array, whose readers expect nothing else on their standard output.
    if let Some(note) = note(arguments.keycloak, permissions) {
        anstream::eprintln!("why403: {note}");
    }
    arguments.asked.print(
        &list,
        |out| list.iter().try_for_each(|entry| entry.write(out)),
        ExitCode::SUCCESS,
    )
}

impl<'m> Entry<'m> {
    fn new(permissions: Permissions<'m>, operation: &Operation) -> Self {
        let rule = permissions.rule(operation);
        let unmeasured = rule.and_then(|rule| rule.unmeasured.as_deref());
        let sufficient = permissions.sufficient(operation);
        let of_master = if sufficient.is_empty() && unmeasured.is_none() {
            of_master(permissions, operation)
        } else {
            Vec::new()
        };
        Self {
            operation: operation.to_string(),
            reduced: permissions.reduced(operation),
            container: container(permissions),
            sufficient,
            unmeasured,
            of_master,
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.operation)?;
        if let Some(why) = self.unmeasured {
            return writeln!(out, "  not measured: {why}");
        }
        match self.sufficient.as_slice() {
            [] => {
                write!(out, "  no role of {}", self.container)?;
                if let Some(least) = self.of_master.first() {
                    write!(out, "; of master: {}", least.join(" + "))?;
                }
                writeln!(out)?;
            }
            [none] if none.is_empty() => {
                writeln!(out, "  needs: no role, any valid token is enough")?;
            }
            sets => writeln!(out, "  needs: {}", alternatives(sets))?,
        }
        if !self.reduced.is_empty() {
            writeln!(out, "  partial with: {}", alternatives(&self.reduced))?;
        }
        Ok(())
    }
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
