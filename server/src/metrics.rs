//! Counts what the server does, for Prometheus. No label contains an address, a host, a name, or a path from a visitor.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use diagnosis::report::Outcome;

/// The upper bounds of the histogram of durations, in seconds.
const BOUNDS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// A limit that refuses requests or checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Requests of one client.
    Requests,
    /// Checks of one client at a time.
    ClientChecks,
    /// Checks at a time.
    Checks,
    /// Password attempts for one user name.
    Passwords,
}

/// The counters since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: [AtomicU64; 5],
    sent: AtomicU64,
    checks: [AtomicU64; ENDINGS.len()],
    running: AtomicU64,
    durations: [AtomicU64; BOUNDS.len() + 1],
    milliseconds: AtomicU64,
    refused: [AtomicU64; LIMITS.len()],
    calls: AtomicU64,
    failed_calls: AtomicU64,
    received: AtomicU64,
}

/// The ways in which checks end, as labels, in the order of the counters.
const ENDINGS: [&str; 8] = [
    "allowed",
    "unauthorized",
    "forbidden",
    "not-found",
    "unreachable",
    "refused",
    // This server ran out of descriptors.
    "failed",
    // The visitor left.
    "canceled",
];
const FAILED: usize = 6;
const CANCELED: usize = 7;

/// The limits as labels, in the order of the counters.
const LIMITS: [(Limit, &str); 4] = [
    (Limit::Requests, "requests-per-client"),
    (Limit::ClientChecks, "checks-per-client"),
    (Limit::Checks, "checks"),
    (Limit::Passwords, "password-attempts"),
];

impl Metrics {
    /// Counts a response to a visitor.
    pub(crate) fn response(&self, status: u16) {
        if let Some(counter) = self.requests.get(usize::from(status / 100).wrapping_sub(1)) {
            add(counter, 1);
        }
    }

    /// Counts bytes that were sent to visitors.
    pub(crate) fn sent(&self, bytes: u64) {
        add(&self.sent, bytes);
    }

    /// Counts a refusal.
    pub(crate) fn refused(&self, limit: Limit) {
        if let Some(place) = LIMITS.iter().position(|(known, _)| *known == limit) {
            add(&self.refused[place], 1);
        }
    }

    /// Counts a request to Keycloak with the size of its response, if there was one.
    pub(crate) fn call(&self, bytes: Option<usize>) {
        add(&self.calls, 1);
        match bytes {
            Some(bytes) => add(&self.received, bytes as u64),
            None => add(&self.failed_calls, 1),
        }
    }

    /// Counts the beginning of a check. Dropping the result counts its end.
    pub(crate) fn begin(self: &Arc<Self>) -> Running {
        add(&self.running, 1);
        Running {
            metrics: Arc::clone(self),
            start: Instant::now(),
            ending: CANCELED,
        }
    }

    fn end(&self, ending: usize, took: Duration) {
        self.running.fetch_sub(1, Ordering::Relaxed);
        add(&self.checks[ending], 1);
        let bucket = BOUNDS
            .iter()
            .position(|bound| took.as_secs_f64() <= *bound)
            .unwrap_or(BOUNDS.len());
        add(&self.durations[bucket], 1);
        add(
            &self.milliseconds,
            u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        );
    }

    /// The text that Prometheus reads (text format 0.0.4).
    pub fn text(&self) -> String {
        let mut text = Text(String::new());
        text.head(
            "why403_build_info",
            "gauge",
            "The build. The value is always 1.",
        );
        text.line(
            "why403_build_info",
            &[
                ("version", env!("CARGO_PKG_VERSION")),
                ("commit", env!("WHY403_COMMIT")),
            ],
            1,
        );
        text.head(
            "why403_http_responses_total",
            "counter",
            "Responses to visitors, by class of the status.",
        );
        for (class, counter) in ["1xx", "2xx", "3xx", "4xx", "5xx"]
            .iter()
            .zip(&self.requests)
        {
            text.line(
                "why403_http_responses_total",
                &[("status", class)],
                read(counter),
            );
        }
        text.single(
            "why403_http_sent_bytes_total",
            "counter",
            "Bytes of response bodies sent to visitors.",
            &self.sent,
        );
        text.head(
            "why403_checks_total",
            "counter",
            "Checks that have ended, by outcome.",
        );
        for (ending, counter) in ENDINGS.iter().zip(&self.checks) {
            text.line("why403_checks_total", &[("outcome", ending)], read(counter));
        }
        text.single(
            "why403_checks_running",
            "gauge",
            "Checks that are running.",
            &self.running,
        );
        self.histogram(&mut text);
        text.head(
            "why403_refused_total",
            "counter",
            "Requests and checks that a limit refused.",
        );
        for ((_, limit), counter) in LIMITS.iter().zip(&self.refused) {
            text.line("why403_refused_total", &[("limit", limit)], read(counter));
        }
        text.single(
            "why403_keycloak_requests_total",
            "counter",
            "Requests to Keycloak.",
            &self.calls,
        );
        text.single(
            "why403_keycloak_failed_requests_total",
            "counter",
            "Requests to Keycloak without a response.",
            &self.failed_calls,
        );
        text.single(
            "why403_keycloak_received_bytes_total",
            "counter",
            "Bytes of response bodies received from Keycloak.",
            &self.received,
        );
        text.0
    }

