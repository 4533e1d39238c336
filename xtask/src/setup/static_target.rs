//! Sets up the Rust target and the C compiler of static programs.

use anyhow::Result;

use super::{debian, rust_target};
use crate::project;

/// Ensures that static programs can be built, and returns the name of the target.
pub fn static_target() -> Result<String> {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    if !rust_target::present(&target)? {
        rust_target::add(&target)?;
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
