//! Renders the smallest fix in each way of applying it.

use diagnosis::report::{Fix, FixKind, NotOffered, VersionSteps};
use maud::{Markup, html};

use super::{
    Seen,
    tabs::{Tab, tabs, version_tabs},
};
use crate::copy_button;

/// The fix under a title, one tab for each form, and the button that runs the check again. The demo has no Admin Console to link to. With a
/// base URL, its field is beside the button.
pub fn fixes(
    fixes: &[Fix],
    not_offered: &[NotOffered],
    title: &str,
    seen: Seen,
    base_url: Option<&str>,
) -> Markup {
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
                @for (at, fix) in others.into_iter().enumerate() {
                    @if is_folded(fix) {
                        details.fold { summary { (fix.title) } (one(fix, demo, at)) }
                    } @else {
                        (one(fix, demo, at))
                    }
                }
                (in_forms(&messages, demo))
            };
            Tab {
                id: format!("fix-{}", kind.name()),
                label: kind.label().to_owned(),
                panel,
            }
        })
        .collect();
    html! {
        @if !forms.is_empty() {
            section.fixes aria-labelledby="fix" {
                h2 #fix { (title) }
                (tabs("Ways to apply the fix", &forms))
                (missing_forms(not_offered))
                @if matches!(seen, Seen::Keycloak | Seen::Demo) {
                    div.row.scripted.again {
                        @if let Some(base_url) = base_url {
                            div.field {
                                label for="edit-url" { "Correct the base URL" }
                                // A part of the form without a name: Enter submits the form, and the field itself is not sent.
                                input #edit-url.mono form="form" value=(base_url) spellcheck="false" autocomplete="off"
                                    autocapitalize="off";
                            }
                        }
                        button.go type="submit" form="form" { "Run again" }
                    }
                }
            }
        }
    }
}

/// The forms in which the fix is not offered, with the reasons.
fn missing_forms(not_offered: &[NotOffered]) -> Markup {
    // Several forms often share a reason.
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for NotOffered { kind, why } in not_offered {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, forms)) => forms.push(kind.label()),
            None => reasons.push((why, vec![kind.label()])),
        }
    }
    html! {
        @for (why, forms) in reasons {
            p.small { "Not available for " (permissions::enumerated(&forms, "or")) ": " (why) }
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
                    (one(message, demo, at))
                },
                None => (one(message, demo, at)),
            }
        }
    }
}

/// Whether only the title is visible at first: alternatives, and programs in several languages.
fn is_folded(fix: &Fix) -> bool {
    fix.alternative || fix.kind == FixKind::ClientCode
}

/// One fix, with its place among those of the same kind.
fn one(fix: &Fix, demo: bool, at: usize) -> Markup {
    let is_code = fix.kind.is_code();
    let is_message = fix.kind == FixKind::HandOff && (fix.form.is_some() || !fix.links.is_empty());
    let reads_admin = matches!(fix.kind, FixKind::Kcadm | FixKind::Curl | FixKind::Ansible);
    let path = fix.kind == FixKind::AdminConsole && !fix.steps.is_empty();
    let copied = if path {
        steps_in_words(&fix.steps)
    } else if is_code || is_message {
        fix.text.clone()
    } else {
        String::new()
    };
    html! {
        div.fix {
            @if !is_folded(fix) { h3 { (fix.title) } }
            @if !fix.by_version.is_empty() {
                (steps_by_version(fix, demo, at))
            } @else if !fix.steps.is_empty() {
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
                    (fix.proof().unwrap_or_default())
                }
            } @else if is_message {
                pre.message tabindex="0" role="group" aria-label="Message" { (fix.text) }
            } @else if !path {
                p.prose { (fix.text) }
            }
            @if fix.by_version.is_empty() { (buttons(fix, demo, &copied)) }
            @if path { @if let Some(proof) = fix.proof() { p.small { (proof) } } }
            @if !fix.risk.is_empty() { p.undo { b { "Risk: " } (fix.risk) } }
            (undo(fix))
        }
    }
}

/// The links of a fix, and a button that copies a text if it is not empty. The demo has no Admin Console to open.
fn buttons(fix: &Fix, demo: bool, copied: &str) -> Markup {
    let is_mail = fix.kind == FixKind::HandOff;
    html! {
        div.row {
            @if let Some(link) = fix.links.first() {
                @if is_mail {
                    a.button href=(link) { "Open mail program" }
                } @else if !demo {
                    a.button href=(link) target="_blank" rel="noopener noreferrer" {
                        "Open Admin Console" span aria-hidden="true" { " ↗" } span.unseen { " (new tab)" }
                    }
                }
            }
            @if !copied.is_empty() { (copy_button(copied, "Copy")) }
            @if let Some(link) = fix.links.get(1).filter(|_| !is_mail && !demo) {
                span.small {
                    "If you administer only this realm, "
                    a href=(link) target="_blank" rel="noopener noreferrer" {
                        "open the realm’s own console" span.unseen { " (new tab)" }
                    }
                    "."
                }
            }
        }
    }
}

/// Says which variables commands read.
pub(super) fn reads_credentials() -> Markup {
    html! {
        "Set " code { "KEYCLOAK_ADMIN" } " and " code { "KEYCLOAK_ADMIN_PASSWORD" } " to your admin’s credentials first. "
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

/// The steps for each group of releases, with the buttons. The group that fits the responses is selected.
fn steps_by_version(fix: &Fix, demo: bool, at: usize) -> Markup {
    let groups = fix.by_version.iter();
    let selected = groups.clone().position(|group| group.steps == fix.steps);
    let versions: Vec<Tab> = groups
        .enumerate()
        .map(|(group, VersionSteps { versions, steps })| Tab {
            id: format!("fix-{}-{at}-{group}", fix.kind.name()),
            label: versions.clone(),
            panel: html! {
                ol.path { @for step in steps { li { span { (step) } } } }
                (buttons(fix, demo, &steps_in_words(steps)))
            },
        })
        .collect();
    version_tabs(&versions, selected.unwrap_or_default())
}

fn steps_in_words(steps: &[String]) -> String {
    let numbered = steps.iter().enumerate();
    let lines: Vec<String> = numbered
        .map(|(at, step)| format!("{}. {step}", at + 1))
        .collect();
    lines.join("\n")
}
