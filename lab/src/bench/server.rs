//! Measures the server's start time and memory.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Limit, SECRET, millis, slow_keycloak};

/// The number of checks that run at a time.
const IN_FLIGHT: usize = 500;
/// How often the start is measured. The fastest counts, because other processes only add time.
const STARTS: usize = 10;

/// A running `why403 serve`, stopped on drop.
struct Running {
    child: Child,
    base_url: String,
    ready: Duration,
}

impl Running {
    fn start(why403: &Path) -> Result<Self> {
        let start = Instant::now();
        let mut child = Command::new(why403)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--log",
                "error",
                "--max-checks",
                "1000",
            ])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("no output")?;
        let mut base_url = String::new();
        BufReader::new(output).read_line(&mut base_url)?;
        let base_url = base_url.trim().to_owned();
        ureq::get(format!("{base_url}/healthz")).call()?;
        Ok(Self {
            child,
            base_url,
            ready: start.elapsed(),
        })
    }

    /// A line of `/proc/<pid>/status`, in MB.
    fn memory(&self, line: &str) -> Result<f64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {path}: memory is only measured on Linux"))?;
        let kilobytes: f64 = status
            .lines()
            .find_map(|found| found.strip_prefix(line))
            .and_then(|rest| rest.trim_start_matches(':').split_whitespace().next())
            .context("no such line")?
            .parse()?;
        Ok(kilobytes / 1_024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Measures the start time, the memory after the first check, and the memory while many checks run.
pub fn measure(why403: &Path) -> Result<Vec<Limit>> {
    let mut ready = f64::INFINITY;
    for _ in 0..STARTS {
        ready = ready.min(millis(Running::start(why403)?.ready));
    }
    let server = Running::start(why403)?;
    let keycloak = slow_keycloak::start()?;
    ensure!(
        check(&server.base_url, &keycloak)? == "allowed",
        "the first check failed"
    );
    let first = server.memory("VmRSS")?;
    let allowed = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..IN_FLIGHT {
            let started = thread::Builder::new()
                .stack_size(256 * 1024)
                .spawn_scoped(scope, || {
                    if check(&server.base_url, &keycloak).is_ok_and(|outcome| outcome == "allowed")
                    {
                        allowed.fetch_add(1, Ordering::Relaxed);
                    }
                });
            if started.is_err() {
                break;
            }
        }
    });
    let allowed = allowed.into_inner();
    ensure!(
        allowed == IN_FLIGHT,
        "only {allowed} of {IN_FLIGHT} checks went through"
    );
    let most = server.memory("VmHWM")?;
    println!(
        "\nwhy403 serve: ready after {ready:.1} ms, {first:.1} MB after the first check, {most:.1} MB at most with {IN_FLIGHT} checks under way"
    );
    Ok(vec![
        Limit {
            what: "server ready",
            measured: ready,
            at_most: 50.0,
            unit: "ms",
        },
        Limit {
            what: "resident after the first check",
            measured: first,
            at_most: 30.0,
            unit: "MB",
        },
        Limit {
            what: "resident with 500 checks under way",
            measured: most,
            at_most: 120.0,
            unit: "MB",
        },
    ])
}

/// Runs a check through the HTTP API and returns its outcome.
fn check(server: &str, keycloak: &str) -> Result<String> {
    let report: Value = ureq::post(format!("{server}/api/check"))
        .send_json(json!({
            "url": keycloak,
            "realm": "bench",
            "client_id": "bench",
            "client_secret": SECRET,
            "user_id": "767aa65d-2912-4e44-81de-2301c0e83e25",
        }))?
        .body_mut()
        .read_json()?;
    Ok(report["outcome"].as_str().unwrap_or_default().to_owned())
}
