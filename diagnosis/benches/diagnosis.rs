//! How long does it take to diagnose what was seen, and to read what was pasted? (`cargo bench -p diagnosis`)
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
use diagnosis::paste::{recognise, search};
use diagnosis::permission::{Matrix, TokenRealm};
use diagnosis::{Knowledge, diagnose, probe};
use divan::{Bencher, black_box};
use serde::Deserialize;
use serde_json::Value;

/// Recordings of one short and some long diagnoses.
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

/// A recorded attempt with all exchanges that the engine asks for, or nothing where the recording does not exist.
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
    Matrix::from_json(include_str!("../data/permissions.json")).unwrap()
}

/// From all exchanges to the report.
#[divan::bench(args = RECORDINGS)]
fn diagnose_recording(bencher: Bencher, name: &str) {
    match Case::load(name) {
        Some(case) => bencher
            .bench_local(|| diagnose(&case.attempt, black_box(&case.exchanges), &case.knowledge())),
        None => eprintln!("SKIPPED: there is no recording {name} that can be replayed"),
    }
}

/// Deciding that nothing more is to be asked.
#[divan::bench(args = RECORDINGS)]
fn next_probe(bencher: Bencher, name: &str) {
    match Case::load(name) {
        Some(case) => bencher.bench_local(|| {
            probe::next(&case.attempt, black_box(&case.exchanges), &case.knowledge())
        }),
        None => eprintln!("SKIPPED: there is no recording {name} that can be replayed"),
    }
}

/// What people paste; [`example`] has the texts.
const PASTES: [&str; 6] = ["token", "http", "curl", "message", "nested", "begun"];

fn example(name: &str) -> &'static str {
    match name {
        "token" => "eyJhbGciOiJSUzI1NiJ9.eyJ0eXAiOiJCZWFyZXIifQ.c2ln",
        "http" => {
            "< HTTP/1.1 403 Forbidden\n< content-type: application/json\n<\n{\"error\":\"HTTP 403 Forbidden\"}\n"
        }
        "curl" => "curl -d client_id=a 'https://h/realms/r/protocol/openid-connect/token' \\\n ",
        "message" => "KeycloakGetError: 403: b'{\"error\":\"unknown_error\"}'\n",
        "nested" => "{\"error\":",
        _ => "eyJ",
    }
}

/// Repeated to 100 kB: the slowest of these is what a page has to wait for.
fn hundred_kilobytes(name: &str) -> String {
    let example = example(name);
    example.repeat(100_000 / example.len())
}

#[divan::bench(args = PASTES)]
fn recognise_one(bencher: Bencher, name: &str) {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    bencher.bench_local(|| recognise(black_box(example(name)), Some(&permissions)));
}

#[divan::bench(args = PASTES)]
fn recognise_100_kb(bencher: Bencher, name: &str) {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let text = hundred_kilobytes(name);
    bencher.bench_local(|| recognise(black_box(&text), Some(&permissions)));
}

#[divan::bench(args = PASTES)]
fn search_100_kb(bencher: Bencher, name: &str) {
    let text = hundred_kilobytes(name);
    bencher.bench_local(|| search(black_box(&text)));
}
