//! Installs `mkdocs`, with which a test builds a page that embeds Why403.

use anyhow::Result;

use super::debian;
use crate::{
    command::{Run, program},
    project, stage,
};

/// The release that the test was written with.
const RELEASE: &str = "mkdocs==1.6.1";

/// Installs `mkdocs` into `target/mkdocs` with pip, or else Debian's package.
pub fn mkdocs() -> Result<()> {
    let folder = project::path("target/mkdocs");
    if project::on_path("mkdocs").is_some() || folder.join("mkdocs").is_dir() {
        return Ok(());
    }
    let pip = program("python3")
        .args(["-m", "pip", "--version"])
        .output_text();
    if pip.is_ok() {
        return stage::step("installing MkDocs from PyPI", "15 s", || {
            program("python3")
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ])
                .args(["--root-user-action=ignore", "--target"])
                .arg(&folder)
                .arg(RELEASE)
                .run()
        });
    }
    debian::install(
        "mkdocs",
        "20 s",
        "The tests need MkDocs. Install the mkdocs package, or pip for python3",
    )
}
