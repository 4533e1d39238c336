//! Prints the stage that runs, how long it usually takes, and how long it took.

use std::{
    cell::{Cell, RefCell},
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

/// The steps of a task, in their order. Each prints its number and the steps that remain.
pub struct Plan {
    names: &'static [&'static str],
    begun: Cell<usize>,
}

impl Plan {
    /// A task with these steps.
    pub fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            begun: Cell::new(0),
        }
    }

    /// Runs the next step.
    pub fn next<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let at = self.begun.get();
        self.begun.set(at + 1);
        eprintln!("{}", announcement(self.names, at));
        work()
    }
}

/// The step with this index, and the steps that remain.
fn announcement(names: &[&str], at: usize) -> String {
    let name = names.get(at).copied().unwrap_or_default();
    let step = format!("Step {} of {}: {name}", at + 1, names.len());
    match names.get(at + 1..) {
        Some(rest) if !rest.is_empty() => format!("{step}. Then: {}.", rest.join(", ")),
        _ => format!("{step}."),
    }
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

#[cfg(test)]
mod tests {
    use super::announcement;

    #[test]
    fn a_step_says_its_number_and_what_remains() {
        let names = ["target", "tools", "server"];
        assert_eq!(
            announcement(&names, 0),
            "Step 1 of 3: target. Then: tools, server."
        );
        assert_eq!(announcement(&names, 1), "Step 2 of 3: tools. Then: server.");
        assert_eq!(announcement(&names, 2), "Step 3 of 3: server.");
    }
}
