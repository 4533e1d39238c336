//! Renders one request and its response.

use std::collections::BTreeMap;
use std::fmt::Write;

use diagnosis::{
    exchange::Call,
    report::{Step, StepRequest, StepResponse},
};
use maud::{Markup, html};
use serde_json::Value;

use crate::status_tone;

/// One folded request: the line shows its purpose. Unfolded, it shows the full request and response. A pasted request has no time.
pub fn call(step: &Step, pasted: bool) -> Markup {
    html! {
        details.call.document[is_document(step.name)] {
            summary {
                span.code { (step.request.method) }
                span.path-of-call.mono { (path(&step.request.url)) }
                span.purpose { (step.purpose) }
                span class={ "code " (status_tone(step.response.status)) } {
                    (result(&step.response))
                    @if !pasted { " " span.millis { (step.millis) " ms" } }
                }
            }
            p.small.for-narrow { (step.purpose) }
            pre tabindex="0" role="group" aria-label="Request" { code { (request(&step.request)) } }
            pre tabindex="0" role="group" aria-label="Response" { code { (response(&step.response)) } }
        }
    }
}

/// Whether the response is a document of many lines that says little about the denial, such as discovery. It is not printed.
fn is_document(call: Call) -> bool {
    matches!(
        call,
        Call::Discovery
            | Call::DiscoveryMaster
            | Call::DiscoveryOtherBase
            | Call::DiscoveryOtherScheme
            | Call::Keys
    )
}

/// The status, or a text if there is none.
pub fn result(response: &StepResponse) -> String {
    if response.status == 0 {
        "no response".to_owned()
    } else {
        response.status.to_string()
    }
}

/// The path and query of a URL.
pub fn path(url: &str) -> &str {
    let behind_scheme = url.find("://").map_or(0, |at| at + 3);
    url.get(behind_scheme..)
        .and_then(|rest| rest.find('/').and_then(|at| rest.get(at..)))
        .unwrap_or(url)
}

fn request(request: &StepRequest) -> String {
    let text = format!("{} {}\n", request.method, request.url);
    message(text, &request.headers, &request.body)
}

fn response(response: &StepResponse) -> String {
    match &response.failure {
        Some(failure) => failure.clone(),
        None => message(
            format!("HTTP {}\n", response.status),
            &response.headers,
            &response.body,
        ),
    }
}

fn message(mut text: String, headers: &BTreeMap<String, String>, body: &str) -> String {
    for (name, value) in headers {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    }
    if !body.is_empty() {
        let _ = write!(text, "\n{}", readable(body));
    }
    text
}

/// Indented JSON; any other text unchanged.
pub fn readable(body: &str) -> String {
    serde_json::from_str::<Value>(body)
        .ok()
        .filter(|value| value.is_object() || value.is_array())
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| body.to_owned())
}
