//! `lab measure`: measures which role allows which operation of a version.

use anyhow::Result;
use clap::Args;
use diagnosis::cause;
use lab::{
    keycloak::{Admin, MEASURED, Version},
    measure::{self, Scope},
    scenario, statements,
};

use super::record;

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

pub fn run(arguments: &Arguments) -> Result<()> {
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
        let before = statements::announced(&statements::matrix()?);
        let base_url = arguments.base_url.as_deref();
        match base_url {
            Some(base_url) => {
                let admin = Admin::log_in(base_url, "admin", "admin")?;
                measure::measure_on(&admin, base_url, *version, scope)?;
            }
            None => measure::measure(*version, scope)?,
        }
        if matches!(scope, Scope::Everything | Scope::TheRest) {
            statements::add_release(*version)?;
            record_announced(*version, base_url)?;
            let after = statements::announced(&statements::matrix()?);
            println!("{}", statements::replaced(&before, &after, *version));
        }
    }
    Ok(())
}

/// Records the scenarios of the announced causes that the release is said to have.
fn record_announced(version: Version, base_url: Option<&str>) -> Result<()> {
    let mut scenarios = scenario::all();
    scenarios.retain(|scenario| {
        let cause = scenario.cause_on(version);
        cause.is_some_and(|code| cause::announced_by(code).is_some())
    });
    if !scenarios.is_empty() && record::record(&scenarios, version, None, base_url)? > 0 {
        anyhow::bail!("not every announced cause was recorded on {version}");
    }
    Ok(())
}
