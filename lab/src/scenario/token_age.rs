//! Scenarios at the token gate that only the server knows about: changes since the token was issued.

use std::{thread, time::Duration};

use anyhow::Result;
use serde_json::json;

use super::{
    Scenario, Stage,
    stage::{now, text},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("token-revoked", "token-revoked", |stage| {
        let token = revoked(stage)?;
        Ok(stage.token_input(&token, json!({})).into())
    }),
    // Revoked, or the client or its account disabled: without a fresh token, all of these look the same.
    Scenario::new("token-revoked-token-alone", "token-not-accepted", |stage| {
        let token = revoked(stage)?;
        Ok(stage.token_alone(&token).into())
    })
    .really("token-revoked"),
    // Why403 does not send the operation with a fresh token either, so similar causes remain possible.
    Scenario::new(
        "write-not-sent-token-revoked",
        "token-not-accepted",
        |stage| {
            let token = revoked(stage)?;
            let operation = json!({ "operation": "DELETE /admin/realms/{realm}/users/{user-id}" });
            Ok(stage.token_input(&token, operation).into())
        },
    )
    .really("token-revoked"),
    Scenario::new("session-logged-out", "token-revoked", |stage| {
        stage.service_client(json!({}))?;
        stage.user_with(&["view-users"])?;
        let tokens = stage.user_tokens("openid")?;
        let form = [("refresh_token", text(&tokens, "refresh_token")?)];
        let form = form.each_ref().map(|(key, value)| (*key, value.as_str()));
        stage.openid(stage.base_url(), "logout", &form, None)?;
        Ok(stage.token_alone(&text(&tokens, "access_token")?).into())
    }),
    Scenario::new("not-before-pushed", "token-revoked", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        thread::sleep(Duration::from_millis(1_100));
        stage.change_realm(&json!({ "notBefore": now() }))?;
        thread::sleep(Duration::from_millis(1_100));
        Ok(stage.token_input(&token, json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("not-before-in-the-future", "token-revoked", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        stage.change_realm(&json!({ "notBefore": now() + 3_600 }))?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new(
        "not-before-of-client-in-the-future",
        "token-revoked",
        |stage| {
            let client = stage.service_client_with(&["view-users"], json!({}))?;
            let date = json!({ "notBefore": now() + 3_600 });
            stage.put(&format!("/clients/{}", client.uuid), &date)?;
            Ok(stage.input(json!({})).into())
        },
    ),
    Scenario::new("client-disabled-since", "token-not-accepted", |stage| {
        let token = token_of_disabled_client(stage)?;
        Ok(stage.token_input(&token, json!({})).into())
    }),
    Scenario::new(
        "client-disabled-since-token-alone",
        "token-not-accepted",
        |stage| {
            let token = token_of_disabled_client(stage)?;
            Ok(stage.token_alone(&token).into())
        },
    ),
    Scenario::new("user-disabled-since", "token-not-accepted", |stage| {
        let token = token_of_disabled_user(stage, "openid")?;
        Ok(stage.token_alone(&token).into())
    }),
    // The fresh token belongs to the client's service account. That Keycloak accepts it says nothing about the user.
    Scenario::new(
        "user-disabled-since-with-client",
        "token-not-accepted",
        |stage| {
            let token = token_of_disabled_user(stage, "profile")?;
            Ok(stage.token_input(&token, json!({})).into())
        },
    ),
    Scenario::new(
        "service-account-disabled-since",
        "token-not-accepted",
        |stage| {
            let client = stage.service_client_with(&["view-users"], json!({}))?;
            let token = stage.service_token()?;
            let off = json!({ "serviceAccountsEnabled": false });
            stage.put(&format!("/clients/{}", client.uuid), &off)?;
            Ok(stage.token_alone(&token).into())
        },
    ),
];

fn token_of_disabled_user(stage: &Stage<'_>, scope: &str) -> Result<String> {
    stage.service_client_with(&["view-users"], json!({}))?;
    let user = stage.user_with(&["view-users"])?;
    let token = text(&stage.user_tokens(scope)?, "access_token")?;
    stage.put(&format!("/users/{user}"), &json!({ "enabled": false }))?;
    Ok(token)
}

fn revoked(stage: &Stage<'_>) -> Result<String> {
    stage.service_client_with(&["view-users"], json!({}))?;
    let token = stage.service_token()?;
    stage.openid(stage.base_url(), "revoke", &[("token", &token)], None)?;
    Ok(token)
}

fn token_of_disabled_client(stage: &Stage<'_>) -> Result<String> {
    let client = stage.service_client_with(&["view-users"], json!({}))?;
    let token = stage.service_token()?;
    stage.put(
        &format!("/clients/{}", client.uuid),
        &json!({ "enabled": false }),
    )?;
    Ok(token)
}
