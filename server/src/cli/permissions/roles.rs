//! `why403 roles`: finds the smallest role set for operations, and what else it allows.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use permissions::{Matrix, Operation, Permissions, RoleSet, Smallest, State, Version};
use reader::code::{Pasted, Reader, UNDERSTOOD};
use serde::Serialize;

use super::super::text_file::read;
use super::source_files::each;
use super::{CommonArguments, code};
use crate::cli::{NOT_ALLOWED, terminal, wrong_usage};
use crate::knowledge::matrix;
use crate::reference::of_master;

/// The exit status if part of the file was not understood.
const INCOMPLETE: u8 = 1;
/// The maximum number of requests in a message.
const TOLD: usize = 5;

/// The arguments of `why403 roles`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Roles {
    #[command(flatten)]
    wanted: Wanted,
    /// Keycloak version, for example 26.5. Without it, the newest measured version.
    #[arg(long)]
    keycloak: Option<Version>,
    /// Exit with 1 if an operation requires more than these roles. Repeat the option for several roles.
    #[arg(long, value_name = "ROLE")]
    fail_if_more_than: Vec<String>,
    #[command(flatten)]
    common: CommonArguments,
}

/// The operations that the roles must allow: given directly, found in code, or both.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Wanted {
    /// Required operation, for example "GET /admin/realms/{realm}/users".
    #[arg(long = "operation", value_name = "OPERATION")]
    operations: Vec<String>,
    /// File to find operations in: code, an access log, or a list of paths; - for standard input.
    #[arg(long, value_name = "FILE")]
    from_file: Option<PathBuf>,
    /// Directory to find operations in, for example a Git checkout. Files that Git ignores are left out.
    #[arg(long, value_name = "DIR", conflicts_with = "from_file")]
    from_dir: Option<PathBuf>,
}

#[derive(Serialize)]
struct Output<'m> {
    keycloak: String,
    stated: String,
    fit: &'static str,
    #[serde(skip)]
    note: Option<String>,
    roles: Vec<&'m str>,
    needs: Vec<NeedOutput<'m>>,
    also_opens: Vec<AllowedOutput>,
    impossible: Vec<String>,
    /// The required roles of a token from master for the operations that no role of the realm allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with_master: Vec<Required<'m>>,
    unknown: Vec<String>,
    /// The operations that the roles of `--fail-if-more-than` do not allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    needs_more: Option<Vec<Required<'m>>>,
    not_found: Vec<String>,
    /// Requests through a client library in the file whose operation is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_followed: Vec<String>,
    /// The places in the file with operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Vec<FoundOutput>>,
    /// The places in the file that look like requests to Keycloak and were not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_understood: Option<Vec<NotUnderstoodOutput>>,
    /// Whether every request to Keycloak in the file was followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    #[serde(skip)]
    text_only: TextOutput<'m>,
}

/// Values that only the text output shows.
struct TextOutput<'m> {
    container: &'static str,
    /// The number of operations that some role or any token allows.
    opened: usize,
    /// The other operations that each role allows.
    besides: Vec<Besides<'m>>,
    together: Besides<'m>,
    /// The operations that were not measured, and why.
    unmeasured: Vec<String>,
}

#[derive(Serialize)]
struct NeedOutput<'m> {
    role: &'m str,
    needed_for: Vec<String>,
    /// Other operations that are allowed with the full response.
    also_opens: Vec<String>,
    /// Other operations that are allowed with a partial response.
    also_reduced: Vec<String>,
}

#[derive(Serialize)]
struct AllowedOutput {
    operation: String,
    state: &'static str,
}

/// An operation and the roles that it requires.
#[derive(Serialize)]
struct Required<'m> {
    operation: String,
    roles: Vec<&'m str>,
}

#[derive(Clone, Serialize)]
struct FoundOutput {
    operation: String,
    /// The file below the directory of `--from-dir`.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    line: usize,
    text: String,
    because: &'static str,
}

