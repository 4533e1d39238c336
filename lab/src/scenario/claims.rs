//! Scenarios at the permission gate in which the token's claims differ from what Keycloak sees.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    Change, Scenario, Stage,
    stage::{REALM_MANAGEMENT, text},
};

/// The codes of a scenario in 26.6 and 26.7: `before` Keycloak looks up the stored roles of every caller, and `after`. The patch releases
/// 26.6.5 and 26.7.1 added the lookup.
const fn from_the_lookup_on(before: &'static str, after: &'static str) -> [Change; 4] {
    [
        ((26, 6, 0), Some(before)),
        ((26, 6, 5), Some(after)),
        ((26, 7, 0), Some(before)),
        ((26, 7, 1), Some(after)),
    ]
}

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("roles-scope-missing", "roles-not-in-token", |stage| {
        let client = stage.service_client_with(&["view-users"], json!({}))?;
        drop_roles_scope(stage, &client.uuid)?;
        Ok(stage.input(json!({})).into())
    })
    .then(&[((26, 0, 0), Some("allowed"))])
    .fixed("allowed"),
    Scenario::new("roles-scope-missing-password", "roles-not-in-token", |stage| {
        let client = stage.service_client(json!({}))?;
        stage.user_with(&["view-users"])?;
        drop_roles_scope(stage, &client.uuid)?;
        Ok(stage.password_input(json!({})).into())
    })
    .then(&from_the_lookup_on("role-out-of-scope", "allowed"))
    .really("roles-not-in-token")
    .fixed("allowed"),
    // The token lists realm roles, so it looks complete, but lacks the roles that count.
    Scenario::new("client-roles-mapper-missing", "roles-not-in-token", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        drop_client_roles_mapper(stage)?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm()
    .then(&from_the_lookup_on("missing-role", "allowed"))
    .really("roles-not-in-token"),
    // The evidence does not show what the scope filters: the caller may have the role.
    Scenario::new("client-roles-mapper-missing-without-role", "roles-not-in-token", |stage| {
        stage.service_client(json!({}))?;
        drop_client_roles_mapper(stage)?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm()
    .then(&[((26, 6, 0), Some("missing-role"))])
    .really("missing-role"),
    // The token lists the default roles and the roles of a client, but not the granted role.
    Scenario::new("mappers-for-own-roles-alone", "roles-not-in-token", |stage| {
        let client = stage.service_client_with(&["view-users"], json!({ "protocolMappers": own_roles(&stage.client_id) }))?;
        drop_roles_scope(stage, &client.uuid)?;
        stage.post(&format!("/clients/{}/roles", client.uuid), &json!({ "name": "shopper" }))?;
        stage.admin().assign_client_roles(stage.realm(), &client.account, &stage.client_id, &["shopper"])?;
        Ok(stage.input(json!({})).into())
    })
    .then(&from_the_lookup_on("missing-role", "allowed"))
    .really("roles-not-in-token")
    .fixed("allowed"),
    Scenario::new("lightweight-token", "roles-not-in-token", |stage| {
        stage.service_client_with(&["view-users"], lightweight())?;
        Ok(stage.input(json!({})).into())
    })
    .from((24, 0))
    .then(&[((26, 0, 0), Some("allowed"))])
    .fixed("allowed"),
    Scenario::new("lightweight-token-password", "roles-not-in-token", |stage| {
        stage.service_client(lightweight())?;
        stage.user_with(&["view-users"])?;
        Ok(stage.password_input(json!({})).into())
    })
    .from((24, 0))
    .then(&[((26, 0, 0), Some("allowed"))])
    .fixed("allowed"),
    // Up to 25, and up to 26.5 for users, a token without the roles scope looks the same and is denied as well.
    Scenario::new("full-scope-off", "roles-not-in-token", |stage| {
        stage.service_client_with(&["view-users"], json!({ "fullScopeAllowed": false }))?;
        Ok(stage.input(json!({})).into())
    })
    .then(&[((26, 0, 0), Some("role-out-of-scope"))])
    .really("role-out-of-scope")
    .fixed("allowed"),
    Scenario::new("full-scope-off-password", "roles-not-in-token", |stage| {
        stage.service_client(json!({ "fullScopeAllowed": false }))?;
        stage.user_with(&["view-users"])?;
        Ok(stage.password_input(json!({})).into())
    })
    .then(&[((26, 6, 0), Some("role-out-of-scope"))])
    .really("role-out-of-scope")
    .fixed("allowed"),
    // The token looks complete, because the scope includes the default roles.
    Scenario::new("full-scope-off-but-for-default-roles", "missing-role", |stage| {
        let client = stage.service_client_with(&["view-users"], json!({ "fullScopeAllowed": false }))?;
        let default = stage.get(&format!("/roles/default-roles-{}", stage.realm()))?;
        stage.post(&format!("/clients/{}/scope-mappings/realm", client.uuid), &json!([default]))?;
        Ok(stage.input(json!({})).into())
    })
    .really("role-out-of-scope"),
    // The evidence does not show what the scope filters: the caller may have the role.
    Scenario::new("full-scope-off-without-role", "roles-not-in-token", |stage| {
        stage.service_client(json!({ "fullScopeAllowed": false }))?;
        Ok(stage.input(json!({})).into())
    })
    .then(&[((26, 0, 0), Some("role-out-of-scope"))])
    .really("missing-role"),
    Scenario::new("granted-since", "token-stale", |stage| {
        let token = token_before_grant(stage)?;
        Ok(stage.token_input(&token, json!({})).into())
    })
    .then(&from_the_lookup_on("token-stale", "allowed")),
    // Without the client secret there is no fresh token, and the old one looks like a token without the role.
    Scenario::new("granted-since-token-alone", "missing-role", |stage| {
        let token = token_before_grant(stage)?;
        Ok(stage.token_alone(&token).into())
    })
    .then(&from_the_lookup_on("missing-role", "allowed"))
    .really("token-stale"),
    // The fresh token belongs to the client's service account, which is allowed, and not to the user, who is denied.
    Scenario::new("user-token-of-a-powerful-client", "missing-role", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        stage.user(json!({}))?;
        let token = text(&stage.user_tokens("openid")?, "access_token")?;
        Ok(stage.token_input(&token, json!({})).into())
    }),
    Scenario::new("realm-younger-than-token", "token-stale", |stage| {
        // A token of master lives for a minute, which may pass while a realm is created.
        let long = json!({ "attributes": { "access.token.lifespan": "1800" } });
        let uuid = stage.client_in("master", long)?;
        let account = stage.admin().service_account("master", &uuid)?;
        let admin = stage.admin().get("/realms/master/roles/admin")?.json();
        let path = format!("/realms/master/users/{account}/role-mappings/realm");
        stage.admin().post(&path, &json!([admin]))?.accepted("making an administrator")?;
        let token = stage.service_token_of("master")?;
        let realm = stage.other_realm(json!({}))?;
        let young = json!({
            "realm": realm, "auth_realm": "master",
            "operation": "GET /admin/realms/{realm}/users", "user_id": "",
        });
        Ok(stage.token_input(&token, young).into())
    })
    .then(&from_the_lookup_on("token-stale", "allowed")),
    Scenario::new("revoked-role-since", "allowed", |stage| {
        let client = stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        stage.admin().unassign_client_roles(stage.realm(), &client.account, REALM_MANAGEMENT, &["view-users"])?;
        Ok(stage.token_input(&token, json!({})).into())
    })
    .then(&from_the_lookup_on("allowed", "role-revoked-since-token"))
    .fixed("allowed"),
    Scenario::new("mapper-of-a-role", "allowed", |stage| {
        stage.service_client(json!({ "protocolMappers": [{
            "name": "view-users", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-role-mapper",
            "config": { "role": "realm-management.view-users" },
        }] }))?;
        Ok(stage.input(json!({})).into())
    })
    .then(&from_the_lookup_on("allowed", "mapper-roles-stripped"))
    .fixed("allowed"),
    Scenario::new("mapper-of-a-claim", "allowed", |stage| {
        stage.service_client(json!({ "protocolMappers": [{
            "name": "view-users", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": {
                "claim.name": "resource_access.realm-management.roles", "claim.value": "[\"view-users\"]",
                "jsonType.label": "JSON", "access.token.claim": "true",
            },
        }] }))?;
        Ok(stage.input(json!({})).into())
    })
    .then(&from_the_lookup_on("allowed", "mapper-roles-stripped"))
    .fixed("allowed"),
];

