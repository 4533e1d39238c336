//! `why403 operations`, `roles` and `upgrade`: what the measured permission data answers.

use std::io::{self, Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use diagnosis::permission::{
    Matrix, Operation, Permissions, Smallest, State, TokenRealm, Upgrade, Version,
};
use serde::Serialize;

use super::{NOT_ALLOWED, wrong_usage};
use crate::knowledge::matrix;

/// A log that is pasted to find operations in may be long, but not endless.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// How the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// For scripts.
    Json,
}

/// What `why403 operations` takes.
#[derive(Debug, Args)]
pub(super) struct Operations {
    /// Keycloak's version, such as 26.5.
    #[arg(long)]
    keycloak: Version,
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What `why403 roles` takes.
#[derive(Debug, Args)]
pub(super) struct Roles {
    /// An operation that is needed, such as "GET /admin/realms/{realm}/users".
    #[arg(long = "operation", required_unless_present = "from_file")]
    operations: Vec<String>,
    /// File to find needed operations in: code, an access log or a list of paths; - for standard input.
    #[arg(long, value_name = "FILE")]
    from_file: Option<PathBuf>,
    /// Keycloak's version, such as 26.5.
    #[arg(long)]
    keycloak: Version,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What `why403 upgrade` takes.
#[derive(Debug, Args)]
pub(super) struct Upgrading {
    /// The version before.
    #[arg(long)]
    from: Version,
    /// The version after.
    #[arg(long)]
    to: Version,
    /// A role that is held.
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct OperationAnswer<'m> {
    operation: String,
    sufficient: Vec<Vec<&'m str>>,
    reduced: Vec<Vec<&'m str>>,
}

#[derive(Serialize)]
struct RolesAnswer<'m> {
    keycloak: String,
    roles: Vec<&'m str>,
    needs: Vec<NeedAnswer<'m>>,
    also_opens: Vec<OpenAnswer>,
    impossible: Vec<String>,
    unknown: Vec<String>,
    not_found: Vec<String>,
}

#[derive(Serialize)]
struct NeedAnswer<'m> {
    role: &'m str,
    needed_for: Vec<String>,
    also_opens: Vec<String>,
}

#[derive(Serialize)]
struct OpenAnswer {
    operation: String,
    state: &'static str,
}

#[derive(Serialize)]
struct UpgradeAnswer {
    from: String,
    to: String,
    roles: Vec<String>,
    stops: Vec<ChangeAnswer>,
    opens: Vec<ChangeAnswer>,
}

#[derive(Serialize)]
struct ChangeAnswer {
    operation: String,
    before: &'static str,
    after: &'static str,
}

/// Lists every operation of a version and what it needs.
pub(super) fn operations(arguments: &Operations) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let permissions = matrix.at(arguments.keycloak, TokenRealm::Target);
    let list: Vec<OperationAnswer> = permissions
        .operations()
        .map(|operation| OperationAnswer {
            operation: operation.to_string(),
            sufficient: permissions.sufficient(operation),
            reduced: permissions.reduced(operation),
        })
        .collect();
    // Whoever closed the pipe has seen enough.
    let _ = match arguments.format {
        Format::Json => json(&list),
        Format::Text => text(|out| {
            for entry in &list {
                writeln!(out, "{}", entry.operation)?;
                sets(out, "needs", &entry.sufficient)?;
                sets(out, "cut answer with", &entry.reduced)?;
            }
            Ok(())
        }),
    };
    ExitCode::SUCCESS
}

/// Finds the smallest set of roles for some operations.
pub(super) fn roles(arguments: &Roles) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let permissions = matrix.at(arguments.keycloak, TokenRealm::Target);
    let (needed, not_found) = match needed(arguments, matrix, permissions) {
        Ok(found) => found,
        Err(error) => return wrong_usage(&error),
    };
    if needed.is_empty() {
        return wrong_usage(&"no call of the Admin API was found in the file");
    }
    let smallest = permissions.smallest(&needed);
    let answer = RolesAnswer::new(matrix, permissions, &smallest, not_found);
    let _ = match arguments.format {
        Format::Json => json(&answer),
        Format::Text => text(|out| answer.write(out)),
    };
    ExitCode::SUCCESS
}

/// Tells what an upgrade changes for a holder of some roles.
pub(super) fn upgrade(arguments: Upgrading) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let held = match matrix.role_set(&arguments.roles) {
        Ok(held) => held,
        Err(error) => return wrong_usage(&format!("--role: {error}")),
    };
    let upgrade = matrix.compare(arguments.from, arguments.to, TokenRealm::Target, held);
    let answer = UpgradeAnswer::new(
        matrix,
        arguments.from,
        arguments.to,
        arguments.roles,
        &upgrade,
    );
    let _ = match arguments.format {
        Format::Json => json(&answer),
        Format::Text => text(|out| answer.write(out)),
    };
    if answer.stops.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_ALLOWED)
    }
}

