//! Renders the read-only command that shows which of several causes it is.

use diagnosis::report::{Fix, FixKind};
use maud::{Markup, html};

use super::{
    Seen,
    fixes::{executed_on, reads_credentials},
    tabs::{Tab, tabs},
};
use crate::copy_button;

/// The command, one tab for each form; nothing if there is none. Nobody runs commands on the demo.
pub fn settle(commands: &[Fix], seen: Seen) -> Markup {
    let forms: Vec<Tab> = commands
        .iter()
        .map(|command| Tab {
            id: if command.kind == FixKind::Curl {
                "settle-curl"
            } else {
                "settle-kcadm"
            },
            label: command.kind.label(),
            panel: html! {
                pre tabindex="0" role="group" aria-label="Commands" { code { (command.text) } }
                p.small { (reads_credentials()) (executed_on(&command.executed_on)) }
                div.row { (copy_button(&command.text, "Copy")) }
            },
        })
        .collect();
    html! {
        @if !forms.is_empty() && seen != Seen::Demo {
            section aria-labelledby="settle" {
                h2 #settle { "Find out which cause it is" }
                p {
                    "An administrator runs this command. It only reads, and it prints no secrets and no data of users. Paste its output into \
                     the paste box, or pass it to " code { "why403 read" } ". Then the report names the cause."
                }
                (tabs("Forms of the command", &forms))
            }
        }
    }
}
