//! `cargo xtask fuzz`: sends mutated inputs to the HTTP API and to the readers, and stores each input that causes a panic, a status of 500
//! or above, or a long computation.
//!
//! The inputs are mutations of the readers' samples, of the recordings, and of requests to every page. The seed and the number of an input
//! determine the input, so `--seed` and `--first` repeat it. Nothing leaves the process: host names have no address, and the address policy
//! refuses every address except the demo.

#[path = "fuzz/mutation.rs"]
mod mutation;
#[path = "fuzz/targets.rs"]
mod targets;

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, io};

use clap::Parser;
use futures_util::FutureExt;

use mutation::Corpus;
use targets::{Outcome, Target, Targets};

/// How often progress is printed.
const REPORT: Duration = Duration::from_secs(30);
/// An input that takes longer fails, because a visitor could occupy a processor with it. A busy machine needs seconds for a page.
const TOO_LONG: Duration = Duration::from_secs(20);

/// Fuzzes the HTTP API and the readers.
#[derive(Debug, Parser)]
struct Arguments {
    /// How long to run, in minutes.
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// The seed of the inputs.
    #[arg(long, default_value_t = 403)]
    seed: u64,
    /// The number of the first input.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// The number of inputs. Default: as many as the time allows.
    #[arg(long)]
    count: Option<u64>,
    /// The folder for inputs that failed.
    #[arg(long, default_value = "target/fuzz")]
    failures: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Fuzzes until the time is over. Returns whether nothing failed.
fn run(arguments: &Arguments) -> io::Result<bool> {
    let panics: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&panics);
    // Also catches panics in tasks that the renderer starts.
    panic::set_hook(Box::new(move |panic| {
        if let Ok(mut seen) = seen.lock() {
            seen.push(panic.to_string());
        }
    }));
    let corpus = Corpus::read()?;
    let targets = Targets::new().map_err(io::Error::other)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (start, mut reported) = (Instant::now(), Instant::now());
    let end = Duration::from_secs_f64(arguments.minutes * 60.0);
    let mut number = arguments.first;
    let mut failed = 0;
    let mut slowest = Duration::ZERO;
    let mut counts = targets::Counts::default();
    while start.elapsed() < end
        && arguments
            .count
            .is_none_or(|count| number - arguments.first < count)
    {
        let mut random = fastrand::Rng::with_seed(arguments.seed.wrapping_add(number));
        let target = Target::random(&mut random);
        let input = target.input(&corpus, &mut random);
        let before = Instant::now();
        let outcome = runtime.block_on(
            AssertUnwindSafe(targets.run(target, &input))
                .catch_unwind()
                .map(|result| result.unwrap_or_else(|_| Outcome::Failed("panic".to_owned()))),
        );
        let time = before.elapsed();
        slowest = slowest.max(time);
        counts.add(target);
        let panicked: Vec<String> = panics
            .lock()
            .map(|mut panics| panics.drain(..).collect())
            .unwrap_or_default();
        let problem = match outcome {
            Outcome::Failed(what) => Some(format!("{what} {}", panicked.join("\n"))),
            Outcome::Fine if !panicked.is_empty() => Some(panicked.join("\n")),
            Outcome::Fine if time > TOO_LONG => Some(format!("it took {time:?}")),
            Outcome::Fine => None,
        };
        if let Some(problem) = problem {
            failed += 1;
            fs::create_dir_all(&arguments.failures)?;
            let file = arguments
                .failures
                .join(format!("{target:?}-{}-{number}.txt", arguments.seed));
            fs::write(&file, &input)?;
            eprintln!(
                "FAILED {target:?}, input {number}: {problem}\n  {}",
                file.display()
            );
        }
        number += 1;
        if reported.elapsed() > REPORT {
            reported = Instant::now();
            eprintln!("{} inputs, {failed} failed", number - arguments.first);
        }
    }
    println!(
        "{} inputs in {:.0} s: {counts}; {failed} failed; slowest {slowest:?}",
        number - arguments.first,
        start.elapsed().as_secs_f64()
    );
    Ok(failed == 0)
}
