//! Renders what only paper needs: on the screen, the form shows the inputs.

use maud::{Markup, html};

use super::LiveCheck;

/// The date of the check and what the user entered.
pub fn printed(live: LiveCheck<'_>) -> Markup {
    html! {
        dl.printed {
            div { dt { "Checked" } dd { (live.date) } }
            @for (label, value) in &live.now.inputs { div { dt { (label) } dd { (value) } } }
        }
    }
}