fn lightweight() -> Value {
    json!({ "attributes": { "client.use.lightweight.access.token.enabled": "true" } })
}

/// Mappers for the realm roles and for the roles of one client.
fn own_roles(client: &str) -> Value {
    let mapper = |name: &str, kind: &str, claim: &str| {
        json!({
            "name": name, "protocol": "openid-connect", "protocolMapper": kind,
            "config": {
                "claim.name": claim, "usermodel.clientRoleMapping.clientId": client, "multivalued": "true",
                "access.token.claim": "true", "jsonType.label": "String",
            },
        })
    };
    json!([
        mapper(
            "realm roles",
            "oidc-usermodel-realm-role-mapper",
            "realm_access.roles"
        ),
        mapper(
            "own roles",
            "oidc-usermodel-client-role-mapper",
            "resource_access.${client_id}.roles"
        ),
    ])
}

fn drop_roles_scope(stage: &Stage<'_>, client: &str) -> Result<()> {
    let scopes = format!("/clients/{client}/default-client-scopes");
    let assigned = stage.get(&scopes)?;
    let roles = assigned
        .as_array()
        .into_iter()
        .flatten()
        .find(|scope| scope["name"] == "roles");
    let id = text(roles.context("the client has no scope roles")?, "id")?;
    stage.delete(&format!("{scopes}/{id}"))
}

fn drop_client_roles_mapper(stage: &Stage<'_>) -> Result<()> {
    let named = |list: &Value, name: &str| -> Result<String> {
        let found = list
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["name"] == name);
        text(found.with_context(|| format!("there is no {name}"))?, "id")
    };
    let scope = named(&stage.get("/client-scopes")?, "roles")?;
    let mappers = format!("/client-scopes/{scope}/protocol-mappers/models");
    let mapper = named(&stage.get(&mappers)?, "client roles")?;
    stage.delete(&format!("{mappers}/{mapper}"))
}

fn token_before_grant(stage: &Stage<'_>) -> Result<String> {
    let client = stage.service_client(json!({}))?;
    let token = stage.service_token()?;
    stage.give(&client.account, &["view-users"])?;
    Ok(token)
}