#[derive(Clone, Serialize)]
struct NotUnderstoodOutput {
    /// The file below the directory of `--from-dir`.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    line: usize,
    text: String,
    why: String,
}

/// Finds the smallest role set for operations. The exit status is 1 if a file was not read completely.
pub(in crate::cli) fn run(arguments: &Roles) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let permissions = matrix.at_or_newest(arguments.keycloak, arguments.common.token_realm());
    let needed = match Needed::read(&arguments.wanted, matrix, permissions) {
        Ok(found) => found,
        Err(error) => return wrong_usage(&error),
    };
    if needed.operations.is_empty() && needed.not_understood.is_empty() {
        return wrong_usage(&needed.nothing(permissions));
    }
    let needs_more = match needs_more(&arguments.fail_if_more_than, permissions, &needed) {
        Ok(needs_more) => needs_more,
        Err(error) => return wrong_usage(&format!("--fail-if-more-than: {error}")),
    };
    let smallest = permissions.smallest(&needed.operations);
    let mut output = Output::new(arguments.keycloak, permissions, &smallest, needed);
    output.needs_more = needs_more;
    let more = output
        .needs_more
        .as_ref()
        .is_some_and(|more| !more.is_empty());
    let status = if more {
        ExitCode::from(NOT_ALLOWED)
    } else if output.complete == Some(false) {
        ExitCode::from(INCOMPLETE)
    } else {
        ExitCode::SUCCESS
    };
    arguments
        .common
        .print(&output, |out| output.write(out), status)
}

/// The operations that a caller with only these roles is denied, and the least privileged set for each. `None` if no role is given.
fn needs_more<'m>(
    most: &[String],
    permissions: Permissions<'m>,
    needed: &Needed<'m>,
) -> Result<Option<Vec<Required<'m>>>, String> {
    if most.is_empty() {
        return Ok(None);
    }
    let matrix = permissions.matrix();
    let mut held = RoleSet::NONE;
    for name in most {
        let role = matrix.role(name).map_err(|error| error.to_string())?;
        if !permissions.roles().contains(role) {
            return Err(format!(
                "Keycloak {} does not have the role {name} for tokens of {}",
                permissions.version_name(),
                permissions.token_realm()
            ));
        }
        held = held.union(role);
    }
    let more = needed.operations.iter().filter_map(|operation| {
        let rule = permissions.rule(operation)?;
        let least = permissions.least_first(&rule.sufficient).into_iter().next();
        (rule.state(held) != State::Allowed).then(|| Required {
            operation: operation.to_string(),
            roles: least.map(|set| matrix.role_names(set)).unwrap_or_default(),
        })
    });
    Ok(Some(more.collect()))
}

/// The operations in question.
#[derive(Default)]
struct Needed<'m> {
    operations: Vec<&'m Operation>,
    /// The requests in the file that this version does not have.
    not_found: Vec<String>,
    not_followed: Vec<String>,
    found: Vec<FoundOutput>,
    not_understood: Vec<NotUnderstoodOutput>,
    has_file: bool,
}

impl<'m> Needed<'m> {
    fn read(
        wanted: &Wanted,
        matrix: &'m Matrix,
        permissions: Permissions<'m>,
    ) -> Result<Self, String> {
        let mut needed = Self::default();
        for written in &wanted.operations {
            let operation = matrix
                .operation(written)
                .or_else(|| {
                    let (method, path) = written.trim().split_once(char::is_whitespace)?;
                    Some(permissions.find(method, path)?.operation)
                })
                .filter(|operation| permissions.rule(operation).is_some())
                .ok_or_else(|| not_there(written, matrix, permissions))?;
            if !needed.operations.contains(&operation) {
                needed.operations.push(operation);
            }
        }
        let reader = Reader::new(permissions);
        if let Some(path) = &wanted.from_file {
            let text =
                read(path).map_err(|error| format!("--from-file {}: {error}", path.display()))?;
            needed.add(reader.read(&text), None);
        }
        if let Some(directory) = &wanted.from_dir {
            needed.has_file = true;
            for (path, pasted) in each(directory, |text| reader.read(text))? {
                needed.add(pasted, Some(&path.to_string_lossy()));
            }
        }
        Ok(needed)
    }

