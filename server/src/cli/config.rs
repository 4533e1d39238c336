//! The settings of `why403 serve`: reads them from a file, and documents them.
//!
//! Each setting is declared once, as a flag in `cli/serve.rs` or `cli/serve/`. The flag's name is the key in the file, and the flag's value
//! parser validates the value wherever it comes from. A value from the file becomes the flag's default, so flags and variables win over it.

mod documentation;
mod file;

use std::path::PathBuf;
use std::process::ExitCode;

use anstream::stdout;
use clap::{ArgAction, ArgMatches, Command};
use std::io::Write;

use super::input::SECRETS;
use super::{after_output, usage, wrong_usage};

/// The command whose settings these are.
const SERVE: &str = "serve";
/// The setting that names the file. The file cannot contain it.
const CONFIG: &str = "config";

/// Parses the arguments of this process, and applies the configuration file that they name.
pub(super) fn parse(command: Command) -> Result<ArgMatches, ExitCode> {
    let help = documentation::of(serve(&command));
    let command = command.mut_subcommand(CONFIG, |config| config.override_help(help));
    let matches = command
        .clone()
        .try_get_matches()
        .map_err(usage::explained)?;
    let file = matches
        .subcommand_matches(SERVE)
        .and_then(|serve| serve.get_one::<PathBuf>(CONFIG));
    let Some(file) = file else {
        return Ok(matches);
    };
    let defaults = file::read(file, serve(&command)).map_err(|error| wrong_usage(&error))?;
    let command = command.mut_subcommand(SERVE, |serve| {
        defaults.into_iter().fold(serve, |serve, (key, values)| {
            serve.mut_arg(key, |arg| arg.default_values(values))
        })
    });
    command.try_get_matches().map_err(usage::explained)
}

/// Prints the documentation of every setting.
pub(super) fn run(command: &Command) -> ExitCode {
    let text = documentation::of(serve(command));
    after_output(stdout().write_all(text.as_bytes()), ExitCode::SUCCESS)
}

/// The environment variables that are named like settings but are none, probably by mistake. They do not prevent the start, because
/// Kubernetes sets some of them for a Service that is named why403.
pub(super) fn unknown_variables(command: &Command) -> Vec<String> {
    let known: Vec<_> = serve(command)
        .get_arguments()
        .filter_map(clap::Arg::get_env)
        .collect();
    std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| !known.contains(&name.as_os_str()))
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with("WHY403_") && !SECRETS.contains(&name.as_str()))
        .collect()
}

/// The `serve` command, which declares the settings.
fn serve(command: &Command) -> &Command {
    command.find_subcommand(SERVE).unwrap_or(command)
}

/// Whether a setting takes several values.
fn is_list(arg: &clap::Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

/// The settings that a file may contain.
fn settings(serve: &Command) -> impl Iterator<Item = (&str, &clap::Arg)> {
    serve
        .get_arguments()
        .filter_map(|arg| Some((arg.get_long()?, arg)))
        .filter(|(name, _)| !matches!(*name, CONFIG | "help" | "version"))
}
