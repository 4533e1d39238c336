//! Creates the objects that most setups need: realm, client, user, role mapping.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Admin;

impl Admin {
    /// Creates a realm from its representation (at least `realm`; `enabled` is set if missing).
    pub fn create_realm(&self, representation: Value) -> Result<()> {
        let name = representation["realm"].to_string();
        let representation = enabled(representation);
        self.post("/realms", &representation)?
            .accepted(&format!("creating realm {name}"))?;
        Ok(())
    }

    /// Deletes a realm.
    pub fn delete_realm(&self, realm: &str) -> Result<()> {
        self.delete(&format!("/realms/{realm}"), None)?
            .accepted(&format!("deleting realm {realm}"))?;
        Ok(())
    }

    /// Creates a client from its representation (at least `clientId`) and returns its internal ID, not the client ID.
    pub fn create_client(&self, realm: &str, representation: Value) -> Result<String> {
        self.create(&format!("/realms/{realm}/clients"), representation)
    }

    /// Creates a user from its representation (at least `username`) and returns its ID.
    pub fn create_user(&self, realm: &str, representation: Value) -> Result<String> {
        self.create(&format!("/realms/{realm}/users"), representation)
    }

    /// The internal ID of a client, by its client ID.
    pub fn client_uuid(&self, realm: &str, client_id: &str) -> Result<String> {
        let path = format!("/realms/{realm}/clients?clientId={client_id}");
        let clients = self.get(&path)?.accepted("looking up a client")?.json();
        id(&clients[0]).with_context(|| format!("realm {realm} has no client {client_id}"))
    }

    /// The ID of a client scope, by its name.
    pub fn client_scope(&self, realm: &str, name: &str) -> Result<String> {
        let path = format!("/realms/{realm}/client-scopes");
        let scopes = self.get(&path)?.accepted("listing client scopes")?.json();
        let mut scopes = scopes.as_array().into_iter().flatten();
        let scope = scopes.find(|scope| scope["name"] == name);
        scope
            .and_then(id)
            .with_context(|| format!("realm {realm} has no client scope {name}"))
    }

    /// The ID of the user of a client's service account.
    pub fn service_account(&self, realm: &str, client_uuid: &str) -> Result<String> {
        let path = format!("/realms/{realm}/clients/{client_uuid}/service-account-user");
        let user = self.get(&path)?.accepted("looking up a service account")?;
        id(&user.json()).context("a service account without an id")
    }

    /// The representation of a client role.
    pub fn client_role(&self, realm: &str, client_uuid: &str, role: &str) -> Result<Value> {
        let path = format!("/realms/{realm}/clients/{client_uuid}/roles/{role}");
        let answer = self.get(&path)?;
        Ok(answer.accepted(&format!("looking up role {role}"))?.json())
    }

    /// Assigns roles of a client, named by its client ID, to a user: `realm-management` for the realm's own admin roles.
    pub fn assign_client_roles(
        &self,
        realm: &str,
        user_id: &str,
        client_id: &str,
        roles: &[&str],
    ) -> Result<()> {
        let (path, roles) = self.role_mapping(realm, user_id, client_id, roles)?;
        self.post(&path, &roles)?
            .accepted("assigning client roles")?;
        Ok(())
    }

    /// Unassigns roles of a client from a user, the opposite of [`Self::assign_client_roles`].
    pub fn unassign_client_roles(
        &self,
        realm: &str,
        user_id: &str,
        client_id: &str,
        roles: &[&str],
    ) -> Result<()> {
        let (path, roles) = self.role_mapping(realm, user_id, client_id, roles)?;
        self.delete(&path, Some(&roles))?
            .accepted("unassigning client roles")?;
        Ok(())
    }

    fn role_mapping(
        &self,
        realm: &str,
        user_id: &str,
        client_id: &str,
        roles: &[&str],
    ) -> Result<(String, Value)> {
        let client = self.client_uuid(realm, client_id)?;
        let roles = roles
            .iter()
            .map(|role| self.client_role(realm, &client, role))
            .collect::<Result<Vec<_>>>()?;
        let path = format!("/realms/{realm}/users/{user_id}/role-mappings/clients/{client}");
        Ok((path, json!(roles)))
    }

    fn create(&self, path: &str, representation: Value) -> Result<String> {
        let doing = format!("POST {path}");
        let answer = self.post(path, &enabled(representation))?;
        answer
            .accepted(&doing)?
            .created
            .with_context(|| format!("{doing}: no Location in the answer"))
    }
}

fn enabled(mut representation: Value) -> Value {
    if representation.get("enabled").is_none() {
        representation["enabled"] = json!(true);
    }
    representation
}

fn id(representation: &Value) -> Option<String> {
    representation["id"].as_str().map(str::to_owned)
}
