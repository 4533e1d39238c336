//! Shares reports: as a link or a file, with or without names, and as Markdown for an issue.
//!
//! Without names, a report contains only text of the catalog and the permission data. Every sentence that may quote the user's own server,
//! realm, client, or user is removed or replaced with the catalog's sentence.

use std::collections::BTreeMap;
use std::fmt::Write;

use diagnosis::{
    cause::{self, page},
    report::{
        AlsoPossible, Fix, GateReport, Grade, Report, RolesReport, SCHEMA, Step, StepRequest,
        StepResponse, TokenReport,
    },
};
use maud::{Markup, html};
use permissions::{Matrix, enumerated};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::{AttemptSummary, ReportHtml, Seen, report, state, two_attempts};

/// The name of the schema, which is part of every shared report.
const SHARED: &str = "why403-shared/1";
/// The longest date that is shown.
const LONGEST_DATE: usize = 40;
/// The words of a range of versions.
const RANGE: [&str; 4] = ["or", "newer", "older", "unknown"];

/// The source of a shared report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A link or a file.
    Link,
    /// The checks that this browser stores.
    Browser,
}

/// A report that was shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedReport {
    /// Always `why403-shared/1`.
    pub schema: String,
    /// When the check ran, as people read it.
    pub date: String,
    /// Whether the report contains the names of the person who shared it.
    pub names: bool,
    /// The report.
    pub report: Report,
}

impl SharedReport {
    /// Shares a report that was made on this date. Without `names`, everything that may identify a server or a person is left out.
    pub fn new(report: &Report, matrix: &Matrix, names: bool, date: &str) -> Self {
        Self {
            schema: SHARED.to_owned(),
            date: date.to_owned(),
            names,
            report: if names {
                report.clone()
            } else {
                without_names(report, matrix)
            },
        }
    }

    /// Parses the text of a link or of a stored check; `None` if the text is not a shared report.
    pub fn from_text(text: &str) -> Option<Self> {
        let shared: Self = serde_json::from_str(text).ok()?;
        (shared.schema == SHARED && shared.report.schema == SCHEMA).then_some(shared)
    }

    /// The report as text.
    pub fn to_text(&self) -> String {
        // A report can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The report as a page shows it, marked with its source and its date. URLs begin with `prefix`.
    ///
    /// Anybody can make such a link, so the page says that no check on this page made the report, and links only to itself.
    pub fn html(&self, prefix: &str, source: Source) -> ReportHtml {
        let mut shown = self.report.clone();
        for fix in shown.fixes.iter_mut().chain(&mut shown.settle) {
            fix.links.clear();
        }
        let ReportHtml { answer, analysis } = report(&shown, prefix, Seen::Shared, None);
        let mark = html! {
            p.notice {
                @match source {
                    Source::Link => {
                        "Shared report, created on " (self.date()) ". It comes from a link or a file, not from a check on this page."
                        @if self.has_commands() {
                            " Whoever made the link chose its commands: read a command before you run it."
                        }
                    }
                    Source::Browser => { "Check of " (self.date()) ", stored in this browser." }
                }
                @if !self.names { " The report contains no names. The page of the cause describes the fix." }
            }
        };
        ReportHtml {
            answer: mark.into_string() + &answer,
            analysis,
        }
    }

    /// Whether the report contains texts to run.
    fn has_commands(&self) -> bool {
        let Report {
            fixes,
            settle,
            script,
            ..
        } = &self.report;
        !fixes.is_empty() || !settle.is_empty() || !script.is_empty()
    }

    fn date(&self) -> String {
        self.date.chars().take(LONGEST_DATE).collect()
    }

    /// The report as Markdown, for an issue or a chat.
    pub fn markdown(&self) -> String {
        let Report {
            operation,
            status,
            verdict,
            cause,
            also_possible,
            gates,
            keycloak,
            roles,
            fixes,
            ..
        } = &self.report;
        let mut text = format!("### {}\n\n", plain(&cause.title));
        let status = status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "- Request: {}\n- Status: {status}\n- Cause: {} ({})\n- Keycloak: {}\n- Checked: {}\n",
            code(operation),
            code(&cause.code),
            cause.certainty.word(),
            plain(&keycloak.versions),
            plain(&self.date()),
        );
        let _ = writeln!(text, "{} {}\n", plain(verdict), plain(&cause.explanation));
        let evidence = cause.evidence.iter().map(|one| plain(one));
        listed(&mut text, "Evidence", evidence);
        let required = roles.needed.iter().map(|set| code(&set.join(" + ")));
        listed(&mut text, "Smallest role set", required);
        listed(
            &mut text,
            "Missing roles",
            roles.missing.iter().map(|role| code(role)),
        );
        let checks = gates
            .iter()
            .map(|gate| format!("{}: {}", plain(&gate.title), state(gate)));
        listed(&mut text, "Checks", checks);
        let others = also_possible
            .iter()
            .map(|other| format!("{} ({})", plain(&other.title), code(&other.code)));
        listed(&mut text, "Other possible causes", others);
        if let Some(fix) = fixes.iter().find(|fix| !fix.kind.is_code()) {
            let said = [&fix.title, &fix.text].map(String::as_str).join(". ");
            let steps = fix.steps.iter().map(String::as_str);
            let all = std::iter::once(said.as_str()).chain(steps).map(plain);
            listed(&mut text, "Fix", all);
        }
        text.truncate(text.trim_end().len());
        text + "\n"
    }
}

/// Text without markup. It may quote a server, which could otherwise add images, links, and headings to an issue.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => shown.push(' '),
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' => shown.extend(['\\', letter]),
            _ => shown.push(letter),
        }
    }
    shown
}

