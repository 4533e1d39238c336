//! The paste box. Reads what the user pastes while the user types; nothing pasted leaves the browser.

use diagnosis::attempt::{Field, Notice};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{
    attempts::Attempts,
    form::{Form, PASTE_OPERATION},
    operation_field::OperationField,
};

use crate::{
    browser,
    erased::{Erase, Erased},
    on_demand::{
        LONG,
        playground::{Pasted, pasted, pasted_aside},
    },
};

/// The ID of the paste box.
pub const PASTED: &str = "paste-answer";
/// The ID of the button that reads the text.
pub const EXPLAIN: &str = "explain";
const EMPTY: &str = "Paste a response, an error message, a log, or a token first.";
const NOTHING: &str = "This text contains no response, token, or curl command. To find a message, search the Causes page.";
/// The texts of the example buttons.
const EXAMPLES: [(&str, &str); 4] = [
    ("403 body", "{\"error\":\"HTTP 403 Forbidden\"}"),
    (
        "curl -i",
        "$ curl -i -H \"Authorization: Bearer $TOKEN\" \\\n    https://sso.example.com/admin/realms/acme/users/329b4026-d52c-4069-bc90-0b8c61752ec8\nHTTP/2 403\ncontent-type: application/json\n\n{\"error\":\"HTTP 403 Forbidden\"}",
    ),
    (
        "Log line",
        "type=\"CLIENT_LOGIN_ERROR\", realmId=\"acme\", clientId=\"backend\", error=\"invalid_client_credentials\"",
    ),
    (
        "Stack trace",
        "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden\n\tat org.keycloak.admin.client.resource.UserResource.toRepresentation(UserResource.java)",
    ),
];

/// The paste box with its examples.
#[component]
pub fn PastePanel(
    /// The form, which a pasted command fills in.
    form: Form,
    /// The errors and warnings of the form.
    notices: Memo<Vec<Notice>>,
    /// The state of the checks, which receives the reading.
    attempts: Attempts,
    /// Whether a narrow screen shows the paste box instead of the form.
    pasting: RwSignal<bool>,
    /// Whether a command filled in the form.
    filled: RwSignal<bool>,
) -> impl IntoView {
    let panel = Panel {
        form,
        attempts,
        pasting,
        filled,
        // Users paste before the bundle is loaded.
        text: RwSignal::new(browser::typed(PASTED).unwrap_or_default()),
        problem: RwSignal::new(None::<String>),
        reading: RwSignal::new(false),
    };
    let Panel {
        text,
        problem,
        reading,
        ..
    } = panel;
    let (there, unloaded) = (form.on_demand.there, form.on_demand.failure);
    // A click before the reader is loaded is answered as soon as it is.
    let asked = RwSignal::new(false);
    let fetch = move || {
        problem.set(None);
        form.on_demand.load();
    };
    Effect::new(move |_| panel.read_while_typing());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !reading.get_untracked() {
            asked.set(true);
            fetch();
        }
    };
    Effect::new(move |_| {
        if asked.get() && (there.get() || unloaded.with(Option::is_some)) {
            asked.set(false);
            if there.get_untracked() {
                untrack(move || panel.explain());
            }
        }
    });
    let close = move |_| {
        pasting.set(false);
        attempts.reading.set(None);
        browser::focus(Field::Url.name());
    };
    let label = move || {
        if reading.get() {
            "Reading…"
        } else {
            button_label(there.get(), unloaded.with(Option::is_some), asked.get())
        }
    };
    let examples = example_buttons(move |example| {
        text.set(example.to_owned());
        asked.set(true);
        fetch();
    });
    view! {
        <form class="paste card" method="post" novalidate on:submit=submit aria-labelledby="paste-title">
            <h2 id="paste-title">"Paste"</h2>
            <div class="field">
                <label for=PASTED>"Response, error, log, token, or curl command"</label>
                <textarea
                    id=PASTED rows="9" class="mono" spellcheck="false" autocomplete="off" aria-describedby="paste-hint"
                    prop:value=text on:focus=move |_| fetch() on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
                <p class="trust" id="paste-hint">"Processed in your browser. Nothing is sent or stored."</p>
            </div>
            <div class="row scripted" role="group" aria-label="Examples">
                <span class="small">"Examples"</span>
                {examples}
            </div>
            <OperationField form notices id=PASTE_OPERATION/>
            <div role="alert">{move || problem.get().or_else(|| unloaded.get()).map(|words| view! { <p class="failure">{words}</p> })}</div>
            <div class="row scripted">
                <button type="submit" class="go" id=EXPLAIN>
                    {label}
                </button>
                <button type="button" class="link back" on:click=close>
                    "Back to form"
                </button>
            </div>
        </form>
    }
    .erase()
}

