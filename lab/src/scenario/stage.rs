//! Creates the realm, client, user, and secrets of a scenario.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Scenario;
use crate::keycloak::{Admin, Version};

mod input;
mod tokens;

/// A running server with a realm that scenarios share, because creating a realm takes a hundred times as long as creating a client.
#[derive(Debug)]
pub struct Ground {
    version: Version,
    base_url: String,
    administrator: [String; 2],
    shared: House,
}

/// A realm, an administrator's token that is newer than the realm, and the user that the requests are about.
#[derive(Debug)]
struct House {
    admin: Admin,
    realm: String,
    target: String,
}

/// The setup of one scenario. It has its own client and user, and its own realm if it changes the realm.
#[derive(Debug)]
pub struct Stage<'g> {
    ground: &'g Ground,
    own: Option<House>,
    /// The client ID of the scenario's client.
    pub client_id: String,
    /// The name of the scenario's user.
    pub username: String,
    /// The secret of every client of the scenario.
    pub secret: String,
    /// The password of the scenario's user.
    pub password: String,
}

/// A client whose service account sends requests to the Admin API.
#[derive(Clone, Debug)]
pub struct ServiceClient {
    /// Its internal ID.
    pub uuid: String,
    /// The ID of the user of its service account.
    pub account: String,
}

/// The user that the requests are about.
pub(super) const TARGET: &str = "john-doe";
/// The release whose Admin API checks the audience, according to its upgrading guide.
pub(super) const CHECKS_AUDIENCE: Version = Version::new(26, 8, 2);
/// The client scope that adds the Admin API to the audience.
const ADMIN_API_SCOPE: &str = "kc-admin-api";
/// The realm's client with the roles for the Admin API.
pub(super) const REALM_MANAGEMENT: &str = "realm-management";

impl Ground {
    /// Creates the shared realm on a server, as its administrator.
    pub fn new(base_url: &str, version: Version, name: &str, password: &str) -> Result<Self> {
        let administrator = [name, password].map(str::to_owned);
        let shared = House::new(base_url, &administrator, &format!("acme-{}", unique()))?;
        Ok(Self {
            version,
            base_url: base_url.to_owned(),
            administrator,
            shared,
        })
    }

    /// The server's version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// A stage for a scenario, which may be set up several times.
    pub fn stage(&self, scenario: &Scenario) -> Result<Stage<'_>> {
        let id = unique();
        let realm = format!("{}-{id}", scenario.name);
        let own = scenario
            .changes_realm
            .then(|| House::new(&self.base_url, &self.administrator, &realm));
        Ok(Stage {
            ground: self,
            own: own.transpose()?,
            client_id: format!("backend-{id}"),
            username: format!("jane-{id}"),
            secret: format!("client-secret-{id}"),
            password: format!("user-password-{id}"),
        })
    }
}

impl House {
    fn new(base_url: &str, [name, password]: &[String; 2], realm: &str) -> Result<Self> {
        let builder = Admin::log_in(base_url, name, password)?;
        builder.create_realm(json!({ "realm": realm }))?;
        // Up to 26.5, a token of master is not valid for realms that are newer than the token.
        let admin = Admin::log_in(base_url, name, password)?;
        let target = json!({
            "username": TARGET, "email": format!("{TARGET}@example.org"), "firstName": "John", "lastName": "Doe",
        });
        Ok(Self {
            target: admin.create_user(realm, target)?,
            admin,
            realm: realm.to_owned(),
        })
    }
}

