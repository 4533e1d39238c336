//! What did the call that was let through answer? A user in words, anything else as it came.

use diagnosis::report::{Outcome, Report};
use leptos::prelude::*;
use serde_json::Value;

use super::call::readable;

const SHOWN: [(&str, &str); 7] = [
    ("username", "User name"),
    ("firstName", "First name"),
    ("lastName", "Last name"),
    ("email", "E-mail"),
    ("emailVerified", "E-mail verified"),
    ("enabled", "Enabled"),
    ("id", "ID"),
];

/// The answer of an operation that was let through.
#[component]
pub fn UserDetails(
    /// The report.
    report: Report,
) -> impl IntoView {
    let answered = (report.outcome == Outcome::Allowed)
        .then(|| {
            report
                .steps
                .into_iter()
                .find(|step| step.name == "operation")
        })
        .flatten()
        .filter(|step| !step.response.body.is_empty())?;
    let body = answered.response.body;
    let user = serde_json::from_str::<Value>(&body)
        .ok()
        .filter(|value| value.get("username").is_some_and(Value::is_string));
    let shown = match user {
        Some(user) => details(&user).into_any(),
        None => {
            view! { <pre tabindex="0" aria-label="Answer"><code>{readable(&body)}</code></pre> }
                .into_any()
        }
    };
    Some(view! {
        <section class="card" aria-labelledby="answer">
            <h2 id="answer">"What came back"</h2>
            {shown}
        </section>
    })
}

fn details(user: &Value) -> impl IntoView + use<> {
    let rows: Vec<_> = SHOWN
        .into_iter()
        .filter_map(|(key, label)| {
            let text = match user.get(key)? {
                Value::String(text) => text.clone(),
                Value::Bool(true) => "yes".to_owned(),
                Value::Bool(false) => "no".to_owned(),
                other => other.to_string(),
            };
            Some(view! {
                <div>
                    <dt>{label}</dt>
                    <dd class=(key == "id").then_some("mono")>{text}</dd>
                </div>
            })
        })
        .collect();
    view! { <dl class="details">{rows}</dl> }
}
