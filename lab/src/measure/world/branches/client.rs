//! Recreates a client and its authorization settings.

use anyhow::Result;
use serde_json::json;

use super::super::{REALM, World};

impl World<'_> {
    pub(super) fn renew_client(&mut self) -> Result<()> {
        if let Some(old) = self.things.get("client") {
            self.admin
                .delete(&format!("/realms/{REALM}/clients/{old}"), None)?;
        }
        let client_id = format!("client-{}", self.number());
        let mapper = json!({
            "name": "mapper", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": { "claim.name": "a", "claim.value": "b", "access.token.claim": "true" },
        });
        let client = self.post(
            "/clients",
            &json!({
                "clientId": client_id,
                "secret": "a-secret",
                "publicClient": false,
                "serviceAccountsEnabled": true,
                "authorizationServicesEnabled": true,
                "redirectUris": ["http://127.0.0.1/*"],
                "protocolMappers": [mapper],
                "registeredNodes": { "127.0.0.1": 1 },
            }),
        )?;
        let mappers = self.read(&format!("/clients/{client}/protocol-mappers/models"))?;
        let mapper = mappers
            .as_array()
            .into_iter()
            .flatten()
            .find(|mapper| mapper["name"] == "mapper");
        self.things.set(
            "client_mapper",
            mapper
                .and_then(|mapper| mapper["id"].as_str())
                .unwrap_or_default(),
        );

        self.post(
            &format!("/clients/{client}/roles"),
            &json!({ "name": "client-role" }),
        )?;
        let role = self.read(&format!("/clients/{client}/roles/client-role"))?;
        self.things
            .set("client_role", role["id"].as_str().unwrap_or_default());
        self.things.set("client_role_name", "client-role");
        self.post(
            &format!("/clients/{client}/roles"),
            &json!({ "name": "spare-role" }),
        )?;
        let spare = self.read(&format!("/clients/{client}/roles/spare-role"))?;
        self.things.set(
            "client_spare_role",
            spare["id"].as_str().unwrap_or_default(),
        );
        self.things.set("client", client.clone());
        self.things.set("client_id", client_id);
        let realm_role = serde_json::from_str(
            &self
                .things
                .fill(r#"[{"id":"$other_role","name":"other-role"}]"#),
        )?;
        self.post(
            &format!("/clients/{client}/roles/client-role/composites"),
            &realm_role,
        )?;
        self.post(
            &format!("/clients/{client}/scope-mappings/realm"),
            &realm_role,
        )?;
        let own_role = serde_json::from_str(
            &self
                .things
                .fill(r#"[{"id":"$client_role","name":"client-role"}]"#),
        )?;
        self.post(
            &format!("/clients/{client}/scope-mappings/clients/{client}"),
            &own_role,
        )?;
        for holder in ["user", "group"] {
            if let Some(id) = self.things.get(holder) {
                self.map_client_role(&format!("/{holder}s/{id}"))?;
            }
        }
        self.make_authorization(&client)
    }

    fn make_authorization(&mut self, client: &str) -> Result<()> {
        let authorization = format!("/clients/{client}/authz/resource-server");
        let scope = self.post(
            &format!("{authorization}/scope"),
            &json!({ "name": "read" }),
        )?;
        let resource = json!({ "name": "thing", "scopes": [{ "name": "read" }], "attributes": { "a": ["b"] } });
        let answer = self
            .admin
            .post(
                &format!("/realms/{REALM}{authorization}/resource"),
                &resource,
            )?
            .accepted("a resource")?;
        let resource = answer.json()["_id"].as_str().unwrap_or_default().to_owned();
        let role = self.things.get("other_role").unwrap_or_default();
        let policy = self.post(
            &format!("{authorization}/policy/role"),
            &json!({ "name": "policy", "type": "role", "logic": "POSITIVE", "roles": [{ "id": role }] }),
        )?;
        let permission = self.post(
            &format!("{authorization}/permission/scope"),
            &json!({ "name": "permission", "type": "scope", "resources": [resource], "scopes": [scope], "policies": [policy] }),
        )?;
        for (name, id) in [
            ("authz_scope", scope),
            ("authz_resource", resource),
            ("authz_policy", policy),
            ("authz_permission", permission),
        ] {
            self.things.set(name, id);
        }
        Ok(())
    }
}
