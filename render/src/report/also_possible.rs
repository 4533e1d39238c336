//! Renders the other causes that look the same from outside.

use diagnosis::report::AlsoPossible;
use maud::{Markup, html};

/// The similar causes as a table; nothing if there are none. URLs begin with `prefix`.
pub fn also_possible(causes: &[AlsoPossible], prefix: &str) -> Markup {
    // A way to check that applies to all of them is shown once.
    let same = causes
        .split_first()
        .filter(|(first, rest)| {
            !rest.is_empty()
                && rest
                    .iter()
                    .all(|other| other.tell_apart == first.tell_apart)
        })
        .map(|(first, _)| first.tell_apart.as_str());
    html! {
        @if !causes.is_empty() {
            section aria-labelledby="also" {
                h2 #also { "Other possible causes" }
                @if let Some(said) = same { p { (said) } }
                table.stacked {
                    thead {
                        tr {
                            th scope="col" { "Cause" }
                            th scope="col" { "Why" }
                            @if same.is_none() { th scope="col" { "How to check" } }
                        }
                    }
                    tbody {
                        @for cause in causes {
                            tr {
                                th scope="row" { a href={ (prefix) "/causes/" (cause.code) } { (title(cause)) } }
                                td { (cause.why) }
                                @if same.is_none() { td { (cause.tell_apart) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The title, or the code if an older report has no title.
fn title(cause: &AlsoPossible) -> &str {
    if cause.title.is_empty() {
        &cause.code
    } else {
        &cause.title
    }
}
