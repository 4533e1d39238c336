//! What can be asked on the command line, and with which exit status does it end?

mod check;
mod explain;
mod human;
mod input;
mod permissions;
mod progress;
mod read;
mod serve;
mod terminal;
mod text_file;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

/// The exit status of what is diagnosed as not let through.
const NOT_ALLOWED: u8 = 1;
/// The exit status of wrong usage.
const WRONG_USAGE: u8 = 2;

/// Explains why Keycloak's Admin API refused a call, and the smallest change that fixes it.
#[derive(Debug, Parser)]
#[command(name = "why403", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the web page and the HTTP API.
    Serve(Box<serve::Arguments>),
    /// Make the calls, and say what refused them and why.
    ///
    /// Set the client secret in `WHY403_CLIENT_SECRET` and a password from `WHY403_PASSWORD`, or asked for on a terminal.
    /// The exit status is 0 where the operation is let through, 1 where it is not, 2 for wrong usage.
    Check(Box<check::Arguments>),
    /// Read a response, an error message, a log or a stack trace, and say what it shows. Contacts nothing.
    ///
    /// The exit status is 0 where the request was allowed, 1 where it was not, 3 where nothing was recognized, 2 for wrong usage.
    Read(read::Arguments),
    /// Print what is known of a cause, an operation or a role. Contacts nothing.
    Explain(explain::Arguments),
    /// List the Admin API's operations of a version, and which roles let each through.
    Operations(permissions::Operations),
    /// Find the smallest set of roles for the operations that a program calls.
    Roles(permissions::Roles),
    /// Tell what an upgrade stops and opens for a holder of some roles.
    ///
    /// The exit status is 1 where something stops.
    Upgrade(permissions::Upgrading),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(*arguments),
        Command::Check(arguments) => check::run(*arguments),
        Command::Read(arguments) => read::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Operations(arguments) => permissions::operations(&arguments),
        Command::Roles(arguments) => permissions::roles(&arguments),
        Command::Upgrade(arguments) => permissions::upgrade(arguments),
    }
}

/// Parses seconds, such as `10` or `0.5`.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .filter(|seconds: &f64| *seconds > 0.0 && *seconds <= 600.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a time is given in seconds, more than 0 and at most 600".to_owned())
}

/// The exit status of a command that has printed its result: `status`, unless the output was lost. Whoever closed the pipe has seen enough.
fn after_output(printed: io::Result<()>, status: ExitCode) -> ExitCode {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            wrong_usage(&format!("the output could not be written: {error}"))
        }
        _ => status,
    }
}

/// Says why the command cannot do what it was asked, and gives the exit status for that.
fn wrong_usage(message: &dyn std::fmt::Display) -> ExitCode {
    anstream::eprintln!("why403: {message}");
    ExitCode::from(WRONG_USAGE)
}
