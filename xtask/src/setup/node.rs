//! Installs the npm packages of the lock file.

use std::{fs, path::Path, time::SystemTime};

use anyhow::{Result, bail};

use crate::{
    command::{Run, program},
    project, stage,
};

/// Installs the browser driver, axe, and binaryen's wasm-opt.
pub fn packages() -> Result<()> {
    if project::on_path("node").is_none() || project::on_path("npm").is_none() {
        bail!("Node 20 or newer with npm is needed: no `node` and `npm` on the PATH");
    }
    let folder = project::path("end2end");
    // npm writes the first file after it has installed the packages of the second.
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    let wanted = changed(&folder.join("package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    stage::step("installing packages from npm", "15 s", || {
        program("npm")
            .args(["ci", "--loglevel=error"])
            .current_dir(folder)
            .run()
    })
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}