/// Text as code. Backticks inside need a longer fence.
fn code(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max();
    let text = text.replace(['\n', '\r'], " ");
    match longest {
        None | Some(0) => format!("`{text}`"),
        Some(longest) => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

fn listed(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(text, "**{title}**\n");
    for item in items {
        let _ = writeln!(text, "- {item}");
    }
    text.push('\n');
}

/// The report as JSON in an element of the page, for `public/share.js`. `is_live` marks a check of a Keycloak, which the browser stores.
pub fn report_data(report: &Report, is_live: bool) -> String {
    let json = serde_json::to_string(report).unwrap_or_default();
    html! { template.report-data data-live[is_live] { (json) } }.into_string()
}

/// The differences of two reports, the older one first, as HTML.
pub fn compared(both: [&SharedReport; 2]) -> Markup {
    let [before, now] = both.map(|shared| AttemptSummary::new(&shared.report, Vec::new()));
    two_attempts([&before, &now])
}

/// The report with only texts of the catalog, names of the permission data, and numbers.
fn without_names(report: &Report, matrix: &Matrix) -> Report {
    let known = |role: &String| matrix.role(role).is_ok();
    let roles_of = |roles: &[String]| -> Vec<String> {
        roles.iter().filter(|role| known(role)).cloned().collect()
    };
    let sets_of = |sets: &[Vec<String>]| -> Vec<Vec<String>> {
        sets.iter()
            .filter(|set| set.iter().all(known))
            .cloned()
            .collect()
    };
    let missing = roles_of(&report.roles.missing);
    let of_catalog = page(&report.cause.code);
    let title = match (of_catalog.map(|cause| cause.title), missing.as_slice()) {
        (Some(title), []) => title.to_owned(),
        (Some(title), missing) => format!("{title}: {}", enumerated(missing, "and")),
        (None, _) => "Unknown cause".to_owned(),
    };
    let meaning = of_catalog.map(|cause| cause.page.meaning.join(" "));
    let mut cause = report.cause.clone();
    cause.code = of_catalog.map_or_else(String::new, |cause| cause.code.to_owned());
    cause.source = (cause.grade != Grade::Measured)
        .then(|| cause::announced_by(&cause.code))
        .flatten()
        .map(str::to_owned);
    cause.title = title;
    cause.explanation = meaning.unwrap_or_default();
    cause.evidence = Vec::new();
    let also_possible = report.also_possible.iter().filter_map(|other| {
        let page = page(&other.code)?;
        Some(AlsoPossible {
            code: page.code.to_owned(),
            title: page.title.to_owned(),
            why: page.page.summary().to_owned(),
            tell_apart: "The page of the cause describes how to check.".to_owned(),
        })
    });
    let gates = report.gates.iter().map(|gate| GateReport {
        gate: gate.gate,
        title: gate.gate.title().to_owned(),
        state: gate.state,
        because: String::new(),
    });
    let rows = report.roles.table.iter().filter(|row| known(&row.role));
    let mut keycloak = report.keycloak.clone();
    keycloak.because = String::new();
    if !is_range(&keycloak.versions) {
        "unknown".clone_into(&mut keycloak.versions);
    }
    Report {
        schema: SCHEMA.to_owned(),
        outcome: report.outcome,
        operation: operation_of(&report.operation, matrix),
        status: report.status,
        verdict: diagnosis::verdict_of(report),
        cause,
        also_possible: also_possible.collect(),
        gates: gates.collect(),
        keycloak,
        steps: report.steps.iter().map(step_of).collect(),
        roles: RolesReport {
            needed: sets_of(&report.roles.needed),
            also_sufficient: sets_of(&report.roles.also_sufficient),
            claimed: roles_of(&report.roles.claimed),
            effective: String::new(),
            missing,
            excess: roles_of(&report.roles.excess),
            container: if report.roles.container == "realm-management" {
                report.roles.container.clone()
            } else {
                "{realm}-realm".to_owned()
            },
            table: rows.cloned().collect(),
        },
        fixes: Vec::<Fix>::new(),
        not_offered: Vec::new(),
        suggestions: Vec::new(),
        // The table of roles says what the token lists.
        token: report.token.as_ref().map(|_| TokenReport {
            header: Value::Null,
            claims: Value::Null,
        }),
        script: String::new(),
        settle: Vec::new(),
    }
}

/// The operation without its query, if the permission data contains it; otherwise nothing.
fn operation_of(operation: &str, matrix: &Matrix) -> String {
    let path = operation.split('?').next().unwrap_or_default();
    matrix
        .operation(path)
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Which request was sent, and its status.
fn step_of(step: &Step) -> Step {
    Step {
        name: step.name,
        request: StepRequest {
            method: if step.request.method == "GET" {
                "GET".to_owned()
            } else {
                String::new()
            },
            url: diagnosis::call_name(step.name),
            headers: BTreeMap::new(),
            body: String::new(),
        },
        response: StepResponse {
            status: step.response.status,
            headers: BTreeMap::new(),
            body: String::new(),
            failure: step
                .response
                .failure
                .as_ref()
                .map(|_| "No response.".to_owned()),
        },
        millis: step.millis,
        purpose: String::new(),
    }
}

/// Whether a text is a range of versions, such as `26.0 – 26.5` or `26.7 or newer`.
fn is_range(text: &str) -> bool {
    text.split(' ').all(|word| {
        RANGE.contains(&word)
            || word == "–"
            || word
                .bytes()
                .all(|letter| letter.is_ascii_digit() || letter == b'.')
    })
}
