//! Tests the story from 403 to 200 on the demo, and bad input.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what fails here fails the test"
)]

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use demo::{
    ADMIN, ADMIN_PASSWORD, ANNOUNCED_VISITOR, CLIENT_ID, CLIENT_SECRET, PublicBase, REALM, USER_ID,
    USER_PASSWORD, USERNAME,
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A client that sends requests to the demo, nested as in the real server.
struct Caller {
    router: Router,
    visitor: &'static str,
}

struct Answer {
    status: StatusCode,
    content_type: Option<String>,
    location: Option<String>,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }
}

impl Caller {
    fn new(visitor: &'static str) -> Self {
        Self {
            router: Router::new().nest("/demo", demo::router()),
            visitor,
        }
    }

    /// Another visitor of the same server.
    fn beside(&self, visitor: &'static str) -> Self {
        Self {
            router: self.router.clone(),
            visitor,
        }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let (content_type, location) = (header(CONTENT_TYPE), header(LOCATION));
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            content_type,
            location,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("/demo/{}{path}", self.visitor))
            .header(HOST, "localhost:3000")
    }

    async fn form(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = self
            .request("POST", path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn call(&self, method: &str, path: &str, token: &str, body: &str) -> Answer {
        let request = self
            .request(method, path)
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_owned().into()).unwrap())
            .await
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path, token, "").await
    }

    async fn service_account_token(&self) -> String {
        let answer = self.form(&token_path(REALM), client_credentials()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        access_token(&answer)
    }

    async fn admin_token(&self) -> String {
        let form = format!(
            "grant_type=password&client_id=admin-cli&username={ADMIN}&password={ADMIN_PASSWORD}"
        );
        let answer = self.form(&token_path("master"), form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        access_token(&answer)
    }
}

#[tokio::test]
async fn every_replica_accepts_the_tokens_of_the_others() {
    let (one, other) = (Caller::new("replica"), Caller::new("replica"));
    let token = one.service_account_token().await;
    let user = format!("/admin/realms/{REALM}/users/{USER_ID}");
    // The role is missing, so the token was accepted. A 401 would mean the opposite.
    let answer = other.get(&user, &token).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
    // Another visitor's Keycloak is another issuer.
    let foreign = other.beside("someone-else").get(&user, &token).await;
    assert_eq!(foreign.status, StatusCode::UNAUTHORIZED, "{}", foreign.text);
}

fn token_path(realm: &str) -> String {
    format!("/realms/{realm}/protocol/openid-connect/token")
}

fn client_credentials() -> String {
    format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}")
}