impl Stage<'_> {
    fn house(&self) -> &House {
        self.own.as_ref().unwrap_or(&self.ground.shared)
    }

    /// The Admin REST API.
    pub fn admin(&self) -> &Admin {
        &self.house().admin
    }

    /// The realm's name.
    pub fn realm(&self) -> &str {
        &self.house().realm
    }

    /// The ID of the user that the requests are about.
    pub fn target(&self) -> &str {
        &self.house().target
    }

    /// The server's base URL.
    pub fn base_url(&self) -> &str {
        &self.ground.base_url
    }

    /// The server's version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.ground.version
    }

    /// Every secret of this stage, none of which may appear in a recording or a report.
    #[must_use]
    pub fn secrets(&self) -> [&str; 2] {
        [&self.secret, &self.password]
    }

    /// Creates a second realm from its representation and returns its name.
    pub fn other_realm(&self, representation: Value) -> Result<String> {
        let other = format!("other-{}", unique());
        let named = merged(representation, json!({ "realm": other }));
        self.admin().create_realm(named)?;
        Ok(other)
    }

    /// The representation of a confidential client with the stage's secret and the scenario's client ID.
    #[must_use]
    pub fn confidential(&self) -> Value {
        json!({
            "clientId": self.client_id, "enabled": true, "publicClient": false, "secret": self.secret,
            "serviceAccountsEnabled": true, "directAccessGrantsEnabled": true, "standardFlowEnabled": true,
            "redirectUris": ["https://app.example/*"],
        })
    }

    /// Creates the scenario's client; `changes` replaces fields of its representation.
    pub fn client(&self, changes: Value) -> Result<String> {
        self.client_in(self.realm(), changes)
    }

    /// Creates the client in another realm. If Keycloak checks the audience, the client gets the client scope for it, because the scenarios
    /// are about other checks.
    pub fn client_in(&self, realm: &str, changes: Value) -> Result<String> {
        let client = merged(self.confidential(), changes);
        let uuid = self.admin().create_client(realm, client)?;
        if self.version() >= CHECKS_AUDIENCE {
            let scope = self.admin().client_scope(realm, ADMIN_API_SCOPE)?;
            let path = format!("/realms/{realm}/clients/{uuid}/default-client-scopes/{scope}");
            self.admin().put(&path, &json!({}))?.accepted(&path)?;
        }
        Ok(uuid)
    }

    /// Creates the scenario's client with a service account and without a role.
    pub fn service_client(&self, changes: Value) -> Result<ServiceClient> {
        let uuid = self.client(changes)?;
        let account = self.admin().service_account(self.realm(), &uuid)?;
        Ok(ServiceClient { uuid, account })
    }

    /// Creates it with roles of `realm-management`.
    pub fn service_client_with(&self, roles: &[&str], changes: Value) -> Result<ServiceClient> {
        let client = self.service_client(changes)?;
        self.give(&client.account, roles)?;
        Ok(client)
    }

    /// Assigns roles of `realm-management` to a user.
    pub fn give(&self, user_id: &str, roles: &[&str]) -> Result<()> {
        self.admin()
            .assign_client_roles(self.realm(), user_id, REALM_MANAGEMENT, roles)
    }

    /// Creates the scenario's user, who can sign in; `changes` replaces fields of the representation.
    pub fn user(&self, changes: Value) -> Result<String> {
        let user = json!({
            "username": self.username, "email": format!("{}@example.org", self.username), "emailVerified": true,
            "firstName": "Jane", "lastName": "Roe",
            "credentials": [{ "type": "password", "value": self.password, "temporary": false }],
        });
        self.admin()
            .create_user(self.realm(), merged(user, changes))
    }

    /// Creates the user with roles of `realm-management`.
    pub fn user_with(&self, roles: &[&str]) -> Result<String> {
        let user = self.user(json!({}))?;
        self.give(&user, roles)?;
        Ok(user)
    }

    /// Creates a group and returns its ID.
    pub fn group(&self) -> Result<String> {
        let made = self.admin().post(
            &self.path("/groups"),
            &json!({ "name": format!("group-of-{}", self.client_id) }),
        )?;
        made.created.context("the response names no group")
    }

    /// Changes fields of the realm.
    pub fn change_realm(&self, changes: &Value) -> Result<()> {
        self.put("", changes)
    }

    /// `PUT` on a path in this realm.
    pub fn put(&self, rest: &str, body: &Value) -> Result<()> {
        let path = self.path(rest);
        let answer = self.admin().put(&path, body)?;
        answer.accepted(&format!("PUT {path}"))?;
        Ok(())
    }

    /// `POST` on a path in this realm; returns the response's body.
    pub fn post(&self, rest: &str, body: &Value) -> Result<Value> {
        let path = self.path(rest);
        let answer = self.admin().post(&path, body)?;
        Ok(answer.accepted(&format!("POST {path}"))?.json())
    }

    /// `GET` on a path in this realm.
    pub fn get(&self, rest: &str) -> Result<Value> {
        let path = self.path(rest);
        let answer = self.admin().get(&path)?;
        Ok(answer.accepted(&format!("GET {path}"))?.json())
    }

    /// `DELETE` on a path in this realm.
    pub fn delete(&self, rest: &str) -> Result<()> {
        let path = self.path(rest);
        let answer = self.admin().delete(&path, None)?;
        answer.accepted(&format!("DELETE {path}"))?;
        Ok(())
    }

    /// A path of the Admin API in this realm.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/realms/{}{rest}", self.realm())
    }
}

/// A text in a response.
pub(super) fn text(answer: &Value, key: &str) -> Result<String> {
    let text = answer[key].as_str();
    let text = text.with_context(|| format!("the answer has no {key}"))?;
    Ok(text.to_owned())
}

/// The current time in seconds since 1970.
pub fn now() -> i64 {
    i64::try_from(since_1970().as_secs()).unwrap_or_default()
}

/// A text that differs in every run and stage, so that nothing of an earlier run is confused with this one.
pub(super) fn unique() -> String {
    static STAGES: AtomicU32 = AtomicU32::new(0);
    let micros = since_1970().as_micros() & 0xff_ffff_ffff;
    format!("{micros:x}{:x}", STAGES.fetch_add(1, Ordering::Relaxed))
}

fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

fn merged(mut base: Value, changes: Value) -> Value {
    if let (Some(base), Value::Object(changes)) = (base.as_object_mut(), changes) {
        base.extend(changes);
    }
    base
}
