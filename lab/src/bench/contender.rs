//! Measures the run time of whole commands, in turn.

use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::millis;

/// A command to time.
pub struct Contender {
    /// The name in the table.
    pub name: String,
    program: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    status: i32,
}

impl Contender {
    /// A command that ends with status 0.
    pub fn new(name: &str, program: impl Into<String>, arguments: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            program: program.into(),
            arguments: arguments
                .iter()
                .map(|&argument| argument.to_owned())
                .collect(),
            environment: Vec::new(),
            status: 0,
        }
    }

    /// Adds an environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets another name and another expected exit status.
    #[must_use]
    pub fn named(mut self, name: &str, status: i32) -> Self {
        name.clone_into(&mut self.name);
        self.status = status;
        self
    }

    fn time(&self) -> Result<Duration> {
        let start = Instant::now();
        let output = Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("starting {}", self.name))?;
        let time = start.elapsed();
        // A command that fails early would always be fastest.
        ensure!(
            output.status.code() == Some(self.status),
            "{} ended with {}: {}",
            self.name,
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(time)
    }
}

/// The times of one command.
pub struct Times(Vec<Duration>);

impl Times {
    /// The median of the ratios to another command's times, run by run, because a slow moment affects both.
    pub fn against(&self, other: &Self) -> f64 {
        let ratios = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(own, others)| own.as_secs_f64() / others.as_secs_f64());
        median(ratios.collect())
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<f64> = self.0.iter().copied().map(millis).collect();
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        write!(f, "median {:>8.1} ms, least {least:>8.1} ms", median(all))
    }
}

/// Runs every command once to warm up, and then all commands in turn.
pub fn race(contenders: &[Contender], runs: usize) -> Result<Vec<Times>> {
    for contender in contenders {
        contender.time()?;
    }
    let mut times: Vec<Times> = contenders.iter().map(|_| Times(Vec::new())).collect();
    for _ in 0..runs {
        for (contender, times) in contenders.iter().zip(&mut times) {
            times.0.push(contender.time()?);
        }
    }
    Ok(times)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
