//! What came out? The report, in the order in which a reader needs it.

use std::sync::Arc;

use diagnosis::report::Report;
use leptos::prelude::*;

use super::{
    also_possible::AlsoPossibleList, calls::Calls, fixes::Fixes, gates::Gates,
    next_steps::NextSteps, roles::Roles, two_attempts::TwoAttempts, user_details::UserDetails,
    verdict::Verdict,
};

/// The whole report.
#[component]
pub fn ReportView(
    /// The report.
    report: Arc<Report>,
    /// What precedes every address.
    #[prop(into)]
    prefix: String,
    /// The report of the attempt before, to compare with.
    #[prop(optional_no_strip)]
    before: Option<Arc<Report>>,
    /// Whether it is about the demo.
    #[prop(optional)]
    demo: bool,
    /// What stands behind the fix: the demo's own button, or “Try again”.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let now = Report::clone(&report);
    let again = before.map(|before| {
        view! { <TwoAttempts before=Report::clone(&before) now=now.clone()/> }
    });
    view! {
        <article class="report">
            <Verdict report=now.clone() prefix=prefix.clone()/>
            <Gates gates=now.gates/>
            <UserDetails report=Report::clone(&report)/>
            <Fixes fixes=now.fixes demo/>
            {children.map(|children| children())}
            {again}
            <Roles roles=now.roles/>
            <AlsoPossibleList causes=now.also_possible prefix/>
            <NextSteps report=Report::clone(&report)/>
            <Calls steps=now.steps token=now.token script=now.script/>
        </article>
    }
    .into_any()
}
