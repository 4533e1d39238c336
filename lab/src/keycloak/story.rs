//! Sets up the story before its first check: a service account without a role, and a user to read.

use anyhow::Result;
use serde_json::json;

use super::Server;

/// The story's realm.
pub const REALM: &str = "403-forbidden-fix";
/// The story's client: confidential, with a service account.
pub const CLIENT_ID: &str = "403-forbidden-fix-client";
/// The story's user.
pub const USERNAME: &str = "john-doe";
/// The password of the story's user.
pub const PASSWORD: &str = "john-doe-password";

/// The IDs of the created objects.
#[derive(Clone, Debug)]
pub struct Story {
    /// The internal ID of the client.
    pub client_uuid: String,
    /// The ID of `john-doe`.
    pub user_id: String,
    /// The ID of the user of the client's service account.
    pub service_account_id: String,
}

/// Creates the story's realm on a server that does not have it yet.
pub fn seed(server: &Server, client_secret: &str) -> Result<Story> {
    let admin = server.admin()?;
    admin.create_realm(json!({ "realm": REALM }))?;
    let client = json!({
        "clientId": CLIENT_ID,
        "secret": client_secret,
        "publicClient": false,
        "serviceAccountsEnabled": true,
        "standardFlowEnabled": false,
        "directAccessGrantsEnabled": false,
    });
    let client_uuid = admin.create_client(REALM, client)?;
    let user = json!({
        "username": USERNAME,
        "email": "john.doe@example.com",
        "emailVerified": true,
        "firstName": "John",
        "lastName": "Doe",
        "credentials": [{ "type": "password", "value": PASSWORD, "temporary": false }],
    });
    Ok(Story {
        user_id: admin.create_user(REALM, user)?,
        service_account_id: admin.service_account(REALM, &client_uuid)?,
        client_uuid,
    })
}
