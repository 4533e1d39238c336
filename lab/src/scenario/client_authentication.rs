//! Scenarios at the client authentication gate: a wrong secret, or another authentication method.

use serde_json::json;

use super::Scenario;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("secret-wrong", "client-secret-wrong", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage
            .input(json!({ "client_secret": "not-the-secret" }))
            .into())
    }),
    Scenario::new("secret-missing", "client-secret-wrong", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(json!({ "client_secret": "" })).into())
    }),
    Scenario::new("secret-masked", "client-secret-wrong", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(json!({ "client_secret": "**********" })).into())
    }),
    Scenario::new("secret-with-blanks", "client-secret-wrong", |stage| {
        stage.service_client(json!({}))?;
        let secret = format!("{} ", stage.secret);
        Ok(stage.input(json!({ "client_secret": secret })).into())
    }),
    Scenario::new("secret-url-encoded", "client-secret-wrong", |stage| {
        stage.service_client(json!({ "secret": "a+secret/with=signs" }))?;
        Ok(stage
            .input(json!({ "client_secret": "a%2Bsecret%2Fwith%3Dsigns" }))
            .into())
    }),
    Scenario::new(
        "secret-wrong-for-password-grant",
        "client-secret-wrong",
        |stage| {
            stage.service_client(json!({}))?;
            Ok(stage
                .password_input(json!({ "client_secret": "not-the-secret" }))
                .into())
        },
    ),
    Scenario::new(
        "client-by-signed-jwt",
        "client-auth-method-mismatch",
        |stage| {
            stage.client(json!({ "clientAuthenticatorType": "client-jwt" }))?;
            Ok(stage.input(json!({})).into())
        },
    ),
    Scenario::new(
        "client-by-secret-jwt",
        "client-auth-method-mismatch",
        |stage| {
            stage.client(json!({ "clientAuthenticatorType": "client-secret-jwt" }))?;
            Ok(stage.input(json!({})).into())
        },
    ),
];
