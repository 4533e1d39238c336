//! How far is the attempt? What runs, which calls were made so far, and what the last one brought.

use diagnosis::attempt::Field;
use leptos::{prelude::*, task::spawn_local};
use web_sys::AbortController;

use super::{
    check_client::{CheckError, Event, Told, check},
    demo_console::demo_base,
    form::Form,
};
use crate::{browser, site};

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
    /// The status, 0 for no answer, and the milliseconds it took, once it was answered.
    pub answered: Option<(u16, u32)>,
}

/// The state of trying.
#[derive(Clone, Copy)]
pub struct Attempts {
    /// Whether an attempt is under way.
    pub running: RwSignal<bool>,
    /// Its calls.
    pub calls: RwSignal<Vec<CallLine>>,
    /// What the last attempt brought, and whether it was at the demo.
    pub told: RwSignal<Option<(Told, bool)>>,
    /// What was pasted instead, as it was read: a report's two parts, as HTML.
    pub reading: RwSignal<Option<(String, String)>>,
    /// Why the last attempt brought no report, in words.
    pub failure: RwSignal<Option<String>>,
    /// What a screen reader says.
    pub spoken: RwSignal<String>,
    /// What the server compares the next attempt with, as JSON.
    earlier: StoredValue<String>,
    abort: StoredValue<Option<AbortController>, LocalStorage>,
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
            earlier: StoredValue::new("null".to_owned()),
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
    pub fn start(self, form: Form) {
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
        let address = format!("{}/api/attempt", site::prefix());
        let url = form.text(Field::Url).get_untracked();
        let demo = demo_base().is_some_and(|base| base == url.trim());
        let earlier = self.earlier.get_value();
        let body = format!(
            r#"{{"input":{},"before":{earlier},"demo":{demo}}}"#,
            form.body()
        );
        spawn_local(async move {
            let outcome = check(&address, &body, &signal, |event| self.take(event, demo)).await;
            self.abort.set_value(None);
            self.end();
            if outcome.is_err() {
                // The alert says it.
                self.spoken.write().clear();
            }
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

    fn take(self, event: Event, demo: bool) {
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
                    answered: None,
                });
            }),
            Event::Answered {
                name,
                status,
                millis,
            } => self.calls.update(|calls| {
                let waiting = |call: &&mut CallLine| call.answered.is_none() && call.name == name;
                if let Some(call) = calls.iter_mut().find(waiting) {
                    call.answered = Some((status, millis));
                }
            }),
            Event::Told(told) => {
                self.spoken.set(told.spoken.clone());
                self.earlier.set_value(told.earlier.clone());
                self.end();
                self.told.set(Some((*told, demo)));
                browser::focus("verdict");
            }
        }
    }
}
