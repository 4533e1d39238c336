//! Compares the speed and size of what ships with alternatives. Prints ratios within one run, because machines differ.

mod contender;
mod page;
mod peers;
mod server;
mod slow_keycloak;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use crate::keycloak::{NEWEST, Options, Server, story};
use crate::project;
use contender::race;

/// The secret of both clients. It protects nothing: the server listens on loopback and its data is deleted.
const SECRET: &str = "bench-client-secret";
/// The client whose service account may not read users.
const POWERLESS: &str = "powerless-client";

/// A measured value with a limit that the project sets.
struct Limit {
    what: &'static str,
    measured: f64,
    at_most: f64,
    unit: &'static str,
}

/// Runs the benchmark and prints the results. Each command runs `runs` times, in turn.
pub fn bench(runs: usize) -> Result<()> {
    let why403 = binary()?;
    let mut limits = vec![page::bundle(&project::path("target/site"))?];
    limits.extend(page::asked(project::root())?);
    limits.extend(server::measure(&why403)?);
    limits.extend(commands(&why403, runs)?);
    println!("\n{:<58} {:>10} {:>10}", "limit", "measured", "at most");
    let mut kept = true;
    for limit in &limits {
        let good = limit.measured <= limit.at_most;
        kept &= good;
        println!(
            "{:<58} {:>10.2} {:>10.2} {} {}",
            limit.what,
            limit.measured,
            limit.at_most,
            limit.unit,
            if good { "" } else { " ← over" }
        );
    }
    println!(
        "{}",
        if kept {
            "\nEvery limit is kept."
        } else {
            "\nNot every limit is kept."
        }
    );
    Ok(())
}

/// Compares `why403 check` with other clients that send the same two requests.
fn commands(why403: &Path, runs: usize) -> Result<Vec<Limit>> {
    let server = Server::start(NEWEST, &Options::default())?;
    let story = story::seed(&server, SECRET)?;
    let admin = server.admin()?;
    admin.assign_client_roles(
        story::REALM,
        &story.service_account_id,
        "realm-management",
        &["view-users"],
    )?;
    admin.create_client(
        story::REALM,
        json!({
            "clientId": POWERLESS,
            "secret": SECRET,
            "publicClient": false,
            "serviceAccountsEnabled": true,
        }),
    )?;
    let call = peers::Call {
        base_url: server.base_url().to_owned(),
        realm: story::REALM,
        client_id: story::CLIENT_ID,
        user_id: story.user_id.clone(),
    };
    let folder = project::path("target/bench");
    let contenders = [
        peers::why403(why403, &call, story::CLIENT_ID),
        peers::why403(why403, &call, POWERLESS).named("why403 check, a diagnosed 403", 1),
        peers::curl(&folder, &call)?,
        peers::python_keycloak(&folder, &call)?,
        peers::keycloak_admin_client(&folder, &call)?,
        peers::kcadm(&folder, &server.distribution().join("bin/kcadm.sh"), &call)?,
    ];
    println!("\nEach command {runs} times in turn, against Keycloak {NEWEST}:");
    let times = race(&contenders, runs)?;
    let own = times.first().context("why403 was not run")?;
    for (contender, times) in contenders.iter().zip(&times) {
        println!(
            "{:<44} {times}   {:>6.2} × why403",
            contender.name,
            times.against(own)
        );
    }
    let ratio = |index: usize| -> Result<f64> {
        Ok(times
            .get(index)
            .context("a contender is missing")?
            .against(own))
    };
    let limit = |what, measured, at_most| Limit {
        what,
        measured,
        at_most,
        unit: "×",
    };
    Ok(vec![
        limit("allowed check / curl script", 1.0 / ratio(2)?, 1.0),
        limit("allowed check / python-keycloak", 1.0 / ratio(3)?, 0.2),
        limit(
            "allowed check / @keycloak/keycloak-admin-client",
            1.0 / ratio(4)?,
            0.2,
        ),
        limit("allowed check / kcadm.sh", 1.0 / ratio(5)?, 0.05),
        limit("diagnosed 403 / allowed check", ratio(1)?, 2.0),
    ])
}

fn binary() -> Result<PathBuf> {
    let path = project::path("target/release/why403");
    path.canonicalize()
        .with_context(|| format!("{} is not built; cargo xtask build does", path.display()))
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
