//! Scenarios at the client gate: unknown, disabled, in another realm, or of a kind that gets no token this way.

use serde_json::json;

use super::Scenario;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "client-not-found",
        "client-not-found-or-disabled",
        |stage| Ok(stage.input(json!({ "client_id": "no-such-client" })).into()),
    ),
    Scenario::new("client-disabled", "client-not-found-or-disabled", |stage| {
        stage.client(json!({ "enabled": false }))?;
        Ok(stage.input(json!({})).into())
    }),
    // Looks like a client that does not exist.
    Scenario::new(
        "client-by-certificate",
        "client-not-found-or-disabled",
        |stage| {
            let subject = json!({ "x509.subjectdn": "CN=backend" });
            stage.client(
                json!({ "clientAuthenticatorType": "client-x509", "attributes": subject }),
            )?;
            Ok(stage.input(json!({})).into())
        },
    )
    .really("client-auth-method-mismatch"),
    Scenario::new("client-in-master", "client-in-other-realm", |stage| {
        stage.client_in("master", json!({}))?;
        Ok(stage.input(json!({})).into())
    }),
    Scenario::new("client-in-target-realm", "client-in-other-realm", |stage| {
        stage.client(json!({}))?;
        Ok(stage.input(json!({ "auth_realm": "master" })).into())
    }),
    Scenario::new("client-public", "client-is-public", |stage| {
        stage.client(json!({ "publicClient": true, "serviceAccountsEnabled": false }))?;
        Ok(stage.input(json!({ "client_secret": "" })).into())
    }),
    Scenario::new("client-of-saml", "client-is-saml", |stage| {
        let saml = json!({
            "clientId": stage.client_id, "protocol": "saml", "enabled": true, "secret": stage.secret,
            "redirectUris": ["https://app.example/*"],
        });
        stage.admin().create_client(stage.realm(), saml)?;
        Ok(stage.input(json!({})).into())
    }),
    // 25 to 26.6 respond as to a wrong secret.
    Scenario::new("client-bearer-only", "client-is-bearer-only", |stage| {
        let bearer_only = json!({
            "bearerOnly": true, "serviceAccountsEnabled": false, "directAccessGrantsEnabled": false,
            "standardFlowEnabled": false, "redirectUris": [],
        });
        stage.client(bearer_only)?;
        Ok(stage.input(json!({})).into())
    })
    .then(&[
        ((25, 0, 0), Some("client-secret-wrong")),
        ((26, 7, 0), Some("client-is-bearer-only")),
    ])
    .really("client-is-bearer-only"),
];
