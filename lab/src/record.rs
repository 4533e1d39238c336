//! Records the responses of a real server in a scenario: one JSON file for each scenario and version, without a secret.
//!
//! A recording contains the responses to every possible request of the diagnosis, not only to those of today's engine, so that a later
//! change of the engine needs no new recording.

use std::{fs, path::PathBuf};

use anyhow::{Result, anyhow, bail};
use diagnosis::{
    Check, Knowledge,
    attempt::{Attempt, Input},
    cause::announced_by,
    exchange::{Call, Exchange, Failure, Request, Response, Signature},
    report::Report,
};
use permissions::Matrix;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

use crate::{
    project,
    scenario::{Ground, Scenario, Stage, Tried, now},
    statements,
};

mod shorten;
pub(crate) mod transport;

/// A scenario on one version.
#[derive(Debug, Serialize)]
pub struct Recording {
    /// The scenario's name.
    pub scenario: &'static str,
    /// The code that Why403 has to find.
    pub cause: &'static str,
    /// The real code, if the evidence cannot show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub really: Option<&'static str>,
    /// The server's version.
    pub keycloak: String,
    /// The time of the recording in seconds since 1970, because tokens expire.
    pub now: i64,
    /// The input of the check.
    pub input: Value,
    /// The requests and their responses.
    pub exchanges: Vec<Recorded>,
}

/// A request and its response.
#[derive(Debug, Serialize)]
pub struct Recorded {
    /// The kind of the request.
    pub call: Call,
    /// The response, without irrelevant parts.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// Why there is no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// For the keys: the result of verifying the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// Parses the input.
pub fn attempt(input: &Value) -> Result<Attempt> {
    let input: Input = serde_json::from_value(input.clone())?;
    input
        .parse()
        .map_err(|notices| anyhow!("the scenario's input cannot be tried: {notices:?}"))
}

/// Runs a check as Why403 does: sends the probes, and diagnoses.
pub fn check(tried: &Tried, matrix: &Matrix) -> Result<Report> {
    let attempt = attempt(&tried.input)?;
    let knowledge = Knowledge { matrix, now: now() };
    let mut check = Check::new(&attempt);
    check.run(&knowledge, sender(tried));
    Ok(check.report(&knowledge))
}

/// Sends the requests of a check.
fn sender(tried: &Tried) -> impl FnMut(Request, Option<&SecretString>) -> Option<Exchange> {
    |request, token| {
        Some(transport::send(
            request,
            tried.origin,
            token.map(ExposeSecret::expose_secret),
        ))
    }
}

/// Records a scenario after its setup.
pub fn record(
    scenario: &Scenario,
    cause: &'static str,
    stage: &Stage<'_>,
    tried: &Tried,
    matrix: &Matrix,
) -> Result<Recording> {
    let attempt = attempt(&tried.input)?;
    let now = now();
    let mut check = Check::recorded(&attempt);
    check.run(&Knowledge { matrix, now }, sender(tried));
    let exchanges = check.exchanges().iter().map(|exchange| Recorded {
        call: exchange.request.call,
        response: exchange
            .result
            .as_ref()
            .ok()
            .map(|response| shorten::response(exchange.request.call, response)),
        failure: exchange.result.as_ref().err().cloned(),
        signature: exchange.signature,
    });
    Ok(Recording {
        scenario: scenario.name,
        cause,
        really: scenario.hidden_on(stage.version()),
        keycloak: stage.version().to_string(),
        now,
        input: tried.input.clone(),
        exchanges: exchanges.collect(),
    })
}

impl Recording {
    /// The text of the file, with the stage's secrets and every token's signature replaced.
    pub fn to_json(&self, stage: &Stage<'_>) -> Result<String> {
        let mut value = serde_json::to_value(self)?;
        shorten::cut_signatures(&mut value);
        let mut text = serde_json::to_string_pretty(&value)?;
        for (secret, instead) in stage
            .secrets()
            .into_iter()
            .zip(["the-client-secret", "the-user-password"])
        {
            text = text.replace(secret, instead);
        }
        text.push('\n');
        if stage.secrets().iter().any(|secret| text.contains(secret)) {
            bail!("{}: a secret is still in the recording", self.scenario);
        }
        Ok(text)
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        folder(self.scenario).join(format!("{}.json", self.keycloak))
    }
}

/// The folder of a scenario's recordings.
#[must_use]
pub fn folder(scenario: &str) -> PathBuf {
    project::path("diagnosis/recordings").join(scenario)
}

/// Sets up and records a scenario; `None` if the version does not have it.
pub fn run(scenario: &Scenario, ground: &Ground, matrix: &Matrix) -> Result<Option<PathBuf>> {
    let Some(cause) = scenario.cause_on(ground.version()) else {
        return Ok(None);
    };
    let stage = ground.stage(scenario)?;
    let tried = (scenario.set_up)(&stage)?;
    let recording = record(scenario, cause, &stage, &tried, matrix)?;
    let path = recording.path();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, recording.to_json(&stage)?)?;
    if announced_by(cause).is_some() && check(&tried, matrix)?.cause.code == cause {
        statements::add_recording(cause, ground.version())?;
    }
    Ok(Some(path))
}
