//! Creates the targets that operations need in a realm.

use std::{cell::Cell, collections::BTreeMap, thread, time::Duration};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::mail;
use crate::keycloak::{Admin, Grant, request_token};

mod branches;

/// The measured realm.
pub(super) const REALM: &str = "measured";
const LOGIN: &str = "login";
const PASSWORD: &str = "measured-password";

/// The existing objects by name: IDs and names for requests and paths.
#[derive(Clone, Debug, Default)]
pub(super) struct Things(BTreeMap<String, String>);

impl Things {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// The text with each `$name` replaced; the longest matching name counts.
    pub fn fill(&self, text: &str) -> String {
        // In reverse order, so that `$user_name` comes before `$user`.
        self.0
            .iter()
            .rev()
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("${name}"), value)
            })
    }
}

/// The measured realm, and the administrator who keeps its objects in place.
pub(super) struct World<'a> {
    admin: &'a Admin,
    base_url: String,
    made: Cell<u32>,
    things: Things,
}

impl<'a> World<'a> {
    /// Creates the realm, replacing that of an earlier run, and its objects.
    pub fn create(admin: &'a Admin, base_url: &str) -> Result<Self> {
        let mut world = Self {
            admin,
            base_url: base_url.to_owned(),
            made: Cell::new(0),
            things: Things::default(),
        };
        admin.delete(&format!("/realms/{REALM}"), None)?;
        let mail_port = mail::sink()?;
        world.make_realm(mail_port)?;
        world.things.set("realm", REALM);
        for branch in [
            "roles",
            "groups",
            "client-scopes",
            "clients",
            "users",
            "identity-provider",
            "components",
            "authentication",
        ] {
            world.renew(branch)?;
        }
        world.make_the_rest(mail_port)?;
        for branch in [
            "organizations",
            "workflows",
            "clients-initial-access",
            "localization",
        ] {
            world.renew(branch)?;
        }
        Ok(world)
    }

    fn make_realm(&self, mail_port: u16) -> Result<()> {
        self.admin.create_realm(json!({
            "realm": REALM,
            "accessTokenLifespan": 3600,
            "bruteForceProtected": true,
            // Test passwords need no expensive hash.
            "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)",
            "internationalizationEnabled": true,
            "supportedLocales": ["en", "de"],
            "smtpServer": { "host": "127.0.0.1", "port": mail_port.to_string(), "from": "keycloak@example.org" },
            "eventsEnabled": true,
            "adminEventsEnabled": true,
            "adminEventsDetailsEnabled": true,
        }))?;
        // Versions without organizations or verifiable credentials do not know these fields; other versions need them.
        for switch in ["organizationsEnabled", "verifiableCredentialsEnabled"] {
            self.admin
                .put(&format!("/realms/{REALM}"), &json!({ switch: true }))?;
        }
        self.post(
            "/clients",
            &json!({
                "clientId": LOGIN,
                "publicClient": true,
                "directAccessGrantsEnabled": true,
                "redirectUris": ["http://127.0.0.1/*"],
            }),
        )?;
        Ok(())
    }

    /// Creates what is needed once: full configurations that are sent back unchanged, and spare targets.
    fn make_the_rest(&mut self, mail_port: u16) -> Result<()> {
        self.things.set("mail_port", mail_port.to_string());
        let keys = self.read("/keys")?;
        let certificate = keys["keys"]
            .as_array()
            .into_iter()
            .flatten()
            .find_map(|key| key["certificate"].as_str());
        self.things
            .set("certificate", certificate.unwrap_or_default());
        // Before 24, a realm has a user profile only if it is switched on.
        let profile = self.admin.get(&format!("/realms/{REALM}/users/profile"))?;
        self.things.set(
            "user_profile",
            if profile.status == 200 {
                profile.text
            } else {
                "{}".to_owned()
            },
        );
        let spare =
            json!({ "username": "spare-user", "enabled": true, "email": "spare@example.org" });
        let spare = self.post("/users", &spare)?;
        self.things.set("spare_user", spare);
        self.things.set("spare_idp", self.make_identity_provider()?);
        Ok(())
    }

