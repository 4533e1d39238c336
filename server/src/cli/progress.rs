//! Prints each request while a check runs, on standard error, if that is a terminal.

use std::io::{IsTerminal, stderr};

use diagnosis::call_name;
use diagnosis::report::Event;

use super::terminal::line;

/// Prints events, or nothing if standard error is not a terminal.
pub(super) struct Progress(bool);

impl Progress {
    pub(super) fn new() -> Self {
        Self(stderr().is_terminal())
    }

    pub(super) fn tell(&self, event: &Event) {
        if !self.0 {
            return;
        }
        match event {
            Event::Sent { method, url, .. } => anstream::eprintln!("→ {method} {}", line(url)),
            Event::Answered { step } => {
                let what = match &step.response.failure {
                    Some(failure) => failure.clone(),
                    None => step.response.status.to_string(),
                };
                anstream::eprintln!(
                    "← {}, {} ms, {}",
                    line(&what),
                    step.millis,
                    call_name(step.name)
                );
            }
            Event::Report { .. } | Event::Failed { .. } => {}
        }
    }
}
