//! Sets up the Rust target for the browser.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::{
    debian,
    rust_target::{add, libraries, present, rustc},
};
use crate::{
    command::{Run, cargo, program},
    project, stage,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Ensures that the target is installed: already present, from rustup, or built from the sources that Debian packages.
pub fn wasm_target() -> Result<()> {
    if present(TARGET)? {
        return Ok(());
    }
    if project::on_path("rustup").is_some() {
        match add(TARGET) {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("  {error:#}"),
        }
    }
    if project::on_path("apt-get").is_none() || project::on_path("dpkg").is_none() {
        bail!("Rust lacks the target {TARGET}, and neither rustup nor apt can add it here");
    }
    stage::step(
        "building the wasm32 target from Debian's rust-src",
        "1 min",
        build,
    )?;
    if !present(TARGET)? {
        bail!("the target {TARGET} was built, but rustc does not find it");
    }
    Ok(())
}

/// Compiles the standard library once, and puts it where rustc expects that of an installed target.
fn build() -> Result<()> {
    let version = rustc(&["--version"])?;
    let version = version.split(' ').nth(1).context("rustc's version")?;
    let work = project::path("target/tools/wasm-target");
    project::delete(&work)?;
    let built = build_in(&work, version);
    // The sources and the compiled dependencies take several hundred MB.
    project::delete(&work)?;
    built
}

fn build_in(work: &Path, version: &str) -> Result<()> {
    debian::unpack("rust-src", &format!("{version}*"), "trixie-backports", work)?;
    let sources = Path::new(&rustc(&["--print", "sysroot"])?).join("lib/rustlib/src/rust");
    if !sources.join("library/std").is_dir() {
        fs::create_dir_all(sources.parent().unwrap_or(&sources))?;
        let unpacked = work.join(format!("usr/src/rustc-{version}"));
        program("cp").arg("-r").arg(unpacked).arg(&sources).run()?;
    }

    let empty = work.join("empty");
    fs::create_dir_all(empty.join("src"))?;
    fs::write(
        empty.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2024\"\n\
         [lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
    )?;
    fs::write(empty.join("src/lib.rs"), "")?;
    let build_std = "-Zbuild-std=std,panic_abort";
    cargo(["build", "--release", build_std, "--target", TARGET])
        .current_dir(&empty)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without the bitcode, link-time optimization with these libraries fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", empty.join("target"))
        .run()?;

    let libraries = libraries(TARGET)?;
    fs::create_dir_all(&libraries)?;
    let built = empty.join("target").join(TARGET).join("release/deps");
    for library in fs::read_dir(built)? {
        let library = library?.path();
        if let (Some(name), Some("rlib")) = (
            library.file_name(),
            library.extension().and_then(|end| end.to_str()),
        ) {
            fs::copy(&library, libraries.join(name))?;
        }
    }
    Ok(())
}
