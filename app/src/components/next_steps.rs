//! What now, when the call is let through?

use diagnosis::report::{Outcome, Report};
use leptos::prelude::*;

/// What to do after a 200.
#[component]
pub fn NextSteps(
    /// The report.
    report: Report,
) -> impl IntoView {
    if report.outcome != Outcome::Allowed {
        return None;
    }
    let excess = (!report.roles.excess.is_empty()).then(|| {
        view! {
            <li>
                "The caller holds more than this call needs: "
                {report.roles.excess.iter().cloned().map(|role| view! { <code>{role}</code> " " }).collect_view()}
                "If nothing else uses it, take it away."
            </li>
        }
    });
    Some(view! {
        <section aria-labelledby="next">
            <h2 id="next">"What next"</h2>
            <ul>
                {excess}
                <li>"Use the same calls in your backend: the script below makes them with curl."</li>
                <li>"A token keeps the roles it was issued with on older Keycloaks: have your backend fetch a new one."</li>
            </ul>
        </section>
    })
}
