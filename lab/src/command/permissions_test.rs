//! `lab permissions-test`: compares Keycloak's own `PermissionsTest` with the permission data.

use std::path::PathBuf;

use anyhow::Result;
use lab::{
    keycloak::{NEWEST, Version},
    measure::permissions_test,
    statements,
};

/// The arguments of `lab permissions-test`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The file PermissionsTest.java of Keycloak's sources
    file: PathBuf,
    /// The version of Keycloak whose data is compared: the one that the file belongs to
    #[arg(long, default_value_t = NEWEST)]
    version: Version,
    /// The version of the Java admin client, which turns the calls of the test into operations
    #[arg(long, default_value = "26.0.9")]
    admin_client: String,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let version = arguments.version.to_string().parse()?;
    let found = permissions_test::compare(
        &arguments.file,
        &arguments.admin_client,
        &statements::matrix()?,
        version,
    )?;
    for disagreement in &found.disagreements {
        println!("{disagreement}");
    }
    for unread in &found.unread {
        println!("not compared: {unread}");
    }
    println!(
        "{} operations agree, {} statements differ, {} calls are not compared",
        found.agreeing,
        found.disagreements.len(),
        found.unread.len()
    );
    Ok(())
}
