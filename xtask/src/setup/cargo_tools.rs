//! Installs the Rust programs that the build needs.

use anyhow::Result;

use crate::{
    command::{Run, cargo, program},
    project, stage,
};

/// The newest Trunk that Rust 1.95 can compile.
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
/// The folder in which the tools are compiled. Trunk and wasm-bindgen share it, so that each common dependency is compiled once.
const BUILD_FOLDER: &str = "target/tools/build";

/// Installs Trunk, and the wasm-bindgen that matches the library in Cargo.lock.
pub fn for_the_bundle() -> Result<()> {
    tool("trunk", "trunk", TRUNK, "2 min")?;
    let bindgen = project::locked_version("wasm-bindgen")?;
    tool("wasm-bindgen-cli", "wasm-bindgen", &bindgen, "1 min")?;
    delete_build_folder()
}

/// Installs cargo-deny, which checks licenses and sources.
pub fn cargo_deny() -> Result<()> {
    tool("cargo-deny", "cargo-deny", CARGO_DENY, "4 min")?;
    delete_build_folder()
}

fn tool(package: &str, binary: &str, version: &str, usually: &str) -> Result<()> {
    let file = project::tools()?.join("bin").join(binary);
    if file.is_file() {
        let found = program(&file).arg("--version").output_text()?;
        if found.split_whitespace().any(|word| word == version) {
            return Ok(());
        }
    }
    stage::step(&format!("installing {package} {version}"), usually, || {
        // The versions that the authors tested; a mirror that lacks one has a similar one.
        install(package, version, &["--locked"]).or_else(|error| {
            eprintln!("  {error:#}; once more with the newest dependencies");
            install(package, version, &[])
        })
    })
}

/// Deletes the build folder, which takes about 2 GB after an installation.
fn delete_build_folder() -> Result<()> {
    project::delete(&project::path(BUILD_FOLDER))
}

/// Compiles without optimization: the tools run for seconds, and optimizing them would take minutes.
fn install(package: &str, version: &str, more: &[&str]) -> Result<()> {
    cargo(["install", "--quiet", "--root"])
        .arg(project::tools()?)
        .args(more)
        .arg(format!("{package}@{version}"))
        .env("CARGO_TARGET_DIR", project::path(BUILD_FOLDER))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .run()
}
