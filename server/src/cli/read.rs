//! `why403 read`: explains what a text shows about a denied request. Sends nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use permissions::Version;
use reader::reading::{Context, NotSeen, Reading, read};

use super::{NOT_ALLOWED, after_output, human, terminal, text_file, wrong_usage};
use crate::knowledge::{knowledge, matrix};

/// The exit status of a text in which nothing was recognized.
const NOTHING: u8 = 3;

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For scripts.
    Json,
}

/// The arguments of `why403 read`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// File to read; `-` or nothing for standard input.
    file: Option<PathBuf>,
    /// Keycloak version, for example 26.5.
    #[arg(long, value_name = "VERSION")]
    keycloak: Option<Version>,
    /// Operation, if the text does not show it, for example "GET /admin/realms/{realm}/users".
    #[arg(long, value_name = "OPERATION", default_value = "")]
    operation: String,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// Reads the text, and prints the explanation.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let path = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let text = match text_file::read(path) {
        Ok(text) => text,
        Err(error) => return wrong_usage(&format!("cannot read {}: {error}", path.display())),
    };
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(&error),
    };
    let reading = read(
        &text,
        &Context {
            matrix,
            version: arguments.keycloak,
            operation: &arguments.operation,
            now: knowledge(matrix).now,
        },
    );
    let printed = match arguments.format {
        Format::Json => terminal::print_json(&reading),
        Format::Human => print(&reading),
    };
    let status = if reading.is_empty() {
        ExitCode::from(NOTHING)
    } else if reading.is_allowed() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_ALLOWED)
    };
    after_output(printed, status)
}

fn print(reading: &Reading) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if reading.is_empty() {
        writeln!(
            out,
            "Nothing was recognized. Why403 reads responses, tokens, curl commands, error messages, and logs."
        )?;
    } else {
        writeln!(out, "Evidence")?;
        for evidence in &reading.evidence {
            writeln!(
                out,
                "  line {}: {}",
                evidence.line,
                terminal::line(&evidence.means)
            )?;
            writeln!(out, "    {}", terminal::line(&evidence.text))?;
        }
    }
    if !reading.not_seen.is_empty() && !reading.is_empty() {
        let missing: Vec<&str> = reading.not_seen.iter().copied().map(words).collect();
        writeln!(out, "\nNot seen: {}.", missing.join(", "))?;
    }
    if reading.not_seen.contains(&NotSeen::Operation) && reading.report.is_some() {
        match &reading.proposed_operation {
            Some(operation) => writeln!(
                out,
                "The text does not show the request. If the request was {operation}, add --operation \"{operation}\"."
            )?,
            None => writeln!(
                out,
                "The text does not show the request. Add it, for example --operation \"GET /admin/realms/{{realm}}/users\"."
            )?,
        }
    }
    if let Some(report) = &reading.report {
        writeln!(out)?;
        human::write(&mut out, report)?;
    }
    if !reading.search.is_empty() {
        writeln!(out, "\nCauses with similar messages")?;
        for found in &reading.search {
            writeln!(out, "  {}: {}", found.code, found.title)?;
        }
    }
    out.flush()
}

fn words(what: NotSeen) -> &'static str {
    match what {
        NotSeen::Operation => "the request",
        NotSeen::Status => "the status",
        NotSeen::ResponseBody => "the response body",
        NotSeen::Token => "the access token",
        NotSeen::BaseUrl => "the base URL",
        NotSeen::Realm => "the realm",
        NotSeen::Client => "the client",
    }
}
