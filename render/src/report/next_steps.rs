//! What now, when the call is let through?

use diagnosis::report::{Outcome, Report};
use maud::{Markup, html};

/// What to do after a 200.
pub fn next_steps(report: &Report) -> Markup {
    let excess = &report.roles.excess;
    html! {
        @if report.outcome == Outcome::Allowed {
            section aria-labelledby="next" {
                h2 #next { "What next" }
                ul {
                    @if !excess.is_empty() {
                        li {
                            "The caller holds more than this call needs: "
                            @for role in excess { code { (role) } " " }
                            "If nothing else uses it, take it away."
                        }
                    }
                    li { "Use the same calls in your backend: the script below makes them with curl." }
                    li { "A token keeps the roles it was issued with on older Keycloaks: have your backend fetch a new one." }
                }
            }
        }
    }
}
