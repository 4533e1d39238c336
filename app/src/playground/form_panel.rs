//! The check form beside the paste box. Collapses to one line on narrow screens once a report is shown.

use diagnosis::attempt::{BaseUrl, Field, Severity};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
};

use super::{
    attempts::{Attempts, EDIT, RUN},
    form::{Form, input_id},
    form_fields::FormFields,
    mistakes::mistakes,
    paste_panel::{PASTED, PastePanel},
};
use crate::{browser, erased::Erase, site};

/// The form.
#[component]
pub fn FormPanel(
    /// The form.
    form: Form,
    /// The state of the checks.
    attempts: Attempts,
    /// Whether the page is hydrated. Before, submitting would put the form into the URL.
    ready: RwSignal<bool>,
) -> impl IntoView {
    let notices = Memo::new(move |_| form.notices());
    let wanted = RwSignal::new(false);
    let unfolded = RwSignal::new(false);
    let has_report = move || attempts.report.with(Option::is_some);
    let pasting = RwSignal::new(false);
    let filled = RwSignal::new(false);
    let folded =
        move || (has_report() || attempts.running.get()) && !unfolded.get() && !pasting.get();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if attempts.running.get_untracked() {
            return;
        }
        wanted.set(true);
        form.spread();
        form.visit_all();
        let first_wrong = notices.with_untracked(|notices| {
            notices
                .iter()
                .find(|notice| notice.severity == Severity::Error)
                .map(input_id)
        });
        if let Some(id) = first_wrong {
            // A folded form cannot take the focus.
            unfolded.set(true);
            browser::focus(id);
            return;
        }
        wanted.set(false);
        filled.set(false);
        unfolded.set(false);
        attempts.start(form);
    };
    let unfold = move |_| {
        unfolded.set(true);
        browser::focus(Field::Url.name());
    };
    let paste = move |_| {
        pasting.set(true);
        browser::focus(PASTED);
    };
    // A URL that was pasted into the base URL field waits for the bundle that splits it.
    let pasted_url = RwSignal::new(false);
    let input = move |event: Event| {
        if browser::within(event.target(), "#url").is_some() && browser::is_pasted(&event) {
            let is_base = form
                .text(Field::Url)
                .with_untracked(|url| BaseUrl::parse(url).is_ok());
            pasted_url.set(!is_base);
        }
    };
    Effect::new(move |_| {
        if !pasted_url.get() {
            return;
        }
        form.on_demand.load();
        if form.on_demand.there.get() {
            pasted_url.set(false);
            filled.set(form.split_url());
        }
    });
    view! {
        <div class="form-panel" class:folded=folded class:pasting=pasting>
            <p class="fold-line">
                <span class="mono">{move || in_a_line(form)}</span>
                <button type="button" id=EDIT class="link" aria-expanded="false" aria-controls="form" on:click=unfold>
                    "Edit"
                </button>
            </p>
            <PastePanel form notices attempts pasting filled/>
            <p class="instead" hidden=move || pasting.get() || site::is_paste_only()>
                "Don’t want to enter a secret? "
                <button type="button" class="link" disabled=move || !ready.get() on:click=paste>
                    "Paste the error or token instead"
                </button>
            </p>
            <p class="filled" role="status">
                {move || filled.get().then_some("Fields filled from the pasted text. Nothing has been sent.")}
            </p>
            <form id="form" class="card" hidden=site::is_paste_only() method="post" action=format!("{}/", site::prefix()) novalidate on:submit=submit on:input=input aria-labelledby="form-title">
                <h2 id="form-title">"Live check"</h2>
                <p class="small">"Sends the token request, the denied request, and a few read-only probes."</p>
                {mistakes(notices, wanted)}
                <FormFields form notices/>
                <div class="row scripted">
                    <button
                        type="submit" id=RUN class="go" disabled=move || !ready.get() || attempts.running.get()
                        // The field keeps the focus until the click is complete: a message under it must not move the button.
                        on:mousedown=|event| event.prevent_default()
                    >
                        {move || if has_report() { "Run again" } else { "Run check" }}
                    </button>
                    <CopyLink form ready/>
                </div>
                <noscript>
                    <button type="submit">"Run check without JavaScript"</button>
                </noscript>
            </form>
        </div>
    }
    .erase()
}

/// The caller and the host, such as “backend at sso.example.com”.
fn in_a_line(form: Form) -> String {
    let url = form.text(Field::Url).get();
    let host = url.split("://").nth(1).unwrap_or(&url).to_owned();
    let client = form.text(Field::ClientId).get();
    if client.is_empty() {
        host
    } else {
        format!("{client} at {host}")
    }
}

/// The button that copies a link with the form's values, except secrets.
#[component]
fn CopyLink(form: Form, ready: RwSignal<bool>) -> impl IntoView {
    let link = RwSignal::new(String::new());
    // `public/page.js` copies the text after this.
    let fill = move |_| {
        link.set(format!(
            "{}{}/?{}",
            browser::origin().unwrap_or_default(),
            site::prefix(),
            form.query()
        ));
    };
    view! {
        <button
            type="button" class="quiet" disabled=move || !ready.get() data-copied="Copied without secrets"
            data-copy=move || link.get() on:click=fill
        >
            "Copy link"
        </button>
        <span class="said" role="status"></span>
    }
    .erase()
}
