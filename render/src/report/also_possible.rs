//! Other possible causes from outside, and what would tell it apart?

use diagnosis::report::AlsoPossible;
use maud::{Markup, html};

/// The look-alikes. Nothing where there are none.
pub fn also_possible(causes: &[AlsoPossible], prefix: &str) -> Markup {
    html! {
        @if !causes.is_empty() {
            section aria-labelledby="also" {
                h2 #also { "Other possible causes" }
                ul.also {
                    @for cause in causes {
                        li {
                            a href={ (prefix) "/causes/" (cause.code) } { code { (cause.code) } }
                            p { (cause.why) }
                            @if !cause.tell_apart.is_empty() {
                                p.small { b { "To check: " } (cause.tell_apart) }
                            }
                        }
                    }
                }
            }
        }
    }
}
