//! Renders the next steps after an allowed request.

use diagnosis::report::{Outcome, Report};
use maud::{Markup, html};

/// The next steps after a 200.
pub fn next_steps(report: &Report) -> Markup {
    let excess = &report.roles.excess;
    html! {
        @if report.outcome == Outcome::Allowed {
            section aria-labelledby="next" {
                h2 #next { "Next steps" }
                ul {
                    @if !excess.is_empty() {
                        li {
                            "The caller has unneeded roles: "
                            @for role in excess { code { (role) } " " }
                            "Unassign them if no other request needs them."
                        }
                    }
                    li { "Send the same requests from your backend. The script below sends them with curl." }
                    li { "Before Keycloak 26.6.5 and 26.7.1, a token keeps the roles that it was issued with. Get a new token in \
                     your backend." }
                }
            }
        }
    }
}
