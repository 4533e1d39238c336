//! The playground island: paste box, check form, progress, and report.

mod attempts;
mod check_client;
mod demo_card;
mod demo_console;
mod demo_step;
mod field;
mod form;
mod form_fields;
mod form_panel;
mod html;
mod intro;
mod line_buffer;
mod mistakes;
mod operation_field;
mod parameter_field;
mod paste_panel;
mod progress;

use diagnosis::attempt::Field;
use leptos::{
    ev::{self, Event, MouseEvent},
    prelude::*,
};

use self::{
    attempts::Attempts,
    demo_card::DemoCard,
    demo_step::DemoStep,
    form::Form,
    form_panel::FormPanel,
    html::html,
    intro::{Intro, WhatIsChecked},
    paste_panel::EXPLAIN,
    progress::progress,
};
use crate::{
    browser,
    erased::{Erase, Erased},
    site,
};

/// The paste box, the form, the progress, and the report.
#[island]
pub fn Playground() -> impl IntoView {
    let form = Form::new();
    let attempts = Attempts::new();
    let ready = RwSignal::new(false);
    Effect::new(move |_| {
        if !ready.get_untracked() {
            form.restore();
            ready.set(true);
            let keys = window_event_listener(ev::keydown, move |event| {
                // Escape closes an open list before anything else.
                if event.key() == "Escape" && !event.default_prevented() {
                    attempts.cancel();
                }
            });
            on_cleanup(move || keys.remove());
        }
    });
    Effect::new(move |_| {
        if ready.get() {
            form.keep();
        }
    });
    // Typing into the paste box shows a reading below the forms and moves neither of them.
    let idle = move || !attempts.running.get() && attempts.report.with(Option::is_none);
    let opening = move || {
        idle().then(|| {
            view! {
                <div class="opening">
                    <Intro/>
                    {(!site::is_paste_only()).then(|| view! { <DemoCard form attempts ready/> })}
                </div>
            }
        })
    };
    let result = move || {
        if attempts.running.get() {
            return progress(attempts);
        }
        if let Some((answer, analysis)) = attempts.reading.get() {
            return report(form, answer, None, analysis);
        }
        match attempts.report.get() {
            Some((rendered, demo)) => {
                let step = demo && (rendered.allowed || rendered.missing.is_some());
                let role = rendered.missing;
                let step = step.then(|| view! { <DemoStep form attempts role/> }.erase());
                report(form, rendered.answer, step, rendered.analysis)
            }
            None => ().erase(),
        }
    };
    view! {
        <p class="unseen" role="status">{attempts.spoken}</p>
        {opening}
        <div class="playground" class:idle=idle>
            <FormPanel form attempts ready/>
            <div class="result">
                <div role="alert">
                    {move || attempts.failure.get().map(|words| view! { <p class="failure">{words}</p> })}
                </div>
                {result}
            </div>
        </div>
        {move || idle().then(|| view! { <WhatIsChecked/> })}
    }
    .erase()
}

/// A report, with the demo's own step between its two parts if the check used the demo. The report of an early failure has a field for
/// the base URL, which changes the form.
fn report(form: Form, answer: String, step: Option<Erased>, analysis: String) -> Erased {
    let input = move |event: Event| {
        if browser::within(event.target(), "#edit-url").is_some() {
            form.set(Field::Url, event_target_value(&event));
        }
    };
    // Takes over the operation that a pasted text names only in words, and reads the text again.
    let pressed = move |event: MouseEvent| {
        let button = browser::within(event.target(), "[data-operation]");
        if let Some(operation) = button.and_then(|button| button.get_attribute("data-operation")) {
            form.set(Field::Operation, operation);
            browser::press(EXPLAIN);
        }
    };
    view! {
        <article class="report" on:input=input on:click=pressed>
            {html(answer)}
            {step}
            {html(analysis)}
        </article>
    }
    .erase()
}
