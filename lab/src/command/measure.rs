//! `lab measure`: measures which role allows which operation of a version.

use clap::Args;
use lab::{
    keycloak::{MEASURED, Version},
    measure,
};

#[derive(Args)]
pub struct Arguments {
    /// The version, for example 26.7.3; may be given several times. Without it all versions of the data are measured
    #[arg(long = "version")]
    versions: Vec<Version>,
    /// Continue an interrupted run
    #[arg(long)]
    resume: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let versions = if arguments.versions.is_empty() {
        &MEASURED[..]
    } else {
        &arguments.versions
    };
    for version in versions {
        measure::measure(*version, arguments.resume)?;
    }
    Ok(())
}
