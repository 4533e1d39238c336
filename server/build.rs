//! Embeds the site in the binary, and records the commit and the measured releases that the binary was built from.
//!
//! The site is embedded if `WHY403_EMBED_SITE` names its folder, as `cargo xtask build` does, or if a release build finds `target/site`.
//! Other builds serve the folder `target/site` or `--site-dir`, so tests compile without a site and are not compiled again for every new one.

use std::collections::hash_map::DefaultHasher;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SITE: &str = "WHY403_EMBED_SITE";
const COMMIT: &str = "WHY403_COMMIT";
const DATA: &str = "../permissions/data/permissions.json";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let is_release = std::env::var("PROFILE")? == "release";
    embed_site(is_release)?;
    let commit = commit(is_release).unwrap_or_default();
    let (first, last) = measured()?;
    let version = std::env::var("CARGO_PKG_VERSION")?;
    let build = if commit.is_empty() {
        format!("{version} (data: Keycloak {first} to {last})")
    } else {
        format!("{version} (commit {commit}, data: Keycloak {first} to {last})")
    };
    println!("cargo::rustc-env={COMMIT}={commit}");
    println!("cargo::rustc-env=WHY403_BUILD={build}");
    Ok(())
}

/// Writes `site.rs`: the site's files as a slice.
fn embed_site(is_release: bool) -> Result<()> {
    println!("cargo::rerun-if-env-changed={SITE}");
    let usual = Path::new("../target/site");
    let site = match std::env::var_os(SITE) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => (is_release && usual.join("pkg").is_dir()).then(|| usual.to_owned()),
    };
    let mut code = "&[".to_owned();
    if let Some(site) = site {
        let site = fs::canonicalize(&site)
            .map_err(|error| format!("{SITE}: {}: {error}", site.display()))?;
        println!("cargo::rerun-if-changed={}", site.display());
        let mut files = Vec::new();
        collect(&site, &mut files)?;
        files.sort();
        for file in files.iter().filter(|file| !is_compressed(file)) {
            let content = fs::read(file)?;
            let mut hasher = DefaultHasher::new();
            content.hash(&mut hasher);
            let path = file
                .strip_prefix(&site)?
                .to_string_lossy()
                .replace('\\', "/");
            write!(
                code,
                "File {{ path: {path:?}, tag: \"\\\"{:016x}\\\"\", content: {}, brotli: {}, gzip: {} }},",
                hasher.finish(),
                included(file),
                beside(file, "br"),
                beside(file, "gz"),
            )?;
        }
    }
    code.push(']');
    let target = Path::new(&std::env::var("OUT_DIR")?).join("site.rs");
    Ok(fs::write(target, code)?)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn is_compressed(file: &Path) -> bool {
    file.extension()
        .is_some_and(|ending| ending == "br" || ending == "gz")
}

/// The expression that includes a file: its path as a string literal.
fn included(file: &Path) -> String {
    format!("include_bytes!({:?})", file.to_string_lossy())
}

/// The compressed form of a file, which the site's build writes next to it.
fn beside(file: &Path, ending: &str) -> String {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    let file = PathBuf::from(name);
    if file.is_file() {
        format!("Some({})", included(&file))
    } else {
        "None".to_owned()
    }
}

/// The commit of a release build: `WHY403_COMMIT`, or the one that Git reports. Test builds have none; otherwise every commit would compile
/// them again.
fn commit(is_release: bool) -> Option<String> {
    println!("cargo::rerun-if-env-changed={COMMIT}");
    if let Ok(commit) = std::env::var(COMMIT) {
        return Some(commit);
    }
    if !is_release {
        return None;
    }
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first and the last Keycloak release of the permission data, which the first line of the data lists.
fn measured() -> Result<(String, String)> {
    println!("cargo::rerun-if-changed={DATA}");
    let text = fs::read_to_string(DATA)?;
    let array = text
        .split_once("\"versions\":[")
        .and_then(|(_, rest)| rest.split_once(']'))
        .ok_or("the permission data lists no versions")?
        .0;
    let mut versions = array
        .split(',')
        .map(|version| version.trim_matches('"').to_owned());
    let first = versions
        .next()
        .ok_or("the permission data has no version")?;
    let last = versions.next_back().unwrap_or_else(|| first.clone());
    Ok((first, last))
}
