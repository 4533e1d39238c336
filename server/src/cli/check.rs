//! `why403 check`: runs a check and prints its report.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use diagnosis::attempt::{Attempt, notices};
use diagnosis::report::{Fix, FixKind, Outcome, Report};
use permissions::TokenRealm;
use reader::text::spread;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StringDeserializer};

use super::input::{self, InputArguments};
use super::outgoing::OutgoingArguments;
use super::progress::Progress;
use super::{NOT_ALLOWED, WRONG_USAGE, after_output, human, seconds, terminal, wrong_usage};
use crate::knowledge::matrix;
use crate::transport::{AddressPolicy, Limits, Outgoing, OwnFailure, Reach, Transport};

/// The number of requests one after the other for which a check has time, even if each takes as long as it may.
const ROUNDS: u32 = 6;

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For scripts: schema why403/1.
    Json,
}

/// Which response counts as success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Expected {
    /// Any response that Keycloak allows.
    Allowed,
    /// An allowed response from which permissions have removed nothing.
    Whole,
}

/// Parses the name of a form as the report spells it, or `console`. The help and the error list the names.
fn fix_kind() -> impl TypedValueParser<Value = FixKind> {
    let value = |kind: FixKind| {
        let value = PossibleValue::new(kind.name());
        if kind == FixKind::AdminConsole {
            value.alias("console")
        } else {
            value
        }
    };
    PossibleValuesParser::new(FixKind::ALL.map(value)).try_map(|name| {
        let name: StringDeserializer<Error> = name.into_deserializer();
        FixKind::deserialize(name)
    })
}

/// The arguments of `why403 check`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The response that counts as success. With `whole`, a partial response exits with 1.
    #[arg(long, value_enum, default_value_t = Expected::Allowed)]
    expect: Expected,
    /// Print only this form of the fix. Repeat the option for several forms.
    #[arg(long, value_parser = fix_kind(), value_name = "FORM")]
    fix: Vec<FixKind>,
    /// Time limit for each request, in seconds.
    #[arg(long, value_parser = seconds, default_value = "10")]
    timeout: Duration,
    #[command(flatten)]
    outgoing: OutgoingArguments,
}

/// Runs the check, prints the report, and returns an exit status that says whether the operation is allowed.
pub(super) fn run(arguments: Arguments) -> ExitCode {
    let named = arguments.input.named();
    let mut input = match arguments.input.input() {
        Ok(input) => input,
        Err(error) => return wrong_usage(&error),
    };
    let written = input.operation.clone();
    if let Ok(matrix) = matrix() {
        spread(&mut input, &matrix.newest(TokenRealm::Target));
    }
    if let Some(error) = input::unused(&named, &written, &input.operation) {
        return wrong_usage(&error);
    }
    let warnings = notices(&input);
    let attempt = match input.parse() {
        Ok(attempt) => attempt,
        Err(errors) => {
            input::tell(&errors);
            return ExitCode::from(WRONG_USAGE);
        }
    };
    if arguments.format == Format::Human {
        input::tell(&warnings);
    }
    if let Ok(matrix) = matrix()
        && let Some(stated) = attempt.keycloak
        && let Some(note) = matrix.at(stated, TokenRealm::Target).note(stated)
    {
        anstream::eprintln!("why403: {note}");
    }
    let outgoing = match arguments.outgoing.outgoing() {
        Ok(outgoing) => outgoing,
        Err(error) => return wrong_usage(&error),
    };
    let mut report = match report(&attempt, arguments.timeout, outgoing) {
        Ok(report) => report,
        Err(error) => return wrong_usage(&error),
    };
    if !arguments.fix.is_empty() {
        keep_forms(&mut report, &arguments.fix);
    }
    let printed = match arguments.format {
        Format::Human if !arguments.fix.is_empty() => human::print_fixes(&report),
        Format::Human => {
            input::tell(&report.suggestions);
            human::print(&report)
        }
        Format::Json => terminal::print_json(&report),
    };
    let status = match (report.outcome, arguments.expect) {
        (Outcome::Allowed, Expected::Whole) if report.is_partial() => ExitCode::from(NOT_ALLOWED),
        (Outcome::Allowed, _) => ExitCode::SUCCESS,
        _ => ExitCode::from(NOT_ALLOWED),
    };
    after_output(printed, status)
}

/// Removes the other forms. A message to an administrator contains the change in one of the forms, or as steps in the Admin Console.
fn keep_forms(report: &mut Report, forms: &[FixKind]) {
    let changes: Vec<FixKind> = forms
        .iter()
        .copied()
        .filter(|form| *form != FixKind::HandOff)
        .collect();
    let is_in_form = |fix: &Fix| match fix.form {
        Some(form) if changes.is_empty() => form == FixKind::AdminConsole,
        Some(form) => changes.contains(&form),
        None => true,
    };
    report
        .fixes
        .retain(|fix| forms.contains(&fix.kind) && is_in_form(fix));
    report.not_offered.retain(|form| forms.contains(&form.kind));
    report
        .settle
        .retain(|command| forms.contains(&command.kind));
}

/// One thread starts faster than several and is enough, because requests mostly wait.
fn report(attempt: &Attempt, timeout: Duration, outgoing: Arc<Outgoing>) -> Result<Report, String> {
    let matrix = matrix().map_err(ToString::to_string)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime does not start: {error}"))?;
    let limits = Limits {
        time: timeout,
        check_time: timeout * ROUNDS,
        ..Limits::default()
    };
    // The command may reach every address that this machine reaches.
    let policy = Arc::new(AddressPolicy::new(Reach::Local));
    let transport = Transport::new(limits, policy, attempt, None).through(outgoing);
    let progress = Progress::new();
    let report = runtime.block_on(crate::check::run(attempt, matrix, &transport, |event| {
        progress.tell(&event);
    }));
    // A name lookup that hangs cannot be canceled, so the command does not wait for it.
    runtime.shutdown_background();
    match transport.own_failure() {
        None => Ok(report),
        // The command limits neither memory nor passwords.
        Some(OwnFailure::Exhausted | OwnFailure::Full | OwnFailure::TooManyPasswords(_)) => {
            Err("this machine has no file descriptors left, so the check has no result".to_owned())
        }
        Some(OwnFailure::Proxy(error)) => Err(format!(
            "the proxy failed, so the check has no result: {error}"
        )),
    }
}
