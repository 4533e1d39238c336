//! Measures the diagnosis of recorded exchanges (`cargo bench -p diagnosis`).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a benchmark, and divan writes its own functions"
)]

#[path = "../tests/recordings/recording.rs"]
mod recording;

use diagnosis::{diagnose, probe};
use divan::{Bencher, black_box};

use recording::{Recording, matrix};

/// Recordings of a short and of some long diagnoses.
const RECORDINGS: [&str; 4] = [
    "no-role",
    "revoked-role-since",
    "secret-wrong",
    "client-not-found",
];

/// The version of the recordings.
const VERSION: &str = "26.7.3";

fn main() {
    divan::main();
}

/// Measures the way from all exchanges to the report.
#[divan::bench(args = RECORDINGS)]
fn diagnose_recording(bencher: Bencher, scenario: &str) {
    let (recording, matrix) = (Recording::of(scenario, VERSION), matrix());
    let (attempt, exchanges) = recording.check(recording.input.clone(), &matrix);
    bencher.bench_local(|| {
        diagnose(
            &attempt,
            black_box(&exchanges),
            &recording.knowledge(&matrix),
        )
    });
}

/// Measures the decision that no further request is needed.
#[divan::bench(args = RECORDINGS)]
fn next_probe(bencher: Bencher, scenario: &str) {
    let (recording, matrix) = (Recording::of(scenario, VERSION), matrix());
    let (attempt, exchanges) = recording.check(recording.input.clone(), &matrix);
    bencher.bench_local(|| {
        probe::next(
            &attempt,
            black_box(&exchanges),
            &recording.knowledge(&matrix),
        )
    });
}
