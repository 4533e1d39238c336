//! `lab releases`: lists the Keycloak releases that are newer than the measured ones.

use lab::keycloak::{NEWEST, newer, published_note};

/// Prints what is newer, and what to run. A newer release is no error.
pub fn run() -> anyhow::Result<()> {
    println!("{}", published_note(NEWEST, &newer(NEWEST)?));
    Ok(())
}
