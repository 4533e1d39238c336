//! Renders the explanation of a pasted response or token.

use diagnosis::report::Report;
use maud::{Markup, html};
use reader::text::Remark;

use crate::{
    pasted::Reading,
    report::{ReportHtml, decoded, pasted_report, roles},
};

/// Renders a reading; `None` if it is not a report. URLs begin with `prefix`.
pub fn reading(reading: &Reading, prefix: &str) -> Option<ReportHtml> {
    match reading {
        Reading::Answered(report, proposed) => {
            Some(pasted_report(report, prefix, proposed.as_deref()))
        }
        Reading::Token(remarks, report) => Some(ReportHtml {
            answer: token_alone(remarks, report, prefix).into_string(),
            analysis: String::new(),
        }),
        Reading::Command(_) | Reading::Nothing | Reading::Mistakes(_) => None,
    }
}

/// The result for a token, before any request.
fn token_alone(remarks: &[Remark], report: &Report, prefix: &str) -> Markup {
    let refused = remarks.iter().any(|remark| remark.code.is_some());
    let (class, verdict) = if refused {
        ("verdict who", "The Admin API would reject this token.")
    } else {
        ("verdict dim", "This token looks valid.")
    };
    html! {
        section class=(class) aria-labelledby="verdict" {
            p.status.words { "Token" }
            h1 #verdict tabindex="-1" { (verdict) }
            ul {
                @for remark in remarks {
                    li {
                        (remark.sentence)
                        @if let Some(code) = &remark.code { " " a href={ (prefix) "/causes/" (code) } { (code) } }
                    }
                }
            }
            p.small { "A token alone can’t explain a refusal. Paste the response as well." }
        }
        (roles(report, prefix))
        section aria-labelledby="token-read" {
            h2 #token-read { "The token" }
            @if let Some(token) = &report.token { (decoded(token)) }
        }
    }
}
