//! Renders the smallest fix in each way of applying it.

use diagnosis::report::{Fix, FixKind};
use maud::{Markup, html};

use super::{
    Seen,
    tabs::{Tab, tabs},
};
use crate::copy_button;

const KINDS: [(FixKind, &str, &str); 8] = [
    (FixKind::Caller, "fix-caller", "Change your request"),
    (FixKind::AdminConsole, "fix-console", "Admin Console"),
    (FixKind::Kcadm, "fix-kcadm", "kcadm.sh"),
    (FixKind::Curl, "fix-curl", "curl"),
    (FixKind::Terraform, "fix-terraform", "Terraform"),
    (FixKind::Ansible, "fix-ansible", "Ansible"),
    (FixKind::RealmJson, "fix-realm-json", "Realm file"),
    (FixKind::HandOff, "fix-hand-off", "I am not the admin"),
];

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
        .filter_map(|kind| {
            let (_, id, label) = *KINDS.iter().find(|(known, ..)| *known == kind)?;
            let panel = html! {
                @for fix in fixes.iter().filter(|fix| fix.kind == kind) { (one(fix, demo)) }
            };
            Some(Tab { id, label, panel })
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

fn one(fix: &Fix, demo: bool) -> Markup {
    let is_code = fix.kind.is_code();
    let is_message = fix.kind == FixKind::HandOff && !fix.links.is_empty();
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
                        "Set " code { "KEYCLOAK_ADMIN" } " and " code { "KEYCLOAK_ADMIN_PASSWORD" } " to your admin’s credentials first. "
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
            (undo(&fix.undo))
        }
    }
}

/// Says on which releases this code was executed.
fn executed_on(releases: &[String]) -> String {
    match releases {
        [] => "Not executed.".to_owned(),
        [only] => format!("Executed on Keycloak {only}."),
        [first @ .., last] => format!("Executed on Keycloak {} and {last}.", first.join(", ")),
    }
}

fn undo(undo: &str) -> Markup {
    html! {
        // A command is shown as code; some undos are a sentence about the commands above.
        @if undo.starts_with("kcadm.sh") {
            div.undo {
                h4 { "Undo" }
                pre tabindex="0" role="group" aria-label="Commands to undo the change" { code { (undo) } }
                (copy_button(undo, "Copy"))
            }
        } @else if !undo.is_empty() {
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
