//! What came out? The report, in the order in which a reader needs it.
//!
//! Its parts are HTML, made by the same functions in the browser and in tests; what can be pressed in them is heard here. As
//! views of Leptos they would be most of the bundle.

use std::sync::Arc;

use diagnosis::report::Report;
use leptos::prelude::*;
use maud::html;

use super::{
    also_possible::also_possible, calls::calls, fixes::fixes, gates::gates, next_steps::next_steps,
    pressed, roles::roles, two_attempts::two_attempts, user_details::user_details,
    verdict::verdict,
};
use crate::browser;

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
    /// What stands behind the fix: the demo's own buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let answer = html! {
        (verdict(&report, &prefix))
        (gates(&report.gates))
        (user_details(&report))
        (fixes(&report.fixes, demo))
    };
    let analysis = html! {
        @if let Some(before) = &before { (two_attempts(before, &report)) }
        (roles(&report, &prefix))
        (also_possible(&report.also_possible, &prefix))
        (next_steps(&report))
        (calls(&report))
    };
    view! {
        <article class="report">
            <Html html=answer.into_string()/>
            {children.map(|children| children())}
            <Html html=analysis.into_string()/>
        </article>
    }
    .into_any()
}

/// HTML with tabs and copy buttons that work. The focus moves to the verdict in it.
#[component]
pub fn Html(
    /// The HTML, made by maud, which escapes what comes from outside.
    html: String,
) -> impl IntoView {
    let has_verdict = html.contains("id=\"verdict\"");
    Effect::new(move |_| {
        if has_verdict {
            browser::focus("verdict");
        }
    });
    view! { <div class="parts" inner_html=html on:click=pressed::click on:keydown=pressed::key></div> }
        .into_any()
}
