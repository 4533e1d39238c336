//! `why403 upgrade`: lists the operations that an upgrade stops or newly allows for a role set.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use permissions::{
    Change, Fit, Matrix, Permissions, RoleSet, State, TokenRealm, Upgrade, Version, counted,
};
use serde::Serialize;

use super::{CommonArguments, code};
use crate::cli::{NOT_ALLOWED, wrong_usage};
use crate::knowledge::matrix;

/// The arguments of `why403 upgrade`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Upgrading {
    /// Version before the upgrade.
    #[arg(long)]
    from: Version,
    /// Version after the upgrade.
    #[arg(long)]
    to: Version,
    /// Assigned role.
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    #[command(flatten)]
    common: CommonArguments,
}

#[derive(Serialize)]
struct Output {
    from: String,
    to: String,
    stated: [String; 2],
    fit: [&'static str; 2],
    #[serde(skip)]
    notes: Vec<String>,
    roles: Vec<String>,
    stops: Vec<ChangeOutput>,
    opens: Vec<ChangeOutput>,
    unmeasured: Vec<ChangeOutput>,
    /// What the upgrade changes in addition to required roles.
    besides: Vec<NoteOutput>,
    /// Why operations were measured in neither version.
    #[serde(skip)]
    reasons: BTreeSet<String>,
}

#[derive(Serialize)]
struct ChangeOutput {
    operation: String,
    before: &'static str,
    after: &'static str,
    /// The results before and after as the text names them.
    #[serde(skip)]
    words: [&'static str; 2],
}

#[derive(Serialize)]
struct NoteOutput {
    version: String,
    text: &'static str,
    grade: &'static str,
    cause: Option<&'static str>,
    source: Option<&'static str>,
}

/// Prints what an upgrade changes for a caller with certain roles.
pub(in crate::cli) fn run(arguments: Upgrading) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let token_realm = arguments.common.token_realm();
    let [from, to] = [arguments.from, arguments.to].map(|version| matrix.at(version, token_realm));
    let mut roles: Vec<String> = Vec::new();
    for role in arguments.roles {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let (held, notes) = match held(matrix, &roles, from, to) {
        Ok(held) => held,
        Err(error) => return wrong_usage(&format!("--role: {error}")),
    };
    let upgrade = matrix.compare(arguments.from, arguments.to, token_realm, held);
    let versions = [(arguments.from, from), (arguments.to, to)];
    let mut output = Output::new(versions, roles, &upgrade);
    output.notes.extend(notes);
    output.besides = matrix
        .notes_between(arguments.from, arguments.to)
        .into_iter()
        .map(|(version, note)| NoteOutput {
            version: version.to_string(),
            text: &note.text,
            grade: note.grade.words(),
            cause: note.cause.as_deref(),
            source: note.source.as_deref(),
        })
        .collect();
    let status = if output.stops.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_ALLOWED)
    };
    arguments
        .common
        .print(&output, |out| output.write(out), status)
}

/// The caller's roles, with notes about roles that a version lacks. A role that such a token never contains is an error: the result would
/// be that of a token without roles.
fn held(
    matrix: &Matrix,
    roles: &[String],
    from: Permissions,
    to: Permissions,
) -> Result<(RoleSet, Vec<String>), String> {
    let mut held = RoleSet::NONE;
    let mut notes = Vec::new();
    for name in roles {
        let role = matrix.role(name).map_err(|error| error.to_string())?;
        let of_master = matrix
            .roles()
            .iter()
            .any(|role| role.name == *name && role.of_master);
        match from.token_realm() {
            TokenRealm::Target if of_master => {
                return Err(format!(
                    "{name} is a realm role of master; it counts only with --token-realm master"
                ));
            }
            TokenRealm::Master if name == "realm-admin" => {
                return Err(
                    "a token issued by master cannot have realm-admin; use the realm role admin"
                        .to_owned(),
                );
            }
            _ => {}
        }
        let lacking: Vec<String> = [from, to]
            .into_iter()
            .filter(|permissions| !permissions.roles().contains(role))
            .map(|permissions| permissions.version_name())
            .collect();
        match lacking.as_slice() {
            [one, other] if one != other => {
                notes.push(format!(
                    "Neither Keycloak {one} nor {other} has a role {name}."
                ));
            }
            [one, ..] => notes.push(format!("Keycloak {one} has no role {name}.")),
            [] => {}
        }
        held = held.union(role);
    }
    Ok((held, notes))
}

