//! Manages the folders of one run of Keycloak.
//!
//! Every run has its own home: hard links to the unpacked distribution, and copies of the files that Keycloak writes. The first start of a
//! version builds the server for its options (Quarkus calls this augmentation), which is most of the start time; the result is kept, and
//! later starts with the same options use it.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};

use super::{Options, Version, distribution};

/// The folders that a run rewrites, so that hard links must not share them.
const REWRITTEN: [&str; 2] = ["conf", "lib/quarkus"];

/// The arguments for `kc.sh` from the options.
pub(super) fn build_arguments(options: &Options) -> Vec<String> {
    let path = options.relative_path.as_ref();
    let path = path.map(|path| format!("--http-relative-path={path}"));
    path.into_iter()
        .chain(options.args.iter().cloned())
        .collect()
}

/// The folder of the built server for these options.
pub(super) fn augmentation(version: Version, options: &Options) -> PathBuf {
    let settings = options
        .env
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let key = build_arguments(options).into_iter().chain(settings);
    let key = key.collect::<Vec<_>>().join(" ");
    let readable = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    let name: String = format!("{version} {key}").chars().map(readable).collect();
    distribution::folder().join("built").join(name)
}

/// Creates the home of a run.
pub(super) fn prepare(distribution: &Path, augmentation: &Path, home: &Path) -> Result<()> {
    replicate(distribution, home, Path::new(""))
        .with_context(|| format!("copying {} to {}", distribution.display(), home.display()))?;
    for built in fs::read_dir(augmentation).into_iter().flatten() {
        let built = built?;
        fs::copy(
            built.path(),
            home.join("lib/quarkus").join(built.file_name()),
        )?;
    }
    Ok(())
}

/// Keeps the result of a build. A failure is ignored, because the next start builds again.
pub(super) fn keep_augmentation(home: &Path, augmentation: &Path) {
    if augmentation.exists() {
        return;
    }
    let unfinished = augmentation.with_extension(format!("unfinished-{}", process::id()));
    let _ = replicate(
        &home.join("lib/quarkus"),
        &unfinished,
        Path::new("lib/quarkus"),
    );
    let _ = fs::rename(&unfinished, augmentation);
    let _ = fs::remove_dir_all(&unfinished);
}

/// Copies a folder, which is at `place` in a Keycloak home, with hard links except for files that a run rewrites.
fn replicate(from: &Path, to: &Path, place: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            replicate(&source, &target, &place.join(entry.file_name()))?;
        } else if REWRITTEN.iter().any(|part| place.starts_with(part)) {
            fs::copy(&source, &target)?;
        } else {
            fs::hard_link(&source, &target)?;
        }
    }
    Ok(())
}
