//! How is each kind of target made anew after an operation has used it up?

use anyhow::{Context, Result};
use serde_json::json;

use super::{LOGIN, PASSWORD, REALM, World};

impl World<'_> {
    /// Makes the targets of one part of the API anew.
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
        // Somebody has it: who may not see them gets an emptied list.
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

    fn renew_client(&mut self) -> Result<()> {
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

    fn renew_user(&mut self) -> Result<()> {
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

    pub(super) fn make_identity_provider(&self) -> Result<String> {
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

    fn renew_identity_provider(&mut self) -> Result<()> {
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

    fn renew_component(&mut self) -> Result<()> {
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

    fn renew_flow(&mut self) -> Result<()> {
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

    fn renew_organization(&mut self) -> Result<()> {
        let number = self.number();
        let name = format!("organization-{number}");
        let body = json!({ "name": name, "alias": name, "domains": [{ "name": format!("o{number}.example.org") }] });
        let Some(organization) = self.try_post("/organizations", &body)? else {
            return Ok(());
        };
        let path = format!("/organizations/{organization}");
        self.renew_user()?;
        let user = self.things.get("user").unwrap_or_default().to_owned();
        self.admin
            .post(&format!("/realms/{REALM}{path}/members"), &json!(user))?
            .accepted("a member")?;
        self.renew_identity_provider()?;
        let alias = self.things.get("idp").unwrap_or_default();
        self.admin
            .post(
                &format!("/realms/{REALM}{path}/identity-providers"),
                &json!(alias),
            )?
            .accepted("an identity provider")?;
        if let Some(group) = self.try_post(
            &format!("{path}/groups"),
            &json!({ "name": "organization-group" }),
        )? {
            self.try_post(
                &format!("{path}/groups/{group}/children"),
                &json!({ "name": "child" }),
            )?;
            self.admin.put(
                &format!("/realms/{REALM}{path}/groups/{group}/members/{user}"),
                &json!({}),
            )?;
            self.map_role(&format!("{path}/groups/{group}"))?;
            self.map_client_role(&format!("{path}/groups/{group}"))?;
            self.things.set("organization_group", group);
        }
        self.things.set("spare_idp", self.make_identity_provider()?);
        let form = format!("email=invited-{number}%40example.org&firstName=A&lastName=B");
        let url = format!(
            "{}/admin/realms/{REALM}{path}/members/invite-user",
            self.base_url
        );
        ureq::post(&url)
            .config()
            .http_status_as_error(false)
            .build()
            .header("authorization", &format!("Bearer {}", self.admin.token()?))
            .header("content-type", "application/x-www-form-urlencoded")
            .send(&form)?;
        let invitations = self
            .admin
            .get(&format!("/realms/{REALM}{path}/invitations"))?
            .json();
        if let Some(invitation) = invitations[0]["id"].as_str() {
            self.things.set("invitation", invitation);
        }
        self.things.set("organization", organization);
        self.things.set("organization_name", name);
        Ok(())
    }

    fn renew_workflow(&mut self) -> Result<()> {
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

    fn renew_initial_access(&mut self) -> Result<()> {
        let token = self.post(
            "/clients-initial-access",
            &json!({ "count": 1, "expiration": 3600 }),
        )?;
        self.things.set("initial_access", token);
        Ok(())
    }

    fn renew_localization(&self) -> Result<()> {
        self.admin
            .post(
                &format!("/realms/{REALM}/localization/de"),
                &json!({ "key": "value" }),
            )?
            .accepted("texts")
            .map(drop)
    }
}
