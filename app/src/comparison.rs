//! What changed between two attempts? In the claims, and in the answer.

use std::collections::BTreeMap;

use diagnosis::report::Report;
use serde_json::Value;

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

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What differs.
    pub what: String,
    /// What it was; nothing if it was not there.
    pub before: Option<String>,
    /// What it is; nothing if it is gone.
    pub now: Option<String>,
}

/// What differs in the tokens' claims, lists element by element.
pub fn claims(before: &Report, now: &Report) -> Vec<Change> {
    let flat = |report: &Report| {
        let mut flat = BTreeMap::new();
        if let Some(token) = &report.token {
            flatten("", &token.claims, &mut flat);
        }
        flat
    };
    let (before, now) = (flat(before), flat(now));
    let mut changes: Vec<Change> = before
        .keys()
        .chain(now.keys().filter(|path| !before.contains_key(*path)))
        .filter(|path| !ALWAYS_NEW.contains(&path.as_str()))
        .filter(|path| before.get(*path) != now.get(*path))
        .map(|path| Change {
            what: path.clone(),
            before: before.get(path).cloned(),
            now: now.get(path).cloned(),
        })
        .collect();
    changes.sort_by(|a, b| a.what.cmp(&b.what));
    changes
}

/// The body of the answer to the call in question, or of the last one before it.
pub fn answer(report: &Report) -> Option<&str> {
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
            items.sort();
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
