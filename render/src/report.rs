//! Renders a report: the summary card first, the proof below.

mod also_possible;
pub mod call;
mod calls;
mod earlier;
mod fixes;
mod gates;
mod next_steps;
mod roles;
mod settle;
mod tabs;
mod two_attempts;
mod user_details;
mod verdict;

pub use earlier::Earlier;

pub(crate) use calls::decoded;
pub(crate) use roles::roles;

use diagnosis::report::Report;
use maud::html;

use self::{
    also_possible::also_possible, calls::calls, fixes::fixes, gates::gates, next_steps::next_steps,
    settle::settle, two_attempts::two_attempts, user_details::user_details, verdict::verdict,
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
}

/// Renders a report. URLs begin with `prefix`; `attempts` are the previous and the current one, which are compared if they have the same
/// operation.
pub fn report(
    report: &Report,
    prefix: &str,
    attempts: Option<[&Earlier; 2]>,
    seen: Seen,
) -> ReportHtml {
    let answer = html! {
        div.card.summary {
            (verdict(report, prefix))
            (fixes(&report.fixes, seen))
            (gates(&report.gates))
        }
        (user_details(report))
    };
    let compared = attempts.filter(|[before, now]| before.operation == now.operation);
    let analysis = html! {
        @if let Some(attempts) = compared { (two_attempts(attempts)) }
        (roles(report, prefix))
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
