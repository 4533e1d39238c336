//! `lab bench`: measures the speed and size of what ships.

use anyhow::Result;
use lab::bench;

/// The arguments of `lab bench`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Counted runs of each command
    #[arg(long, default_value_t = 15)]
    runs: usize,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    bench::bench(arguments.runs)
}
