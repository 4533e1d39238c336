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

/// Which realm issues the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Issuer {
    /// The realm that is called.
    Target,
    /// The realm master.
    Master,
}

impl From<Issuer> for TokenRealm {
    fn from(issuer: Issuer) -> Self {
        match issuer {
            Issuer::Target => Self::Target,
            Issuer::Master => Self::Master,
        }
    }
}

/// What `why403 operations` takes.
#[derive(Debug, Args)]
pub(super) struct Operations {
    /// Keycloak's version, such as 26.5.
    #[arg(long)]
    keycloak: Version,
    /// Which realm issues the caller's token.
    #[arg(long, value_enum, default_value_t = Issuer::Target)]
    token_realm: Issuer,
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
    /// Which realm issues the caller's token.
    #[arg(long, value_enum, default_value_t = Issuer::Target)]
    token_realm: Issuer,
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
    /// Which realm issues the caller's token.
    #[arg(long, value_enum, default_value_t = Issuer::Target)]
    token_realm: Issuer,
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
    stated: String,
    fit: &'static str,
    #[serde(skip)]
    note: Option<String>,
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
    stated: [String; 2],
    fit: [&'static str; 2],
    #[serde(skip)]
    notes: Vec<String>,
    roles: Vec<String>,
    stops: Vec<ChangeAnswer>,
    opens: Vec<ChangeAnswer>,
    unmeasured: Vec<ChangeAnswer>,
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
    let permissions = matrix.at(arguments.keycloak, arguments.token_realm.into());
    let list: Vec<OperationAnswer> = permissions
        .operations()
        .map(|operation| OperationAnswer {
            operation: operation.to_string(),
            sufficient: permissions.sufficient(operation),
            reduced: permissions.reduced(operation),
        })
        .collect();
    // The list is an array, whose readers expect nothing else on their standard output.
    if let Some(note) = note(arguments.keycloak, permissions) {
        anstream::eprintln!("why403: {note}");
    }
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
    let permissions = matrix.at(arguments.keycloak, arguments.token_realm.into());
    let (needed, not_found) = match needed(arguments, matrix, permissions) {
        Ok(found) => found,
        Err(error) => return wrong_usage(&error),
    };
    if needed.is_empty() {
        return wrong_usage(&"no call of the Admin API was found in the file");
    }
    let smallest = permissions.smallest(&needed);
    let answer = RolesAnswer::new(
        matrix,
        arguments.keycloak,
        permissions,
        &smallest,
        not_found,
    );
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
    let token_realm = arguments.token_realm.into();
    let upgrade = matrix.compare(arguments.from, arguments.to, token_realm, held);
    let stated = [arguments.from, arguments.to];
    let versions = stated.map(|version| (version, matrix.at(version, token_realm)));
    let answer = UpgradeAnswer::new(versions, arguments.roles, &upgrade);
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

/// What a reader has to know where another version answers than the one stated.
fn note(stated: Version, permissions: Permissions) -> Option<String> {
    permissions.fit().words(stated, permissions.version()?)
}

/// The same for both sides of an upgrade, and whether it is one.
fn upgrade_notes(versions: [(Version, Permissions); 2]) -> Vec<String> {
    let [(_, from), (_, to)] = versions;
    let order = match from.version().cmp(&to.version()) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => {
            Some("Both are answered by the same version: nothing changes.".to_owned())
        }
        std::cmp::Ordering::Greater => Some(
            "The version before is newer than the one after: this is what going back would change."
                .to_owned(),
        ),
    };
    versions
        .into_iter()
        .filter_map(|(stated, permissions)| note(stated, permissions))
        .chain(order)
        .collect()
}

impl<'m> RolesAnswer<'m> {
    fn new(
        matrix: &'m Matrix,
        stated: Version,
        permissions: Permissions<'m>,
        smallest: &Smallest<'m>,
        not_found: Vec<String>,
    ) -> Self {
        Self {
            keycloak: measured(permissions),
            stated: stated.to_string(),
            fit: permissions.fit().name(),
            note: note(stated, permissions),
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
        if let Some(note) = &self.note {
            writeln!(out, "{note}")?;
        }
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
    fn new(versions: [(Version, Permissions); 2], roles: Vec<String>, upgrade: &Upgrade) -> Self {
        let [(from_stated, from), (to_stated, to)] = versions;
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
            from: measured(from),
            to: measured(to),
            stated: [from_stated.to_string(), to_stated.to_string()],
            fit: [from.fit().name(), to.fit().name()],
            notes: upgrade_notes(versions),
            roles,
            stops: changes(&upgrade.stops),
            opens: changes(&upgrade.opens),
            unmeasured: changes(&upgrade.unmeasured),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let roles = self.roles.join(", ");
        for note in &self.notes {
            writeln!(out, "{note}")?;
        }
        writeln!(
            out,
            "With {roles}, from Keycloak {} to {}:",
            self.from, self.to
        )?;
        for (title, changes) in [
            ("stop working", &self.stops),
            ("open", &self.opens),
            ("not known, since not measured", &self.unmeasured),
        ] {
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
