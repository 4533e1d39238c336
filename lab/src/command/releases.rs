//! `lab releases`: lists the Keycloak releases that are newer than the measured ones.

use lab::keycloak::{NEWEST, newer, published_note};

/// Prints the newer releases, and the commands to run. A newer release is not an error.
pub fn run() -> anyhow::Result<()> {
    println!("{}", published_note(NEWEST, &newer(NEWEST)?));
    Ok(())
}
