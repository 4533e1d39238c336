//! Sets up the Rust target and the C compiler of static programs.

use anyhow::{Result, bail};

use super::{debian, wasm_target};
use crate::{
    command::{Run, program},
    project, stage,
};

/// Ensures that static programs can be built, and returns the name of the target.
pub fn static_target() -> Result<String> {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    if !wasm_target::present(&target)? {
        if project::on_path("rustup").is_none() {
            bail!("Rust lacks the target {target}. Install Rust with rustup, which can add it");
        }
        let what = format!("adding the target {target} with rustup");
        stage::step(&what, "10 s", || {
            program("rustup").args(["target", "add", &target]).run()
        })?;
    }
    if project::on_path("musl-gcc").is_none() {
        debian::install(
            "musl-tools",
            "10 s",
            "The cryptography of TLS needs `musl-gcc`, which is not on the PATH. Install musl-tools",
        )?;
    }
    Ok(target)
}
