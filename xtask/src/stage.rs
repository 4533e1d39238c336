//! Prints the stage that runs, how long it usually takes, and how long it took.

use std::{
    cell::RefCell,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// Runs a step of a set-up or a build: prints its usual time before, and its time after.
pub fn step<T>(what: &str, usually: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("· {what} (usually {usually})");
    let started = Instant::now();
    let done = work().with_context(|| what.to_owned())?;
    eprintln!("  {what}: done in {}", seconds(started.elapsed()));
    Ok(done)
}

/// The stages of a test run: each has a heading, the first failure ends the run, and a summary closes it.
#[derive(Default)]
pub struct Stages {
    finished: RefCell<Vec<(String, Duration)>>,
}

impl Stages {
    /// Runs one stage.
    pub fn run<T>(&self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n== {name}");
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        if outcome.is_ok() {
            eprintln!("== {name}: passed in {}", seconds(took));
        } else {
            self.summary();
            eprintln!("  FAILED  {name} ({})", seconds(took));
        }
        self.finished.borrow_mut().push((name.to_owned(), took));
        outcome.with_context(|| format!("stage `{name}` failed"))
    }

    /// Lists the stages that passed.
    pub fn summary(&self) {
        eprintln!("\n== Summary");
        for (name, took) in self.finished.borrow().iter() {
            eprintln!("  passed  {name} ({})", seconds(*took));
        }
    }
}

fn seconds(took: Duration) -> String {
    match took.as_secs() {
        0..10 => format!("{:.1} s", took.as_secs_f32()),
        whole @ 10..120 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}
