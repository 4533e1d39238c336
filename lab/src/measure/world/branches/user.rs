//! Recreates a user with everything that belongs to it.

use anyhow::Result;
use serde_json::json;

use super::super::{LOGIN, PASSWORD, REALM, World};

impl World<'_> {
    pub(super) fn renew_user(&mut self) -> Result<()> {
        if let Some(old) = self.things.get("user") {
            self.admin
                .delete(&format!("/realms/{REALM}/users/{old}"), None)?;
        }
        let username = format!("user-{}", self.number());
        let otp = |label: &str| {
            json!({
                "type": "otp", "userLabel": label, "secretData": r#"{"value":"DJmQfC73VGFhw7D4QJ8A"}"#,
                "credentialData": r#"{"digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1","subType":"totp"}"#,
            })
        };
        let user = json!({
            "username": username, "enabled": true, "emailVerified": true,
            "email": format!("{username}@example.org"), "firstName": "A", "lastName": "User",
        });
        let id = self.post("/users", &user)?;
        let password = json!({ "type": "password", "value": PASSWORD, "temporary": false });
        self.put(&format!("/users/{id}/reset-password"), &password)?;
        let session = self.log_in(&username)?;
        self.log_in_offline(&username)?;
        self.put(
            &format!("/users/{id}"),
            &json!({ "credentials": [otp("first"), otp("second")] }),
        )?;
        let credentials = self.read(&format!("/users/{id}/credentials"))?;
        let ids: Vec<&str> = credentials
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["id"].as_str())
            .collect();
        self.things.set("credential", *ids.first().unwrap_or(&""));
        self.things
            .set("next_credential", *ids.last().unwrap_or(&""));
        self.things.set("user", id.clone());
        self.things.set("user_name", username);
        self.things.set("session", session);
        self.things.set("login_client_id", LOGIN);
        self.things
            .set("login_client", self.admin.client_uuid(REALM, LOGIN)?);
        self.map_role(&format!("/users/{id}"))?;
        self.map_client_role(&format!("/users/{id}"))?;
        let group = self.things.get("group").unwrap_or_default();
        self.put(&format!("/users/{id}/groups/{group}"), &json!({}))?;
        if let Some(alias) = self.things.get("idp") {
            self.federate(&id, alias)?;
        }
        if let Some(organization) = self.things.get("organization") {
            self.admin.post(
                &format!("/realms/{REALM}/organizations/{organization}/members"),
                &json!(id),
            )?;
        }
        Ok(())
    }

    fn federate(&self, user: &str, alias: &str) -> Result<()> {
        let identity = json!({ "identityProvider": alias, "userId": user, "userName": "john" });
        self.post(
            &format!("/users/{user}/federated-identity/{alias}"),
            &identity,
        )
        .map(drop)
    }

    pub(in crate::measure::world) fn make_identity_provider(&self) -> Result<String> {
        let alias = format!("idp-{}", self.number());
        let metadata = format!("{}/realms/{REALM}/protocol/openid-connect", self.base_url);
        self.post("/identity-provider/instances", &json!({
            "alias": alias, "providerId": "oidc", "enabled": true,
            "config": {
                "clientId": "a", "clientSecret": "b", "useJwksUrl": "true", "validateSignature": "true",
                "authorizationUrl": format!("{metadata}/auth"), "tokenUrl": format!("{metadata}/token"), "jwksUrl": format!("{metadata}/certs"),
            },
        }))?;
        Ok(alias)
    }

    pub(super) fn renew_identity_provider(&mut self) -> Result<()> {
        let alias = self.make_identity_provider()?;
        let mapper = self.post(&format!("/identity-provider/instances/{alias}/mappers"), &json!({
            "name": "mapper", "identityProviderAlias": alias, "identityProviderMapper": "hardcoded-attribute-idp-mapper",
            "config": { "attribute": "a", "attribute.value": "b", "syncMode": "INHERIT" },
        }))?;
        self.things.set(
            "metadata",
            format!(
                "{}/realms/{REALM}/.well-known/openid-configuration",
                self.base_url
            ),
        );
        if let Some(user) = self.things.get("user") {
            self.federate(user, &alias)?;
        }
        self.things.set("idp", alias);
        self.things.set("idp_mapper", mapper);
        Ok(())
    }
}
