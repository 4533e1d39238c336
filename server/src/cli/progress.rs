//! What happens meanwhile? Said on standard error, where a person watches.

use std::io::{IsTerminal, stderr};

use diagnosis::report::Event;

/// Says what happens, or nothing where nobody watches.
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
            Event::Sent { method, url, .. } => anstream::eprintln!("→ {method} {url}"),
            Event::Answered { step } => {
                let what = match &step.response.failure {
                    Some(failure) => failure.clone(),
                    None => step.response.status.to_string(),
                };
                anstream::eprintln!("← {what}, {} ms, {}", step.millis, step.name);
            }
            Event::Report { .. } => {}
        }
    }
}
