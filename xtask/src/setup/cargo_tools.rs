//! Installs cargo-deny, which checks licenses and sources.

use anyhow::Result;

use crate::{
    command::{Run, cargo, program},
    project, stage,
};

const CARGO_DENY: &str = "0.20.2";
/// The folder in which the program is compiled.
const BUILD_FOLDER: &str = "target/tools/build";

/// Installs cargo-deny.
pub fn cargo_deny() -> Result<()> {
    let file = project::tools()?.join("bin/cargo-deny");
    if file.is_file() {
        let found = program(&file).arg("--version").output_text()?;
        if found.split_whitespace().any(|word| word == CARGO_DENY) {
            return Ok(());
        }
    }
    stage::step(
        &format!("installing cargo-deny {CARGO_DENY}"),
        "4 min",
        || {
            // The versions that the authors tested; a mirror that lacks one has a similar one.
            install(&["--locked"]).or_else(|error| {
                eprintln!("  {error:#}; trying again with the newest dependencies");
                install(&[])
            })
        },
    )?;
    // The build folder takes about 2 GB.
    project::delete(&project::path(BUILD_FOLDER))
}

/// Compiles without optimization: the program runs for seconds, and optimizing it would take minutes.
fn install(more: &[&str]) -> Result<()> {
    cargo(["install", "--quiet", "--root"])
        .arg(project::tools()?)
        .args(more)
        .arg(format!("cargo-deny@{CARGO_DENY}"))
        .env("CARGO_TARGET_DIR", project::path(BUILD_FOLDER))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .run()
}
