//! `lab keycloak`: starts a Keycloak and prints the input that shows a real 403.

use anyhow::Result;
use lab::keycloak::{NEWEST, Options, Server, Version, fetch, story};

/// The arguments of `lab keycloak`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Keycloak's version
    #[arg(long, default_value_t = NEWEST)]
    version: Version,
    /// The port on 127.0.0.1; a free one when left out
    #[arg(long)]
    port: Option<u16>,
    /// Only fetch and unpack the distribution, and print its folder
    #[arg(long)]
    fetch_only: bool,
}

/// The secret of the story's client. It protects nothing: the server listens on loopback and its data is deleted.
const CLIENT_SECRET: &str = "story-client-secret";

pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.fetch_only {
        println!("{}", fetch(arguments.version)?.display());
        return Ok(());
    }
    let options = Options {
        port: arguments.port,
        ..Options::default()
    };
    let server = Server::start(arguments.version, &options)?;
    let story = story::seed(&server, CLIENT_SECRET)?;
    println!(
        "
Keycloak {version} is ready. Type into Why403:

  Base URL        {base_url}
  Realm           {realm}
  Client ID       {client_id}
  Client secret   {CLIENT_SECRET}
  User ID         {user_id}

The first attempt gets 403: the client's service account has no role yet.

To grant it, the Admin Console is {base_url}/admin/ (name {admin}, password {password}),
and kcadm.sh is in {bin}

Press Ctrl-C to stop the server; it forgets everything.",
        version = arguments.version,
        base_url = server.base_url(),
        realm = story::REALM,
        client_id = story::CLIENT_ID,
        user_id = story.user_id,
        admin = server.admin_name(),
        password = server.admin_password(),
        bin = server.distribution().join("bin").display(),
    );
    server.wait()
}
