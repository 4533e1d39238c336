//! Renders how to share a choice: as a command and as a link.

use maud::{Markup, html};

use super::{Choice, Known, Tool};
use crate::copy_button;

/// The command with the same result, and a link to this choice.
pub fn share(tool: Tool, choice: &Choice, command: &str, known: Known) -> Markup {
    let link = format!("{}{}?{}", known.prefix, tool.path(), choice.query());
    html! {
        section aria-labelledby="along" {
            h2 #along { "Share" }
            @if !command.is_empty() {
                p { "On the command line:" }
                pre tabindex="0" role="region" aria-label="Command" { code { (command) } }
                p { (copy_button(command, "Copy")) }
            }
            p.row {
                a href=(link) { "Permalink" }
                " "
                span data-share=(link) { (copy_button("", "Copy link")) }
            }
        }
    }
}

/// A quoted word of a shell command.
pub fn quoted(word: &str) -> String {
    if !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
    {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
