//! Creates the objects that the conditions need, as the administrator.

use std::cell::Cell;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    super::{callers::management, mail::sink},
    Place, Prepared,
    master::{BESIDE, EXPENDABLE},
    of, text,
};
use crate::keycloak::Admin;

/// The realm of the measurement, as its administrator changes it.
pub(super) struct Bed<'a> {
    pub admin: &'a Admin,
    pub realm: &'static str,
    made: Cell<u32>,
}

impl<'a> Bed<'a> {
    pub fn new(admin: &'a Admin, realm: &'static str) -> Self {
        Self {
            admin,
            realm,
            made: Cell::new(0),
        }
    }

    /// Adds what the conditions of the place need.
    pub fn furnish(&self, place: Place) -> Result<()> {
        match place {
            Place::Realm => {
                let mail = json!({ "smtpServer": {
                    "host": "127.0.0.1", "port": sink()?.to_string(), "from": "keycloak@example.org",
                } });
                self.put("", &mail)
            }
            Place::RealmWithOrganizations | Place::RealmWithPermissions => Ok(()),
            Place::Master => [BESIDE, EXPENDABLE].iter().try_for_each(|realm| {
                self.admin.delete(&format!("/realms/{realm}"), None)?;
                self.admin.create_realm(json!({ "realm": realm }))
            }),
        }
    }

    pub fn name(&self, kind: &str) -> String {
        self.made.set(self.made.get() + 1);
        format!("{kind}-{}", self.made.get())
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        let path = format!("/realms/{}{path}", self.realm);
        Ok(self.admin.get(&path)?.accepted(&path)?.json())
    }

    pub fn text(&self, path: &str, key: &str) -> Result<String> {
        Ok(text(&self.get(path)?, key))
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<String> {
        let path = format!("/realms/{}{path}", self.realm);
        let answer = self.admin.post(&path, body)?.accepted(&path)?;
        Ok(answer.created.unwrap_or_default())
    }

    pub fn put(&self, path: &str, body: &Value) -> Result<()> {
        let path = format!("/realms/{}{path}", self.realm);
        self.admin.put(&path, body)?.accepted(&path).map(drop)
    }

    pub fn user(&self) -> Result<String> {
        self.post(
            "/users",
            &json!({ "username": self.name("user"), "enabled": true }),
        )
    }

    pub fn group(&self) -> Result<String> {
        self.post("/groups", &json!({ "name": self.name("group") }))
    }

    pub fn client(&self) -> Result<String> {
        let client = json!({ "clientId": self.name("client"), "serviceAccountsEnabled": true });
        self.post("/clients", &client)
    }

    pub fn client_uuid(&self, client_id: &str) -> Result<String> {
        self.admin.client_uuid(self.realm, client_id)
    }

    pub fn management(&self) -> Result<String> {
        self.client_uuid(management(self.realm))
    }

    pub fn service_account(&self) -> Result<String> {
        self.admin.service_account(self.realm, &self.client()?)
    }

    pub fn realm_role(&self) -> Result<Value> {
        let name = self.name("role");
        self.role_named(&name)
    }

    /// The role of the realm with this name, which is created if it does not exist.
    pub fn role_named(&self, name: &str) -> Result<Value> {
        let role = format!("/realms/{}/roles", self.realm);
        self.admin.post(&role, &json!({ "name": name }))?;
        self.get(&format!("/roles/{name}"))
    }

    /// The client with this client ID under the condition, otherwise a client that Keycloak does not protect.
    pub fn client_or(&self, applies: bool, client_id: &str) -> Result<String> {
        if applies {
            self.client_uuid(client_id)
        } else {
            self.client()
        }
    }

    /// A new client with a role.
    pub fn own_client_role(&self) -> Result<(String, Value)> {
        let client = self.client()?;
        let name = self.name("role");
        let roles = format!("/clients/{client}/roles");
        self.post(&roles, &json!({ "name": name }))?;
        let role = self.get(&format!("{roles}/{name}"))?;
        Ok((client, role))
    }

    /// A client with one of its roles: under the condition, the role with this name of the client with this client ID, otherwise a new role of
    /// a new client.
    pub fn role_of(&self, applies: bool, client_id: &str, name: &str) -> Result<(String, Value)> {
        if !applies {
            return self.own_client_role();
        }
        let client = self.client_uuid(client_id)?;
        let role = self.get(&format!("/clients/{client}/roles/{name}"))?;
        Ok((client, role))
    }

    /// The values for operations that change a client: the client and a new client scope in the path, the client's representation as the body.
    pub fn prepare_client_change(&self, client: String) -> Result<Prepared> {
        let scope = self.post(
            "/client-scopes",
            &json!({ "name": self.name("scope"), "protocol": "openid-connect" }),
        )?;
        let whole = self.get(&format!("/clients/{client}"))?;
        Ok(of(
            [("client-uuid", client), ("clientScopeId", scope)],
            whole,
        ))
    }

    /// A role of this client for administrators that no condition uses: a version without the protection deletes it.
    pub fn unused(&self, client_id: &str) -> Result<String> {
        let client = self.client_uuid(client_id)?;
        let roles = self.get(&format!("/clients/{client}/roles"))?;
        let names = [
            "query-realms",
            "manage-events",
            "view-identity-providers",
            "manage-identity-providers",
        ];
        names
            .into_iter()
            .find(|name| {
                roles
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|role| role["name"] == *name)
            })
            .map(str::to_owned)
            .with_context(|| format!("{client_id} has no role that is left to delete"))
    }

    pub fn grant(&self, holder: &str, role: &str) -> Result<()> {
        let management = self.management()?;
        let role = self.get(&format!("/clients/{management}/roles/{role}"))?;
        self.post(
            &format!("{holder}/role-mappings/clients/{management}"),
            &json!([role]),
        )
        .map(drop)
    }

    pub fn built_in_flow(&self) -> Result<Value> {
        let flows = self.get("/authentication/flows")?;
        let browser = flows
            .as_array()
            .into_iter()
            .flatten()
            .find(|flow| flow["alias"] == "browser");
        browser.cloned().context("no flow browser")
    }

    pub fn organization(&self) -> Result<String> {
        let name = self.name("organization");
        let organization = json!({ "name": name, "alias": name, "domains": [{ "name": format!("{name}.example.org") }] });
        self.post("/organizations", &organization)
    }

    /// An identity provider's alias.
    pub fn identity_provider(&self) -> Result<String> {
        let alias = self.name("provider");
        let provider = json!({
            "alias": alias, "providerId": "oidc", "enabled": true,
            "config": {
                "clientId": "a", "clientSecret": "b", "authorizationUrl": "https://idp.example.org/authorize",
                "tokenUrl": "https://idp.example.org/token",
            },
        });
        self.post("/identity-provider/instances", &provider)?;
        Ok(alias)
    }
}
