//! Downloads and unpacks Keycloak distributions.
//!
//! Maven fetches it, because every Java developer's proxies and mirrors are configured there.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{self, Command},
};

use anyhow::{Context, Result, bail};

use super::Version;

/// The unpacked distribution of a version (`bin/kc.sh`, `bin/kcadm.sh`, …), fetched and unpacked when it is not there yet.
///
/// Two processes may do this at once: whoever is ready first wins, the other one's copy is dropped.
pub fn fetch(version: Version) -> Result<PathBuf> {
    let home = folder().join(version.to_string());
    if home.join("bin/kc.sh").is_file() {
        return Ok(home);
    }
    let work = folder().join(format!(".unpack-{version}-{}", process::id()));
    fs::create_dir_all(&work).with_context(|| format!("creating {}", work.display()))?;
    let outcome = unpack(version, &work, &home);
    // Whatever happened, nothing half-made stays.
    let _ = fs::remove_dir_all(&work);
    outcome.with_context(|| format!("fetching Keycloak {version}"))?;
    Ok(home)
}

/// The folder for everything that belongs to real Keycloak servers: in the project's ignored `target`.
pub(super) fn folder() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    project.unwrap_or(Path::new("")).join("target/keycloak")
}

fn unpack(version: Version, work: &Path, home: &Path) -> Result<()> {
    let archive = archive(version, work)?;
    let unpacked = work.join("keycloak");
    fs::create_dir_all(&unpacked)?;
    let mut tar = Command::new("tar");
    tar.arg("xzf").arg(&archive).arg("-C").arg(&unpacked);
    run(tar.arg("--strip-components=1"))?;
    match fs::rename(&unpacked, home) {
        // Another process was quicker.
        Err(_) if home.join("bin/kc.sh").is_file() => Ok(()),
        renamed => renamed.with_context(|| format!("moving Keycloak to {}", home.display())),
    }
}

/// The archive: from the local Maven repository if it is there, else through Maven.
fn archive(version: Version, work: &Path) -> Result<PathBuf> {
    let name = format!("keycloak-quarkus-dist-{version}.tar.gz");
    let local = env::home_dir()
        .unwrap_or_default()
        .join(".m2/repository/org/keycloak/keycloak-quarkus-dist")
        .join(version.to_string())
        .join(&name);
    if local.is_file() {
        return Ok(local);
    }
    eprintln!("keycloak {version}: fetching with Maven (190 MB, once)");
    let artifact = format!("org.keycloak:keycloak-quarkus-dist:{version}:tar.gz");
    let mut maven = Command::new("mvn");
    maven.args(["--quiet", "--batch-mode", "dependency:copy"]);
    maven.arg(format!("-Dartifact={artifact}"));
    maven.arg(format!("-DoutputDirectory={}", work.display()));
    run(&mut maven)
        .context("Maven is needed to fetch Keycloak: the command `mvn` has to be on the PATH")?;
    let copied = work.join(&name);
    if !copied.is_file() {
        bail!("Maven succeeded, but {} is not there", copied.display());
    }
    Ok(copied)
}

/// Runs a command. What it prints goes to standard error: standard output belongs to the lab's result, which other programs read.
fn run(command: &mut Command) -> Result<()> {
    let status = command
        .current_dir(folder())
        .stdout(io::stderr())
        .status()
        .with_context(|| format!("starting {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
