//! `lab settle`: runs the read-only commands that distinguish causes on a real Keycloak, and keeps their output.

use anyhow::{Result, bail};
use diagnosis::report::FixKind;
use lab::{
    keycloak::{NEWEST, Options, Server, Version, fetch},
    scenario::{self, Ground},
    settle, statements,
};

/// The arguments of `lab settle`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Keycloak's version
    #[arg(long, default_value_t = NEWEST)]
    version: Version,
    /// Only this scenario; may be given several times
    #[arg(long)]
    scenario: Vec<String>,
    /// The base URL of a server of that version that runs already, with its administrator `admin`, password `admin`
    #[arg(long)]
    base_url: Option<String>,
    /// Only the commands for curl. kcadm.sh starts a Java VM for every request
    #[arg(long)]
    curl: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let scenarios = scenario::named(&arguments.scenario)?;
    let forms: &[FixKind] = if arguments.curl {
        &[FixKind::Curl]
    } else {
        &[FixKind::Curl, FixKind::Kcadm]
    };
    let matrix = statements::matrix()?;
    let server = match &arguments.base_url {
        Some(_) => None,
        None => Some(Server::start(arguments.version, &Options::default())?),
    };
    let own = server.as_ref().map(Server::base_url);
    let base_url = arguments.base_url.as_deref().or(own).unwrap_or_default();
    let distribution = fetch(arguments.version)?;
    let ground = Ground::new(base_url, arguments.version, "admin", "admin")?;
    let mut failed = 0;
    for scenario in &scenarios {
        match settle::run(scenario, &ground, &matrix, &distribution, forms) {
            Ok(files) => {
                for file in files {
                    println!("{}", file.display());
                }
            }
            Err(error) => {
                eprintln!("{}: {error:#}", scenario.name);
                failed += 1;
            }
        }
    }
    if failed > 0 {
        bail!("{failed} scenarios failed");
    }
    Ok(())
}
