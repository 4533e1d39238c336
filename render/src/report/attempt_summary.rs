//! Keeps the parts of an attempt that the next attempt is compared with.

use std::collections::BTreeMap;

use diagnosis::{
    exchange::Call,
    report::{GateState, Report, Step},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::call::readable;

/// Claims that differ in every token and mean nothing here.
const ALWAYS_NEW: [&str; 7] = [
    "exp",
    "iat",
    "jti",
    "auth_time",
    "sid",
    "session_state",
    "at_hash",
];

/// The maximum length of a body that is compared: it is sent with the next attempt.
const COMPARED: usize = 8_000;

/// The compared parts of an attempt. None of them is secret. The page keeps them as text and sends them with the next check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptSummary {
    /// The operation; attempts with different operations are not compared.
    pub operation: String,
    /// The status, if there was a response.
    pub status: Option<u16>,
    /// The title of the cause.
    pub title: String,
    /// The body of the response to the operation, or of the last response before it.
    pub response: String,
    /// The token's claims by their paths, without those that differ in every token. Lists are sorted.
    pub claims: BTreeMap<String, String>,
    /// The user's input, by label.
    pub inputs: Vec<(String, String)>,
    /// The check that denied the request.
    pub denied_by: Option<String>,
    /// The checks about which the responses show nothing, because another check denied the request before.
    pub unseen_checks: Vec<String>,
}

impl AttemptSummary {
    /// Summarizes an attempt with these inputs, which contain no secrets.
    pub fn new(report: &Report, inputs: Vec<(String, String)>) -> Self {
        let mut claims = BTreeMap::new();
        if let Some(token) = &report.token {
            flatten("", &token.claims, &mut claims);
        }
        claims.retain(|path, _| !ALWAYS_NEW.contains(&path.as_str()));
        Self {
            operation: report.operation.clone(),
            status: report.status,
            title: report.cause.title.clone(),
            response: response(report).map(readable).map(cut).unwrap_or_default(),
            claims,
            inputs,
            denied_by: titles(report, |state| state == GateState::Refused)
                .into_iter()
                .next(),
            unseen_checks: titles(report, |state| {
                matches!(state, GateState::Hidden | GateState::NotReached)
            }),
        }
    }

    /// The user's input in the field with this label.
    pub(super) fn input(&self, label: &str) -> Option<&str> {
        let found = self.inputs.iter().find(|(known, _)| known == label);
        found.map(|(_, value)| value.as_str())
    }

    /// The text that the page keeps.
    pub fn to_text(&self) -> String {
        // Texts, numbers, and lists of them can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a text that the page kept; `None` if it is from another version of this server.
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The titles of the checks in these states.
fn titles(report: &Report, wanted: impl Fn(GateState) -> bool) -> Vec<String> {
    let gates = report.gates.iter().filter(|gate| wanted(gate.state));
    gates.map(|gate| gate.title.clone()).collect()
}

/// A difference between two attempts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    /// The label of the input, or the path of the claim.
    pub what: &'a str,
    /// The previous value; `None` if there was none.
    pub before: Option<&'a str>,
    /// The current value; `None` if there is none.
    pub now: Option<&'a str>,
}

/// The differences between the claims, in the order of their paths.
pub(super) fn changed_claims([before, now]: [&AttemptSummary; 2]) -> Vec<Change<'_>> {
    let mut paths: Vec<&String> = before.claims.keys().chain(now.claims.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_iter()
        .map(|path| Change {
            what: path,
            before: before.claims.get(path).map(String::as_str),
            now: now.claims.get(path).map(String::as_str),
        })
        .filter(|change| change.before != change.now)
        .collect()
}

/// The changed inputs, in the order of the form; inputs that are no longer there come last.
pub(super) fn changed_inputs([before, now]: [&AttemptSummary; 2]) -> Vec<Change<'_>> {
    let gone = before
        .inputs
        .iter()
        .filter(|(label, _)| now.input(label).is_none());
    now.inputs
        .iter()
        .chain(gone)
        .map(|(label, _)| Change {
            what: label,
            before: before.input(label),
            now: now.input(label),
        })
        .filter(|change| change.before != change.now)
        .collect()
}

fn response(report: &Report) -> Option<&str> {
    let sent = |call: Call| move |step: &&Step| step.name == call;
    report
        .steps
        .iter()
        .find(sent(Call::Operation))
        .or_else(|| report.steps.iter().find(sent(Call::Token)))
        .map(|step| {
            step.response
                .failure
                .as_deref()
                .unwrap_or(&step.response.body)
        })
}

fn cut(mut text: String) -> String {
    if text.len() > COMPARED {
        text.truncate(text.floor_char_boundary(COMPARED));
        text.push('…');
    }
    text
}

fn flatten(path: &str, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path} › {name}")
                };
                flatten(&path, value, flat);
            }
        }
        Value::Array(items) => {
            let mut items: Vec<String> = items.iter().map(text).collect();
            items.sort_unstable();
            flat.insert(path.to_owned(), items.join(", "));
        }
        other => {
            flat.insert(path.to_owned(), text(other));
        }
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
