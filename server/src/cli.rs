//! The command line: its commands and exit statuses.

mod check;
mod config;
mod explain;
mod export;
mod footer;
mod human;
mod input;
mod outgoing;
mod permissions;
mod progress;
mod read;
mod serve;
mod terminal;
mod text_file;
mod usage;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use rlimit::Resource;

/// The exit status of a check that was not allowed.
const NOT_ALLOWED: u8 = 1;
/// The exit status of wrong usage.
const WRONG_USAGE: u8 = 2;

/// Explains why Keycloak's Admin API denied a request, and the smallest change that fixes it.
#[derive(Debug, Parser)]
#[command(name = "why403", version = env!("WHY403_BUILD"), arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the website and the HTTP API.
    ///
    /// `why403 help config` describes every setting.
    Serve(Box<serve::Arguments>),
    /// Describe the settings of `why403 serve`: flags, environment variables, and keys of the configuration file.
    Config,
    /// Run a check: request a token, send the Admin request, and explain the result.
    ///
    /// Set the client secret in `WHY403_CLIENT_SECRET` and the password in `WHY403_PASSWORD`. On a terminal, the command asks for them.
    /// Exit status: 0 allowed, 1 denied or failed, 2 wrong usage.
    Check(Box<check::Arguments>),
    /// Explain a response, an error message, a log, or a stack trace. Sends nothing.
    ///
    /// Exit status: 0 allowed, 1 denied, 2 wrong usage, 3 nothing recognized.
    Read(read::Arguments),
    /// Explain a cause, an operation, or a role. Sends nothing.
    Explain(explain::Arguments),
    /// Write the site as static files, for a documentation server. The pages read pasted responses in the browser and need no server.
    Export(Box<export::Arguments>),
    /// List the operations of a Keycloak version and their required roles.
    Operations(permissions::Operations),
    /// Find the smallest role set for operations or for code.
    Roles(permissions::Roles),
    /// List the operations that an upgrade stops or newly allows for a role set.
    ///
    /// Exit status: 0 if every operation keeps working, 1 if an operation stops working, 2 wrong usage.
    Upgrade(permissions::Upgrading),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    // The core dump of a crash would contain the secrets of running checks. Without this right, the system's own limit stays.
    let _ = Resource::CORE.set(0, 0);
    let matches = match config::parse(Arguments::command()) {
        Ok(matches) => matches,
        Err(status) => return status,
    };
    let command = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments.command,
        Err(error) => return usage::explained(error),
    };
    match command {
        Command::Config => config::run(&Arguments::command()),
        Command::Serve(arguments) => {
            let unknown = config::unknown_variables(&Arguments::command());
            serve::run(*arguments, &unknown)
        }
        Command::Check(arguments) => check::run(*arguments),
        Command::Read(arguments) => read::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
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

/// The exit status after printing a result: `status`, unless the output was lost. A closed pipe is not an error.
fn after_output(printed: io::Result<()>, status: ExitCode) -> ExitCode {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            wrong_usage(&format!("the output could not be written: {error}"))
        }
        _ => status,
    }
}

/// Prints why the command cannot run, and returns the exit status for that. The message may quote an argument or a file.
fn wrong_usage(message: &dyn std::fmt::Display) -> ExitCode {
    anstream::eprintln!("why403: {}", terminal::lines(&message.to_string()));
    ExitCode::from(WRONG_USAGE)
}
