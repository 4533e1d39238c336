//! What changed between the attempt before and this one?

use diagnosis::report::Report;
use maud::{Markup, html};

use super::call::{readable, tone};
use crate::comparison::{answer, claims};

/// The two attempts side by side.
pub fn two_attempts(before: &Report, now: &Report) -> Markup {
    let changes = claims(before, now);
    let both = [before, now];
    html! {
        section aria-labelledby="attempts" {
            h2 #attempts { "The attempt before and this one" }
            div.scroll tabindex="0" role="region" aria-label="Table of the two attempts" {
                table.two {
                    thead { tr { td {} th scope="col" { "Before" } th scope="col" { "Now" } } }
                    tbody {
                        tr { th scope="row" { "Status" } @for report in both { td { (status(report)) } } }
                        tr { th scope="row" { "Cause" } @for report in both { td { (report.cause.title) } } }
                        @for change in &changes {
                            tr {
                                th scope="row" { span.small { "claim " } code { (change.what) } }
                                @for value in [&change.before, &change.now] {
                                    td { code { (value.as_deref().unwrap_or("—")) } }
                                }
                            }
                        }
                        tr {
                            th scope="row" { "Answer" }
                            @for report in both {
                                td {
                                    pre tabindex="0" aria-label="Answer" {
                                        code { (answer(report).map(readable).unwrap_or_default()) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if changes.is_empty() { p.small { "The claims of the two tokens are the same." } }
        }
    }
}

fn status(report: &Report) -> Markup {
    html! {
        span class={ "code " (tone(report.status.unwrap_or(0))) } {
            @match report.status {
                Some(status) => (status),
                None => "no answer",
            }
        }
    }
}
