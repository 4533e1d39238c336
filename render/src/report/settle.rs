//! Renders the read-only command that shows which of several causes it is.

use diagnosis::report::Fix;
use maud::{Markup, html};

use super::{Seen, fixes::reads_credentials};
use crate::copy_button;

/// The command in each form, folded; nothing if there is none. Nobody runs commands on the demo.
pub fn settle(commands: &[Fix], seen: Seen) -> Markup {
    html! {
        @if !commands.is_empty() && seen != Seen::Demo {
            section aria-labelledby="settle" {
                h2 #settle { "Find out which cause it is" }
                p {
                    "An administrator runs this command. It only reads, and it prints no secrets and no personal data. Paste its output into \
                     the paste box, or pass it to " code { "why403 read" } ". Then the report names the cause."
                }
                @for command in commands {
                    details.fold {
                        summary { "Command for " (command.kind.label()) }
                        p.small { (reads_credentials()) (command.proof().unwrap_or_default()) }
                        pre tabindex="0" role="group" aria-label="Commands" { code { (command.text) } }
                        (copy_button(&command.text, "Copy"))
                    }
                }
            }
        }
    }
}
