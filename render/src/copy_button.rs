//! Renders a button that copies a text and confirms it.

use maud::{Markup, html};

/// A button that copies `text` to the clipboard and confirms it in a message that screen readers announce.
pub fn copy_button(text: &str, label: &str) -> Markup {
    html! {
        span.copy {
            button.quiet type="button" data-copy=(text) { (label) }
            span.said role="status" {}
        }
    }
}
