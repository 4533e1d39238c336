//! Keeps what the next attempt is compared with.

use std::collections::BTreeMap;

use diagnosis::report::Report;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::call::readable;

/// Claims that differ between any two tokens and mean nothing here.
const ALWAYS_NEW: [&str; 7] = [
    "exp",
    "iat",
    "jti",
    "auth_time",
    "sid",
    "session_state",
    "at_hash",
];

/// More of a response is not compared: it travels with the next attempt.
const COMPARED: usize = 8_000;

/// An attempt, as far as it is compared. Everything in it stood in the report, so nothing is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// What was called; attempts at another operation are not compared.
    pub operation: String,
    /// The status, if there was a response.
    pub status: Option<u16>,
    /// What the cause is called.
    pub title: String,
    /// The body of the response to the request in question, or of the last one before it.
    pub answer: String,
    /// The token's claims by their paths, lists in order; those that are new in every token are left out.
    pub claims: BTreeMap<String, String>,
}

impl From<&Report> for Earlier {
    fn from(report: &Report) -> Self {
        let mut claims = BTreeMap::new();
        if let Some(token) = &report.token {
            flatten("", &token.claims, &mut claims);
        }
        claims.retain(|path, _| !ALWAYS_NEW.contains(&path.as_str()));
        Self {
            operation: report.operation.clone(),
            status: report.status,
            title: report.cause.title.clone(),
            answer: answer(report).map(readable).map(cut).unwrap_or_default(),
            claims,
        }
    }
}

/// One difference between two attempts' claims.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    /// What differs.
    pub what: &'a str,
    /// What it was; nothing if it was not there.
    pub before: Option<&'a str>,
    /// What it is; nothing if the operation no longer exists.
    pub now: Option<&'a str>,
}

/// What differs in the claims, in the order of their paths.
pub(super) fn changes([before, now]: [&Earlier; 2]) -> Vec<Change<'_>> {
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

fn answer(report: &Report) -> Option<&str> {
    report
        .steps
        .iter()
        .find(|step| step.name == "operation")
        .or_else(|| report.steps.iter().find(|step| step.name == "token"))
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
