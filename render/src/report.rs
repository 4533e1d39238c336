//! Renders a report: the summary card first, the proof below.

mod also_possible;
mod attempt_summary;
pub mod call;
mod calls;
mod fixes;
mod gates;
mod inputs;
mod next_steps;
mod printed;
mod roles;
mod settle;
mod tabs;
mod two_attempts;
mod user_details;
mod verdict;

pub use attempt_summary::AttemptSummary;
pub use inputs::inputs;

pub(crate) use calls::decoded;
pub(crate) use fixes::fixes;
pub(crate) use gates::state;
pub(crate) use roles::roles;
pub(crate) use two_attempts::two_attempts;

use diagnosis::attempt::Field;
use diagnosis::report::{Outcome, Report};
use maud::html;

use self::{
    also_possible::also_possible,
    calls::calls,
    gates::gates,
    next_steps::next_steps,
    printed::printed,
    settle::settle,
    user_details::user_details,
    verdict::{stopped_early, verdict},
};

/// The two parts of a report as HTML; the page can show something of its own between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportHtml {
    /// The verdict and the fix.
    pub answer: String,
    /// The evidence.
    pub analysis: String,
}

/// The source of the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Requests to a Keycloak.
    Keycloak,
    /// Requests to the demo, which has no Admin Console to link to.
    Demo,
    /// A pasted text; no request was sent.
    Pasted,
    /// A shared report. It contains no links to a Keycloak.
    Shared,
}

/// The additional parts of the report of a check that sent requests.
#[derive(Clone, Copy, Debug)]
pub struct LiveCheck<'a> {
    /// The current attempt.
    pub now: &'a AttemptSummary,
    /// The previous attempt. The two are compared if they have the same operation.
    pub before: Option<&'a AttemptSummary>,
    /// When the check ran, as people read it.
    pub date: &'a str,
}

/// Renders the report on a check. URLs begin with `prefix`. A shared report has no live check.
pub fn report(
    report: &Report,
    prefix: &str,
    seen: Seen,
    live: Option<LiveCheck<'_>>,
) -> ReportHtml {
    render_report(report, prefix, seen, live, None)
}

/// Renders the report on a pasted text. A button takes over the `proposed` operation, which the text names only in words.
pub(crate) fn pasted_report(report: &Report, prefix: &str, proposed: Option<&str>) -> ReportHtml {
    render_report(report, prefix, Seen::Pasted, None, proposed)
}

/// Renders the two parts of a report. `proposed` is the operation for the button “Use …”.
fn render_report(
    report: &Report,
    prefix: &str,
    seen: Seen,
    live: Option<LiveCheck<'_>>,
    proposed: Option<&str>,
) -> ReportHtml {
    // A failure before the first response is usually a wrong base URL.
    let base_url = live
        .filter(|_| stopped_early(report).is_some())
        .and_then(|live| live.now.input(Field::Url.label()));
    let answer = html! {
        @if let Some(live) = live { (printed(live)) }
        div.card.summary {
            (verdict(report, prefix))
            @if let Some(operation) = proposed {
                p.row { button.chip type="button" data-operation=(operation) { "Use " (operation) } }
            }
            (fixes(&report.fixes, &report.not_offered, title_of_fixes(report), seen, base_url))
            (gates(&report.gates))
        }
        (user_details(report))
    };
    let compared = live
        .and_then(|live| Some([live.before?, live.now]))
        .filter(|[before, now]| before.operation == now.operation);
    let analysis = html! {
        @if let Some(attempts) = compared { (two_attempts(attempts)) }
        // Before a response, nothing about roles is known.
        @if stopped_early(report).is_none() { (roles(report, prefix)) }
        (also_possible(&report.also_possible, prefix))
        (settle(&report.settle, seen))
        (next_steps(report))
        (calls(report, seen))
    };
    ReportHtml {
        answer: answer.into_string(),
        analysis: analysis.into_string(),
    }
}

/// The title of the fixes. An allowed request with its full response needs no fix, but the caller may have wider roles than it needs.
fn title_of_fixes(report: &Report) -> &'static str {
    if report.outcome == Outcome::Allowed && !report.is_partial() {
        "How to reduce the roles"
    } else {
        "How to fix it"
    }
}
