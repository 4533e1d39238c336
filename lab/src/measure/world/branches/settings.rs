//! Recreates components, authentication flows, workflows, and other settings.

use anyhow::Result;
use serde_json::json;

use super::super::{REALM, World};

impl World<'_> {
    pub(super) fn renew_component(&mut self) -> Result<()> {
        let realm = self.read("")?["id"].as_str().unwrap_or_default().to_owned();
        let name = format!("component-{}", self.number());
        let component = self.post("/components", &json!({
            "name": name, "providerId": "hmac-generated", "providerType": "org.keycloak.keys.KeyProvider", "parentId": realm,
            "config": { "priority": ["1"] },
        }))?;
        self.things.set("realm_id", realm);
        self.things.set("component", component);
        Ok(())
    }

    pub(super) fn renew_flow(&mut self) -> Result<()> {
        let alias = format!("flow-{}", self.number());
        let flow = json!({ "alias": alias, "providerId": "basic-flow", "topLevel": true, "builtIn": false });
        let flow = self.post("/authentication/flows", &flow)?;
        let add = |provider: &str| {
            self.post(
                &format!("/authentication/flows/{alias}/executions/execution"),
                &json!({ "provider": provider }),
            )
        };
        let configured = add("idp-review-profile")?;
        let execution = add("idp-review-profile")?;
        let config = self.post(
            &format!("/authentication/executions/{configured}/config"),
            &json!({ "alias": format!("config-{}", self.number()), "config": { "update.profile.on.first.login": "missing" } }),
        )?;
        let (base_action, action) = ("UPDATE_PASSWORD", "TERMS_AND_CONDITIONS");
        let registered = self.read("/authentication/required-actions")?;
        let actions: Vec<&str> = registered
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["alias"].as_str())
            .collect();
        let missing = ["TERMS_AND_CONDITIONS", "terms_and_conditions"]
            .into_iter()
            .find(|alias| actions.contains(alias))
            .is_none();
        if missing {
            self.try_post(
                "/authentication/register-required-action",
                &json!({ "providerId": action, "name": "Terms" }),
            )?;
        }
        let registered = self.read("/authentication/required-actions")?;
        let terms = registered
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["alias"].as_str())
            .find(|alias| alias.eq_ignore_ascii_case(action));
        let terms = terms.unwrap_or(base_action).to_owned();
        let things = [
            ("flow", flow),
            ("flow_name", alias),
            ("execution", execution),
            ("configured_execution", configured),
            ("authenticator_config", config),
            ("required_action", terms),
        ];
        for (name, value) in things {
            self.things.set(name, value);
        }
        Ok(())
    }

    pub(super) fn renew_workflow(&mut self) -> Result<()> {
        let name = format!("workflow-{}", self.number());
        let steps = json!([{ "uses": "disable-user", "after": "30d" }]);
        let body = json!({ "name": name, "on": "user_created", "steps": steps });
        if let Some(workflow) = self.try_post("/workflows", &body)? {
            let read = self
                .admin
                .get(&format!("/realms/{REALM}/workflows/{workflow}"))?
                .json();
            self.things.set(
                "workflow_step",
                read["steps"][0]["id"].as_str().unwrap_or("step"),
            );
            self.things.set("workflow", workflow);
        }
        Ok(())
    }

    pub(super) fn renew_initial_access(&mut self) -> Result<()> {
        let token = self.post(
            "/clients-initial-access",
            &json!({ "count": 1, "expiration": 3600 }),
        )?;
        self.things.set("initial_access", token);
        Ok(())
    }

    pub(super) fn renew_localization(&self) -> Result<()> {
        self.admin
            .post(
                &format!("/realms/{REALM}/localization/de"),
                &json!({ "key": "value" }),
            )?
            .accepted("texts")
            .map(drop)
    }
}
