//! Which calls were made? All of them, folded; the token; and a script that makes them again.

use diagnosis::report::{Report, TokenReport};
use maud::{Markup, html};
use serde_json::Value;

use super::{Seen, call::call};
use crate::copy_button;

/// The calls.
pub fn calls(report: &Report, seen: Seen) -> Markup {
    let pasted = seen == Seen::Pasted;
    html! {
        section aria-labelledby="calls" {
            h2 #calls { @if pasted { "What was pasted" } @else { "Calls made" } }
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
            summary { "The token, decoded" }
            p.small { "Header and claims. The signature is left out: without it, nobody can use this token." }
            pre tabindex="0" role="group" aria-label="Header of the token" { code { (pretty(&token.header)) } }
            pre tabindex="0" role="group" aria-label="Claims of the token" { code { (pretty(&token.claims)) } }
        }
    }
}

fn repeat(script: &str) -> Markup {
    html! {
        details.call.plain {
            summary { "A shell script that makes these calls with curl" }
            p.small { "The client’s secret is taken from " code { "WHY403_CLIENT_SECRET" } "." }
            pre tabindex="0" role="group" aria-label="Script" { code { (script) } }
            (copy_button(script, "Copy the script"))
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
