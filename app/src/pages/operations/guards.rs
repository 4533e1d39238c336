//! Renders the conditions under which Keycloak denies an operation although the roles are enough.

use diagnosis::cause;
use maud::{Markup, html};
use permissions::Operation;

use crate::pages::links::Links;

/// The measured conditions, with their statuses by version and the causes that explain them.
pub fn also_denied(linked: Links<'_>, operation: &Operation) -> Markup {
    let mut guards = operation.guards().peekable();
    html! {
        @if guards.peek().is_some() {
            section aria-labelledby="also-denied" {
                h2 #also-denied { a.anchor href="#also-denied" { "Also denied when" } }
                p { "In these cases, Keycloak denies the request even if the caller has the required roles. Tested on \
                    real servers." }
                ul {
                    @for guard in guards {
                        li {
                            (guard.when) ": " (guard.versions()) " "
                            @if let Some(title) = cause::title(&guard.cause) {
                                a href={ (linked.prefix) "/causes/" (guard.cause) } { (title) }
                            }
                        }
                    }
                }
            }
        }
    }
}
