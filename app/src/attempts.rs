//! How far is the attempt? What runs, which calls were made so far, and the reports of the last two attempts.

use std::sync::Arc;

use diagnosis::report::{Event, Report, Step};
use leptos::{prelude::*, task::spawn_local};
use web_sys::AbortController;

use crate::{
    browser,
    check_client::{CheckError, check},
    form::Form,
    pasted::Reading,
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
    /// The answer, once it came.
    pub step: Option<Step>,
}

/// The state of trying.
#[derive(Clone, Copy)]
pub struct Attempts {
    /// Whether an attempt is under way.
    pub running: RwSignal<bool>,
    /// Its calls.
    pub calls: RwSignal<Vec<CallLine>>,
    /// The last report.
    pub report: RwSignal<Option<Arc<Report>>>,
    /// The one before.
    pub before: RwSignal<Option<Arc<Report>>>,
    /// What was pasted instead, as it was read.
    pub reading: RwSignal<Option<Arc<Reading>>>,
    /// Why the last attempt brought no report, in words.
    pub failure: RwSignal<Option<String>>,
    /// What a screen reader says.
    pub spoken: RwSignal<String>,
    abort: StoredValue<Option<AbortController>, LocalStorage>,
}

impl Attempts {
    /// Nothing tried yet.
    pub fn new() -> Self {
        Self {
            running: RwSignal::new(false),
            calls: RwSignal::default(),
            report: RwSignal::default(),
            before: RwSignal::default(),
            reading: RwSignal::default(),
            failure: RwSignal::default(),
            spoken: RwSignal::default(),
            abort: StoredValue::new_local(None),
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
    pub fn start(self, form: Form, prefix: &str) {
        let Ok(abort) = AbortController::new() else {
            return;
        };
        let signal = abort.signal();
        self.abort.set_value(Some(abort));
        self.calls.set(Vec::new());
        self.failure.set(None);
        self.reading.set(None);
        self.running.set(true);
        "Asking Keycloak.".clone_into(&mut self.spoken.write());
        let address = format!("{prefix}/api/check");
        let body = form.body();
        spawn_local(async move {
            let outcome = check(&address, &body, &signal, |event| self.take(event)).await;
            self.abort.set_value(None);
            self.end();
            match outcome {
                Ok(()) => {}
                Err(CheckError::Cancelled) => {
                    self.failure
                        .set(Some("Cancelled. What you typed is still there.".to_owned()));
                }
                Err(CheckError::Failed(words)) => self.failure.set(Some(words)),
                Err(CheckError::Input(notices)) => {
                    form.show(notices);
                    self.failure
                        .set(Some("Something in the form cannot be tried.".to_owned()));
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

    fn take(self, event: Event) {
        match event {
            Event::Sent {
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
                    step: None,
                });
            }),
            Event::Answered { step } => self.calls.update(|calls| {
                let waiting = |call: &&mut CallLine| call.step.is_none() && call.name == step.name;
                if let Some(call) = calls.iter_mut().find(waiting) {
                    call.step = Some(step);
                }
            }),
            Event::Report { report } => {
                let report = Arc::new(*report);
                self.spoken
                    .set(format!("{} {}", report.verdict, report.cause.title));
                // Attempts at another operation are not compared.
                let earlier = self.report.get_untracked();
                self.before
                    .set(earlier.filter(|earlier| earlier.operation == report.operation));
                self.end();
                self.report.set(Some(report));
            }
        }
    }
}
