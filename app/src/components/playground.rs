//! How is a call tried and its report read? The island that the playground is.

use std::sync::Arc;

use diagnosis::{
    attempt::Field,
    report::{Outcome, Report},
};
use leptos::{ev, prelude::*};

use super::{
    demo_card::{DemoCard, demo_base},
    demo_step::DemoStep,
    form_panel::FormPanel,
    intro::{Intro, WhatIsChecked},
    paste_reading::PasteReading,
    progress::Progress,
    report::ReportView,
};
use crate::{attempts::Attempts, demo_console::DemoFacts, form::Form};

/// The form, what happens, and the report.
#[island]
pub fn Playground(
    /// What precedes every address of this site.
    prefix: String,
    /// What the demo is called.
    demo: DemoFacts,
) -> impl IntoView {
    let form = Form::new();
    let attempts = Attempts::new();
    let ready = RwSignal::new(false);
    Effect::new(move |_| {
        if !ready.get_untracked() {
            form.restore();
            ready.set(true);
            let keys = window_event_listener(ev::keydown, move |event| {
                // Where a list was open, Escape has closed it.
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
    let idle = move || {
        !attempts.running.get()
            && attempts.report.with(Option::is_none)
            && attempts.reading.with(Option::is_none)
    };
    let (offered, stepped) = ((prefix.clone(), demo.clone()), (prefix.clone(), demo));
    let opening = move || {
        let (prefix, facts) = offered.clone();
        idle().then(|| {
            view! {
                <div class="opening">
                    <Intro/>
                    <DemoCard facts form attempts prefix ready/>
                </div>
            }
        })
    };
    let result = move || {
        let (prefix, facts) = stepped.clone();
        if attempts.running.get() {
            return view! { <Progress attempts/> }.into_any();
        }
        if let Some(reading) = attempts.reading.get() {
            return view! { <PasteReading reading prefix/> }.into_any();
        }
        match attempts.report.get() {
            Some(report) => reported(report, form, attempts, prefix, facts).into_any(),
            None => view! { <WhatIsChecked/> }.into_any(),
        }
    };
    view! {
        <p class="unseen" role="status">{attempts.spoken}</p>
        {opening}
        <div class="playground">
            <FormPanel form attempts prefix ready/>
            <div class="result">
                <div role="alert">
                    {move || attempts.failure.get().map(|words| view! { <p class="failure">{words}</p> })}
                </div>
                {result}
            </div>
        </div>
    }
    .into_any()
}

/// A report, with the demo's own step where it is about the demo.
fn reported(
    report: Arc<Report>,
    form: Form,
    attempts: Attempts,
    prefix: String,
    facts: DemoFacts,
) -> impl IntoView {
    let url = form.text(Field::Url).get_untracked();
    let demo = demo_base(&prefix).is_some_and(|base| base == url.trim());
    let before = attempts.before.get_untracked();
    let missing = report.roles.missing.first().cloned();
    let stepped = demo && (report.outcome == Outcome::Allowed || missing.is_some());
    let here = prefix.clone();
    view! {
        <ReportView report before demo prefix=here>
            {stepped.then(|| view! { <DemoStep facts form attempts prefix role=missing/> })}
        </ReportView>
    }
    .into_any()
}
