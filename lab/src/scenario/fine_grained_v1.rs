//! Scenarios at the permission gate with fine-grained admin permissions version 1, a preview feature up to 26.1.
//!
//! Permissions belong to the users, a group, or a client, and their policies to the client `realm-management`.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::stage::REALM_MANAGEMENT;
use super::{Change, Scenario, Stage};

const FEATURE: &str = "admin-fine-grained-authz";

/// The permissions for all users.
const USERS: &str = "/users-management-permissions";

/// The release in which version 2 became the default.
const UNTIL: &[Change] = &[((26, 2, 0), None)];

pub(super) const SCENARIOS: &[Scenario] = &[
    preview("fine-grained-v1-for-all-users", "allowed", |stage| {
        let client = stage.service_client(json!({}))?;
        permit(stage, USERS, "view", ("client", &client.uuid))?;
        Ok(stage.input(json!({})).into())
    }),
    // A policy of the type User does not apply to a service account.
    preview("fine-grained-v1-by-user-policy", "missing-role", |stage| {
        let client = stage.service_client(json!({}))?;
        permit(stage, USERS, "view", ("user", &client.account))?;
        Ok(stage.input(json!({})).into())
    })
    .really("fine-grained-permission-denied")
    .fixed("allowed"),
    preview(
        "fine-grained-v1-by-user-policy-password",
        "allowed",
        |stage| {
            stage.service_client(json!({}))?;
            let account = stage.user(json!({}))?;
            permit(stage, USERS, "view", ("user", &account))?;
            Ok(stage.password_input(json!({})).into())
        },
    ),
    preview(
        "fine-grained-v1-for-members-of-a-group",
        "fine-grained-permission-denied",
        |stage| {
            let client = stage.service_client_with(&["query-users"], json!({}))?;
            permit_members(stage, &client.uuid)?;
            Ok(stage.input(json!({})).into())
        },
    )
    .fixed("allowed"),
    // Without query-users, Keycloak denies the list, so nothing shows the permission for the group.
    preview(
        "fine-grained-v1-for-members-of-a-group-only",
        "missing-role",
        |stage| {
            let client = stage.service_client(json!({}))?;
            permit_members(stage, &client.uuid)?;
            Ok(stage.input(json!({})).into())
        },
    )
    .really("fine-grained-permission-denied")
    .fixed("allowed"),
    preview(
        "fine-grained-v1-for-another-client",
        "fine-grained-permission-denied",
        |stage| {
            let client = stage.service_client_with(&["query-clients"], json!({}))?;
            let other = json!({ "clientId": "the-other", "enabled": true });
            let other = stage.admin().create_client(stage.realm(), other)?;
            let permissions = format!("/clients/{other}/management/permissions");
            permit(stage, &permissions, "view", ("client", &client.uuid))?;
            let operation = json!({
                "operation": "GET /admin/realms/{realm}/clients/{client-uuid}", "user_id": "",
                "params": { "client-uuid": client.uuid },
            });
            Ok(stage.input(operation).into())
        },
    )
    .fixed("allowed"),
    preview(
        "fine-grained-v1-on-without-policy",
        "missing-role",
        |stage| {
            stage.service_client_with(&["query-users"], json!({}))?;
            enable(stage, USERS)?;
            Ok(stage.input(json!({})).into())
        },
    )
    .fixed("allowed"),
];

/// A scenario on a server with the preview feature.
const fn preview(
    name: &'static str,
    cause: &'static str,
    set_up: fn(&Stage<'_>) -> Result<super::Tried>,
) -> Scenario {
    Scenario::new(name, cause, set_up)
        .in_own_realm()
        .with_feature(FEATURE)
        .then(UNTIL)
}

/// Turns on the permissions of the users, a group, or a client, and returns the permissions' IDs by scope.
fn enable(stage: &Stage<'_>, permissions: &str) -> Result<Value> {
    stage.put(permissions, &json!({ "enabled": true }))?;
    Ok(stage.get(permissions)?["scopePermissions"].clone())
}

/// The path of the authorization services of the client that keeps the policies.
fn resource_server(stage: &Stage<'_>) -> Result<String> {
    let client = stage.admin().client_uuid(stage.realm(), REALM_MANAGEMENT)?;
    Ok(format!("/clients/{client}/authz/resource-server"))
}

/// Creates a policy of the type `client` or `user` that names one of them, and returns its ID.
fn policy(stage: &Stage<'_>, kind: &str, named: &str) -> Result<String> {
    let policy = json!({
        "name": "the backend", "logic": "POSITIVE", format!("{kind}s"): [named],
    });
    let path = format!("{}/policy/{kind}", resource_server(stage)?);
    super::stage::text(&stage.post(&path, &policy)?, "id")
}

/// Applies a new policy to one scope of the permissions at a path. The first permission that is turned on creates what policies need.
fn permit(
    stage: &Stage<'_>,
    permissions: &str,
    scope: &str,
    (kind, named): (&str, &str),
) -> Result<()> {
    let enabled = enable(stage, permissions)?;
    let policy = policy(stage, kind, named)?;
    let permission = enabled[scope].as_str().context("no such permission")?;
    let server = resource_server(stage)?;
    let path = format!("{server}/permission/scope/{permission}");
    let mut changed = stage.get(&path)?;
    // The representation omits the resources and the scopes, and an update without them removes them.
    for (field, id) in [("resources", "_id"), ("scopes", "id")] {
        let held = stage.get(&format!("{server}/permission/{permission}/{field}"))?;
        let held = held.as_array().context("no list")?;
        changed[field] = held.iter().map(|one| one[id].clone()).collect();
    }
    changed["policies"] = json!([policy]);
    stage.put(&path, &changed)
}

/// Allows a client to view the members of a group that has a member, but not the target.
fn permit_members(stage: &Stage<'_>, client: &str) -> Result<()> {
    let group = stage.group()?;
    let jane = stage.user(json!({}))?;
    stage.put(&format!("/users/{jane}/groups/{group}"), &json!({}))?;
    let permissions = format!("/groups/{group}/management/permissions");
    permit(stage, &permissions, "view-members", ("client", client))
}