    /// Adds the operations in a text.
    fn add(&mut self, pasted: Pasted<'m>, file: Option<&str>) {
        self.has_file = true;
        self.found
            .extend(pasted.found.iter().map(|place| FoundOutput {
                operation: place.operation.to_string(),
                file: file.map(str::to_owned),
                line: place.line,
                text: place.text.clone(),
                because: place.because,
            }));
        self.not_understood.extend(
            pasted
                .not_understood
                .iter()
                .map(|place| NotUnderstoodOutput {
                    file: file.map(str::to_owned),
                    line: place.line,
                    text: place.text.clone(),
                    why: place.why.clone(),
                }),
        );
        self.not_followed.extend(pasted.not_followed);
        self.not_found.extend(pasted.unknown);
        for operation in pasted.operations {
            if !self.operations.contains(&operation) {
                self.operations.push(operation);
            }
        }
    }

    /// Why there are no operations.
    fn nothing(&self, permissions: Permissions) -> String {
        if self.not_found.is_empty() {
            format!("no Admin API requests found. {UNDERSTOOD}")
        } else {
            let more = match self.not_found.len().saturating_sub(TOLD) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let listed: Vec<&str> = self
                .not_found
                .iter()
                .take(TOLD)
                .map(String::as_str)
                .collect();
            format!(
                "Keycloak {} has none of the operations in the file: {}{more}.",
                permissions.version_name(),
                listed.join(", ")
            )
        }
    }
}

/// The message about an operation that the version does not have, with suggestions.
fn not_there(written: &str, matrix: &Matrix, permissions: Permissions) -> String {
    let version = permissions.version_name();
    let written = written.trim();
    if written.is_empty() {
        return "--operation is empty; a valid operation looks like \"GET /admin/realms/{realm}/users\""
            .to_owned();
    }
    if let Some(known) = matrix.operation(written) {
        return format!(
            "--operation: Keycloak {version} has no {written}; it was measured in {}",
            matrix.lines_with(known)
        );
    }
    let (method, path) = written
        .split_once(char::is_whitespace)
        .unwrap_or(("GET", written));
    let of_path = || {
        ["GET", "POST", "PUT", "DELETE"]
            .into_iter()
            .filter(|_| written.contains('/'))
            .find_map(|method| Some(permissions.find(method, path.trim())?.operation))
    };
    let meant = of_path()
        .or_else(|| permissions.search(written).into_iter().next())
        .or_else(|| permissions.nearest(method, path.trim()));
    let hint = match meant {
        Some(meant) => format!("; did you mean --operation \"{meant}\"?"),
        None => "; run why403 operations to list all operations".to_owned(),
    };
    format!("--operation: Keycloak {version} has no operation \"{written}\"{hint}")
}

