//! Scenarios at the permission gate: roles that the caller lacks, or has in another place.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Change, Scenario, ServiceClient, Stage, Tried,
    stage::{REALM_MANAGEMENT, TARGET, text},
};

/// An ID that no user has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("no-role", "missing-role", |stage| with_roles(stage, &[])).fixed("allowed"),
    // The wrong ID only shows once the caller has the role.
    Scenario::new("no-role-and-wrong-id", "missing-role", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(json!({ "user_id": NOBODY })).into())
    })
    .fixed("user-not-found"),
    Scenario::new("query-users-only", "missing-role", |stage| {
        with_roles(stage, &["query-users"])
    })
    .fixed("allowed"),
    Scenario::new("query-clients-only", "missing-role", |stage| {
        let client = stage.service_client_with(&["query-clients"], json!({}))?;
        let operation = json!({
            "operation": "GET /admin/realms/{realm}/clients/{client-uuid}", "user_id": "",
            "params": { "client-uuid": client.uuid },
        });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    // Only an existing ID shows whether the role is enough.
    Scenario::new("query-users-and-wrong-id", "user-not-found", |stage| {
        stage.service_client_with(&["query-users"], json!({}))?;
        Ok(stage.input(json!({ "user_id": NOBODY })).into())
    }),
    Scenario::new("query-users-and-username", "user-id-is-username", |stage| {
        stage.service_client_with(&["query-users"], json!({}))?;
        Ok(stage.input(json!({ "user_id": TARGET })).into())
    }),
    // The token of admin-cli lists no roles, and Keycloak looks them up.
    Scenario::new("admin-cli-with-another-role", "missing-role", |stage| {
        stage.user_with(&["view-clients"])?;
        let admin_cli = json!({ "client_id": "admin-cli", "client_secret": "" });
        Ok(stage.password_input(admin_cli).into())
    })
    .fixed("allowed"),
    Scenario::new("another-role", "missing-role", |stage| with_roles(stage, &["view-realm"]))
        .fixed("allowed"),
    Scenario::new("impersonation-only", "missing-role", |stage| {
        with_roles(stage, &["impersonation"])
    })
    .fixed("allowed"),
    // Looks like no role at all: Why403 cannot see that the user has the role.
    Scenario::new("role-given-to-a-user", "missing-role", |stage| {
        stage.user_with(&["view-users"])?;
        with_roles(stage, &[])
    })
    .fixed("allowed"),
    Scenario::new("role-given-to-the-service-account", "missing-role", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        stage.user(json!({}))?;
        Ok(stage.password_input(json!({})).into())
    })
    .fixed("allowed"),
    Scenario::new("no-role-token-alone", "missing-role", |stage| {
        stage.service_client(json!({}))?;
        let token = stage.service_token()?;
        Ok(stage.token_alone(&token).into())
    }),
    Scenario::new("no-role-for-clients", "missing-role", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(list_clients()).into())
    })
    .fixed("allowed"),
    // query-users, which view-users includes, also allowed this list, but without entries.
    Scenario::new("another-role-for-clients", "allowed-but-filtered", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        Ok(stage.input(list_clients()).into())
    })
    .then(&[((26, 4, 0), Some("missing-role"))])
    .fixed("allowed"),
    Scenario::new("no-role-for-count", "missing-role", |stage| {
        stage.service_client(json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/users/count", "user_id": "" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("write-refused", "missing-role", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "PUT /admin/realms/{realm}/users/{user-id}", "send_writes": true });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("write-not-sent", "missing-role", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "DELETE /admin/realms/{realm}/users/{user-id}" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("write-not-sent-with-role", "allowed", |stage| {
        stage.service_client_with(&["manage-users"], json!({}))?;
        let operation = json!({ "operation": "DELETE /admin/realms/{realm}/users/{user-id}" });
        Ok(stage.input(operation).into())
    }),
    // The caller has one of two required roles.
    Scenario::new("one-of-two-roles", "allowed", |stage| {
        stage.service_client_with(&["view-realm"], json!({}))?;
        let operation = json!({
            "operation": "GET /admin/realms/{realm}/roles/{role-name}/users", "user_id": "",
            "params": { "role-name": "offline_access" },
        });
        Ok(stage.input(operation).into())
    })
    .then(&[((26, 5, 0), Some("missing-role"))])
    .fixed("allowed"),
    Scenario::new("no-role-for-group", "missing-role", |stage| {
        stage.service_client(json!({}))?;
        let group = stage.group()?;
        Ok(stage.input(read_group(&group)).into())
    })
    .fixed("allowed"),
    // The request contains an empty list of roles, so it assigns nothing.
    Scenario::new("mapping-of-roles-refused", "missing-role", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({
            "operation": "POST /admin/realms/{realm}/users/{user-id}/role-mappings/realm", "send_writes": true,
        });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("realm-created-by-realm-admin", "missing-role", |stage| {
        stage.service_client_with(&["realm-admin"], json!({}))?;
        Ok(stage.input(create_realm()).into())
    }),
    Scenario::new("realm-created-by-master-without-role", "missing-role", |stage| {
        client_of_master(stage)?;
        let mut input = stage.input(create_realm());
        input["auth_realm"] = "master".into();
        Ok(input.into())
    })
    .fixed("allowed"),
    Scenario::new("write-not-sent-to-unknown-realm", "realm-not-found", |stage| {
        client_of_master(stage)?;
        let typed = json!({
            "auth_realm": "master", "realm": "no-such-realm",
            "operation": "DELETE /admin/realms/{realm}/users/{user-id}",
        });
        Ok(stage.input(typed).into())
    }),
    // 26.7.3 allows a caller with the impersonation role to impersonate every user.
    Scenario::new("impersonation-of-administrator", "allowed", |stage| {
        impersonate_administrator(stage, &["impersonation", "view-users"])
    })
    .then(&[(GUARDED, Some("target-more-powerful"))]),
    // The role does not allow serverinfo, whose denial therefore proves nothing about it.
    Scenario::new("impersonation-alone-of-administrator", "allowed", |stage| {
        impersonate_administrator(stage, &["impersonation"])
    })
    .then(&[(GUARDED, Some("target-more-powerful"))]),
    Scenario::new("built-in-client-deleted", "built-in-protected", |stage| {
        on_built_in_client(stage, "manage-clients", "DELETE /admin/realms/{realm}/clients/{client-uuid}", true)
    })
    .in_own_realm(),
    // Without query-users, Keycloak hides which users exist. 26.7.5 also denies targets with more admin roles, which looks the same, and
    // from 26.1 on, nothing shows this caller's release.
    Scenario::new("impersonation-alone-and-wrong-id", "user-not-found", |stage| {
        stage.service_client_with(&["impersonation"], json!({}))?;
        Ok(stage.input(impersonate(NOBODY)).into())
    })
    .then(&[((26, 1, 0), Some("target-more-powerful"))])
    .really("user-not-found"),
    // A lightweight token lists no roles, so the list of users does not show a permission.
    Scenario::new("impersonation-of-administrator-lightweight", "allowed", |stage| {
        let lightweight = json!({ "attributes": { "client.use.lightweight.access.token.enabled": "true" } });
        stage.service_client_with(&["impersonation", "view-users"], lightweight)?;
        let administrator = stage.user_with(&["realm-admin"])?;
        Ok(stage.input(impersonate(&administrator)).into())
    })
    .from((26, 0))
    .then(&[(GUARDED, Some("missing-role"))])
    .really("target-more-powerful"),
    // The permission data asks for a second role, which would not help either.
    Scenario::new("built-in-client-scope-mapped", "allowed", |stage| {
        on_built_in_client(stage, "manage-clients", "POST /admin/realms/{realm}/clients/{client-uuid}/scope-mappings/realm", true)
    })
    .in_own_realm()
    .then(PROTECTED),
    Scenario::new("built-in-client-changed-without-role", "missing-role", |stage| {
        on_built_in_client(stage, "view-clients", "POST /admin/realms/{realm}/clients/{client-uuid}/client-secret", true)
    })
    .in_own_realm()
    .then(PROTECTED),
    Scenario::new("built-in-client-changed", "allowed", |stage| {
        on_built_in_client(stage, "manage-clients", "POST /admin/realms/{realm}/clients/{client-uuid}/client-secret", true)
    })
    .in_own_realm()
    .then(PROTECTED),
    Scenario::new("built-in-client-not-sent", "allowed", |stage| {
        on_built_in_client(stage, "manage-clients", "PUT /admin/realms/{realm}/clients/{client-uuid}", false)
    })
    .then(PROTECTED),
    Scenario::new("role-of-built-in-client-by-id", "allowed", |stage| {
        stage.service_client_with(&["manage-clients"], json!({}))?;
        let container = stage.admin().client_uuid(stage.realm(), REALM_MANAGEMENT)?;
        let role = stage.admin().client_role(stage.realm(), &container, "view-events")?;
        Ok(stage.input(role_by_id("DELETE", &role)?).into())
    })
    .in_own_realm()
    .then(PROTECTED),
    // A role of a client requires the roles for clients.
    Scenario::new("client-role-by-id", "missing-role", |stage| {
        let role = role_of_client(stage, &["manage-realm"])?;
        Ok(stage.input(role_by_id("DELETE", &role)?).into())
    })
    .fixed("allowed"),
    Scenario::new("client-role-by-id-read", "missing-role", |stage| {
        let role = role_of_client(stage, &["view-realm"])?;
        Ok(stage.input(role_by_id("GET", &role)?).into())
    })
    .fixed("allowed"),
    Scenario::new("realm-role-by-id", "missing-role", |stage| {
        stage.service_client_with(&["manage-clients"], json!({}))?;
        let role = stage.get("/roles/offline_access")?;
        Ok(stage.input(role_by_id("GET", &role)?).into())
    })
    .fixed("allowed"),
    Scenario::new("role-of-own-client", "role-on-wrong-client", |stage| {
        let client = stage.service_client(json!({}))?;
        stage.post(&format!("/clients/{}/roles", client.uuid), &json!({ "name": "view-users" }))?;
        stage.admin().assign_client_roles(stage.realm(), &client.account, &stage.client_id, &["view-users"])?;
        Ok(stage.input(json!({})).into())
    })
    .fixed("allowed"),
    Scenario::new("realm-role-same-name", "realm-role-same-name", |stage| {
        let client = stage.service_client(json!({}))?;
        stage.post("/roles", &json!({ "name": "view-users" }))?;
        let role = stage.get("/roles/view-users")?;
        stage.post(&format!("/users/{}/role-mappings/realm", client.account), &json!([role]))?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm()
    .fixed("allowed"),
    Scenario::new("master-without-role", "missing-role", |stage| {
        let (_, tried) = client_of_master(stage)?;
        Ok(tried)
    })
    .fixed("allowed"),
    Scenario::new("master-realm-role", "role-on-wrong-client", |stage| {
        let (client, tried) = client_of_master(stage)?;
        stage.admin().assign_client_roles("master", &client.account, "master-realm", &["view-users"])?;
        Ok(tried)
    })
    .fixed("allowed"),
    Scenario::new("master-with-role", "allowed", |stage| {
        let (client, tried) = client_of_master(stage)?;
        let container = format!("{}-realm", stage.realm());
        stage.admin().assign_client_roles("master", &client.account, &container, &["view-users"])?;
        Ok(tried)
    }),
    Scenario::new("token-from-other-realm", "token-from-other-realm", |stage| {
        let account = json!({
            "username": format!("service-account-{}", stage.client_id), "enabled": true,
            "serviceAccountClientId": stage.client_id,
            "clientRoles": { REALM_MANAGEMENT: ["view-users"] },
        });
        let realm = json!({ "clients": [stage.confidential()], "users": [account] });
        let other = stage.other_realm(realm)?;
        Ok(stage.input(json!({ "auth_realm": other })).into())
    }),
];

fn with_roles(stage: &Stage<'_>, roles: &[&str]) -> Result<Tried> {
    stage.service_client_with(roles, json!({}))?;
    Ok(stage.input(json!({})).into())
}

/// The release that denies impersonating a user with admin roles that the caller lacks.
const GUARDED: (u16, u16, u16) = (26, 7, 5);

/// The client tries to impersonate a user with more permissions.
fn impersonate_administrator(stage: &Stage<'_>, roles: &[&str]) -> Result<Tried> {
    stage.service_client_with(roles, json!({}))?;
    let administrator = stage.user_with(&["realm-admin"])?;
    Ok(stage.input(impersonate(&administrator)).into())
}

fn impersonate(user: &str) -> Value {
    json!({
        "operation": "POST /admin/realms/{realm}/users/{user-id}/impersonation",
        "user_id": user, "send_writes": true,
    })
}

/// A caller with one role sends an operation on the built-in client `realm-management` of its realm.
fn on_built_in_client(
    stage: &Stage<'_>,
    role: &str,
    operation: &str,
    send_writes: bool,
) -> Result<Tried> {
    stage.service_client_with(&[role], json!({}))?;
    let own = stage.admin().client_uuid(stage.realm(), REALM_MANAGEMENT)?;
    let input = json!({
        "operation": operation, "user_id": "",
        "params": { "client-uuid": own }, "send_writes": send_writes,
    });
    Ok(stage.input(input).into())
}

/// The release line that denies changes of `realm-management` and its roles.
const PROTECTED: &[Change] = &[((26, 6, 0), Some("built-in-protected"))];

/// A role of the scenario's client, whose service account has these roles.
fn role_of_client(stage: &Stage<'_>, roles: &[&str]) -> Result<Value> {
    let client = stage.service_client_with(roles, json!({}))?;
    stage.post(
        &format!("/clients/{}/roles", client.uuid),
        &json!({ "name": "own" }),
    )?;
    stage.get(&format!("/clients/{}/roles/own", client.uuid))
}

fn role_by_id(method: &str, role: &Value) -> Result<Value> {
    Ok(json!({
        "operation": format!("{method} /admin/realms/{{realm}}/roles-by-id/{{role-id}}"), "user_id": "",
        "params": { "role-id": text(role, "id")? }, "send_writes": true,
    }))
}

fn list_clients() -> Value {
    json!({ "operation": "GET /admin/realms/{realm}/clients", "user_id": "" })
}

fn read_group(group: &str) -> Value {
    json!({
        "operation": "GET /admin/realms/{realm}/groups/{group-id}", "user_id": "",
        "params": { "group-id": group },
    })
}

fn create_realm() -> Value {
    json!({ "operation": "POST /admin/realms", "user_id": "" })
}

/// A client of master whose service account sends requests to this realm.
fn client_of_master(stage: &Stage<'_>) -> Result<(ServiceClient, Tried)> {
    let uuid = stage.client_in("master", json!({}))?;
    let account = stage.admin().service_account("master", &uuid)?;
    let input = stage.input(json!({ "auth_realm": "master" }));
    let client = ServiceClient { uuid, account };
    Ok((client, input.into()))
}
