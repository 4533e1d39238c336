//! `why403 explain`: explains a cause, an operation, or a role. Sends nothing.

use std::fmt::Write as _;
use std::io::{Write, stdout};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use diagnosis::cause::pages;
use permissions::{Matrix, TokenRealm, Version};

use super::{after_output, wrong_usage};
use crate::knowledge::matrix;
use crate::reference::Explanation;

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For a wiki or an issue.
    Markdown,
    /// For scripts.
    Json,
}

/// The arguments of `why403 explain`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A cause code such as missing-role, an operation such as "GET /admin/realms/{realm}/users", or a role such as view-users.
    subject: String,
    /// Keycloak version, for example 26.5. Default: the newest measured version.
    #[arg(long, value_name = "VERSION")]
    keycloak: Option<Version>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Prints the explanation of the subject.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(&error),
    };
    let (subject, version) = (&arguments.subject, arguments.keycloak);
    let Some(explanation) = Explanation::of(matrix, subject, version) else {
        return wrong_usage(&unknown(matrix, subject));
    };
    let printed = match arguments.format {
        Format::Text => explanation.text(),
        Format::Markdown => explanation.markdown(),
        Format::Json => explanation.json(),
    };
    let mut out = stdout().lock();
    let printed = out.write_all(printed.as_bytes()).and_then(|()| out.flush());
    after_output(printed, ExitCode::SUCCESS)
}

/// The error for a subject that is neither a cause, an operation, nor a role, with the most similar ones.
fn unknown(matrix: &Matrix, subject: &str) -> String {
    let mut message = format!(
        "{subject:?} is not a cause code, an operation, or a role. Examples: missing-role, \"GET \
         /admin/realms/{{realm}}/users\", view-users."
    );
    let words: Vec<String> = subject
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 2)
        .map(str::to_lowercase)
        .collect();
    let similar = |name: &str| words.iter().any(|word| name.contains(word.as_str()));
    let near: Vec<String> = pages()
        .filter(|cause| similar(cause.code))
        .map(|cause| cause.code.to_owned())
        .chain(
            matrix
                .roles()
                .iter()
                .filter(|role| similar(&role.name))
                .map(|role| role.name.clone()),
        )
        .chain(
            matrix
                .newest(TokenRealm::Target)
                .search(subject)
                .into_iter()
                .map(|operation| format!("\"{operation}\"")),
        )
        .take(6)
        .collect();
    if !near.is_empty() {
        let _ = write!(message, " Similar names: {}.", near.join(", "));
    }
    message
}
