//! `lab record`: records what a real Keycloak responds in every scenario.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use lab::{
    keycloak::{NEWEST, Options, Server, Version},
    record,
    scenario::{self, Ground, Scenario},
    statements,
};

/// The arguments of `lab record`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Keycloak's version; several are recorded one after the other
    #[arg(long, default_values_t = [NEWEST])]
    version: Vec<Version>,
    /// Only this scenario; may be given several times
    #[arg(long)]
    scenario: Vec<String>,
    /// The base URL of a server of that version that runs already, with its administrator `admin`, password `admin`
    #[arg(long)]
    base_url: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let scenarios = scenario::named(&arguments.scenario)?;
    let mut failed = 0;
    // Scenarios with a preview feature need a server of their own, because plain servers do not have it.
    let features: BTreeSet<_> = scenarios.iter().map(|scenario| scenario.feature).collect();
    for version in &arguments.version {
        for feature in &features {
            let mut here = scenarios.clone();
            here.retain(|one| one.feature == *feature && one.cause_on(*version).is_some());
            if !here.is_empty() {
                failed += record(&here, *version, *feature, arguments.base_url.as_deref())?;
            }
        }
    }
    if failed > 0 {
        bail!("{failed} recordings failed");
    }
    Ok(())
}

/// Records scenarios on one server and returns how many failed.
pub(super) fn record(
    scenarios: &[Scenario],
    version: Version,
    feature: Option<&str>,
    running: Option<&str>,
) -> Result<usize> {
    let matrix = statements::matrix()?;
    let (server, base_url) = if let Some(base_url) = running {
        (None, base_url.to_owned())
    } else {
        let options = Options {
            args: feature
                .map(|feature| format!("--features={feature}"))
                .into_iter()
                .collect(),
            ..Options::default()
        };
        let server = Server::start(version, &options)?;
        let base_url = server.base_url().to_owned();
        (Some(server), base_url)
    };
    let ground = Ground::new(&base_url, version, "admin", "admin")?;
    let mut failed = 0;
    for scenario in scenarios {
        match record::run(scenario, &ground, &matrix) {
            Ok(Some(path)) => println!("{version} {}: {}", scenario.name, path.display()),
            Ok(None) => {}
            Err(error) => {
                eprintln!("{version} {}: {error:#}", scenario.name);
                failed += 1;
            }
        }
    }
    drop(server);
    Ok(failed)
}