fn access_token(answer: &Answer) -> String {
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn admin_path(rest: &str) -> String {
    format!("/admin/realms/{REALM}{rest}")
}

fn john_doe() -> String {
    admin_path(&format!("/users/{USER_ID}"))
}

#[tokio::test]
async fn the_printed_commands_lead_from_403_to_200() {
    let caller = Caller::new("alice");
    let token = caller.service_account_token().await;
    let refused = caller.get(&john_doe(), &token).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.text, r#"{"error":"HTTP 403 Forbidden"}"#);

    // Sends the requests of the printed curl commands in order.
    let admin = caller.admin_token().await;
    let lookup = async |path: String| caller.get(&admin_path(&path), &admin).await.json();
    let client = lookup(format!("/clients?clientId={CLIENT_ID}")).await[0]["id"].clone();
    let user = lookup(format!(
        "/clients/{}/service-account-user",
        client.as_str().unwrap()
    ))
    .await["id"]
        .clone();
    let management = lookup("/clients?clientId=realm-management".to_owned()).await[0]["id"].clone();
    let management = management.as_str().unwrap();
    let role = lookup(format!("/clients/{management}/roles/view-users")).await;
    let mappings = admin_path(&format!(
        "/users/{}/role-mappings/clients/{management}",
        user.as_str().unwrap()
    ));
    let assigned = caller
        .call("POST", &mappings, &admin, &json!([role]).to_string())
        .await;
    assert_eq!(assigned.status, StatusCode::NO_CONTENT, "{}", assigned.text);

    // 26.7 looks up the assigned roles, so the old token is allowed as well.
    for token in [token, caller.service_account_token().await] {
        let let_through = caller.get(&john_doe(), &token).await;
        assert_eq!(let_through.status, StatusCode::OK, "{}", let_through.text);
        assert_eq!(let_through.json()["email"], "john.doe@example.com");
        assert_eq!(let_through.json()["access"]["manage"], false);
    }
    let claims = claims(&caller.service_account_token().await);
    assert_eq!(
        claims["resource_access"]["realm-management"]["roles"],
        json!(["query-groups", "query-users", "view-users"])
    );

    let unassigned = caller
        .call("DELETE", &mappings, &admin, &json!([role]).to_string())
        .await;
    assert_eq!(
        unassigned.status,
        StatusCode::NO_CONTENT,
        "{}",
        unassigned.text
    );
    let token = caller.service_account_token().await;
    assert_eq!(
        caller.get(&john_doe(), &token).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn the_console_page_leads_from_403_to_200() {
    let caller = Caller::new("bob");
    let token = caller.service_account_token().await;
    let console = format!("/admin/{REALM}/console/");
    let page = caller.get(&console, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("replaces Keycloak's Admin Console"),
        "{}",
        page.text
    );
    for (button, next, status) in [
        ("Assign view-users", "assign-view-users", StatusCode::OK),
        (
            "Unassign view-users",
            "unassign-view-users",
            StatusCode::FORBIDDEN,
        ),
    ] {
        let page = caller.get(&console, "").await;
        assert!(
            page.text
                .contains(&format!(r#"<form method="post" action="{next}">"#))
        );
        assert!(
            page.text
                .contains(&format!(r#"<button type="submit">{button}</button>"#))
        );
        let pressed = caller.form(&format!("{console}{next}"), "").await;
        assert_eq!(pressed.status, StatusCode::SEE_OTHER);
        assert_eq!(pressed.location.as_deref(), Some("./"));
        assert_eq!(caller.get(&john_doe(), &token).await.status, status);
    }
}

#[tokio::test]
async fn visitors_do_not_affect_each_other() {
    let (alice, bob) = (Caller::new("alice"), "bob");
    let bob = alice.beside(bob);
    alice
        .form(&format!("/admin/{REALM}/console/assign-view-users"), "")
        .await;
    let (hers, his) = (
        alice.service_account_token().await,
        bob.service_account_token().await,
    );
    assert_eq!(alice.get(&john_doe(), &hers).await.status, StatusCode::OK);
    assert_eq!(
        bob.get(&john_doe(), &his).await.status,
        StatusCode::FORBIDDEN
    );
    // Another visitor's Keycloak is another issuer.
    assert_eq!(
        bob.get(&john_doe(), &hers).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn all_urls_are_derived_from_the_requested_one() {
    let caller = Caller::new("alice");
    let path = format!("/realms/{REALM}/.well-known/openid-configuration");
    let document = caller.get(&path, "").await.json();
    let issuer = format!("http://localhost:3000/demo/alice/realms/{REALM}");
    assert_eq!(document["issuer"], issuer);
    assert_eq!(claims(&caller.service_account_token().await)["iss"], issuer);

    let request = caller.request("GET", &path).extension(PublicBase(
        "https://tools.example.org/why403/demo/".to_owned(),
    ));
    let document = caller
        .send(request.body(Body::empty()).unwrap())
        .await
        .json();
    let base = format!(
        "https://tools.example.org/why403/demo/alice/realms/{REALM}/protocol/openid-connect"
    );
    assert_eq!(document["token_endpoint"], format!("{base}/token"));
    assert_eq!(document["jwks_uri"], format!("{base}/certs"));

    // A token is valid only under the name under which it was requested.
    let token = caller.service_account_token().await;
    let request = caller
        .request("GET", &john_doe())
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .extension(PublicBase("https://tools.example.org/demo".to_owned()));
    assert_eq!(
        caller
            .send(request.body(Body::empty()).unwrap())
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_published_key_verifies_the_tokens() {
    let caller = Caller::new("alice");
    let certs = caller
        .get(
            &format!("/realms/{REALM}/protocol/openid-connect/certs"),
            "",
        )
        .await
        .json();
    let key: jsonwebtoken::jwk::Jwk = serde_json::from_value(certs["keys"][0].clone()).unwrap();
    let token = caller.service_account_token().await;
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.kid, key.common.key_id);
    let mut validation = jsonwebtoken::Validation::new(header.alg);
    validation.set_audience(&["account"]);
    let key = jsonwebtoken::DecodingKey::from_jwk(&key).unwrap();
    let token = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
    let (exp, iat) = (&token.claims["exp"], &token.claims["iat"]);
    assert_eq!(exp.as_u64().unwrap() - iat.as_u64().unwrap(), 300);
}

#[tokio::test]
async fn john_doe_signs_in_without_a_role() {
    let caller = Caller::new("alice");
    let form = format!(
        "grant_type=password&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&username={USERNAME}&password={USER_PASSWORD}"
    );
    let answer = caller.form(&token_path(REALM), form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let token = access_token(&answer);
    assert_eq!(claims(&token)["preferred_username"], USERNAME);
    // The user does not get roles of the service account.
    caller
        .form(&format!("/admin/{REALM}/console/assign-view-users"), "")
        .await;
    assert_eq!(
        caller.get(&john_doe(), &token).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_refresh_token_is_good_for_new_tokens_and_nothing_else() {
    let caller = Caller::new("alice");
    let form = format!(
        "grant_type=password&client_id=admin-cli&username={ADMIN}&password={ADMIN_PASSWORD}"
    );
    let answer = caller.form(&token_path("master"), form).await.json();
    let refresh_token = answer["refresh_token"].as_str().unwrap();
    let refused = caller.get(&john_doe(), refresh_token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let form =
        format!("grant_type=refresh_token&client_id=admin-cli&refresh_token={refresh_token}");
    let renewed = access_token(&caller.form(&token_path("master"), form).await);
    assert_eq!(
        caller.get(&john_doe(), &renewed).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn invalid_visitor_names_are_unknown_paths() {
    let router = Caller::new("").router;
    let too_long = "a".repeat(41);
    for visitor in ["Alice", "al_ice", "al%20ice", "%ff", "", "..", &too_long] {
        let caller = Caller {
            router: router.clone(),
            visitor: Box::leak(visitor.to_owned().into_boxed_str()),
        };
        let answer = caller.get(&format!("/realms/{REALM}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{visitor}");
        assert_eq!(
            answer.text, r#"{"error":"Unable to find matching target resource method"}"#,
            "{visitor}"
        );
    }
    let just_short_enough = Caller {
        router,
        visitor: Box::leak("a".repeat(40).into_boxed_str()),
    };
    assert_eq!(
        just_short_enough
            .get(&format!("/realms/{REALM}"), "")
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn bodies_are_limited_and_may_be_anything() {
    let caller = Caller::new("alice");
    let huge = format!("{}&x={}", client_credentials(), "x".repeat(100_000));
    let answer = caller.form(&token_path(REALM), huge).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    for body in [
        &b"\xff\xfe\x00"[..],
        b"grant_type=\xff",
        b"%",
        b"grant_type=client_credentials&client_id=%00",
    ] {
        let answer = caller.form(&token_path(REALM), body).await;
        assert!(
            answer.status.is_client_error() || answer.status == StatusCode::INTERNAL_SERVER_ERROR
        );
        assert!(answer.json()["error"].is_string(), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_invalid_host_does_not_appear_in_a_response() {
    let caller = Caller::new("alice");
    let request = Request::builder()
        .uri(format!(
            "/demo/alice/realms/{REALM}/.well-known/openid-configuration"
        ))
        .header(HOST, r#"x","issuer":"y"#);
    let document = caller
        .send(request.body(Body::empty()).unwrap())
        .await
        .json();
    assert_eq!(
        document["issuer"],
        format!("http://localhost/demo/alice/realms/{REALM}")
    );
}

#[tokio::test]
async fn every_response_has_a_content_type() {
    let caller = Caller::new("alice");
    let admin = caller.admin_token().await;
    let type_of = async |path: &str| caller.get(path, &admin).await.content_type;
    assert_eq!(
        type_of(&john_doe()).await.as_deref(),
        Some("application/json;charset=UTF-8")
    );
    assert_eq!(
        type_of("/admin/realms/nope").await.as_deref(),
        Some("application/json")
    );
    let console = type_of(&format!("/admin/{REALM}/console/")).await;
    assert_eq!(console.as_deref(), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn the_announced_release_leads_from_401_through_403_to_200() {
    let caller = Caller::new("26-8-2-alice");
    assert!(caller.visitor.starts_with(ANNOUNCED_VISITOR));
    let discovery = format!("/realms/{REALM}/.well-known/openid-configuration");
    let scopes = caller.get(&discovery, "").await.json()["scopes_supported"].clone();
    assert!(scopes.as_array().unwrap().contains(&json!("kc-admin-api")));
    let admin_api = format!("http://localhost:3000/demo/26-8-2-alice/admin/realms/{REALM}");

    let first = caller.service_account_token().await;
    assert_eq!(claims(&first)["aud"], "account");
    for path in [&*john_doe(), "/admin/serverinfo", "/admin/realms"] {
        let refused = caller.get(path, &first).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(refused.text, r#"{"error":"HTTP 401 Unauthorized"}"#);
    }

    // More roles do not help.
    let console = format!("/admin/{REALM}/console/");
    for verb in ["assign", "unassign"] {
        caller
            .form(&format!("{console}{verb}-view-users"), "")
            .await;
        let token = caller.service_account_token().await;
        let refused = caller.get(&john_doe(), &token).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{verb}");
    }

    // Sends the requests of the printed curl commands in order. The administrator's client has the scope.
    let admin = caller.admin_token().await;
    let clients = caller
        .get(
            &admin_path(&format!("/clients?clientId={CLIENT_ID}")),
            &admin,
        )
        .await
        .json();
    let client = clients[0]["id"].as_str().unwrap();
    let scopes = caller.get(&admin_path("/client-scopes"), &admin).await;
    let id = scopes.text.strip_prefix(r#"[{"id":""#).unwrap();
    let (id, rest) = id.split_once('"').unwrap();
    assert!(rest.starts_with(r#","name":"kc-admin-api""#), "{rest}");
    let scope = admin_path(&format!("/clients/{client}/default-client-scopes/{id}"));
    let assigned = caller.call("PUT", &scope, &admin, "{}").await;
    assert_eq!(assigned.status, StatusCode::NO_CONTENT, "{}", assigned.text);

    // The old token keeps its audience.
    let refused = caller.get(&john_doe(), &first).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let second = caller.service_account_token().await;
    assert_eq!(claims(&second)["aud"], json!([admin_api, "account"]));
    let denied = caller.get(&john_doe(), &second).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert_eq!(denied.text, r#"{"error":"HTTP 403 Forbidden"}"#);
    let denied = caller.call("PUT", &scope, &second, "{}").await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);

    caller
        .form(&format!("{console}assign-view-users"), "")
        .await;
    let token = caller.service_account_token().await;
    let allowed = caller.get(&john_doe(), &token).await;
    assert_eq!(allowed.status, StatusCode::OK, "{}", allowed.text);
    assert_eq!(
        claims(&token)["aud"],
        json!([admin_api, "realm-management", "account"])
    );

    let unassigned = caller.call("DELETE", &scope, &admin, "{}").await;
    assert_eq!(unassigned.status, StatusCode::NO_CONTENT);
    let token = caller.service_account_token().await;
    let refused = caller.get(&john_doe(), &token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_the_announced_release_knows_the_scope() {
    let (measured, announced) = (Caller::new("alice"), Caller::new("26-8-2-bob"));
    let console = format!("/admin/{REALM}/console/");
    for (caller, status) in [
        (&measured, StatusCode::NOT_FOUND),
        (&announced, StatusCode::SEE_OTHER),
    ] {
        let pressed = caller
            .form(&format!("{console}assign-kc-admin-api"), "")
            .await;
        assert_eq!(pressed.status, status, "{}", caller.visitor);
        let admin = caller.admin_token().await;
        let listed = caller.get(&admin_path("/client-scopes"), &admin).await;
        let found = listed.status == StatusCode::OK;
        assert_eq!(found, status == StatusCode::SEE_OTHER, "{}", caller.visitor);
    }
    let page = announced.get(&console, "").await.text;
    for part in [
        r#"<form method="post" action="unassign-kc-admin-api">"#,
        r#"<form method="post" action="assign-view-users">"#,
        "as its upgrading guide announces it",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let page = measured.get(&console, "").await.text;
    assert!(
        !page.contains("kc-admin-api") && !page.contains("26.8.2"),
        "{page}"
    );
    for unknown in ["assign-no-role", "unassign-", "grant-view-users", "assign"] {
        let pressed = announced.form(&format!("{console}{unknown}"), "").await;
        assert_eq!(pressed.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}
