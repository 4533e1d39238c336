//! Sets up what this machine lacks.
//!
//! Every part checks first, and does nothing if its programs are installed.

mod browser;
mod cargo_tools;
mod debian;
mod node;
mod wasm_target;

use anyhow::{Result, bail};

pub use browser::browser;
pub use cargo_tools::{cargo_deny, for_the_bundle};
pub use node::packages;
pub use wasm_target::wasm_target;

use crate::project;

/// Sets up everything that any task needs.
pub fn everything() -> Result<()> {
    wasm_target()?;
    for_the_bundle()?;
    packages()?;
    maven()?;
    let browser = browser()?;
    eprintln!("Everything is there. The browser is {}.", browser.display());
    Ok(())
}

/// Installs Java and Maven for real Keycloak servers.
pub fn maven() -> Result<()> {
    if project::on_path("java").is_none() {
        bail!("Java 17 or newer is needed for a real Keycloak: no `java` on the PATH");
    }
    if project::on_path("mvn").is_some() {
        return Ok(());
    }
    if !debian::can_install() {
        bail!("Maven fetches Keycloak, and there is no `mvn` on the PATH: please install Maven");
    }
    debian::install("maven", "30 s")
}
