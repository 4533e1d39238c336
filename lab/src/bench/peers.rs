//! Installs other clients that request a token and a user, from their registries into `target/bench`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::SECRET;
use super::contender::Contender;

/// The two requests that every contender sends.
pub struct Call {
    /// Keycloak's base URL.
    pub base_url: String,
    /// The realm.
    pub realm: &'static str,
    /// The client whose service account may read users.
    pub client_id: &'static str,
    /// The user that the request reads.
    pub user_id: String,
}

impl Call {
    fn arguments(&self) -> [&str; 4] {
        [&self.base_url, self.realm, self.client_id, &self.user_id]
    }
}

/// Why403.
pub fn why403(binary: &Path, call: &Call, client_id: &str) -> Contender {
    let arguments = [
        "check",
        "--url",
        &call.base_url,
        "--realm",
        call.realm,
        "--client-id",
        client_id,
        "--user-id",
        &call.user_id,
        "--format",
        "json",
    ];
    Contender::new("why403 check", binary.display().to_string(), &arguments)
        .with("WHY403_CLIENT_SECRET", SECRET)
}

/// A shell script with curl and sed.
pub fn curl(folder: &Path, call: &Call) -> Result<Contender> {
    let script = write(folder, "calls.sh", CURL)?;
    Ok(peer("curl script", "sh", &script, call))
}

/// The library python-keycloak.
pub fn python_keycloak(folder: &Path, call: &Call) -> Result<Contender> {
    let python = folder.join("venv/bin/python");
    if !folder.join("venv/lib").exists() {
        println!("bench: installing python-keycloak");
        run(Command::new("python3")
            .args(["-m", "venv"])
            .arg(folder.join("venv")))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "python-keycloak"]))?;
    let script = write(folder, "calls.py", PYTHON)?;
    Ok(peer(
        "python-keycloak",
        &python.display().to_string(),
        &script,
        call,
    ))
}

/// Keycloak's library for Node.
pub fn keycloak_admin_client(folder: &Path, call: &Call) -> Result<Contender> {
    let node = folder.join("node");
    fs::create_dir_all(&node)?;
    if !node
        .join("node_modules/@keycloak/keycloak-admin-client")
        .exists()
    {
        println!("bench: installing @keycloak/keycloak-admin-client");
        write(&node, "package.json", r#"{"private":true,"type":"module"}"#)?;
        run(Command::new("npm").current_dir(&node).args([
            "install",
            "--no-audit",
            "--no-fund",
            "--silent",
            "@keycloak/keycloak-admin-client",
        ]))?;
    }
    let script = write(&node, "calls.mjs", NODE)?;
    Ok(peer(
        "@keycloak/keycloak-admin-client",
        "node",
        &script,
        call,
    ))
}

/// Keycloak's command line.
pub fn kcadm(folder: &Path, kcadm: &Path, call: &Call) -> Result<Contender> {
    let script = write(folder, "kcadm-calls.sh", KCADM)?;
    let contender = peer("kcadm.sh", "sh", &script, call)
        .with("KCADM", &kcadm.display().to_string())
        .with(
            "KCADM_CONFIG",
            &folder.join("kcadm.config").display().to_string(),
        );
    Ok(contender)
}

fn peer(name: &str, program: &str, script: &str, call: &Call) -> Contender {
    let arguments: Vec<&str> = std::iter::once(script).chain(call.arguments()).collect();
    Contender::new(name, program, &arguments).with("CLIENT_SECRET", SECRET)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<String> {
    fs::create_dir_all(folder)?;
    let path = folder.join(name);
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    Ok(path.display().to_string())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("starting {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

const CURL: &str = r#"set -eu
TOKEN=$(curl -fsS "$1/realms/$2/protocol/openid-connect/token" -d grant_type=client_credentials \
  -d "client_id=$3" --data-urlencode "client_secret=$CLIENT_SECRET" |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
curl -fsS "$1/admin/realms/$2/users/$4" -H "Authorization: Bearer $TOKEN"
"#;

const PYTHON: &str = r"import os, sys
from keycloak import KeycloakAdmin
url, realm, client, user = sys.argv[1:]
admin = KeycloakAdmin(server_url=url + '/', realm_name=realm, client_id=client,
                      client_secret_key=os.environ['CLIENT_SECRET'])
print(admin.get_user(user)['username'])
";

const NODE: &str = r"import KcAdminClient from '@keycloak/keycloak-admin-client';
const [baseUrl, realmName, clientId, id] = process.argv.slice(2);
const admin = new KcAdminClient({ baseUrl, realmName });
await admin.auth({ grantType: 'client_credentials', clientId, clientSecret: process.env.CLIENT_SECRET });
console.log((await admin.users.findOne({ id })).username);
";

const KCADM: &str = r#"set -eu
"$KCADM" config credentials --config "$KCADM_CONFIG" --server "$1" --realm "$2" --client "$3" --secret "$CLIENT_SECRET"
"$KCADM" get "users/$4" --config "$KCADM_CONFIG" -r "$2"
"#;
