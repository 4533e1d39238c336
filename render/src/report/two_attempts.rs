//! Renders the comparison of the previous and the current attempt.

use maud::{Markup, html};

use super::{
    call::tone,
    earlier::{Earlier, changes},
};

/// The two attempts side by side.
pub fn two_attempts(both: [&Earlier; 2]) -> Markup {
    let changes = changes(both);
    html! {
        section aria-labelledby="attempts" {
            h2 #attempts { "Previous and current attempt" }
            div.scroll tabindex="0" role="region" aria-label="Comparison" {
                table.two {
                    thead { tr { td {} th scope="col" { "Before" } th scope="col" { "Now" } } }
                    tbody {
                        tr { th scope="row" { "Status" } @for attempt in both { td { (status(attempt)) } } }
                        tr { th scope="row" { "Cause" } @for attempt in both { td { (attempt.title) } } }
                        @for change in &changes {
                            tr {
                                th scope="row" { span.small { "claim " } code { (change.what) } }
                                @for value in [change.before, change.now] {
                                    td { code { (value.unwrap_or("—")) } }
                                }
                            }
                        }
                        tr {
                            th scope="row" { "Answer" }
                            @for attempt in both {
                                td {
                                    @if attempt.answer.is_empty() { span.small { "no body" } }
                                    @else {
                                        pre tabindex="0" role="group" aria-label="Answer" { code { (attempt.answer) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if changes.is_empty() && both.iter().all(|attempt| !attempt.claims.is_empty()) { p.small { "Both tokens \
             have the same claims." } }
        }
    }
}

fn status(attempt: &Earlier) -> Markup {
    html! {
        span class={ "code " (tone(attempt.status.unwrap_or(0))) } {
            @match attempt.status {
                Some(status) => (status),
                None => "no response",
            }
        }
    }
}
