//! Scenarios at the permission gate with fine-grained admin permissions (version 2, from 26.2).

use anyhow::Result;
use serde_json::{Value, json};

use super::{Scenario, Stage};

const SINCE: (u16, u16) = (26, 2);

pub(super) const SCENARIOS: &[Scenario] = &[
    // Up to 26.5, a permission allows a service account the list, but no object by ID.
    Scenario::new(
        "fine-grained-for-all-users",
        "fine-grained-permission-denied",
        |stage| {
            let client = stage.service_client_with(&["query-users"], json!({}))?;
            permit(stage, &client.account, &json!({}))?;
            Ok(stage.input(json!({})).into())
        },
    )
    .from(SINCE)
    .in_own_realm()
    .then(&[((26, 6, 0), Some("allowed"))])
    .fixed("allowed"),
    Scenario::new("fine-grained-for-all-users-password", "allowed", |stage| {
        stage.service_client(json!({}))?;
        let account = stage.user(json!({}))?;
        permit(stage, &account, &json!({}))?;
        Ok(stage.password_input(json!({})).into())
    })
    .from(SINCE)
    .in_own_realm(),
    Scenario::new("fine-grained-without-role", "missing-role", |stage| {
        let client = stage.service_client(json!({}))?;
        permit(stage, &client.account, &json!({}))?;
        Ok(stage.input(json!({})).into())
    })
    .from(SINCE)
    .in_own_realm()
    .then(&[((26, 6, 0), Some("allowed"))])
    .fixed("allowed"),
    Scenario::new(
        "fine-grained-for-another-user",
        "fine-grained-permission-denied",
        |stage| {
            let client = stage.service_client_with(&["query-users"], json!({}))?;
            let jane = stage.user(json!({}))?;
            permit(stage, &client.account, &json!({ "resources": [jane] }))?;
            Ok(stage.input(json!({})).into())
        },
    )
    .from(SINCE)
    .in_own_realm()
    .fixed("allowed"),
    // Without query-users, Keycloak denies the list, so nothing shows the permission for the other user.
    Scenario::new(
        "fine-grained-for-another-user-only",
        "missing-role",
        |stage| {
            let client = stage.service_client(json!({}))?;
            let jane = stage.user(json!({}))?;
            permit(stage, &client.account, &json!({ "resources": [jane] }))?;
            Ok(stage.input(json!({})).into())
        },
    )
    .from(SINCE)
    .in_own_realm()
    .really("fine-grained-permission-denied")
    .fixed("allowed"),
    Scenario::new(
        "fine-grained-for-another-users-sessions",
        "fine-grained-permission-denied",
        |stage| {
            let client = stage.service_client_with(&["query-users"], json!({}))?;
            let jane = stage.user(json!({}))?;
            permit(stage, &client.account, &json!({ "resources": [jane] }))?;
            let operation =
                json!({ "operation": "GET /admin/realms/{realm}/users/{user-id}/sessions" });
            Ok(stage.input(operation).into())
        },
    )
    .from(SINCE)
    .in_own_realm()
    .fixed("allowed"),
    Scenario::new(
        "fine-grained-for-another-client",
        "fine-grained-permission-denied",
        |stage| {
            let client = stage.service_client_with(&["query-clients"], json!({}))?;
            let realm = stage.realm();
            let other = json!({ "clientId": "the-other", "enabled": true });
            let other = stage.admin().create_client(realm, other)?;
            permit(
                stage,
                &client.account,
                &json!({ "resourceType": "Clients", "resources": [other] }),
            )?;
            let operation = json!({
                "operation": "GET /admin/realms/{realm}/clients/{client-uuid}", "user_id": "",
                "params": { "client-uuid": client.uuid },
            });
            Ok(stage.input(operation).into())
        },
    )
    .from(SINCE)
    .in_own_realm()
    .fixed("allowed"),
    Scenario::new(
        "fine-grained-on-without-permission",
        "missing-role",
        |stage| {
            stage.service_client_with(&["query-users"], json!({}))?;
            stage.change_realm(&json!({ "adminPermissionsEnabled": true }))?;
            Ok(stage.input(json!({})).into())
        },
    )
    .from(SINCE)
    .in_own_realm()
    .fixed("allowed"),
];

/// Allows an account to view users: all of them, or those that `limit` names as `resources` and `resourceType`.
fn permit(stage: &Stage<'_>, account: &str, limit: &Value) -> Result<()> {
    stage.change_realm(&json!({ "adminPermissionsEnabled": true }))?;
    let client = stage
        .admin()
        .client_uuid(stage.realm(), "admin-permissions")?;
    let server = format!("/clients/{client}/authz/resource-server");
    let policy = json!({ "name": "the backend", "users": [account], "logic": "POSITIVE" });
    let policy = stage.post(&format!("{server}/policy/user"), &policy)?;
    let mut permission = json!({
        "name": "view users", "resourceType": "Users", "scopes": ["view"], "policies": [policy["id"]],
        "decisionStrategy": "UNANIMOUS",
    });
    for (field, value) in limit.as_object().into_iter().flatten() {
        permission[field] = value.clone();
    }
    stage.post(&format!("{server}/permission/scope"), &permission)?;
    Ok(())
}
