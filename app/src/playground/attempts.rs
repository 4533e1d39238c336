//! Holds the state of the running check: its requests so far, and the last report.

use diagnosis::attempt::Field;
use futures_util::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use super::{check_client::check, demo_console::is_demo, form::Form};
use crate::{
    browser,
    check::{CheckError, CheckEvent, CheckRequest, RenderedReport, SentInput},
};

/// The ID of the button that runs the check.
pub const RUN: &str = "run";
/// The ID of the button that unfolds the form.
pub const EDIT: &str = "edit";

/// A request of the running check.
#[derive(Clone, Debug, PartialEq)]
pub struct CallLine {
    /// The name of the request.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The purpose.
    pub purpose: String,
    /// The time at which it was sent.
    pub sent_at: f64,
    /// After the response or the failure: the status, if there is one, and the time it took in milliseconds.
    pub answered: Option<(Option<u16>, u64)>,
}

/// The state of the checks.
#[derive(Clone, Copy)]
pub struct Attempts {
    /// Whether a check is running.
    pub running: RwSignal<bool>,
    /// The requests of the check.
    pub calls: RwSignal<Vec<CallLine>>,
    /// The report of the last check, and whether it used the demo.
    pub report: RwSignal<Option<(RenderedReport, bool)>>,
    /// The reading of a pasted text: a report's two parts, as HTML.
    pub reading: RwSignal<Option<(String, String)>>,
    /// Why the last check has no report, in words.
    pub failure: RwSignal<Option<String>>,
    /// The announcement for screen readers.
    pub spoken: RwSignal<String>,
    /// The previous attempt, for the comparison on the server.
    earlier: StoredValue<Option<String>>,
    abort: StoredValue<Option<AbortHandle>>,
}

impl Attempts {
    /// The state before the first check.
    pub fn new() -> Self {
        Self {
            running: RwSignal::new(false),
            calls: RwSignal::default(),
            report: RwSignal::default(),
            reading: RwSignal::default(),
            failure: RwSignal::default(),
            spoken: RwSignal::default(),
            earlier: StoredValue::default(),
            abort: StoredValue::default(),
        }
    }

    /// Cancels the check. Requests that were sent stay sent.
    pub fn cancel(self) {
        self.abort.with_value(|abort| {
            if let Some(abort) = abort {
                abort.abort();
            }
        });
    }

    /// Runs a check with the values of the form.
    pub fn start(self, form: Form) {
        self.calls.set(Vec::new());
        self.failure.set(None);
        self.reading.set(None);
        self.running.set(true);
        "Checking…".clone_into(&mut self.spoken.write());
        let demo = is_demo(&form.text(Field::Url).get_untracked());
        let request = CheckRequest {
            input: SentInput(untrack(move || form.input())),
            before: self.earlier.get_value(),
            demo,
        };
        let (check, abort) = abortable(check(request, move |event| self.take(event, demo, form)));
        self.abort.set_value(Some(abort));
        spawn_local(async move {
            let outcome = check.await;
            self.abort.set_value(None);
            self.end();
            if !matches!(outcome, Ok(Ok(()))) {
                // The progress had the focus. A narrow screen may show the folded form.
                browser::focus_if_lost([EDIT, RUN]);
                // The alert contains the message.
                self.spoken.write().clear();
            }
            match outcome {
                Ok(Ok(())) => {}
                Err(_) => {
                    self.failure
                        .set(Some("Canceled. Your input is still here.".to_owned()));
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

    /// Ends the waiting. Called once, because every change draws the result anew.
    fn end(self) {
        if self.running.get_untracked() {
            self.running.set(false);
        }
    }

    fn take(self, event: CheckEvent, demo: bool, form: Form) -> Result<(), CheckError> {
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
            CheckEvent::Report(report) => {
                self.spoken.set(report.spoken.clone());
                self.earlier.set_value(Some(report.earlier.clone()));
                self.end();
                if !report.suggestions.is_empty() {
                    form.show(report.suggestions.clone());
                }
                self.report.set(Some((*report, demo)));
                browser::focus("verdict");
            }
            CheckEvent::Failed(error) => return Err(CheckError::other(error)),
        }
        Ok(())
    }
}
