//! Holds the state of the running check: its requests so far, and the last report.

use diagnosis::attempt::Field;
use futures_util::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};
use render::Earlier;

use super::{check_client::check, demo_console::demo_base, form::Form};
use crate::{
    browser,
    check::{CheckError, CheckEvent, CheckRequest, RenderedReport, SentInput},
};

/// One call, as it happens.
#[derive(Clone, Debug, PartialEq)]
pub struct CallLine {
    /// Which call.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// The address.
    pub url: String,
    /// What it is for.
    pub purpose: String,
    /// When it was sent.
    pub sent_at: f64,
    /// The status, if a response arrived, and the milliseconds it took, once it was answered.
    pub answered: Option<(Option<u16>, u64)>,
}

/// The state of trying.
#[derive(Clone, Copy)]
pub struct Attempts {
    /// Whether an attempt is under way.
    pub running: RwSignal<bool>,
    /// Its calls.
    pub calls: RwSignal<Vec<CallLine>>,
    /// The report of the last check, and whether the check was at the demo.
    pub told: RwSignal<Option<(RenderedReport, bool)>>,
    /// What was pasted instead, as it was read: a report's two parts, as HTML.
    pub reading: RwSignal<Option<(String, String)>>,
    /// Why the last attempt brought no report, in words.
    pub failure: RwSignal<Option<String>>,
    /// What a screen reader says.
    pub spoken: RwSignal<String>,
    /// What the server compares the next attempt with.
    earlier: StoredValue<Option<Earlier>>,
    abort: StoredValue<Option<AbortHandle>>,
}

impl Attempts {
    /// Nothing tried yet.
    pub fn new() -> Self {
        Self {
            running: RwSignal::new(false),
            calls: RwSignal::default(),
            told: RwSignal::default(),
            reading: RwSignal::default(),
            failure: RwSignal::default(),
            spoken: RwSignal::default(),
            earlier: StoredValue::default(),
            abort: StoredValue::default(),
        }
    }

    /// Stops waiting. What was sent stays sent.
    pub fn cancel(self) {
        self.abort.with_value(|abort| {
            if let Some(abort) = abort {
                abort.abort();
            }
        });
    }

    /// Tries what the form says.
    pub fn start(self, form: Form) {
        self.calls.set(Vec::new());
        self.failure.set(None);
        self.reading.set(None);
        self.running.set(true);
        "Checking…".clone_into(&mut self.spoken.write());
        let url = form.text(Field::Url).get_untracked();
        let demo = demo_base().is_some_and(|base| base == url.trim());
        let request = CheckRequest {
            input: SentInput(untrack(move || form.input())),
            before: self.earlier.get_value(),
            demo,
        };
        let (check, abort) = abortable(check(request, move |event| self.take(event, demo)));
        self.abort.set_value(Some(abort));
        spawn_local(async move {
            let outcome = check.await;
            self.abort.set_value(None);
            self.end();
            if !matches!(outcome, Ok(Ok(()))) {
                // The alert says it.
                self.spoken.write().clear();
            }
            match outcome {
                Ok(Ok(())) => {}
                Err(_) => {
                    self.failure
                        .set(Some("Cancelled. Your input is still here.".to_owned()));
                }
                Ok(Err(CheckError::Other { error })) => self.failure.set(Some(error)),
                Ok(Err(CheckError::Input { errors })) => {
                    form.show(errors);
                    self.failure
                        .set(Some("Fix the marked fields to continue.".to_owned()));
                }
            }
        });
    }

    /// Nothing is awaited any more. Said once: whoever hears it draws the result anew.
    fn end(self) {
        if self.running.get_untracked() {
            self.running.set(false);
        }
    }

    fn take(self, event: CheckEvent, demo: bool) {
        match event {
            CheckEvent::Sent {
                name,
                method,
                url,
                purpose,
            } => self.calls.update(|calls| {
                calls.push(CallLine {
                    name,
                    method,
                    url,
                    purpose,
                    sent_at: browser::now(),
                    answered: None,
                });
            }),
            CheckEvent::Answered {
                name,
                status,
                millis,
            } => self.calls.update(|calls| {
                let waiting = |call: &&mut CallLine| call.answered.is_none() && call.name == name;
                if let Some(call) = calls.iter_mut().find(waiting) {
                    call.answered = Some((status, millis));
                }
            }),
            CheckEvent::Report(told) => {
                self.spoken.set(told.spoken.clone());
                self.earlier.set_value(Some(told.earlier.clone()));
                self.end();
                self.told.set(Some((*told, demo)));
                browser::focus("verdict");
            }
        }
    }
}
