//! `lab measure`: measures which role allows which operation of a version.

use clap::Args;
use lab::{
    keycloak::{Admin, MEASURED, Version},
    measure::{self, Scope},
};

#[derive(Args)]
pub struct Arguments {
    /// The version, for example 26.7.3; may be given several times. Without it all versions of the data are measured
    #[arg(long = "version")]
    versions: Vec<Version>,
    /// Continue an interrupted run
    #[arg(long, conflicts_with = "guards")]
    resume: bool,
    /// Measure only the conditions under which the required roles are not enough
    #[arg(long)]
    guards: bool,
    /// Measure only the operations that Keycloak's OpenAPI description omits, and keep the other results of the version
    #[arg(long, conflicts_with_all = ["resume", "guards"])]
    extensions: bool,
    /// The base URL of a server of that version that runs already, with its administrator `admin`, password `admin`
    #[arg(long)]
    base_url: Option<String>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let versions = if arguments.versions.is_empty() {
        &MEASURED[..]
    } else {
        &arguments.versions
    };
    let scope = if arguments.guards {
        Scope::Guards
    } else if arguments.extensions {
        Scope::Extensions
    } else if arguments.resume {
        Scope::TheRest
    } else {
        Scope::Everything
    };
    for version in versions {
        match &arguments.base_url {
            Some(base_url) => {
                let admin = Admin::log_in(base_url, "admin", "admin")?;
                measure::measure_on(&admin, base_url, *version, scope)?;
            }
            None => measure::measure(*version, scope)?,
        }
    }
    Ok(())
}