    /// Creates a user storage provider, and a mapper of it. It is disabled, so that no request for users waits for its server.
    pub fn make_user_storage(&mut self) -> Result<()> {
        let realm = self.things.fill("$realm_id");
        let storage = self.post(
            "/components",
            &json!({
                "name": "storage", "providerId": "ldap", "providerType": "org.keycloak.storage.UserStorageProvider",
                "parentId": realm,
                "config": {
                    "enabled": ["false"], "vendor": ["other"], "editMode": ["READ_ONLY"], "authType": ["none"],
                    "connectionUrl": ["ldap://127.0.0.1:9"], "usersDn": ["ou=people"], "userObjectClasses": ["inetOrgPerson"],
                    "usernameLDAPAttribute": ["uid"], "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"],
                },
            }),
        )?;
        let mappers = self.read(&format!("/components?parent={storage}"))?;
        self.things.set(
            "storage_mapper",
            mappers[0]["id"].as_str().unwrap_or_default(),
        );
        self.things.set("storage", storage);
        Ok(())
    }

    /// The current objects.
    pub fn things(&self) -> &Things {
        &self.things
    }

    /// A number that no name contains yet.
    pub fn number(&self) -> String {
        self.made.set(self.made.get() + 1);
        self.made.get().to_string()
    }

    /// Reads a path below `/admin/realms/{realm}`.
    fn read(&self, path: &str) -> Result<Value> {
        Ok(self
            .admin
            .get(&format!("/realms/{REALM}{path}"))?
            .accepted(path)?
            .json())
    }

    /// Creates an object and returns its ID.
    fn post(&self, path: &str, body: &Value) -> Result<String> {
        let answer = self
            .admin
            .post(&format!("/realms/{REALM}{path}"), body)?
            .accepted(path)?;
        let id = answer.json()["id"].as_str().map(str::to_owned);
        Ok(id.or(answer.created).unwrap_or_default())
    }

    /// Creates an object that not every version supports.
    fn try_post(&self, path: &str, body: &Value) -> Result<Option<String>> {
        let answer = self.admin.post(&format!("/realms/{REALM}{path}"), body)?;
        if answer.status >= 300 {
            return Ok(None);
        }
        let id = answer.json()["id"].as_str().map(str::to_owned);
        Ok(id.or(answer.created))
    }

    /// Whether this version has the path.
    fn has(&self, path: &str) -> Result<bool> {
        let answer = self.admin.get(&format!("/realms/{REALM}{path}"))?;
        Ok(answer.status < 300)
    }

    fn put(&self, path: &str, body: &Value) -> Result<()> {
        self.admin
            .put(&format!("/realms/{REALM}{path}"), body)?
            .accepted(path)
            .map(drop)
    }

    /// Signs a user in and returns the session.
    fn log_in(&self, username: &str) -> Result<String> {
        let grant = Grant::Password {
            username,
            password: PASSWORD,
        };
        let answer = request_token(&self.base_url, REALM, LOGIN, None, grant)?
            .accepted("logging a user in")?;
        Ok(answer.json()["session_state"]
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Signs a user in with an offline session, which counts as a consent.
    fn log_in_offline(&self, username: &str) -> Result<()> {
        let url = format!(
            "{}/realms/{REALM}/protocol/openid-connect/token",
            self.base_url
        );
        let form = [
            ("client_id", LOGIN),
            ("grant_type", "password"),
            ("username", username),
            ("password", PASSWORD),
            ("scope", "offline_access"),
        ];
        // Brute-force detection refuses a sign-in while the previous one of the same user is still being processed.
        let mut attempts = 5;
        loop {
            attempts -= 1;
            let outcome = ureq::post(&url).send_form(form);
            if outcome.is_ok() || attempts == 0 {
                return outcome
                    .map(drop)
                    .with_context(|| format!("logging {username} in offline"));
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
}