impl<'m> Output<'m> {
    fn new(
        stated: Option<Version>,
        permissions: Permissions<'m>,
        smallest: &Smallest<'m>,
        needed: Needed<'m>,
    ) -> Self {
        let opened = needed.operations.len() - smallest.impossible.len() - smallest.unknown.len();
        let with_master = smallest.impossible.iter().filter_map(|operation| {
            Some(Required {
                operation: operation.to_string(),
                roles: of_master(permissions, operation).into_iter().next()?,
            })
        });
        let unmeasured = smallest.unknown.iter().map(|operation| {
            let rule = permissions.rule(operation);
            match rule.and_then(|rule| rule.unmeasured.as_ref()) {
                Some(why) => format!("{operation}: {why}"),
                None => operation.to_string(),
            }
        });
        Self {
            keycloak: permissions.version_name(),
            stated: stated
                .map_or_else(|| permissions.version_name(), |version| version.to_string()),
            fit: permissions.fit().name(),
            note: stated.and_then(|version| permissions.note(version)),
            roles: permissions.matrix().role_names(smallest.roles),
            needs: smallest
                .needs
                .iter()
                .map(|need| NeedOutput {
                    role: need.role,
                    needed_for: names(&need.needed_for),
                    also_opens: in_state(&need.also_allows, State::Allowed),
                    also_reduced: in_state(&need.also_allows, State::Partial),
                })
                .collect(),
            also_opens: smallest
                .also_allows
                .iter()
                .map(|(operation, state)| AllowedOutput {
                    operation: operation.to_string(),
                    state: code(Some(*state)),
                })
                .collect(),
            impossible: names(&smallest.impossible),
            with_master: with_master.collect(),
            unknown: names(&smallest.unknown),
            needs_more: None,
            not_found: needed.not_found,
            not_followed: needed.not_followed,
            complete: needed.has_file.then_some(needed.not_understood.is_empty()),
            found: needed.has_file.then_some(needed.found),
            not_understood: needed.has_file.then_some(needed.not_understood),
            text_only: TextOutput {
                container: permissions.container(),
                opened,
                besides: smallest
                    .needs
                    .iter()
                    .map(|need| Besides(need.also_allows.clone()))
                    .collect(),
                together: Besides(smallest.also_allows.clone()),
                unmeasured: unmeasured.collect(),
            },
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(note) = &self.note {
            writeln!(out, "{note}")?;
        }
        self.head(out)?;
        self.files(out)?;
        for (need, besides) in self.needs.iter().zip(&self.text_only.besides) {
            writeln!(out, "\n{} is required for", need.role)?;
            list(out, &need.needed_for)?;
            besides.write(out, "It also allows")?;
        }
        if self.needs.len() > 1 {
            writeln!(out)?;
            self.text_only
                .together
                .write(out, "Together they also allow")?;
        }
        if !self.impossible.is_empty() {
            writeln!(
                out,
                "\nNo role of {} allows these",
                self.text_only.container
            )?;
            for operation in &self.impossible {
                match self
                    .with_master
                    .iter()
                    .find(|with| with.operation == *operation)
                {
                    Some(with) => writeln!(
                        out,
                        "  {operation}: allowed for a token issued by master with {} (--token-realm master)",
                        with.roles.join(" + ")
                    )?,
                    None => writeln!(out, "  {operation}")?,
                }
            }
        }
        for (title, operations) in [
            ("Not measured", &self.text_only.unmeasured),
            ("Not in this version", &self.not_found),
        ] {
            if !operations.is_empty() {
                writeln!(out, "\n{title}")?;
                list(out, operations)?;
            }
        }
        if let Some(places) = self
            .not_understood
            .as_ref()
            .filter(|places| !places.is_empty())
        {
            writeln!(out, "\nNot understood, so more roles may be required")?;
            for place in places {
                let at = match &place.file {
                    Some(file) => format!("{}:{}", terminal::line(file), place.line),
                    None => format!("line {}", place.line),
                };
                writeln!(out, "  {at}: {}", terminal::line(&place.why))?;
                writeln!(out, "    {}", terminal::line(&place.text))?;
            }
        }
        if let Some(more) = self.needs_more.as_ref().filter(|more| !more.is_empty()) {
            writeln!(out, "\nNeeds more than --fail-if-more-than allows")?;
            for one in more {
                let roles = match one.roles.as_slice() {
                    [] => "no known role".to_owned(),
                    roles => roles.join(" + "),
                };
                writeln!(out, "  {}: {roles}", one.operation)?;
            }
        }
        Ok(())
    }

    /// The requests in each file of a directory.
    fn files(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut last: Option<&String> = None;
        for place in self.found.iter().flatten() {
            let Some(file) = &place.file else { continue };
            if last.replace(file) != Some(file) {
                writeln!(out, "\n{}", terminal::line(file))?;
            }
            writeln!(out, "  {:>5}  {}", place.line, place.operation)?;
        }
        Ok(())
    }

    /// The result in one line.
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let keycloak = &self.keycloak;
        let is_partial = self.complete == Some(false);
        if !self.roles.is_empty() {
            let begin = if is_partial {
                "At least these roles"
            } else {
                "Smallest role set"
            };
            writeln!(
                out,
                "{begin} (Keycloak {keycloak}): {}",
                self.roles.join(", ")
            )
        } else if self.text_only.opened > 0 && is_partial {
            writeln!(
                out,
                "No role is required for the recognized requests (Keycloak {keycloak}): any valid token is enough for them."
            )
        } else if self.text_only.opened > 0 {
            writeln!(
                out,
                "No role is required (Keycloak {keycloak}): any valid token is enough."
            )
        } else if self.impossible.is_empty() && self.unknown.is_empty() {
            writeln!(
                out,
                "Unknown (Keycloak {keycloak}): no request was understood."
            )
        } else if self.impossible.is_empty() {
            writeln!(
                out,
                "Unknown (Keycloak {keycloak}): these operations could not be measured."
            )
        } else {
            writeln!(
                out,
                "No role of {} allows these operations (Keycloak {keycloak}).",
                self.text_only.container
            )
        }
    }
}

