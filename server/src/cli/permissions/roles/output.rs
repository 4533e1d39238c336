//! Writes the smallest role set as text for people or as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use permissions::{Operation, Permissions, Smallest, State, Version};
use serde::Serialize;

use super::super::code;
use super::needed::{Found, Needed, NotUnderstood};
use crate::cli::terminal;
use crate::reference::of_master;

/// The smallest role set, with what requires it and what else it allows. The members of the JSON.
#[derive(Serialize)]
pub(super) struct Output<'m> {
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
    pub needs_more: Option<Vec<Required<'m>>>,
    not_found: Vec<String>,
    /// Requests through a client library in the file whose operation is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_followed: Vec<String>,
    /// The places in the file with operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Vec<Found>>,
    /// The places in the file that look like requests to Keycloak and were not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_understood: Option<Vec<NotUnderstood>>,
    /// Whether every request to Keycloak in the file was followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
    #[serde(skip)]
    text_only: TextOutput<'m>,
}

/// Values that only the text output shows.
struct TextOutput<'m> {
    container: &'static str,
    /// The number of operations that some role or any token allows.
    allowed: usize,
    /// The other operations that each role allows.
    others: Vec<OtherOperations<'m>>,
    together: OtherOperations<'m>,
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
pub(super) struct Required<'m> {
    pub operation: String,
    pub roles: Vec<&'m str>,
}

impl<'m> Output<'m> {
    /// The output for these operations. `stated` is the version that the user stated.
    pub fn new(
        stated: Option<Version>,
        permissions: Permissions<'m>,
        smallest: &Smallest<'m>,
        needed: Needed<'m>,
    ) -> Self {
        let allowed = needed.operations.len() - smallest.impossible.len() - smallest.unknown.len();
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
                allowed,
                others: smallest
                    .needs
                    .iter()
                    .map(|need| OtherOperations(need.also_allows.clone()))
                    .collect(),
                together: OtherOperations(smallest.also_allows.clone()),
                unmeasured: unmeasured.collect(),
            },
        }
    }

    /// Writes the output for people.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(note) = &self.note {
            writeln!(out, "{note}")?;
        }
        self.head(out)?;
        self.files(out)?;
        for (need, others) in self.needs.iter().zip(&self.text_only.others) {
            writeln!(out, "\n{} is required for", need.role)?;
            list(out, &need.needed_for)?;
            others.write(out, "It also allows")?;
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
        } else if self.text_only.allowed > 0 && is_partial {
            writeln!(
                out,
                "No role is required for the recognized requests (Keycloak {keycloak}): any valid token is enough for them."
            )
        } else if self.text_only.allowed > 0 {
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
struct OtherOperations<'m>(Vec<(&'m Operation, State)>);

impl OtherOperations<'_> {
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
