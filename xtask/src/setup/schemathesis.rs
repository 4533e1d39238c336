//! Installs Schemathesis, which tests the HTTP API.

use std::path::PathBuf;

use anyhow::Result;

use super::python;
use crate::{
    command::{Run, program},
    project, stage,
};

/// The release that the command was written with.
const RELEASE: &str = "schemathesis==4.32.5";

/// Installs Schemathesis into an environment of its own, and returns the path of the program.
pub fn schemathesis() -> Result<PathBuf> {
    let folder = project::path("target/schemathesis");
    let installed = folder.join("bin/schemathesis");
    if installed.is_file() {
        return Ok(installed);
    }
    python::virtual_environments()?;
    stage::step("installing Schemathesis from PyPI", "1 min", || {
        program("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder)
            .run()?;
        program(folder.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", RELEASE])
            .run()
    })?;
    Ok(installed)
}
