//! Keeps the parts of an attempt that the next one is compared with.

use std::collections::BTreeMap;

use diagnosis::report::Report;
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

/// The compared parts of an attempt. All of them were part of the report, so none is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The operation; attempts with different operations are not compared.
    pub operation: String,
    /// The status, if there was a response.
    pub status: Option<u16>,
    /// The title of the cause.
    pub title: String,
    /// The body of the response to the operation, or of the last response before it.
    pub answer: String,
    /// The token's claims by their paths, without those that differ in every token. Lists are sorted.
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

/// A difference between the claims of two attempts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    /// The path of the claim.
    pub what: &'a str,
    /// The previous value; `None` if there was none.
    pub before: Option<&'a str>,
    /// The current value; `None` if there is none.
    pub now: Option<&'a str>,
}

/// The differences between the claims, in the order of their paths.
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
