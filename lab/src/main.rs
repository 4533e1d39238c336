//! The command line of the lab.

mod command;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "lab", about = "Real Keycloak servers for Why403")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a real Keycloak with the story's realm and print the input for Why403
    Keycloak(command::keycloak::Arguments),
    /// Record what a real Keycloak responds in every scenario
    Record(command::record::Arguments),
    /// Measure which role allows which operation of the Admin API, and add the result to the permission data
    Measure(command::measure::Arguments),
    /// Compare Keycloak's own `PermissionsTest` with the permission data
    PermissionsTest(command::permissions_test::Arguments),
    /// Compare what ships with other clients, and measure the server and the page
    Bench(command::bench::Arguments),
    /// List the Keycloak releases that are newer than the measured ones
    Releases,
    /// Run the read-only commands that distinguish causes on a real Keycloak, and keep their output
    Settle(command::settle::Arguments),
    /// Compare the methods of client libraries with the reader, and write docs/libraries.md
    Libraries(command::libraries::Arguments),
    /// Start real Keycloak servers for a test run, print their URLs, and wait until standard input ends
    Live(command::live::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Keycloak(arguments) => command::keycloak::run(&arguments),
        Command::Record(arguments) => command::record::run(&arguments),
        Command::Measure(arguments) => command::measure::run(&arguments),
        Command::PermissionsTest(arguments) => command::permissions_test::run(&arguments),
        Command::Bench(arguments) => command::bench::run(&arguments),
        Command::Releases => command::releases::run(),
        Command::Settle(arguments) => command::settle::run(&arguments),
        Command::Libraries(arguments) => command::libraries::run(&arguments),
        Command::Live(arguments) => command::live::run(&arguments),
    }
}
