//! Loads recordings of real Keycloak servers, and runs checks against them.

#![allow(
    dead_code,
    missing_docs,
    reason = "each test uses a part, and none publishes it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use diagnosis::attempt::{Attempt, Input};
use diagnosis::exchange::{Call, Exchange, Failure, Response, Signature};
use diagnosis::report::Report;
use diagnosis::{Check, Knowledge, diagnose};
use permissions::Matrix;
use serde::Deserialize;
use serde_json::Value;

/// A file `diagnosis/recordings/<scenario>/<version>.json`: the input of a check, and a response to every possible request.
#[derive(Debug, Clone, Deserialize)]
pub struct Recording {
    pub scenario: String,
    pub cause: String,
    pub really: Option<String>,
    pub keycloak: String,
    pub now: i64,
    pub input: Value,
    pub exchanges: Vec<Recorded>,
}

/// The response or the failure that a request got.
#[derive(Debug, Clone, Deserialize)]
pub struct Recorded {
    pub call: Call,
    pub status: Option<u16>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: String,
    pub failure: Option<Failure>,
    pub signature: Option<Signature>,
}

impl Recording {
    /// Every recording, in the order of the file names.
    pub fn all() -> Vec<Self> {
        let mut found: Vec<_> = files(&folder())
            .into_iter()
            .flat_map(|scenario| files(&scenario))
            .collect();
        found.sort();
        found.iter().map(|path| read(path)).collect()
    }

    /// The recordings of a scenario, by version.
    pub fn all_of(scenario: &str) -> Vec<Self> {
        let mut found: Vec<_> = files(&folder().join(scenario))
            .iter()
            .map(|path| read(path))
            .collect();
        found.sort_by(|one, other| one.keycloak.cmp(&other.keycloak));
        found
    }

    /// The recording of a scenario on one version.
    pub fn of(scenario: &str, version: &str) -> Self {
        read(&folder().join(scenario).join(format!("{version}.json")))
    }

    pub fn name(&self) -> String {
        format!("{} on {}", self.scenario, self.keycloak)
    }

    /// The knowledge at the time of the recording.
    pub fn knowledge<'m>(&self, matrix: &'m Matrix) -> Knowledge<'m> {
        Knowledge {
            matrix,
            now: self.now,
        }
    }

    /// Sends the requests that the engine wants to the recording, until it wants no more.
    pub fn check(&self, input: Value, matrix: &Matrix) -> (Attempt, Vec<Exchange>) {
        let input: Input = serde_json::from_value(input).unwrap();
        let attempt: Attempt = input.parse().unwrap();
        let mut check = Check::new(&attempt);
        // A request that the recording does not contain was not sent.
        check.run(&self.knowledge(matrix), |request, _| {
            let recorded = self
                .exchanges
                .iter()
                .find(|recorded| recorded.call == request.call)?;
            Some(Exchange {
                request,
                result: recorded.result(),
                millis: 1,
                signature: recorded.signature,
            })
        });
        let exchanges = check.exchanges().to_vec();
        (attempt, exchanges)
    }

    /// The report of a check with the recorded input.
    pub fn replay(&self, matrix: &Matrix) -> Report {
        self.replay_as(self.input.clone(), matrix)
    }

    /// The report of a check with another input.
    pub fn replay_as(&self, input: Value, matrix: &Matrix) -> Report {
        let (attempt, exchanges) = self.check(input, matrix);
        diagnose(&attempt, &exchanges, &self.knowledge(matrix))
    }
}

impl Recorded {
    fn result(&self) -> Result<Response, Failure> {
        match (self.status, &self.failure) {
            (Some(status), None) => Ok(Response {
                status,
                headers: self.headers.clone(),
                body: self.body.clone(),
            }),
            (None, Some(failure)) => Err(failure.clone()),
            _ => panic!("a recorded request has a response or a failure"),
        }
    }
}

/// The measured permission data.
pub fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../../permissions/data/permissions.json")).unwrap()
}

/// The folder of the recordings, for the tests of every package.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../diagnosis/recordings")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn read(path: &Path) -> Recording {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Replays a recording, with another client ID if one is given.
pub fn report_for(scenario: &str, version: &str, client: Option<&str>) -> Report {
    let recording = Recording::of(scenario, version);
    let mut input = recording.input.clone();
    if let Some(client) = client {
        input["client_id"] = client.into();
    }
    recording.replay_as(input, &matrix())
}
