//! Finds the Chromium that the tests drive.

use std::{env, path::PathBuf};

use anyhow::{Context, Result, bail};

use super::debian;
use crate::project;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser that `CHROME_PATH` names, else one on the PATH, else Debian's.
pub fn browser() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CHROME_PATH").map(PathBuf::from) {
        if !chosen.is_file() {
            bail!("CHROME_PATH is {}, which is not a file", chosen.display());
        }
        return Ok(chosen);
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    debian::install(
        "chromium",
        "1 min",
        "Chromium is needed for the browser tests: install it, or set CHROME_PATH to it",
    )?;
    installed().context("Chromium was installed, but is not on the PATH")
}

fn installed() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| project::on_path(name))
}
