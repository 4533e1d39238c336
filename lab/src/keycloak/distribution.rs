//! Downloads and unpacks Keycloak distributions.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{self, Command},
};

use anyhow::{Context, Result, bail};
use zip::{ZipArchive, read::root_dir_common_filter};

use super::{Version, maven::Artifact};
use crate::project;

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
    project::path("target/keycloak")
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
    let number = version.to_string();
    let forms = FORMS.map(|packaging| Artifact {
        name: "keycloak-quarkus-dist",
        version: &number,
        packaging,
        classifier: None,
    });
    if let Some(file) = forms.iter().find_map(Artifact::local) {
        return Ok(file);
    }
    for form in forms {
        eprintln!(
            "keycloak {version}: fetching the {} with Maven (190 MB, once)",
            form.packaging
        );
        if let Some(file) = form.copy_to(work)? {
            return Ok(file);
        }
    }
    bail!("Maven found neither the tar.gz nor the zip of Keycloak {version}")
}

/// Runs a command that must succeed. Its output goes to standard error, because other programs read the lab's result on standard output.
fn run(command: &mut Command) -> Result<()> {
    let status = command
        .current_dir(folder())
        .stdout(io::stderr())
        .status()
        .with_context(|| format!("starting {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}
