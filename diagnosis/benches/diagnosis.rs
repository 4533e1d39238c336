//! Times the diagnosis of recorded exchanges (`cargo bench -p diagnosis`).
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark, and divan writes its own functions"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use diagnosis::attempt::{Attempt, Input};
use diagnosis::exchange::{Call, Exchange, Failure, Response, Signature};
use diagnosis::{Knowledge, diagnose, probe};
use divan::{Bencher, black_box};
use permissions::Matrix;
use serde::Deserialize;
use serde_json::Value;

/// Recordings of a short and of some long diagnoses.
const RECORDINGS: [&str; 4] = [
    "no-role/26.7.3",
    "revoked-role-since/26.7.3",
    "secret-wrong/26.7.3",
    "client-not-found/26.7.3",
];

fn main() {
    divan::main();
}

#[derive(Deserialize)]
struct Recording {
    now: i64,
    input: Value,
    exchanges: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    call: Call,
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    failure: Option<Failure>,
    signature: Option<Signature>,
}

/// A recorded attempt with all exchanges that the engine requests; `None` if the recording does not exist.
struct Case {
    attempt: Attempt,
    exchanges: Vec<Exchange>,
    matrix: Matrix,
    now: i64,
}

impl Case {
    fn load(name: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
        let text = fs::read_to_string(folder.join(format!("{name}.json"))).ok()?;
        let recording: Recording = serde_json::from_str(&text).ok()?;
        let input: Input = serde_json::from_value(recording.input).ok()?;
        let mut case = Self {
            attempt: input.parse().ok()?,
            exchanges: Vec::new(),
            matrix: matrix(),
            now: recording.now,
        };
        loop {
            let requests = probe::next(&case.attempt, &case.exchanges, &case.knowledge());
            if requests.is_empty() {
                return Some(case);
            }
            for request in requests {
                let recorded = recording
                    .exchanges
                    .iter()
                    .find(|r| r.call == request.call)?;
                let result = match (recorded.status, &recorded.failure) {
                    (Some(status), _) => Ok(Response {
                        status,
                        headers: recorded.headers.clone(),
                        body: recorded.body.clone(),
                    }),
                    (None, failure) => Err(failure.clone()?),
                };
                case.exchanges.push(Exchange {
                    request,
                    result,
                    millis: 1,
                    signature: recorded.signature,
                });
            }
        }
    }

    fn knowledge(&self) -> Knowledge<'_> {
        Knowledge {
            matrix: &self.matrix,
            now: self.now,
        }
    }
}

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
}

/// Measures the way from all exchanges to the report.
#[divan::bench(args = RECORDINGS)]
fn diagnose_recording(bencher: Bencher, name: &str) {
    match Case::load(name) {
        Some(case) => bencher
            .bench_local(|| diagnose(&case.attempt, black_box(&case.exchanges), &case.knowledge())),
        None => eprintln!("SKIPPED: there is no recording {name} that can be replayed"),
    }
}

/// Measures the decision that no further request is needed.
#[divan::bench(args = RECORDINGS)]
fn next_probe(bencher: Bencher, name: &str) {
    match Case::load(name) {
        Some(case) => bencher.bench_local(|| {
            probe::next(&case.attempt, black_box(&case.exchanges), &case.knowledge())
        }),
        None => eprintln!("SKIPPED: there is no recording {name} that can be replayed"),
    }
}