    fn histogram(&self, text: &mut Text) {
        const NAME: &str = "why403_check_duration_seconds";
        text.head(NAME, "histogram", "How long checks took.");
        let mut total = 0;
        for (place, counter) in self.durations.iter().enumerate() {
            total += read(counter);
            let bound = BOUNDS.get(place).map_or("+Inf".to_owned(), f64::to_string);
            text.line(&format!("{NAME}_bucket"), &[("le", &bound)], total);
        }
        let milliseconds = read(&self.milliseconds);
        let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000);
        text.line(&format!("{NAME}_sum"), &[], format!("{seconds}.{rest:03}"));
        text.line(&format!("{NAME}_count"), &[], total);
    }
}

/// A check that is running.
#[derive(Debug)]
pub(crate) struct Running {
    metrics: Arc<Metrics>,
    start: Instant,
    ending: usize,
}

impl Running {
    /// Counts the end of the check with this outcome, or without a report because this server ran out of descriptors.
    pub(crate) fn end(mut self, outcome: Option<Outcome>) {
        self.ending = match outcome {
            Some(Outcome::Allowed) => 0,
            Some(Outcome::Unauthorized) => 1,
            Some(Outcome::Forbidden) => 2,
            Some(Outcome::NotFound) => 3,
            Some(Outcome::Unreachable) => 4,
            Some(Outcome::Refused) => 5,
            None => FAILED,
        };
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.metrics.end(self.ending, self.start.elapsed());
    }
}

/// The routes of the port for metrics.
pub fn router(metrics: Arc<Metrics>) -> Router {
    let page = move || async move {
        (
            [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
            metrics.text(),
        )
            .into_response()
    };
    Router::new().route("/metrics", get(page))
}

/// The text under construction.
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// Labels are constants and numbers, so they need no escapes.
    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(label, value)| format!("{label}=\"{value}\""))
            .collect();
        let _ = if labels.is_empty() {
            writeln!(self.0, "{name} {value}")
        } else {
            writeln!(self.0, "{name}{{{}}} {value}", labels.join(","))
        };
    }

    fn single(&mut self, name: &str, kind: &str, help: &str, counter: &AtomicU64) {
        self.head(name, kind, help);
        self.line(name, &[], read(counter));
    }
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_check_is_counted_once() {
        let metrics = Arc::new(Metrics::default());
        metrics.begin().end(Some(Outcome::Forbidden));
        metrics.begin().end(None);
        drop(metrics.begin());
        let running = metrics.begin();
        metrics.refused(Limit::Passwords);
        metrics.call(Some(10));
        metrics.call(None);
        metrics.response(404);
        metrics.response(0);
        let text = metrics.text();
        for line in [
            "why403_checks_total{outcome=\"forbidden\"} 1",
            "why403_checks_total{outcome=\"failed\"} 1",
            "why403_checks_total{outcome=\"canceled\"} 1",
            "why403_checks_running 1",
            "why403_check_duration_seconds_bucket{le=\"0.05\"} 3",
            "why403_check_duration_seconds_bucket{le=\"+Inf\"} 3",
            "why403_check_duration_seconds_count 3",
            "why403_refused_total{limit=\"password-attempts\"} 1",
            "why403_keycloak_requests_total 2",
            "why403_keycloak_failed_requests_total 1",
            "why403_keycloak_received_bytes_total 10",
            "why403_http_responses_total{status=\"4xx\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        drop(running);
        assert!(metrics.text().contains("why403_checks_running 0"));
    }
}
