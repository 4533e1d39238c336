//! Downloads and unpacks Keycloak distributions.
//!
//! Uses Maven, because Java developers configure their proxies and mirrors there.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{self, Command},
};

use anyhow::{Context, Result, bail};
use zip::{ZipArchive, read::root_dir_common_filter};

use super::Version;

/// The archive formats in which Keycloak publishes a release, the smaller one first.
const FORMS: [&str; 2] = ["tar.gz", "zip"];

/// The unpacked distribution of a version (`bin/kc.sh`, `bin/kcadm.sh`, …). Fetched and unpacked on first use.
///
/// Two processes may do this at the same time. The first one wins, and the other copy is deleted.
pub fn fetch(version: Version) -> Result<PathBuf> {
    let home = folder().join(version.to_string());
    if home.join("bin/kc.sh").is_file() {
        return Ok(home);
    }
    let work = folder().join(format!(".unpack-{version}-{}", process::id()));
    fs::create_dir_all(&work).with_context(|| format!("creating {}", work.display()))?;
    let outcome = unpack(version, &work, &home);
    // Nothing incomplete remains, whatever happened.
    let _ = fs::remove_dir_all(&work);
    outcome.with_context(|| format!("fetching Keycloak {version}"))?;
    Ok(home)
}

/// The folder for all files of real Keycloak servers: in the project's ignored `target`.
pub(super) fn folder() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    project.unwrap_or(Path::new("")).join("target/keycloak")
}

fn unpack(version: Version, work: &Path, home: &Path) -> Result<()> {
    let archive = archive(version, work)?;
    let unpacked = work.join("keycloak");
    fs::create_dir_all(&unpacked)?;
    if archive.extension() == Some("zip".as_ref()) {
        let mut zip = ZipArchive::new(fs::File::open(&archive)?)?;
        zip.extract_unwrapped_root_dir(&unpacked, root_dir_common_filter)?;
    } else {
        let mut tar = Command::new("tar");
        tar.arg("xzf").arg(&archive).arg("-C").arg(&unpacked);
        run(tar.arg("--strip-components=1"))?;
    }
    match fs::rename(&unpacked, home) {
        // Another process was faster.
        Err(_) if home.join("bin/kc.sh").is_file() => Ok(()),
        renamed => renamed.with_context(|| format!("moving Keycloak to {}", home.display())),
    }
}

/// The archive, from the local Maven repository or else through Maven.
///
/// Mirrors of Maven Central do not always have both formats of a release, so the other format is the second choice.
fn archive(version: Version, work: &Path) -> Result<PathBuf> {
    let local = env::home_dir()
        .unwrap_or_default()
        .join(".m2/repository/org/keycloak/keycloak-quarkus-dist")
        .join(version.to_string());
    let name = |form: &str| format!("keycloak-quarkus-dist-{version}.{form}");
    for form in FORMS {
        let file = local.join(name(form));
        if file.is_file() {
            return Ok(file);
        }
    }
    for form in FORMS {
        eprintln!("keycloak {version}: fetching the {form} with Maven (190 MB, once)");
        let mut maven = Command::new("mvn");
        maven.args(["--quiet", "--batch-mode", "dependency:copy"]);
        maven.arg(format!(
            "-Dartifact=org.keycloak:keycloak-quarkus-dist:{version}:{form}"
        ));
        maven.arg(format!("-DoutputDirectory={}", work.display()));
        if !succeeds(&mut maven)
            .context("Maven is needed to fetch Keycloak: the command `mvn` has to be on the PATH")?
        {
            continue;
        }
        let copied = work.join(name(form));
        if copied.is_file() {
            return Ok(copied);
        }
    }
    bail!("Maven found neither the tar.gz nor the zip of Keycloak {version}")
}

/// Runs a command that must succeed.
fn run(command: &mut Command) -> Result<()> {
    if !succeeds(command)? {
        bail!("{command:?} failed");
    }
    Ok(())
}

/// Runs a command. Its output goes to standard error, because other programs read the lab's result on standard output.
fn succeeds(command: &mut Command) -> Result<bool> {
    let status = command
        .current_dir(folder())
        .stdout(io::stderr())
        .status()
        .with_context(|| format!("starting {command:?}"))?;
    Ok(status.success())
}