/// The state of the panel.
#[derive(Clone, Copy)]
struct Panel {
    form: Form,
    attempts: Attempts,
    pasting: RwSignal<bool>,
    filled: RwSignal<bool>,
    text: RwSignal<String>,
    /// Why the text has no report, in words.
    problem: RwSignal<Option<String>>,
    /// Whether a long text is being read.
    reading: RwSignal<bool>,
}

impl Panel {
    /// Reads a short text after every change. A long one is read when the user clicks the button.
    fn read_while_typing(self) {
        let length = self.text.with(|text| text.trim().len());
        let _ = self.form.text(Field::Operation).get();
        let (there, unloaded) = (self.form.on_demand.there, self.form.on_demand.failure);
        // After a failure, the user decides when to try again.
        if length > 0 && unloaded.with_untracked(Option::is_none) {
            self.form.on_demand.load();
        }
        if !there.get() || length > LONG {
            return;
        }
        self.problem.set(None);
        let reading = match self.read() {
            Pasted::Report(answer, analysis) if length > 0 => Some((answer, analysis)),
            _ => None,
        };
        let shown = self.attempts.reading;
        if reading.is_some() || shown.with_untracked(Option::is_some) {
            shown.set(reading);
        }
    }

    fn operation(self) -> String {
        self.form.text(Field::Operation).get_untracked()
    }

    fn read(self) -> Pasted {
        let operation = self.operation();
        self.text.with_untracked(|text| pasted(text, &operation))
    }

    /// Reads a long text in a worker. If the user changes the text or the operation meanwhile, reads again.
    async fn read_aside(self) -> Pasted {
        loop {
            let (text, operation) = (self.text.get_untracked(), self.operation());
            let understood = pasted_aside(&text, &operation).await;
            if self.text.with_untracked(|now| *now == text) && self.operation() == operation {
                return understood;
            }
        }
    }

    /// Reads the text because the user asked for it, and moves the focus to the result.
    fn explain(self) {
        self.form.spread();
        if self.text.with(String::len) <= LONG {
            return self.show(self.read());
        }
        self.reading.set(true);
        spawn_local(async move {
            let pasted = self.read_aside().await;
            self.reading.set(false);
            self.show(pasted);
        });
    }

    fn show(self, pasted: Pasted) {
        match pasted {
            Pasted::Command(known) => {
                self.form.take_command(known);
                self.filled.set(true);
                self.pasting.set(false);
                browser::focus(Field::Url.name());
            }
            Pasted::Nothing => {
                let words = self.text.with_untracked(|text| nothing_in(text));
                self.problem.set(Some(words.to_owned()));
            }
            Pasted::Mistakes(mistakes) => self.problem.set(Some(in_words(mistakes))),
            Pasted::Report(answer, analysis) => {
                self.attempts.reading.set(Some((answer, analysis)));
                browser::focus("verdict");
            }
        }
    }
}

/// What to paste instead of a text that shows nothing.
fn nothing_in(text: &str) -> &'static str {
    if text.trim().is_empty() {
        EMPTY
    } else {
        NOTHING
    }
}

/// The buttons that put an example into the paste box.
fn example_buttons(show: impl Fn(&'static str) + Copy + 'static) -> Vec<Erased> {
    EXAMPLES
        .iter()
        .map(|(name, example)| {
            view! {
                <button type="button" class="chip" on:click=move |_| show(example)>
                    {*name}
                </button>
            }
            .erase()
        })
        .collect()
}

fn button_label(there: bool, failed: bool, asked: bool) -> &'static str {
    match (there, failed, asked) {
        (false, true, _) => "Try again",
        (false, false, true) => "Loading…",
        _ => "Explain",
    }
}

fn in_words(mistakes: Vec<(String, String)>) -> String {
    mistakes
        .into_iter()
        .map(|(field, words)| match Field::named(&field) {
            Some(field) => format!("{}: {words}", field.label()),
            None => words,
        })
        .collect::<Vec<_>>()
        .join(" ")
}
