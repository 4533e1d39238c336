//! Scenarios at the realm gate and before it: an unknown realm, a disabled realm, another path.

use serde_json::json;

use super::Scenario;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("realm-not-found", "realm-not-found", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(json!({ "realm": "no-such-realm" })).into())
    }),
    Scenario::new("realm-in-another-case", "realm-not-found", |stage| {
        stage.service_client(json!({}))?;
        let realm = stage.realm().to_uppercase();
        Ok(stage.input(json!({ "realm": realm })).into())
    }),
    // With a token of master, the request gets as far as the realm's name.
    Scenario::new("realm-not-found-by-master", "realm-not-found", |stage| {
        let token = stage.admin().token()?;
        let given = json!({ "realm": "no-such-realm", "client_id": "", "client_secret": "" });
        Ok(stage.token_input(&token, given).into())
    }),
    Scenario::new("realm-disabled", "realm-disabled", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        stage.change_realm(&json!({ "enabled": false }))?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm()
    .fixed("allowed"),
    // A disabled realm issues no new tokens, but accepts the existing ones.
    Scenario::new("realm-disabled-since", "allowed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        stage.change_realm(&json!({ "enabled": false }))?;
        Ok(stage.token_input(&token, json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("https-required", "https-required", |stage| {
        stage.service_client(json!({}))?;
        stage.change_realm(&json!({ "sslRequired": "all" }))?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("base-path-superfluous", "base-path-wrong", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let url = format!("{}/auth", stage.base_url());
        Ok(stage.input(json!({ "url": url })).into())
    }),
    Scenario::new(
        "base-path-superfluous-with-token",
        "base-path-wrong",
        |stage| {
            stage.service_client_with(&["view-users"], json!({}))?;
            let url = format!("{}/auth", stage.base_url());
            let token = stage.service_token()?;
            Ok(stage.token_input(&token, json!({ "url": url })).into())
        },
    ),
];
