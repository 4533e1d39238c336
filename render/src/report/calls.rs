//! Renders all requests of a check, folded; the token; and a script that sends the requests again.

use diagnosis::report::{Report, TokenReport};
use maud::{Markup, html};
use serde_json::Value;

use super::{Seen, call::call};
use crate::copy_button;

/// The requests, the token, and the script. Empty if the report has none of them.
pub fn calls(report: &Report, seen: Seen) -> Markup {
    if report.steps.is_empty() && report.token.is_none() && report.script.is_empty() {
        return html! {};
    }
    let pasted = seen == Seen::Pasted;
    html! {
        section aria-labelledby="calls" {
            h2 #calls { @if pasted { "Pasted requests" } @else { "Requests" } }
            @for step in &report.steps { (call(step, pasted)) }
            @if let Some(token) = &report.token { (decoded(token)) }
            @if !report.script.is_empty() { (repeat(&report.script)) }
        }
    }
}

/// The token's header and claims, folded.
pub fn decoded(token: &TokenReport) -> Markup {
    html! {
        details.call.plain {
            summary { "Decoded token" }
            p.small { "Header and claims. The signature is omitted, so nobody can use this token." }
            pre tabindex="0" role="group" aria-label="Header of the token" { code { (pretty(&token.header)) } }
            pre tabindex="0" role="group" aria-label="Claims of the token" { code { (pretty(&token.claims)) } }
        }
    }
}

fn repeat(script: &str) -> Markup {
    html! {
        details.call.plain {
            summary { "Shell script with these requests (curl)" }
            p.small { "Set the client secret in " code { "WHY403_CLIENT_SECRET" } "." }
            pre tabindex="0" role="group" aria-label="Script" { code { (script) } }
            (copy_button(script, "Copy"))
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
