//! What is the smallest change that helps, in the reader's own way of working?

use diagnosis::report::{Fix, FixKind};
use leptos::prelude::*;

use super::{
    copy_button::CopyButton,
    tabs::{Tab, Tabs},
};

const KINDS: [(FixKind, &str, &str); 5] = [
    (FixKind::Caller, "fix-caller", "What you send"),
    (FixKind::AdminConsole, "fix-console", "Admin Console"),
    (FixKind::Kcadm, "fix-kcadm", "kcadm.sh"),
    (FixKind::Curl, "fix-curl", "curl"),
    (FixKind::HandOff, "fix-hand-off", "I am not the admin"),
];

/// The fix, one tab for each way of telling it.
#[component]
pub fn Fixes(
    /// The ways, best first.
    fixes: Vec<Fix>,
    /// Whether the address of Keycloak is the demo's, which has no console to link to.
    demo: bool,
) -> impl IntoView {
    if fixes.is_empty() {
        return ().into_any();
    }
    // The best way comes first, whatever its kind.
    let mut kinds: Vec<FixKind> = Vec::new();
    for fix in &fixes {
        if !kinds.contains(&fix.kind) {
            kinds.push(fix.kind);
        }
    }
    let tabs = kinds
        .into_iter()
        .filter_map(|kind| {
            let (_, id, label) = *KINDS.iter().find(|(known, ..)| *known == kind)?;
            let told: Vec<_> = fixes
                .iter()
                .filter(|fix| fix.kind == kind)
                .map(|fix| one(fix.clone(), demo))
                .collect();
            Some(Tab {
                id,
                label: label.to_owned(),
                panel: told.into_any(),
            })
        })
        .collect();
    view! {
        <section class="card" aria-labelledby="fix">
            <h2 id="fix">"The smallest fix"</h2>
            <Tabs label="Ways to apply it" tabs/>
        </section>
    }
    .into_any()
}

fn one(fix: Fix, demo: bool) -> impl IntoView {
    let commands = matches!(fix.kind, FixKind::Kcadm | FixKind::Curl);
    let path = fix.kind == FixKind::AdminConsole && !fix.steps.is_empty();
    let copied = if path {
        steps_in_words(&fix)
    } else {
        fix.text.clone()
    };
    let links = if demo { Vec::new() } else { fix.links };
    let steps: Vec<_> = fix
        .steps
        .into_iter()
        .map(|step| view! { <li><span>{step}</span></li> })
        .collect();
    let text = if commands {
        view! { <pre tabindex="0" aria-label="Commands"><code>{fix.text}</code></pre> }.into_any()
    } else if path {
        ().into_any()
    } else {
        view! { <p class="prose">{fix.text}</p> }.into_any()
    };
    view! {
        <div class="fix">
            <h3>{fix.title}</h3>
            {(!steps.is_empty()).then(|| view! { <ol class=if path { "path" } else { "steps" }>{steps}</ol> })}
            {text}
            {commands.then(needs)}
            <div class="row">
                {links.into_iter().map(link).collect_view()}
                <CopyButton
                    text=copied
                    label=if commands { "Copy the commands" } else if path { "Copy as steps" } else { "Copy the text" }
                />
            </div>
            {undo(fix.undo, commands)}
        </div>
    }
    .into_any()
}

/// What the commands expect to find.
fn needs() -> impl IntoView {
    view! {
        <p class="small">
            "The administrator’s name and password are taken from "
            <code>"KEYCLOAK_ADMIN"</code>
            " and "
            <code>"KEYCLOAK_ADMIN_PASSWORD"</code>
            "."
        </p>
    }
    .into_any()
}

fn link(address: String) -> impl IntoView {
    view! {
        <a class="button" href=address target="_blank" rel="noopener noreferrer">
            "Open in your console"
            <span aria-hidden="true">" ↗"</span>
            <span class="unseen">" (new tab)"</span>
        </a>
    }
    .into_any()
}

fn undo(undo: String, commands: bool) -> AnyView {
    if undo.is_empty() {
        return ().into_any();
    }
    // A command is shown as one; some undoings are a sentence about the commands above.
    if commands && undo.starts_with("kcadm.sh") {
        let copied = undo.clone();
        return view! {
            <div class="undo">
                <h4>"Undo"</h4>
                <pre tabindex="0" aria-label="Commands that undo it"><code>{undo}</code></pre>
                <CopyButton text=copied label="Copy the undo"/>
            </div>
        }
        .into_any();
    }
    view! {
        <p class="undo">
            <b>"Undo: "</b>
            {undo}
        </p>
    }
    .into_any()
}

fn steps_in_words(fix: &Fix) -> String {
    fix.steps
        .iter()
        .enumerate()
        .map(|(at, step)| format!("{}. {step}", at + 1))
        .collect::<Vec<_>>()
        .join("\n")
}
