//! Sets up what this machine lacks.
//!
//! Every part checks first, and does nothing if its programs are installed.

mod browser;
mod cargo_tools;
mod debian;
mod mkdocs;
mod node;
mod python;
mod rust_target;
mod schemathesis;
mod static_target;
mod wasm_target;

use std::path::Path;

use anyhow::{Result, bail};

pub use browser::browser;
pub use cargo_tools::cargo_deny;
pub use mkdocs::mkdocs;
pub use node::packages;
pub use python::virtual_environments;
pub use schemathesis::schemathesis;
pub use static_target::static_target;
pub use wasm_target::wasm_target;

use crate::{project, stage::Plan};

/// Sets up everything that any task needs.
pub fn everything() -> Result<()> {
    let plan = Plan::new(&[
        "Rust's target for the browser",
        "npm packages",
        "Maven",
        "nginx",
        "Python's virtual environments",
        "MkDocs",
        "browser",
    ]);
    plan.next(wasm_target)?;
    plan.next(packages)?;
    plan.next(maven)?;
    plan.next(nginx)?;
    plan.next(virtual_environments)?;
    plan.next(mkdocs)?;
    let browser = plan.next(browser)?;
    eprintln!(
        "Everything is installed. The browser is {}.",
        browser.display()
    );
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
    debian::install(
        "maven",
        "30 s",
        "Maven is needed to download Keycloak, but `mvn` is not on the PATH. Install Maven",
    )
}

/// Installs nginx, which serves the exported site in a test.
pub fn nginx() -> Result<()> {
    // Debian's folder for servers is not on every user's PATH.
    if project::on_path("nginx").is_some() || Path::new("/usr/sbin/nginx").is_file() {
        return Ok(());
    }
    debian::install(
        "nginx-light",
        "10 s",
        "nginx is needed to test the exported site, but `nginx` is not on the PATH. Install nginx",
    )
}
