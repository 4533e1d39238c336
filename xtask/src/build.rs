//! Builds what ships: the site and the server.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    command::{Run, cargo, program},
    project, setup,
    stage::{self, Plan},
};

/// Builds the site and the server.
pub fn everything() -> Result<()> {
    let plan = Plan::new(&[
        "Rust's target for the browser",
        "Trunk and wasm-bindgen",
        "npm packages",
        "the browser's bundles",
        "compression",
        "the server",
    ]);
    site(&plan)?;
    plan.next(server)
}

/// The folder of the files that the server serves in addition to its pages: the bundles and the public files.
pub fn site_folder() -> PathBuf {
    project::path("target/site")
}

/// The server's binary.
pub fn server_binary() -> PathBuf {
    project::path("target/release/why403")
}

/// The style sheets in their order. The site has one file with all of them.
const STYLES: [&str; 10] = [
    "tokens",
    "base",
    "layout",
    "form",
    "report",
    "causes",
    "reference",
    "tools",
    "guide",
    "embed",
];

/// Joins the style sheets into one file.
fn style() -> Result<()> {
    let mut joined = String::new();
    for name in STYLES {
        let sheet = project::path("style").join(name).with_extension("css");
        joined += &fs::read_to_string(&sheet)
            .with_context(|| format!("{} cannot be read", sheet.display()))?;
    }
    fs::write(site_folder().join("style.css"), joined).context("the style sheet cannot be written")
}

/// Builds the site with Trunk, and compresses it.
fn site(plan: &Plan) -> Result<()> {
    plan.next(setup::wasm_target)?;
    plan.next(setup::for_the_bundle)?;
    plan.next(setup::packages)?;
    plan.next(bundles)?;
    plan.next(compressed)
}

fn bundles() -> Result<()> {
    let usually = "3 min the first time";
    stage::step("building the browser's bundles", usually, || {
        program("trunk")
            .args(["build", "--release", "--color=auto"])
            .env("PATH", project::search_path()?)
            // Trunk reads the variable as a switch and rejects the values that other programs accept.
            .env_remove("NO_COLOR")
            .run()
    })
}

fn compressed() -> Result<()> {
    let site = site_folder();
    // Trunk generates a page of its own, which visitors never see.
    fs::remove_file(site.join("index.html")).context("Trunk built no page")?;
    style()?;
    stage::step("compressing the site", "3 s", || {
        program("node")
            .arg("xtask/precompress.mjs")
            .arg(&site)
            .run()
    })
}

/// Builds the on-demand bundle with the benchmark's extra functions, into `target/bench/on-demand`.
pub fn timed_bundle() -> Result<()> {
    stage::step("building what is timed of the bundle", "1 min", || {
        cargo(["build", "--profile=wasm-release", "--package=on-demand"])
            .args(["--features=bench", "--target=wasm32-unknown-unknown"])
            .run()?;
        program("wasm-bindgen")
            .args(["--target=web", "--out-dir=target/bench/on-demand"])
            .arg("target/wasm32-unknown-unknown/wasm-release/on_demand.wasm")
            .env("PATH", project::search_path()?)
            .run()
    })
}

/// Builds the server, which contains the site.
fn server() -> Result<()> {
    let usually = "6 min the first time";
    stage::step("building the server", usually, || {
        // Panic messages name source files. This removes the folders of the build machine.
        let home = std::env::var("CARGO_HOME")
            .ok()
            .or_else(|| Some(format!("{}/.cargo", std::env::var("HOME").ok()?)))
            .unwrap_or_default();
        let project = project::path("");
        let flags = format!(
            "--remap-path-prefix={home}=/cargo --remap-path-prefix={}=/why403/",
            project.display()
        );
        cargo(["build", "--release", "--package", "server"])
            .env("RUSTFLAGS", flags)
            .env("WHY403_EMBED_SITE", site_folder())
            .run()
    })
}