/// The notes about both versions, and a note if they are not an upgrade.
fn upgrade_notes(versions: [(Version, Permissions); 2]) -> Vec<String> {
    let [(_, from), (_, to)] = versions;
    let order = match from.version().cmp(&to.version()) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal if [from, to].iter().all(|one| one.fit() == Fit::Measured) => {
            Some("Both versions use the same data, so no required role changes.".to_owned())
        }
        std::cmp::Ordering::Equal => Some(
            "Both versions use the same data, so differences in required roles are not known.".to_owned(),
        ),
        std::cmp::Ordering::Greater => Some(
            "The first version is newer than the second. The list shows what a downgrade would change."
                .to_owned(),
        ),
    };
    versions
        .into_iter()
        .filter_map(|(stated, permissions)| permissions.note(stated))
        .chain(order)
        .collect()
}

impl Output {
    fn new(versions: [(Version, Permissions); 2], roles: Vec<String>, upgrade: &Upgrade) -> Self {
        let [(from_stated, from), (to_stated, to)] = versions;
        let changes = |changes: &[Change]| {
            changes
                .iter()
                .map(|change| ChangeOutput {
                    operation: change.operation.to_string(),
                    before: code(change.before),
                    after: code(change.after),
                    words: [change.before, change.after].map(State::word),
                })
                .collect()
        };
        let reasons = upgrade
            .unmeasured
            .iter()
            .filter(|change| (change.before, change.after) == UNCHANGED)
            .filter_map(|change| to.rule(change.operation)?.unmeasured.clone())
            .collect();
        Self {
            from: from.version_name(),
            to: to.version_name(),
            stated: [from_stated.to_string(), to_stated.to_string()],
            fit: [from.fit().name(), to.fit().name()],
            notes: upgrade_notes(versions),
            roles,
            stops: changes(&upgrade.stops),
            opens: changes(&upgrade.newly_allowed),
            unmeasured: changes(&upgrade.unmeasured),
            besides: Vec::new(),
            reasons,
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
        let unknown = code(Some(State::Unknown));
        let (neither, one): (Vec<&ChangeOutput>, Vec<&ChangeOutput>) = self
            .unmeasured
            .iter()
            .partition(|change| (change.before, change.after) == (unknown, unknown));
        section(out, "will stop working", self.stops.iter())?;
        section(out, "newly allowed", self.opens.iter())?;
        if !one.is_empty() {
            section(
                out,
                "unknown: not measured in one of the versions",
                one.into_iter(),
            )?;
        }
        if !self.besides.is_empty() {
            let count = counted(self.besides.len(), "other change", "other changes");
            writeln!(out, "\n{count}")?;
            for note in &self.besides {
                writeln!(out, "  {} ({}): {}", note.version, note.grade, note.text)?;
            }
        }
        if !neither.is_empty() {
            let reasons: Vec<&str> = self.reasons.iter().map(String::as_str).collect();
            writeln!(
                out,
                "\n{} unknown, not measured in either version: {}",
                neither.len(),
                reasons.join("; ")
            )?;
        }
        Ok(())
    }
}

/// The operation was measured in neither version.
const UNCHANGED: (Option<State>, Option<State>) = (Some(State::Unknown), Some(State::Unknown));

fn section<'a>(
    out: &mut dyn Write,
    title: &str,
    changes: impl ExactSizeIterator<Item = &'a ChangeOutput>,
) -> io::Result<()> {
    writeln!(out, "\n{} {title}", changes.len())?;
    for change in changes {
        let [before, after] = change.words;
        writeln!(out, "  {}: {before} → {after}", change.operation)?;
    }
    Ok(())
}
