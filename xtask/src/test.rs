//! Runs all tests: formatting, lints, unit tests, real Keycloak servers, and a real browser.

mod end2end;
mod keycloaks;

use anyhow::Result;

use crate::{
    build::{self, Profile},
    command::{Run, cargo, program},
    project, setup, stage,
};
use keycloaks::Keycloaks;

/// The packages that are compiled for this machine. The bundles that wake islands run only in the browser.
const NATIVE: [&str; 12] = [
    "--package=permissions",
    "--package=reader",
    "--package=diagnosis",
    "--package=render",
    "--package=app",
    "--package=on-demand",
    "--package=shared-report",
    "--package=server",
    "--package=demo",
    "--package=lab",
    "--package=xtask",
    "--package=bundle",
];
/// The packages of the bundles.
const BUNDLES: [&str; 10] = [
    "--package=playground",
    "--package=reference",
    "--package=browser-check",
    "--package=on-demand",
    "--package=shared-report",
    "--package=app",
    "--package=render",
    "--package=reader",
    "--package=diagnosis",
    "--package=permissions",
];

/// Runs all stages. The first failure ends the run.
pub fn run() -> Result<()> {
    let stages = stage::Stages::default();
    let browser = stages.run("Set-up", || {
        setup::wasm_target()?;
        setup::packages()?;
        setup::maven()?;
        setup::nginx()?;
        setup::virtual_environments()?;
        setup::mkdocs()?;
        setup::browser()
    })?;
    stages.run("Formatting", || cargo(["fmt", "--all", "--check"]).run())?;
    stages.run("Third-party notices", || notices(&["--check"]))?;
    // The servers take a minute to start. The other stages compile in the meantime.
    let keycloaks = stages.run("Start real Keycloak servers", Keycloaks::start)?;
    stages.run("Lints, server side", || {
        cargo(["clippy", "--all-targets", "--features", "app/ssr"])
            .args(NATIVE)
            .args(["--", "-D", "warnings"])
            .run()
    })?;
    stages.run("Lints, browser side", || {
        cargo(["clippy", "--target", "wasm32-unknown-unknown"])
            .args(["--features", "app/hydrate"])
            .args(BUNDLES)
            .args(["--", "-D", "warnings"])
            .run()
    })?;
    stages.run("Compile the tests", || native_tests(&["--no-run"]).run())?;
    stages.run("Build what ships", || build::everything(Profile::Release))?;
    let live = stages.run("Wait for the Keycloak servers", || keycloaks.addresses())?;
    stages.run("Tests, with real Keycloak servers", || {
        native_tests(&["--quiet"])
            .env(keycloaks::VARIABLE, &live)
            .run()
    })?;
    stages.run("Tests in a real browser", || end2end::run(&browser, &live))?;
    drop(keycloaks);
    // A new Keycloak release is not a failure.
    let releases = cargo(["run", "--quiet", "--package", "lab", "--", "releases"]).run();
    if let Err(error) = releases {
        eprintln!("The newest Keycloak releases could not be listed: {error:#}");
    }
    stages.summary();
    eprintln!("\nEverything passed.");
    Ok(())
}

/// Writes the licenses of everything that ships; with `--check`, only compares.
pub fn notices(more: &[&str]) -> Result<()> {
    program("node").arg("xtask/notices.mjs").args(more).run()
}

/// Checks licenses, sources, and duplicates of the dependencies.
pub fn audit() -> Result<()> {
    setup::cargo_deny()?;
    program(project::tools()?.join("bin/cargo-deny"))
        .args(["check", "licenses", "bans", "sources"])
        .run()
}

fn native_tests(more: &[&str]) -> std::process::Command {
    let mut command = cargo(["test", "--features", "app/ssr"]);
    command.args(NATIVE).args(more);
    command
}
