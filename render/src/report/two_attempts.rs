//! Renders the comparison of the previous and the current attempt.

use maud::{Markup, html};

use super::attempt_summary::{AttemptSummary, Change, changed_claims, changed_inputs};
use crate::status_tone;

/// The differences of the two attempts side by side, and the cause that the previous attempt could not show.
pub fn two_attempts(both: [&AttemptSummary; 2]) -> Markup {
    let inputs = changed_inputs(both);
    let claims = changed_claims(both);
    let have_tokens = both.iter().all(|attempt| !attempt.claims.is_empty());
    html! {
        section aria-labelledby="attempts" {
            h2 #attempts { "Previous and current attempt" }
            @if let Some(sentence) = hidden_before(both) { p.notice.key { (sentence) } }
            table.two.stacked {
                thead { tr { td {} th scope="col" { "Before" } th scope="col" { "Now" } } }
                tbody {
                    (row(both, &html! { "Status" }, status))
                    @if both.iter().any(|attempt| attempt.denied_by.is_some()) {
                        (row(both, &html! { "Denied by check" }, |attempt| html! { (attempt.denied_by.as_deref().unwrap_or("none")) }))
                    }
                    (row(both, &html! { "Cause" }, |attempt| html! { (attempt.title) }))
                    @for input in &inputs { (change(both, input, &html! { (input.what) })) }
                    @for claim in &claims {
                        (change(both, claim, &html! { span.small { "claim " } code { (claim.what) } }))
                    }
                    (row(both, &html! { "Response" }, response))
                }
            }
            p.small {
                @if inputs.is_empty() { "Both attempts have the same inputs. " }
                @if claims.is_empty() && have_tokens { "Both tokens have the same claims. " }
                "Secrets are not compared."
            }
        }
    }
}

/// Says that the previous attempt showed nothing about the check that denies the request now.
fn hidden_before([before, now]: [&AttemptSummary; 2]) -> Option<Markup> {
    let (first, then) = (before.denied_by.as_ref()?, now.denied_by.as_ref()?);
    before.unseen_checks.contains(then).then(|| {
        html! {
            b { "This cause was hidden before. " }
            "The check “" (first) "” denied the previous attempt, which therefore showed nothing about the check “" (then) "”."
        }
    })
}

fn row(
    both: [&AttemptSummary; 2],
    what: &Markup,
    value: impl Fn(&AttemptSummary) -> Markup,
) -> Markup {
    html! {
        tr {
            th scope="row" { (what) }
            @for attempt in both { td class=(tone(attempt)) { (value(attempt)) } }
        }
    }
}

fn change(both: [&AttemptSummary; 2], change: &Change<'_>, what: &Markup) -> Markup {
    let values = [change.before, change.now];
    html! {
        tr {
            th scope="row" { (what) }
            @for (attempt, value) in both.into_iter().zip(values) {
                td class=(tone(attempt)) { code { (value.unwrap_or("—")) } }
            }
        }
    }
}

/// A column has the color of its attempt.
fn tone(attempt: &AttemptSummary) -> &'static str {
    status_tone(attempt.status.unwrap_or(0))
}

fn status(attempt: &AttemptSummary) -> Markup {
    html! {
        span class={ "plate " (tone(attempt)) } {
            @match attempt.status {
                Some(status) => (status),
                None => "no response",
            }
        }
    }
}

fn response(attempt: &AttemptSummary) -> Markup {
    html! {
        @if attempt.response.is_empty() { span.small { "no body" } }
        @else { pre tabindex="0" role="group" aria-label="Response" { code { (attempt.response) } } }
    }
}