/// The other operations that the roles allow.
struct Besides<'m>(Vec<(&'m Operation, State)>);

impl Besides<'_> {
    /// Writes the number of operations, and their parts of the API.
    fn write(&self, out: &mut dyn Write, begin: &str) -> io::Result<()> {
        let Counts {
            all,
            writing,
            partial,
        } = self.0.iter().collect();
        let operations = match all {
            0 => return writeln!(out, "{begin} no other operation."),
            1 => "operation",
            _ => "operations",
        };
        let writing = match writing {
            0 => "none of which writes".to_owned(),
            1 => "1 of which writes".to_owned(),
            _ => format!("{writing} of which write"),
        };
        let partial = match partial {
            0 => String::new(),
            _ => format!(", {partial} with a partial response"),
        };
        writeln!(out, "{begin} {all} other {operations}, {writing}{partial}:")?;
        let mut areas: BTreeMap<&str, Vec<&(&Operation, State)>> = BTreeMap::new();
        for one in &self.0 {
            areas.entry(one.0.area()).or_default().push(one);
        }
        let areas: Vec<String> = areas
            .into_iter()
            .map(|(area, ones)| format!("{area} {}", ones.into_iter().collect::<Counts>()))
            .collect();
        writeln!(out, "  {}", areas.join(", "))
    }
}

#[derive(Default)]
struct Counts {
    all: usize,
    writing: usize,
    partial: usize,
}

impl<'a, 'm: 'a> FromIterator<&'a (&'m Operation, State)> for Counts {
    fn from_iter<I: IntoIterator<Item = &'a (&'m Operation, State)>>(ones: I) -> Self {
        ones.into_iter()
            .fold(Self::default(), |counts, (operation, state)| Self {
                all: counts.all + 1,
                writing: counts.writing + usize::from(operation.writes()),
                partial: counts.partial + usize::from(*state == State::Partial),
            })
    }
}

impl std::fmt::Display for Counts {
    /// `12 (2 write, 3 partial)`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            all,
            writing,
            partial,
        } = self;
        match (writing, partial) {
            (0, 0) => write!(f, "{all}"),
            (_, 0) => write!(f, "{all} ({writing} write)"),
            (0, _) => write!(f, "{all} ({partial} partial)"),
            _ => write!(f, "{all} ({writing} write, {partial} partial)"),
        }
    }
}

fn in_state(ones: &[(&Operation, State)], wanted: State) -> Vec<String> {
    ones.iter()
        .filter(|(_, state)| *state == wanted)
        .map(|(operation, _)| operation.to_string())
        .collect()
}

fn names(operations: &[&Operation]) -> Vec<String> {
    operations.iter().map(ToString::to_string).collect()
}

fn list(out: &mut dyn Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
}
