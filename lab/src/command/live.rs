//! `lab live`: starts the real Keycloak servers of a test run.
//!
//! Prints one line when all servers are ready, for the variable `LIVE_KEYCLOAKS` of the tests, and keeps them running until standard
//! input ends.

use std::{
    io::{self, Read, Write},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Result, anyhow};
use lab::keycloak::{LIVE, Options, Running, Server, Version};

/// The arguments of `lab live`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Keycloak's versions
    #[arg(default_values_t = LIVE)]
    versions: Vec<Version>,
}

/// The number of servers that start at a time. A start keeps a core busy for most of a minute, so more would only slow each other down.
const STARTING_AT_ONCE: usize = 2;

pub fn run(arguments: &Arguments) -> Result<()> {
    let servers = start(&arguments.versions)?;
    let running: Vec<Running> = servers.iter().map(Running::from).collect();
    let mut out = io::stdout();
    writeln!(out, "{}", serde_json::to_string(&running)?)?;
    out.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn start(versions: &[Version]) -> Result<Vec<Server>> {
    let next = AtomicUsize::new(0);
    let start_in_turn = || {
        let mut servers = Vec::new();
        while let Some(version) = versions.get(next.fetch_add(1, Ordering::Relaxed)) {
            servers.push(Server::start(*version, &Options::default())?);
        }
        anyhow::Ok(servers)
    };
    let started = thread::scope(|scope| {
        let starting: Vec<_> = (0..STARTING_AT_ONCE)
            .map(|_| scope.spawn(start_in_turn))
            .collect();
        let started = starting.into_iter().map(|thread| {
            let servers = thread.join();
            servers.unwrap_or_else(|_| Err(anyhow!("a start of Keycloak panicked")))
        });
        started.collect::<Result<Vec<_>>>()
    })?;
    Ok(started.into_iter().flatten().collect())
}
