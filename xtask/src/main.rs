//! `cargo xtask`: sets up, builds, serves, and tests Why403.
//!
//! Newcomers wait for this crate first, so it has few dependencies. The crate `lab` handles real Keycloak servers.

mod api;
mod build;
mod command;
mod package;
mod project;
mod serve;
mod setup;
mod stage;
mod test;

use anyhow::Result;
use build::Profile;
use clap::{Parser, Subcommand};
use command::Run;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, build, serve, and test Why403")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the other tasks need
    Setup,
    /// Build what ships: the site and the server
    Build,
    /// Build a static program, which runs on any Linux without libraries (musl)
    Static,
    /// Build, and serve the playground with the demo
    Serve {
        /// Arguments for `why403 serve`, after `--`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run all tests: formatting, lints, core, router, real Keycloak, real browser
    Test,
    /// Check the licenses and sources of the dependencies with cargo-deny
    Audit,
    /// Write THIRD-PARTY.txt: the licenses of everything that ships
    Notices,
    /// Build, and write a Debian package, a container image, and the software bill of materials to target/package
    Package,
    /// Start a real Keycloak with the demo's realm and print the input for Why403
    Keycloak {
        /// The version, for example 26.7.3
        version: Option<String>,
    },
    /// Compare speed and size with other clients
    Bench(Delegated),
    /// Run 1,000 checks at once against a slow and failing upstream, and measure the pages meanwhile
    Load(Delegated),
    /// Send mutated inputs to the HTTP API and to the readers: --minutes N
    Fuzz(Delegated),
    /// Test the HTTP API with Schemathesis, which reads the server's description of the API: --max-examples N
    Api(Delegated),
    /// Record the responses of real Keycloak servers, for the tests
    Record(Delegated),
    /// Measure which role allows which operation
    Measure(Delegated),
    /// Compare Keycloak's own `PermissionsTest` (a file) with the measured permissions
    PermissionsTest(Delegated),
    /// Compare the methods of client libraries with the reader, and write docs/libraries.md: --offline, --library KEY
    Libraries(Delegated),
    /// List the Keycloak releases that are newer than the measured ones
    Releases,
}

/// Arguments that are passed on to the crate `lab`, or to an example of the crate `server`.
#[derive(clap::Args)]
struct Delegated {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> Result<()> {
    match Cli::parse().task {
        Task::Setup => setup::everything(),
        Task::Build => build::everything(Profile::Release),
        Task::Static => build::static_program(),
        Task::Serve { arguments } => serve::run(&arguments),
        Task::Test => test::run(),
        Task::Audit => test::audit(),
        Task::Notices => test::notices(&[]),
        Task::Package => package::run(),
        Task::Keycloak { version } => {
            setup::maven()?;
            let version = version.map(|version| format!("--version={version}"));
            lab("keycloak", version.as_slice())
        }
        Task::Bench(delegated) => {
            build::everything(Profile::Release)?;
            build::timed_bundle()?;
            setup::maven()?;
            lab("bench", &delegated.arguments)
        }
        Task::Load(delegated) => {
            build::everything(Profile::Release)?;
            example("load", &delegated.arguments)
        }
        Task::Fuzz(delegated) => example("fuzz", &delegated.arguments),
        Task::Api(delegated) => api::run(&delegated.arguments),
        Task::Record(delegated) => {
            setup::maven()?;
            lab("record", &delegated.arguments)
        }
        Task::Releases => {
            setup::maven()?;
            lab("releases", &[])
        }
        Task::Libraries(delegated) => lab("libraries", &delegated.arguments),
        Task::PermissionsTest(delegated) => {
            setup::maven()?;
            lab("permissions-test", &delegated.arguments)
        }
        Task::Measure(delegated) => {
            setup::maven()?;
            lab("measure", &delegated.arguments)
        }
    }
}

fn lab(task: &str, arguments: &[String]) -> Result<()> {
    command::cargo(["run", "--package", "lab", "--", task])
        .args(arguments)
        .run()
}

/// Runs a program of `server/examples/`, with debug assertions.
fn example(name: &str, arguments: &[String]) -> Result<()> {
    command::cargo(["run", "--package", "server", "--features", "app/ssr"])
        .args(["--example", name, "--"])
        .args(arguments)
        .run()
}
