//! Checks that Python can create virtual environments, in which a test runs the printed Python programs.

use anyhow::Result;

use super::debian;
use crate::command::{Run, program};

/// Checks that `python3` can create an environment with pip, and installs Debian's package if it cannot.
pub fn virtual_environments() -> Result<()> {
    // Debian leaves ensurepip out of its python3 package, and `python3 -m venv` then creates an environment without pip.
    let modules = program("python3")
        .args(["-c", "import ensurepip, venv"])
        .output_text();
    if modules.is_ok() {
        return Ok(());
    }
    debian::install(
        "python3-venv",
        "10 s",
        "A virtual environment is needed to test the printed Python programs, but `python3 -m venv` does not work. Install \
         python3-venv",
    )
}
