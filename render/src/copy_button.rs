//! Renders a button that copies a text and confirms it.

use maud::{Markup, html};

/// A button that puts `text` on the clipboard and says so, to eyes and ears.
pub fn copy_button(text: &str, label: &str) -> Markup {
    html! {
        span.copy {
            button.quiet type="button" data-copy=(text) { (label) }
            span.said role="status" {}
        }
    }
}