/// The needed operations, and the calls in the file that this version does not have.
fn needed<'m>(
    arguments: &Roles,
    matrix: &'m Matrix,
    permissions: Permissions<'m>,
) -> Result<(Vec<&'m Operation>, Vec<String>), String> {
    let mut needed = Vec::new();
    for written in &arguments.operations {
        let operation = matrix
            .operation(written)
            .or_else(|| {
                let (method, path) = written.trim().split_once(char::is_whitespace)?;
                Some(permissions.find(method, path)?.operation)
            })
            .filter(|operation| permissions.rule(operation).is_some())
            .ok_or_else(|| {
                format!(
                    "--operation: Keycloak {} has no {written}",
                    measured(permissions)
                )
            })?;
        needed.push(operation);
    }
    let mut not_found = Vec::new();
    if let Some(path) = &arguments.from_file {
        let text =
            read(path).map_err(|error| format!("--from-file {}: {error}", path.display()))?;
        let pasted = permissions.pasted(&text);
        needed.extend(pasted.operations);
        not_found = pasted.unknown;
    }
    Ok((needed, not_found))
}

fn read(path: &Path) -> io::Result<String> {
    // A log may hold anything.
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        stdin().take(MAX_FILE).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?
            .take(MAX_FILE)
            .read_to_end(&mut bytes)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The measured version that answers.
fn measured(permissions: Permissions) -> String {
    permissions
        .version()
        .map_or_else(String::new, |version| version.to_string())
}

impl<'m> RolesAnswer<'m> {
    fn new(
        matrix: &'m Matrix,
        permissions: Permissions<'m>,
        smallest: &Smallest<'m>,
        not_found: Vec<String>,
    ) -> Self {
        Self {
            keycloak: measured(permissions),
            roles: matrix.role_names(smallest.roles),
            needs: smallest
                .needs
                .iter()
                .map(|need| NeedAnswer {
                    role: need.role,
                    needed_for: names(&need.needed_for),
                    also_opens: names(&need.also_opens),
                })
                .collect(),
            also_opens: smallest
                .also_opens
                .iter()
                .map(|(operation, state)| OpenAnswer {
                    operation: operation.to_string(),
                    state: word(Some(*state)),
                })
                .collect(),
            impossible: names(&smallest.impossible),
            unknown: names(&smallest.unknown),
            not_found,
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "Smallest set of roles (Keycloak {}): {}",
            self.keycloak,
            self.roles.join(", ")
        )?;
        for need in &self.needs {
            writeln!(out, "\n{} is needed for", need.role)?;
            list(out, &need.needed_for)?;
            writeln!(
                out,
                "  and opens {} other operations",
                need.also_opens.len()
            )?;
        }
        for (title, operations) in [
            ("No role lets these through", &self.impossible),
            ("Not measured", &self.unknown),
            ("Not in this version", &self.not_found),
        ] {
            if !operations.is_empty() {
                writeln!(out, "\n{title}")?;
                list(out, operations)?;
            }
        }
        Ok(())
    }
}

impl UpgradeAnswer {
    fn new(
        matrix: &Matrix,
        from: Version,
        to: Version,
        roles: Vec<String>,
        upgrade: &Upgrade,
    ) -> Self {
        let changes = |changes: &[diagnosis::permission::Change]| {
            changes
                .iter()
                .map(|change| ChangeAnswer {
                    operation: change.operation.to_string(),
                    before: word(change.before),
                    after: word(change.after),
                })
                .collect()
        };
        Self {
            from: measured(matrix.at(from, TokenRealm::Target)),
            to: measured(matrix.at(to, TokenRealm::Target)),
            roles,
            stops: changes(&upgrade.stops),
            opens: changes(&upgrade.opens),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let roles = self.roles.join(", ");
        writeln!(
            out,
            "With {roles}, from Keycloak {} to {}:",
            self.from, self.to
        )?;
        for (title, changes) in [("stops", &self.stops), ("opens", &self.opens)] {
            writeln!(out, "\n{} {title}", changes.len())?;
            for change in changes {
                writeln!(
                    out,
                    "  {}: {} → {}",
                    change.operation, change.before, change.after
                )?;
            }
        }
        Ok(())
    }
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

fn names(operations: &[&Operation]) -> Vec<String> {
    operations.iter().map(ToString::to_string).collect()
}

fn list(out: &mut dyn Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
}

fn sets(out: &mut dyn Write, title: &str, sets: &[Vec<&str>]) -> io::Result<()> {
    if sets.is_empty() {
        return Ok(());
    }
    let sets: Vec<String> = sets.iter().map(|set| set.join(" + ")).collect();
    writeln!(out, "  {title}: {}", sets.join(", or "))
}

fn json(answer: &impl Serialize) -> io::Result<()> {
    text(|out| {
        serde_json::to_writer_pretty(&mut *out, answer)?;
        writeln!(out)
    })
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(stdout().lock());
    write(&mut out)?;
    out.flush()
}
