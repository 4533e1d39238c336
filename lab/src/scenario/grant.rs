//! Scenarios at the grant gate: Keycloak knows the client, but issues no token in this way or for this user.

use serde_json::json;

use super::Scenario;

/// The message `Invalid user credentials` may mean each of these, on every version.
const CREDENTIALS: &str = "user-credentials-wrong";

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("service-account-disabled", "service-account-disabled", |stage| {
        stage.client(json!({ "serviceAccountsEnabled": false }))?;
        Ok(stage.input(json!({})).into())
    })
    .fixed("missing-role"),
    // Up to 26.0, Keycloak creates the user again with the next token, without its roles.
    Scenario::new("service-account-deleted", "missing-role", |stage| {
        let client = stage.service_client_with(&["view-users"], json!({}))?;
        stage.delete(&format!("/users/{}", client.account))?;
        Ok(stage.input(json!({})).into())
    })
    .then(&[((26, 5, 0), Some("service-account-missing"))]),
    Scenario::new("direct-access-grants-disabled", "direct-access-grants-disabled", |stage| {
        stage.user_with(&["view-users"])?;
        stage.client(json!({ "directAccessGrantsEnabled": false }))?;
        Ok(stage.password_input(json!({})).into())
    })
    .fixed("allowed"),
    Scenario::new("consent-required", "consent-required", |stage| {
        stage.user_with(&["view-users"])?;
        // A client that is created with consent required has Full scope allowed off by default: another cause behind this one.
        stage.client(json!({ "consentRequired": true, "fullScopeAllowed": true }))?;
        Ok(stage.password_input(json!({})).into())
    })
    .fixed("allowed"),
    Scenario::new("password-grant-prohibited", "client-policy-rejected", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({}))?;
        // The policy would prevent creating the client with this grant.
        enforce(stage, "reject-ropc-grant", &json!({ "auto-configure": false }))?;
        Ok(stage.password_input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("every-request-prohibited", "client-policy-rejected", |stage| {
        stage.service_client_with(&["view-users"], json!({}))?;
        enforce(stage, "reject-request", &json!({}))?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("client-authenticator-prohibited", "client-policy-rejected", |stage| {
        stage.service_client(json!({}))?;
        let only_jwt = json!({
            "allowed-client-authenticators": ["client-jwt"], "default-client-authenticator": "client-jwt",
        });
        enforce(stage, "secure-client-authenticator", &only_jwt)?;
        Ok(stage.input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("flow-denies-access", "authentication-flow-denied", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({}))?;
        direct_grant_flow(stage, &[("direct-grant-validate-username", None), ("deny-access-authenticator", None)])?;
        Ok(stage.password_input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("too-many-sessions", "authentication-flow-denied", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({}))?;
        let limit = json!({ "userRealmLimit": "1", "userClientLimit": "1", "behavior": "Deny new session" });
        let steps = [
            ("direct-grant-validate-username", None),
            ("direct-grant-validate-password", None),
            ("user-session-limits", Some(limit)),
        ];
        direct_grant_flow(stage, &steps)?;
        stage.user_tokens("profile")?;
        Ok(stage.password_input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("secret-only-by-basic", "client-auth-method-mismatch", |stage| {
        let method = json!({ "client.secret.authentication.allowed.method": "client_secret_basic" });
        stage.service_client_with(&["view-users"], json!({ "attributes": method }))?;
        Ok(stage.input(json!({})).into())
    })
    .from((26, 7)),
    Scenario::new("built-in-bearer-only-client", "client-is-bearer-only", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(json!({ "client_id": "realm-management" })).into())
    }),
    Scenario::new("user-with-otp", CREDENTIALS, |stage| {
        stage.service_client(json!({}))?;
        let otp = json!({
            "type": "otp", "secretData": json!({ "value": "abcdefghijklmnopqrst" }).to_string(),
            "credentialData": json!({
                "subType": "totp", "period": 30, "digits": 6, "algorithm": "HmacSHA1", "counter": 0,
            }).to_string(),
        });
        let password = json!({ "type": "password", "value": stage.password, "temporary": false });
        stage.user(json!({ "credentials": [password, otp] }))?;
        Ok(stage.password_input(json!({})).into())
    })
    .really("otp-required"),
    Scenario::new("user-must-set-up-otp", "user-setup-incomplete", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({ "requiredActions": ["CONFIGURE_TOTP"] }))?;
        Ok(stage.password_input(json!({})).into())
    }),
    Scenario::new("user-must-verify-email", "user-setup-incomplete", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({ "emailVerified": false }))?;
        stage.change_realm(&json!({ "verifyEmail": true }))?;
        Ok(stage.password_input(json!({})).into())
    })
    .in_own_realm(),
    Scenario::new("password-wrong", CREDENTIALS, |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({}))?;
        Ok(stage.password_input(json!({ "password": "not-the-password" })).into())
    }),
    Scenario::new("user-unknown", CREDENTIALS, |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.password_input(json!({})).into())
    }),
    Scenario::new("user-locked-out", CREDENTIALS, |stage| {
        stage.service_client(json!({}))?;
        let lock = json!({
            "bruteForceProtected": true, "failureFactor": 1, "waitIncrementSeconds": 900, "maxFailureWaitSeconds": 900,
        });
        stage.change_realm(&lock)?;
        let user = stage.user(json!({}))?;
        let wrong = [("grant_type", "password"), ("username", &stage.username), ("password", "wrong")];
        let locked = || stage.get(&format!("/attack-detection/brute-force/users/{user}"));
        // Keycloak counts failures in the background.
        for _ in 0..50 {
            if locked()?["disabled"] == true {
                return Ok(stage.password_input(json!({})).into());
            }
            let _refused = stage.tokens(stage.base_url(), &wrong, None);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        anyhow::bail!("the user does not get locked out")
    })
    .in_own_realm(),
    Scenario::new("user-disabled", "user-disabled", |stage| {
        stage.user(json!({ "enabled": false }))?;
        stage.service_client(json!({}))?;
        Ok(stage.password_input(json!({})).into())
    })
    .fixed("missing-role"),
    Scenario::new("user-must-update-password", "user-setup-incomplete", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({ "requiredActions": ["UPDATE_PASSWORD"] }))?;
        Ok(stage.password_input(json!({})).into())
    }),
    Scenario::new("user-with-temporary-password", "user-setup-incomplete", |stage| {
        stage.service_client(json!({}))?;
        let temporary = json!([{ "type": "password", "value": stage.password, "temporary": true }]);
        stage.user(json!({ "credentials": temporary }))?;
        Ok(stage.password_input(json!({})).into())
    }),
    // The user profile, which requires names, is on by default from 24.
    Scenario::new("user-without-names", "user-setup-incomplete", |stage| {
        stage.service_client(json!({}))?;
        stage.user(json!({ "firstName": null, "lastName": null, "email": null }))?;
        Ok(stage.password_input(json!({})).into())
    })
    .from((24, 0)),
    Scenario::new("scope-unknown", "scope-invalid", |stage| {
        stage.service_client(json!({}))?;
        Ok(stage.input(json!({ "scope": "no-such-scope" })).into())
    }),
    // Older versions issue a plain token.
    Scenario::new("client-dpop-bound", "dpop-required", |stage| {
        stage.service_client(json!({ "attributes": { "dpop.bound.access.tokens": "true" } }))?;
        Ok(stage.input(json!({})).into())
    })
    .from((26, 4)),
    Scenario::new("client-mtls-bound", "mtls-required", |stage| {
        let bound = json!({ "tls.client.certificate.bound.access.tokens": "true" });
        stage.service_client(json!({ "attributes": bound }))?;
        Ok(stage.input(json!({})).into())
    }),
];

