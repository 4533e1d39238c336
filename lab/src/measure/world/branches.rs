//! Recreates a kind of target after an operation used it up.

use anyhow::{Context, Result};
use serde_json::json;

use super::{REALM, World};

mod client;
mod organization;
mod settings;
mod user;

impl World<'_> {
    /// Recreates the targets of one area of the Admin API.
    pub fn renew(&mut self, branch: &str) -> Result<()> {
        match branch {
            "roles" | "roles-by-id" => self.renew_role(),
            "groups" | "group-by-path" | "default-groups" => self.renew_group(),
            "client-scopes"
            | "client-templates"
            | "default-default-client-scopes"
            | "default-optional-client-scopes" => self.renew_client_scope(),
            "clients" => self.renew_client(),
            "users" | "attack-detection" | "sessions" | "logout-all" => self.renew_user(),
            "identity-provider" => self.renew_identity_provider(),
            "components" => self.renew_component(),
            "authentication" => self.renew_flow(),
            "organizations" => self.renew_organization(),
            "workflows" => self.renew_workflow(),
            "clients-initial-access" => self.renew_initial_access(),
            "localization" => self.renew_localization(),
            _ => Ok(()),
        }
        .with_context(|| format!("making the targets of {branch}"))
    }

    fn renew_role(&mut self) -> Result<()> {
        let name = format!("role-{}", self.number());
        self.post("/roles", &json!({ "name": name }))?;
        let id = self.read(&format!("/roles/{name}"))?["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if self.things.get("other_role").is_none() {
            for (thing, name) in [("other_role", "other-role"), ("spare_role", "spare-role")] {
                self.post("/roles", &json!({ "name": name }))?;
                let other = self.read(&format!("/roles/{name}"))?;
                self.things
                    .set(thing, other["id"].as_str().unwrap_or_default());
            }
        }
        let other = self.things.get("other_role").unwrap_or_default();
        let composites = json!([{ "id": other, "name": "other-role" }]);
        self.admin
            .post(
                &format!("/realms/{REALM}/roles/{name}/composites"),
                &composites,
            )?
            .accepted("a composite")?;
        self.things.set("role", id);
        self.things.set("role_name", name);
        // The role has holders: a caller that may not see them gets an empty list.
        for holder in ["user", "group"] {
            if let Some(id) = self.things.get(holder) {
                self.map_role(&format!("/{holder}s/{id}"))?;
            }
        }
        Ok(())
    }

    fn renew_group(&mut self) -> Result<()> {
        let name = format!("group-{}", self.number());
        let group = self.post(
            "/groups",
            &json!({ "name": name, "attributes": { "colour": ["red"] } }),
        )?;
        self.post(
            &format!("/groups/{group}/children"),
            &json!({ "name": "child" }),
        )?;
        self.map_role(&format!("/groups/{group}"))?;
        if self.things.get("client").is_some() {
            self.map_client_role(&format!("/groups/{group}"))?;
        }
        if let Some(user) = self.things.get("user") {
            self.put(&format!("/users/{user}/groups/{group}"), &json!({}))?;
        }
        self.things.set("group", group);
        self.things.set("group_name", name);
        Ok(())
    }

    fn map_role(&self, holder: &str) -> Result<()> {
        let roles = self.things.fill(
            r#"[{"id":"$other_role","name":"other-role"},{"id":"$role","name":"$role_name"}]"#,
        );
        self.post(
            &format!("{holder}/role-mappings/realm"),
            &serde_json::from_str(&roles)?,
        )
        .map(drop)
    }

    fn map_client_role(&self, holder: &str) -> Result<()> {
        let path = self
            .things
            .fill(&format!("{holder}/role-mappings/clients/$client"));
        let role = self
            .things
            .fill(r#"[{"id":"$client_role","name":"$client_role_name"}]"#);
        self.post(&path, &serde_json::from_str(&role)?).map(drop)
    }

    fn renew_client_scope(&mut self) -> Result<()> {
        let name = format!("scope-{}", self.number());
        let mapper = json!({
            "name": "mapper", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": { "claim.name": "a", "claim.value": "b", "access.token.claim": "true" },
        });
        let scope = self.post(
            "/client-scopes",
            &json!({ "name": name, "protocol": "openid-connect", "protocolMappers": [mapper] }),
        )?;
        let mappers = self.read(&format!("/client-scopes/{scope}/protocol-mappers/models"))?;
        self.things.set(
            "scope_mapper",
            mappers[0]["id"].as_str().unwrap_or_default(),
        );
        self.post(
            &format!("/client-scopes/{scope}/scope-mappings/realm"),
            &serde_json::from_str(
                &self
                    .things
                    .fill(r#"[{"id":"$other_role","name":"other-role"}]"#),
            )?,
        )?;
        self.things.set("scope", scope);
        self.things.set("scope_name", name);
        Ok(())
    }
}
