//! `cargo xtask load`: runs many checks at once against a slow upstream that also fails, and measures what visitors notice meanwhile.
//!
//! Everything is on loopback. The upstream responds slowly for half of the time. Then it stops, hangs, cuts connections, and corrupts its
//! responses. Every check must end with a report, and a check that saw only one kind of upstream must name the cause of that kind.

#[path = "load/client.rs"]
mod client;
#[path = "load/upstream.rs"]
mod upstream;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use client::{Checked, Process};
use upstream::{Mode, Upstream};

/// How often a visitor opens a page.
const PAGE_EVERY: Duration = Duration::from_millis(100);
/// The time after the run in which the memory must fall.
const REST: Duration = Duration::from_secs(10);
/// The pages that visitors open.
const PAGES: [&str; 4] = ["/", "/causes", "/causes/missing-role", "/operations"];

/// Runs checks against a slow and failing upstream.
#[derive(Debug, Parser)]
struct Arguments {
    /// The server's binary.
    #[arg(long, default_value = "target/release/why403")]
    binary: PathBuf,
    /// Checks at a time.
    #[arg(long, default_value_t = 1000)]
    checks: usize,
    /// Duration in seconds. Half of it the upstream is slow.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// The delay of the slow upstream's responses, in seconds.
    #[arg(long, default_value_t = 2.0)]
    delay: f64,
    /// The limit for the median time of a page, in milliseconds.
    #[arg(long, default_value_t = 100)]
    page_limit: u128,
    /// The limit for the memory during the run, in megabytes.
    #[arg(long, default_value_t = 512)]
    memory_limit: u64,
}

/// What the run showed.
#[derive(Debug, Default)]
struct Results {
    /// Checks by the upstream's mode at their start and end, and by cause.
    causes: BTreeMap<(Mode, String), usize>,
    lost: Vec<String>,
    wrong: Vec<String>,
    pages: Vec<Duration>,
    peak: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the load. Returns whether every promise was kept.
async fn run(arguments: &Arguments) -> io::Result<bool> {
    rlimit::increase_nofile_limit(65_536)?;
    let upstream = Arc::new(Upstream::new(Duration::from_secs_f64(arguments.delay)).await?);
    let server = Arc::new(Process::start(&arguments.binary, arguments.checks)?);
    let before = server.memory();
    let results: Arc<Mutex<Results>> = Arc::default();
    let is_over = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for _ in 0..arguments.checks {
        tasks.spawn(check_repeatedly(
            Arc::clone(&server),
            Arc::clone(&upstream),
            Arc::clone(&results),
            Arc::clone(&is_over),
        ));
    }
    tasks.spawn(visit(
        Arc::clone(&server),
        Arc::clone(&results),
        Arc::clone(&is_over),
    ));
    let half = arguments.seconds / 2.0;
    let start = Instant::now();
    tokio::time::sleep(Duration::from_secs_f64(half)).await;
    for mode in [Mode::Killed, Mode::Hanging, Mode::Cutting, Mode::Corrupting] {
        upstream.set(mode).await?;
        tokio::time::sleep(Duration::from_secs_f64(half / 4.0)).await;
    }
    is_over.store(true, Ordering::Relaxed);
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(io::Error::other)?;
    }
    let took = start.elapsed();
    // The allocator returns memory after some time.
    tokio::time::sleep(REST).await;
    let after = server.memory();
    let mut results = results.lock().await;
    results.pages.sort();
    Ok(report(arguments, &results, took, before, after))
}

/// Runs checks until the time is over.
async fn check_repeatedly(
    server: Arc<Process>,
    upstream: Arc<Upstream>,
    results: Arc<Mutex<Results>>,
    is_over: Arc<AtomicBool>,
) {
    while !is_over.load(Ordering::Relaxed) {
        let (mode, changes) = upstream.mode();
        let checked = server.check(&upstream.url()).await;
        let unchanged = upstream.mode().1 == changes;
        let mut results = results.lock().await;
        match checked {
            Checked::Report(cause) => {
                if unchanged && !mode.causes().contains(&&*cause) {
                    results.wrong.push(format!("{mode:?}: {cause}"));
                }
                let mode = if unchanged { mode } else { Mode::Changed };
                *results.causes.entry((mode, cause)).or_default() += 1;
            }
            Checked::Lost(why) => results.lost.push(format!("{mode:?}: {why}")),
        }
    }
}

/// Opens pages until the time is over, and samples the server's memory.
async fn visit(server: Arc<Process>, results: Arc<Mutex<Results>>, is_over: Arc<AtomicBool>) {
    for page in PAGES.iter().cycle() {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        let start = Instant::now();
        let answer = server.get(page).await;
        let time = start.elapsed();
        let memory = server.memory();
        let mut results = results.lock().await;
        match answer {
            Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => results.pages.push(time),
            Ok(answer) => {
                let line = answer.lines().next().unwrap_or_default();
                results.lost.push(format!("{page}: {line}"));
            }
            Err(error) => results.lost.push(format!("{page}: {error}")),
        }
        results.peak = results.peak.max(memory);
        drop(results);
        tokio::time::sleep(PAGE_EVERY).await;
    }
}

/// Prints the results. Returns whether every promise was kept.
fn report(
    arguments: &Arguments,
    results: &Results,
    took: Duration,
    before: u64,
    after: u64,
) -> bool {
    let checks: usize = results.causes.values().sum();
    println!(
        "{checks} checks in {:.0} s, {} at a time",
        took.as_secs_f64(),
        arguments.checks
    );
    for ((mode, cause), count) in &results.causes {
        println!("  {mode:?}: {cause} {count}");
    }
    let at = |percent: usize| {
        let last = results.pages.len().saturating_sub(1);
        let page = results.pages.get(last * percent / 100);
        page.map_or(u128::MAX, Duration::as_millis)
    };
    let median = at(50);
    println!(
        "{} pages: median {median} ms, 95 % {} ms, slowest {} ms",
        results.pages.len(),
        at(95),
        at(100)
    );
    println!(
        "memory: {before} MB before, {} MB at most, {after} MB after",
        results.peak
    );
    println!(
        "lost: {}, wrong causes: {}",
        results.lost.len(),
        results.wrong.len()
    );
    for problem in results.lost.iter().chain(&results.wrong).take(10) {
        println!("  {problem}");
    }
    // The allocator keeps some of what it got from the system.
    let rests = after <= before + arguments.memory_limit / 4;
    let kept = [
        (results.lost.is_empty(), "a request was lost"),
        (results.wrong.is_empty(), "a report named a wrong cause"),
        (median <= arguments.page_limit, "pages are slow"),
        (
            results.peak <= arguments.memory_limit,
            "the memory is not bounded",
        ),
        (rests, "the memory does not return to rest"),
    ];
    for (_, problem) in kept.iter().filter(|(is_kept, _)| !is_kept) {
        println!("FAILED: {problem}");
    }
    kept.iter().all(|(is_kept, _)| *is_kept)
}
