//! Scenarios after the gates: targets that do not exist, partial responses, and allowed requests.

use serde_json::{Value, json};

use super::{
    Scenario, Tried,
    stage::{REALM_MANAGEMENT, TARGET},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("user-not-found", "user-not-found", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let nobody = "00000000-0000-4000-8000-000000000000";
        Ok(stage.input(json!({ "user_id": nobody })).into())
    }),
    Scenario::new("user-id-is-username", "user-id-is-username", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        Ok(stage.input(json!({ "user_id": TARGET })).into())
    }),
    Scenario::new("user-id-is-email", "user-id-is-username", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let email = format!("{TARGET}@example.org");
        Ok(stage.input(json!({ "user_id": email })).into())
    }),
    Scenario::new("operation-not-found", "operation-not-found", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/user/{user-id}" });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("method-not-allowed", "operation-not-found", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "PATCH /admin/realms/{realm}/users/{user-id}", "send_writes": true });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("client-uuid-unknown", "target-not-found", |stage| {
        stage.service_client_with(&["view-clients"], json!({}))?;
        let operation = json!({
            "operation": "GET /admin/realms/{realm}/clients/{client-uuid}", "user_id": "",
            "params": { "client-uuid": "00000000-0000-4000-8000-000000000000" },
        });
        Ok(stage.input(operation).into())
    }),
    // Keycloak looks up groups and roles by ID before it checks roles.
    Scenario::new("group-unknown-without-role", "target-not-found", |stage| {
        stage.service_client(json!({}))?;
        let operation = json!({
            "operation": "GET /admin/realms/{realm}/groups/{group-id}", "user_id": "",
            "params": { "group-id": "00000000-0000-4000-8000-000000000000" },
        });
        Ok(stage.input(operation).into())
    }),
    Scenario::new(
        "role-id-unknown-without-role",
        "target-not-found",
        |stage| {
            stage.service_client(json!({}))?;
            let operation = json!({
                "operation": "GET /admin/realms/{realm}/roles-by-id/{role-id}", "user_id": "",
                "params": { "role-id": "00000000-0000-4000-8000-000000000000" },
            });
            Ok(stage.input(operation).into())
        },
    ),
    Scenario::new("organizations-off", "organizations-disabled", |stage| {
        stage.service_client_with(&["realm-admin"], json!({}))?;
        let operation = json!({
            "operation": "GET /admin/realms/{realm}/organizations/{org-id}", "user_id": "",
            "params": { "org-id": "00000000-0000-4000-8000-000000000000" },
        });
        Ok(stage.input(operation).into())
    })
    .from((26, 0)),
    Scenario::new("authorization-services-off", "authorization-services-disabled", |stage| {
        let client = stage.service_client_with(&["view-authorization", "view-clients"], json!({}))?;
        let operation = json!({
            "operation": "GET /admin/realms/{realm}/clients/{client-uuid}/authz/resource-server/resource",
            "user_id": "", "params": { "client-uuid": client.uuid },
        });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("events-not-stored", "events-not-stored", |stage| {
        stage.service_client_with(&["view-events"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/events", "user_id": "" });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("admin-events-not-stored", "events-not-stored", |stage| {
        stage.service_client_with(&["view-events"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/admin-events", "user_id": "" });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("mail-not-configured", "mail-not-configured", |stage| {
        stage.service_client_with(&["manage-users"], json!({}))?;
        let operation = json!({
            "operation": "PUT /admin/realms/{realm}/users/{user-id}/send-verify-email", "send_writes": true,
        });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("mail-of-actions-not-configured", "mail-not-configured", |stage| {
        stage.service_client_with(&["manage-users"], json!({}))?;
        let operation = json!({
            "operation": "PUT /admin/realms/{realm}/users/{user-id}/execute-actions-email", "send_writes": true,
        });
        Ok(stage.input(operation).into())
    }),
    // An operation that writes is sent with an empty object.
    Scenario::new("user-without-a-name", "request-invalid", |stage| {
        stage.service_client_with(&["manage-users"], json!({}))?;
        let operation = json!({
            "operation": "POST /admin/realms/{realm}/users", "user_id": "", "send_writes": true,
        });
        Ok(stage.input(operation).into())
    }),
    // Keycloak fails on the empty object instead of naming what is missing.
    Scenario::new("client-scope-without-a-name", "request-invalid", |stage| {
        stage.service_client_with(&["manage-clients"], json!({}))?;
        let operation = json!({
            "operation": "POST /admin/realms/{realm}/client-scopes", "user_id": "", "send_writes": true,
        });
        Ok(stage.input(operation).into())
    }),
    // The 404 is about the type of the mapper, which only the body names.
    Scenario::new("mapper-of-unknown-type", "request-invalid", |stage| {
        let client = stage.service_client_with(&["manage-clients"], json!({}))?;
        let operation = json!({
            "operation": "POST /admin/realms/{realm}/clients/{client-uuid}/protocol-mappers/models", "user_id": "",
            "params": { "client-uuid": client.uuid }, "send_writes": true,
        });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("origin-rejected", "allowed", |stage| {
        stage.service_client_with(&["view-users"], web_origins())?;
        let token = stage.service_token()?;
        Ok(Tried {
            input: stage.token_input(&token, json!({})),
            origin: Some("https://other.example"),
        })
    })
    .then(&[((26, 6, 0), Some("origin-rejected"))]),
    Scenario::new("origin-rejected-at-token", "allowed", |stage| {
        stage.service_client_with(&["view-users"], web_origins())?;
        Ok(Tried {
            input: stage.input(json!({})),
            origin: Some("https://other.example"),
        })
    })
    .then(&[((26, 6, 0), Some("origin-rejected"))]),
    Scenario::new("allowed", "allowed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        Ok(stage.input(json!({})).into())
    }),
    Scenario::new("allowed-by-realm-admin", "allowed", |stage| {
        stage.service_client_with(&["realm-admin"], json!({}))?;
        Ok(stage.input(json!({})).into())
    }),
    // Each of these roles allows more than the request needs.
    Scenario::new("allowed-by-wider-roles", "allowed", |stage| {
        stage.service_client_with(&["manage-users", "manage-clients"], json!({}))?;
        Ok(stage.input(json!({})).into())
    }),
    Scenario::new("allowed-by-password", "allowed", |stage| {
        stage.service_client(json!({}))?;
        stage.user_with(&["view-users"])?;
        Ok(stage.password_input(json!({})).into())
    }),
    Scenario::new("allowed-by-group", "allowed", |stage| {
        let client = stage.service_client(json!({}))?;
        let path = stage.path("/groups");
        let readers = json!({ "name": format!("readers of {}", stage.client_id) });
        let group = stage
            .admin()
            .post(&path, &readers)?
            .created
            .unwrap_or_default();
        let container = stage.admin().client_uuid(stage.realm(), REALM_MANAGEMENT)?;
        let role = stage
            .admin()
            .client_role(stage.realm(), &container, "view-users")?;
        stage.post(
            &format!("/groups/{group}/role-mappings/clients/{container}"),
            &json!([role]),
        )?;
        stage.put(
            &format!("/users/{}/groups/{group}", client.account),
            &json!({}),
        )?;
        Ok(stage.input(json!({})).into())
    }),
    Scenario::new("allowed-by-composite-role", "allowed", |stage| {
        let client = stage.service_client(json!({}))?;
        let support = format!("support-{}", stage.client_id);
        stage.post("/roles", &json!({ "name": support }))?;
        let container = stage.admin().client_uuid(stage.realm(), REALM_MANAGEMENT)?;
        let part = stage
            .admin()
            .client_role(stage.realm(), &container, "view-users")?;
        stage.post(&format!("/roles/{support}/composites"), &json!([part]))?;
        let role = stage.get(&format!("/roles/{support}"))?;
        stage.post(
            &format!("/users/{}/role-mappings/realm", client.account),
            &json!([role]),
        )?;
        Ok(stage.input(json!({})).into())
    }),
    Scenario::new("list-filtered", "allowed-but-filtered", |stage| {
        stage.service_client_with(&["query-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/users", "user_id": "" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("list-really-empty", "allowed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/users?search=nobody-at-all", "user_id": "" });
        Ok(stage.input(operation).into())
    }),
    // The count ignores that the search is for the exact name.
    Scenario::new("list-search-that-the-count-ignores", "allowed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/users?username=john&exact=true", "user_id": "" });
        Ok(stage.input(operation).into())
    }),
    Scenario::new("list-page-behind-the-end", "allowed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/users?first=1000&max=10", "user_id": "" });
        Ok(stage.input(operation).into())
    }),
    // A caller with query-users sees no user, whatever the search is.
    Scenario::new("list-searched-and-filtered", "allowed-but-filtered", |stage| {
        stage.service_client_with(&["query-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/users?username=john&exact=true", "user_id": "" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("groups-filtered", "allowed-but-filtered", |stage| {
        stage.service_client_with(&["query-groups"], json!({}))?;
        stage.group()?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}/groups", "user_id": "" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("role-mappings-cut", "allowed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation =
            json!({ "operation": "GET /admin/realms/{realm}/users/{user-id}/role-mappings" });
        Ok(stage.input(operation).into())
    })
    .then(&[((26, 7, 3), Some("allowed-but-partial"))])
    .fixed("allowed"),
    Scenario::new("realms-cut", "allowed-but-partial", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms", "user_id": "" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("realm-partial", "allowed-but-partial", |stage| {
        stage.service_client_with(&["query-users"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}", "user_id": "" });
        Ok(stage.input(operation).into())
    })
    .fixed("allowed"),
    Scenario::new("realm-whole", "allowed", |stage| {
        stage.service_client_with(&["view-realm"], json!({}))?;
        let operation = json!({ "operation": "GET /admin/realms/{realm}", "user_id": "" });
        Ok(stage.input(operation).into())
    }),
];

/// Lets a web page at one origin use the client.
fn web_origins() -> Value {
    json!({ "webOrigins": ["https://app.example"] })
}
