//! Renders the response of an allowed request: a user as a table, anything else unchanged.

use diagnosis::{
    exchange::Call,
    report::{Outcome, Report},
};
use maud::{Markup, html};
use serde_json::Value;

use super::call::readable;

/// The members of a user that the table shows, and their labels.
const SHOWN: [(&str, &str); 7] = [
    ("username", "User name"),
    ("firstName", "First name"),
    ("lastName", "Last name"),
    ("email", "Email"),
    ("emailVerified", "Email verified"),
    ("enabled", "Enabled"),
    ("id", "ID"),
];

/// The response of an allowed operation.
pub fn user_details(report: &Report) -> Markup {
    let body = report
        .steps
        .iter()
        .find(|step| step.name == Call::Operation)
        .map(|step| step.response.body.as_str())
        .filter(|body| report.outcome == Outcome::Allowed && !body.is_empty());
    html! {
        @if let Some(body) = body {
            section.card aria-labelledby="answer" {
                @if let Some(user) = user(body) {
                    h2 #answer { "Returned user" }
                    (details(&user))
                } @else {
                    h2 #answer { "Response" }
                    pre tabindex="0" role="group" aria-label="Response" { code { (readable(body)) } }
                }
            }
        }
    }
}

fn user(body: &str) -> Option<Value> {
    let value = serde_json::from_str::<Value>(body).ok()?;
    value.get("username")?.is_string().then_some(value)
}

fn details(user: &Value) -> Markup {
    let text = |key: &str| match user.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        other => Some(other.to_string()),
    };
    html! {
        dl.details {
            @for (key, label) in SHOWN {
                @if let Some(text) = text(key) { div { dt { (label) } dd { (text) } } }
            }
        }
    }
}
