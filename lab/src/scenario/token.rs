//! Scenarios at the token gate that the token itself shows: missing, of another kind, expired, bound, or for another URL.

use std::{thread, time::Duration};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Map, Value, json};

use super::{
    Scenario, Stage, dpop,
    stage::{CHECKS_AUDIENCE, now, text, unique},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("token-is-no-jwt", "token-malformed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        Ok(stage
            .token_input("b1946ac92492d2347c6235b4d2611184", json!({}))
            .into())
    }),
    // As announced for 26.8.2. No release with the check could be run yet.
    Scenario::new(
        "audience-without-admin-api",
        "admin-audience-missing",
        |stage| {
            let uuid = stage
                .admin()
                .create_client(stage.realm(), stage.confidential())?;
            let account = stage.admin().service_account(stage.realm(), &uuid)?;
            stage.give(&account, &["view-users"])?;
            Ok(stage.input(json!({})).into())
        },
    )
    .since(CHECKS_AUDIENCE)
    .fixed("allowed"),
    Scenario::new("token-in-quotation-marks", "token-malformed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let quoted = format!("\"{}\"", stage.service_token()?);
        Ok(stage.token_alone(&quoted).into())
    }),
    Scenario::new("registration-access-token", "token-wrong-type", |stage| {
        let client = stage.service_client_with(&["view-users"], json!({}))?;
        let path = format!("/clients/{}/registration-access-token", client.uuid);
        let token = text(&stage.post(&path, &json!({}))?, "registrationAccessToken")?;
        Ok(stage.token_alone(&token).into())
    }),
    Scenario::new("initial-access-token", "token-wrong-type", |stage| {
        let made = stage.post(
            "/clients-initial-access",
            &json!({ "count": 1, "expiration": 600 }),
        )?;
        Ok(stage.token_alone(&text(&made, "token")?).into())
    }),
    Scenario::new("bearer-twice", "token-malformed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let twice = format!("Bearer Bearer {}", stage.service_token()?);
        Ok(stage.token_alone(&twice).into())
    }),
    Scenario::new("whole-token-response", "token-malformed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let grant = [("grant_type", "client_credentials")];
        let response = stage.tokens(stage.base_url(), &grant, None)?;
        Ok(stage.token_alone(&response.to_string()).into())
    }),
    Scenario::new("token-cut-off", "token-malformed", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        Ok(stage.token_input(&token[..200], json!({})).into())
    }),
    Scenario::new("id-token", "token-wrong-type", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({}))?;
        let token = text(&stage.user_tokens("openid")?, "id_token")?;
        Ok(stage.token_input(&token, json!({})).into())
    }),
    Scenario::new("refresh-token", "token-wrong-type", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({}))?;
        let token = text(&stage.user_tokens("openid")?, "refresh_token")?;
        Ok(stage.token_input(&token, json!({})).into())
    }),
    // In JWT format, the userinfo response looks like an access token, but it has no typ claim.
    Scenario::new("userinfo-as-jwt", "token-wrong-type", |stage| {
        let signed = json!({ "attributes": { "user.info.response.signature.alg": "RS256" } });
        stage.service_client(signed)?;
        stage.user(json!({}))?;
        let token = text(&stage.user_tokens("openid")?, "access_token")?;
        let form = [("access_token", token.as_str())];
        let response = stage.openid(stage.base_url(), "userinfo", &form, None)?;
        let response = response.as_str().context("the response is no JWT")?;
        Ok(stage.token_alone(response).into())
    }),
    Scenario::new("client-assertion", "token-wrong-type", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let audience = format!("{}/realms/{}", stage.base_url(), stage.realm());
        let claims = json!({
            "iss": stage.client_id, "sub": stage.client_id, "aud": audience, "iat": now(), "exp": now() + 60, "jti": unique(),
        });
        let key = EncodingKey::from_secret(stage.secret.as_bytes());
        let assertion = jsonwebtoken::encode(&Header::default(), &claims, &key)?;
        Ok(stage.token_alone(&assertion).into())
    }),
    Scenario::new("token-expired", "token-expired", |stage| {
        let short = json!({ "attributes": { "access.token.lifespan": "1" } });
        stage.service_client_with(&["view-users"], short)?;
        let token = stage.service_token()?;
        thread::sleep(Duration::from_secs(2));
        Ok(stage.token_input(&token, json!({})).into())
    }),
    // DPoP is on by default from 26.4.
    Scenario::new("token-dpop-bound", "token-dpop-bound", |stage| {
        let bound = json!({ "attributes": { "dpop.bound.access.tokens": "true" } });
        stage.service_client_with(&["view-users"], bound)?;
        let url = format!(
            "{}/realms/{}/protocol/openid-connect/token",
            stage.base_url(),
            stage.realm()
        );
        let form = [("grant_type", "client_credentials")];
        let tokens = stage.tokens(stage.base_url(), &form, Some(&dpop::proof(&url)?))?;
        Ok(stage
            .token_input(&text(&tokens, "access_token")?, json!({}))
            .into())
    })
    .from((26, 4)),
    Scenario::new("token-issuer-mismatch", "token-issuer-mismatch", |stage| {
        Ok(stage
            .token_input(&token_of_localhost(stage)?, json!({}))
            .into())
    }),
    Scenario::new(
        "token-issuer-mismatch-without-client",
        "token-issuer-mismatch",
        |stage| {
            let token = token_of_localhost(stage)?;
            Ok(stage.token_alone(&token).into())
        },
    ),
    // Another server's key signed the token, so the two are not one server under two names.
    Scenario::new(
        "token-from-another-server",
        "token-issuer-mismatch",
        |stage| {
            stage.service_client_with(&["view-users"], json!({}))?;
            let token = stage.service_token()?;
            let issuer = format!("https://sso.staging.example.com/realms/{}", stage.realm());
            let foreign = with_claims(
                &token,
                &json!({ "kid": "of-another-server" }),
                &json!({ "iss": issuer }),
            )?;
            Ok(stage.token_input(&foreign, json!({})).into())
        },
    ),
    // The issuer has no realm, as with other identity providers, and their tokens have no typ claim.
    Scenario::new(
        "token-of-another-product",
        "token-issuer-mismatch",
        |stage| {
            stage.service_client_with(&["view-users"], json!({}))?;
            let token = stage.service_token()?;
            let foreign = with_claims(
                &token,
                &json!({ "kid": "of-another-product" }),
                &json!({ "iss": "https://login.example.com/tenant/v2.0", "typ": null }),
            )?;
            Ok(stage.token_alone(&foreign).into())
        },
    ),
    // Keycloak fails with an internal error instead of rejecting the token.
    Scenario::new("token-without-issuer", "token-wrong-type", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        let without = with_claims(&token, &json!({}), &json!({ "iss": null }))?;
        Ok(stage.token_input(&without, json!({})).into())
    }),
    Scenario::new("token-without-algorithm", "token-wrong-type", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        let without = with_claims(&token, &json!({ "alg": null }), &json!({}))?;
        Ok(stage.token_alone(&without).into())
    }),
    // Keycloak fails with an internal error up to 26.5.
    Scenario::new("token-unsigned", "server-error", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        let claims = token.split('.').nth(1).unwrap_or_default();
        let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let unsigned = format!("{header}.{claims}.");
        Ok(stage.token_input(&unsigned, json!({})).into())
    })
    .then(&[((26, 6, 0), Some("token-signature-invalid"))]),
    Scenario::new("token-tampered", "token-signature-invalid", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        let token = stage.service_token()?;
        // In the middle of the signature every bit counts; at its end some do not.
        let at = token.rfind('.').map_or(0, |dot| dot + 40);
        let other = if &token[at..=at] == "A" { "B" } else { "A" };
        let tampered = [&token[..at], other, &token[at + 1..]].concat();
        Ok(stage.token_input(&tampered, json!({})).into())
    }),
];

/// A token of the same realm, issued under the server's other host name.
fn token_of_localhost(stage: &Stage<'_>) -> Result<String> {
    stage.service_client_with(&["view-users"], json!({}))?;
    let other_name = stage.base_url().replace("127.0.0.1", "localhost");
    let tokens = stage.tokens(&other_name, &[("grant_type", "client_credentials")], None)?;
    text(&tokens, "access_token")
}

/// A token with other fields in its header and its claims. It keeps its signature, which is no longer valid.
fn with_claims(token: &str, header: &Value, claims: &Value) -> Result<String> {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    for (part, changes) in parts.iter_mut().zip([header, claims]) {
        let mut fields: Map<String, Value> =
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(&part)?)?;
        fields.extend(changes.as_object().context("an object")?.clone());
        *part = BASE64_URL_SAFE_NO_PAD.encode(Value::Object(fields).to_string());
    }
    Ok(parts.join("."))
}
