//! Scenarios at the client gate: unknown, disabled, in another realm, or of a kind that gets no token this way.

use serde_json::{Value, json};

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
    Scenario::new("client-in-target-realm-not-in-token-realm", "client-in-other-realm", |stage| {
        stage.client(json!({}))?;
        let other = stage.other_realm(json!({}))?;
        Ok(stage.input(json!({ "auth_realm": other })).into())
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
    // Keycloak first checks that the client is enabled, then the secret, and then the protocol and the kind of client.
    Scenario::new("client-of-saml-with-wrong-secret", "client-secret-wrong", |stage| {
        let saml = json!({
            "clientId": stage.client_id, "protocol": "saml", "enabled": true, "secret": stage.secret,
            "redirectUris": ["https://app.example/*"],
        });
        stage.admin().create_client(stage.realm(), saml)?;
        Ok(stage.input(json!({ "client_secret": "of-another-client" })).into())
    })
    .really("client-is-saml"),
    Scenario::new("client-bearer-only-with-wrong-secret", "client-secret-wrong", |stage| {
        stage.client(bearer_only())?;
        Ok(stage.input(json!({ "client_secret": "of-another-client" })).into())
    })
    .really("client-is-bearer-only"),
    Scenario::new("client-disabled-with-wrong-secret", "client-not-found-or-disabled", |stage| {
        stage.client(json!({ "enabled": false }))?;
        Ok(stage.input(json!({ "client_secret": "of-another-client" })).into())
    }),
    // 25 to 26.6 respond as to a wrong secret.
    Scenario::new("client-bearer-only", "client-is-bearer-only", |stage| {
        stage.client(bearer_only())?;
        Ok(stage.input(json!({})).into())
    })
    .then(&[
        ((25, 0, 0), Some("client-secret-wrong")),
        ((26, 7, 0), Some("client-is-bearer-only")),
    ])
    .really("client-is-bearer-only"),
];

/// The fields of a client that accepts tokens but cannot request them.
fn bearer_only() -> Value {
    json!({
        "bearerOnly": true, "serviceAccountsEnabled": false, "directAccessGrantsEnabled": false,
        "standardFlowEnabled": false, "redirectUris": [],
    })
}
