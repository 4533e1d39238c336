//! Where does somebody paste who may not give a secret to a page? A panel in place of the form; what it gets stays in the browser.

use diagnosis::attempt::{Field, Notice};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    attempts::Attempts,
    form::{Form, label},
    operation_field::OperationField,
};

use crate::{
    browser,
    on_demand::playground::{Pasted, pasted},
};

const ANSWER: &str = "paste-answer";
const TOKEN: &str = "paste-token";
const NOTHING: &str = "This text contains no response, token, or curl command. To find a message, search the Causes page.";

/// The panel.
#[component]
pub fn PastePanel(
    /// The form, which a pasted command fills.
    form: Form,
    /// What is wrong with the form.
    notices: Memo<Vec<Notice>>,
    /// Where the reading goes.
    attempts: Attempts,
    /// Whether the panel is open.
    pasting: RwSignal<bool>,
    /// Whether the form was filled from a command.
    filled: RwSignal<bool>,
) -> impl IntoView {
    let (answer, token) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (there, unloaded) = (form.on_demand.there, form.on_demand.failure);
    let problem = RwSignal::new(None::<String>);
    let fetch = move || {
        problem.set(None);
        form.on_demand.load();
    };
    fetch();
    browser::focus(ANSWER);
    let explain = move |event: SubmitEvent| {
        event.prevent_default();
        if !there.get_untracked() {
            fetch();
            return;
        }
        problem.set(None);
        form.spread();
        let operation = form.text(Field::Operation).get_untracked();
        let texts = [answer.get_untracked(), token.get_untracked()];
        match pasted([&texts[0], &texts[1]], &operation, now()) {
            Pasted::Command(known) => {
                form.take_command(known);
                filled.set(true);
                pasting.set(false);
                browser::focus(Field::Url.name());
            }
            Pasted::Nothing => problem.set(Some(NOTHING.to_owned())),
            Pasted::Mistakes(mistakes) => problem.set(Some(in_words(mistakes))),
            Pasted::Report(answer, analysis) => {
                attempts.reading.set(Some((answer, analysis)));
                browser::focus("verdict");
            }
        }
    };
    let close = move |_| {
        pasting.set(false);
        attempts.reading.set(None);
        browser::focus(Field::Url.name());
    };
    view! {
        <form class="paste" method="post" novalidate on:submit=explain aria-label="What to paste">
            <p class="where">"Processed in your browser. Nothing is sent or stored."</p>
            <Block id=ANSWER label="Response, error, log, or curl command" rows=9 text=answer
                hint="Paste the response (the body alone is enough), curl -i output, a log line, or a curl command."/>
            <Block id=TOKEN label="Access token" rows=4 text=token hint="Decoded in your browser."/>
            <OperationField form notices id="paste-operation"/>
            <div role="alert">{move || problem.get().or_else(|| unloaded.get()).map(|words| view! { <p class="failure">{words}</p> })}</div>
            <div class="row">
                <button type="submit" disabled=move || !there.get() && unloaded.with(Option::is_none)>
                    {move || match (there.get(), unloaded.with(Option::is_some)) {
                        (true, _) => "Explain",
                        (false, true) => "Try again",
                        (false, false) => "Loading the permission data…",
                    }}
                </button>
                <button type="button" class="link" on:click=close>
                    "Back to form"
                </button>
            </div>
        </form>
    }
}

/// A field of several lines.
#[component]
fn Block(
    id: &'static str,
    label: &'static str,
    rows: u32,
    text: RwSignal<String>,
    hint: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                id=id rows=rows class="mono" spellcheck="false" autocomplete="off" aria-describedby=format!("{id}-hint")
                prop:value=text on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
        </div>
    }
}

fn in_words(mistakes: Vec<(String, String)>) -> String {
    mistakes
        .into_iter()
        .map(|(field, words)| match Field::named(&field) {
            Some(field) => format!("{}: {words}", label(field)),
            None => words,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Seconds since 1970.
fn now() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a clock's seconds are far from the limits of i64"
    )]
    let seconds = (browser::now() / 1_000.0) as i64;
    seconds
}