/// Replaces the realm's direct grant flow by one of these steps, each with its configuration.
fn direct_grant_flow(
    stage: &super::Stage<'_>,
    steps: &[(&str, Option<serde_json::Value>)],
) -> anyhow::Result<()> {
    let flow =
        json!({ "alias": "grant", "providerId": "basic-flow", "topLevel": true, "builtIn": false });
    stage.post("/authentication/flows", &flow)?;
    for (provider, configuration) in steps {
        stage.post(
            "/authentication/flows/grant/executions/execution",
            &json!({ "provider": provider }),
        )?;
        let executions = stage.get("/authentication/flows/grant/executions")?;
        let mut step = executions
            .as_array()
            .and_then(|all| all.iter().find(|one| one["providerId"] == *provider))
            .cloned()
            .unwrap_or_default();
        step["requirement"] = "REQUIRED".into();
        stage.put("/authentication/flows/grant/executions", &step)?;
        if let Some(configuration) = configuration {
            let id = super::stage::text(&step, "id")?;
            stage.post(
                &format!("/authentication/executions/{id}/config"),
                &json!({ "alias": provider, "config": configuration }),
            )?;
        }
    }
    stage.change_realm(&json!({ "directGrantFlow": "grant" }))
}

/// Creates a client policy that runs an executor for every client of the realm.
fn enforce(
    stage: &super::Stage<'_>,
    executor: &str,
    configuration: &serde_json::Value,
) -> anyhow::Result<()> {
    let executor = json!({ "executor": executor, "configuration": configuration });
    let profile = json!({ "name": "strict", "executors": [executor] });
    stage.put(
        "/client-policies/profiles",
        &json!({ "profiles": [profile] }),
    )?;
    let policy = json!({
        "name": "strict", "enabled": true, "profiles": ["strict"],
        "conditions": [{ "condition": "any-client", "configuration": {} }],
    });
    stage.put(
        "/client-policies/policies",
        &json!({ "policies": [policy] }),
    )
}
