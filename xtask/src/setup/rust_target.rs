//! Finds and adds the targets of the Rust toolchain in use.

use std::{fs, path::PathBuf};

use anyhow::{Result, bail};

use crate::{
    command::{Run, program},
    project, stage,
};

/// Whether the toolchain has the standard library of a target.
pub(super) fn present(target: &str) -> Result<bool> {
    let Ok(libraries) = fs::read_dir(libraries(target)?) else {
        return Ok(false);
    };
    let names = libraries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.into_iter().any(|name| name.starts_with("libstd-")))
}

/// Adds a target with rustup.
pub(super) fn add(target: &str) -> Result<()> {
    if project::on_path("rustup").is_none() {
        bail!("Rust lacks the target {target}. Install Rust with rustup, which can add it");
    }
    let what = format!("adding the target {target} with rustup");
    stage::step(&what, "10 s", || {
        program("rustup").args(["target", "add", target]).run()
    })?;
    if !present(target)? {
        bail!("rustup added the target {target} to a toolchain other than the one in use");
    }
    Ok(())
}

/// The folder of a target's standard library.
pub(super) fn libraries(target: &str) -> Result<PathBuf> {
    let folder = rustc(&["--print", "target-libdir", "--target", target])?;
    Ok(PathBuf::from(folder))
}

/// The output of rustc.
pub(super) fn rustc(arguments: &[&str]) -> Result<String> {
    program("rustc").args(arguments).output_text()
}
