//! `lab record`: records what a real Keycloak responds in every scenario.

use anyhow::{Result, bail};
use lab::{
    keycloak::{NEWEST, Options, Server, Version},
    record,
    scenario::{self, Ground},
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
    let matrix = record::matrix()?;
    let mut failed = 0;
    for version in &arguments.version {
        let (server, base_url) = if let Some(base_url) = &arguments.base_url {
            (None, base_url.clone())
        } else {
            let server = Server::start(*version, &Options::default())?;
            let base_url = server.base_url().to_owned();
            (Some(server), base_url)
        };
        let ground = Ground::new(&base_url, *version, "admin", "admin")?;
        for scenario in &scenarios {
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
    }
    if failed > 0 {
        bail!("{failed} recordings failed");
    }
    Ok(())
}
