//! Renders the smallest fix in each way of applying it.

use diagnosis::report::{Fix, FixKind};
use maud::{Markup, html};

use super::{
    Seen,
    tabs::{Tab, tabs},
};
use crate::copy_button;

/// The fix, one tab for each form, and the button that runs the check again. The demo has no Admin Console to link to, and a button of its
/// own.
pub fn fixes(fixes: &[Fix], seen: Seen) -> Markup {
    let demo = seen == Seen::Demo;
    // The best form comes first, whatever its kind.
    let mut kinds: Vec<FixKind> = Vec::new();
    for fix in fixes {
        if !kinds.contains(&fix.kind) {
            kinds.push(fix.kind);
        }
    }
    let forms: Vec<Tab> = kinds
        .into_iter()
        .map(|kind| {
            let of_kind = fixes.iter().filter(|fix| fix.kind == kind);
            let (messages, others): (Vec<&Fix>, Vec<&Fix>) =
                of_kind.partition(|fix| fix.form.is_some());
            let panel = html! {
                @for fix in others { (one(fix, demo)) }
                (in_forms(&messages, demo))
            };
            Tab {
                id: format!("fix-{}", kind.name()),
                label: kind.label(),
                panel,
            }
        })
        .collect();
    html! {
        @if !forms.is_empty() {
            section.fixes aria-labelledby="fix" {
                h2 #fix { "How to fix it" }
                (tabs("Ways to apply the fix", &forms))
                @if seen == Seen::Keycloak {
                    div.row.scripted { button.go type="submit" form="form" { "Run again" } }
                }
            }
        }
    }
}

/// The messages to an administrator, one for each form of the change. Those after the first one are folded.
fn in_forms(messages: &[&Fix], demo: bool) -> Markup {
    html! {
        @for (at, message) in messages.iter().enumerate() {
            @match message.form.filter(|_| at > 0) {
                Some(form) => details.fold {
                    summary { "The same message with " (form.label()) }
                    (one(message, demo))
                },
                None => (one(message, demo)),
            }
        }
    }
}

fn one(fix: &Fix, demo: bool) -> Markup {
    let is_code = fix.kind.is_code();
    let is_message = fix.kind == FixKind::HandOff && (fix.form.is_some() || !fix.links.is_empty());
    let reads_admin = matches!(fix.kind, FixKind::Kcadm | FixKind::Curl | FixKind::Ansible);
    let path = fix.kind == FixKind::AdminConsole && !fix.steps.is_empty();
    html! {
        div.fix {
            h3 { (fix.title) }
            @if !fix.steps.is_empty() {
                ol class=(if path { "path" } else { "steps" }) {
                    @for step in &fix.steps { li { span { (step) } } }
                }
            }
            @if is_code {
                pre tabindex="0" role="group" aria-label="Commands" { code { (fix.text) } }
                p.small {
                    @if reads_admin {
                        (reads_credentials())
                    }
                    (executed_on(&fix.executed_on))
                }
            } @else if is_message {
                pre.message tabindex="0" role="group" aria-label="Message" { (fix.text) }
            } @else if !path {
                p.prose { (fix.text) }
            }
            div.row {
                @for link in &fix.links {
                    @if is_message {
                        a.button href=(link) { "Open mail program" }
                    } @else if !demo {
                        a.button href=(link) target="_blank" rel="noopener noreferrer" {
                            "Open Admin Console" span aria-hidden="true" { " ↗" } span.unseen { " (new tab)" }
                        }
                    }
                }
                @if path { (copy_button(&steps_in_words(fix), "Copy")) }
                @else if is_code || is_message { (copy_button(&fix.text, "Copy")) }
            }
            @if !fix.risk.is_empty() { p.undo { b { "Risk: " } (fix.risk) } }
            (undo(fix))
        }
    }
}

/// Says which variables commands read.
pub(super) fn reads_credentials() -> Markup {
    html! {
        "Set " code { "KEYCLOAK_ADMIN" } " and " code { "KEYCLOAK_ADMIN_PASSWORD" } " to your admin’s credentials first. "
    }
}

/// Says on which releases this code was executed.
pub(super) fn executed_on(releases: &[String]) -> String {
    if releases.is_empty() {
        "Not executed.".to_owned()
    } else {
        format!(
            "Executed on Keycloak {}.",
            permissions::enumerated(releases, "and")
        )
    }
}

fn undo(fix: &Fix) -> Markup {
    let undo = fix.undo.as_str();
    html! {
        @if undo.is_empty() {
        } @else if fix.undo_is_code() {
            details.undo {
                summary { "Undo" }
                pre tabindex="0" role="group" aria-label="Commands to undo the change" { code { (undo) } }
                (copy_button(undo, "Copy"))
            }
        } @else {
            p.undo { b { "To undo: " } (undo) }
        }
    }
}

fn steps_in_words(fix: &Fix) -> String {
    let numbered = fix.steps.iter().enumerate();
    let lines: Vec<String> = numbered
        .map(|(at, step)| format!("{}. {step}", at + 1))
        .collect();
    lines.join("\n")
}
