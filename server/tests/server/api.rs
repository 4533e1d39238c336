//! Tests `POST /api/check` with the demo and with bad input.

use axum::http::StatusCode;
use serde_json::{Value, json};
use server::settings::Settings;

use crate::serving::{
    Answer, HOST, attempt, check, get, router, send, settings, story, with_prefix,
};
use crate::upstream::{Behavior, Upstream, answer_bytes};

/// Grants view-users in the demo through its Admin API, as the printed commands do.
async fn grant(router: &axum::Router, demo: &str) {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!(
        "grant_type=password&client_id=admin-cli&username={}&password={}",
        demo::ADMIN,
        demo::ADMIN_PASSWORD
    );
    let token = format!("{demo}/realms/master/protocol/openid-connect/token");
    let token = send(router, "POST", &token, &form, body).await.json();
    let token = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
        ("accept", "application/json"),
    ];
    let admin = format!("{demo}/admin/realms/{}", demo::REALM);
    let client = |name: &str| format!("{admin}/clients?clientId={name}");
    let id = |answer: Answer| answer.json()[0]["id"].as_str().unwrap().to_owned();
    let client_id = id(send(router, "GET", &client(demo::CLIENT_ID), &headers, "").await);
    let container = id(send(router, "GET", &client("realm-management"), &headers, "").await);
    let account = format!("{admin}/clients/{client_id}/service-account-user");
    let account = send(router, "GET", &account, &headers, "").await.json();
    let role = format!("{admin}/clients/{container}/roles/view-users");
    let role = send(router, "GET", &role, &headers, "").await.json();
    let mapping = format!(
        "{admin}/users/{}/role-mappings/clients/{container}",
        account["id"].as_str().unwrap()
    );
    let granted = send(
        router,
        "POST",
        &mapping,
        &headers,
        json!([role]).to_string(),
    )
    .await;
    assert_eq!(granted.status, StatusCode::NO_CONTENT, "{}", granted.body);
}

fn step<'a>(report: &'a Value, name: &str) -> &'a Value {
    let steps = report["steps"].as_array().unwrap();
    steps.iter().find(|step| step["name"] == name).unwrap()
}

#[tokio::test]
async fn the_story_goes_from_403_to_200() {
    let router = router();
    let input = story(&format!("http://{HOST}/demo/story"));

    let before = check(&router, &input).await;
    assert_eq!(before.status, StatusCode::OK, "{}", before.body);
    assert_eq!(before.header("content-type"), "application/json");
    let report = before.json();
    assert_eq!(report["schema"], "why403/1");
    assert_eq!(report["outcome"], "forbidden");
    assert_eq!(report["cause"]["code"], "missing-role");
    assert_eq!(report["roles"]["missing"], json!(["view-users"]));
    assert_eq!(step(&report, "token")["response"]["status"], 200);
    assert_eq!(step(&report, "operation")["response"]["status"], 403);

    grant(&router, "/demo/story").await;

    let report = check(&router, &input).await.json();
    assert_eq!(report["outcome"], "allowed");
    let answer = step(&report, "operation");
    assert_eq!(answer["response"]["status"], 200);
    assert!(
        answer["response"]["body"]
            .as_str()
            .unwrap()
            .contains(demo::USERNAME)
    );
    // Another visitor's demo is a separate Keycloak.
    let other = check(&router, &story(&format!("http://{HOST}/demo/other"))).await;
    assert_eq!(other.json()["outcome"], "forbidden");
}

#[tokio::test]
async fn the_announced_story_goes_from_401_through_403_to_200() {
    let router = router();
    let demo = format!("/demo/{}story", demo::ANNOUNCED_VISITOR);
    let input = story(&format!("http://{HOST}{demo}"));
    let console = format!("{demo}/admin/{}/console", demo::REALM);
    let press = async |button: &str| {
        let pressed = send(&router, "POST", &format!("{console}/{button}"), &[], "").await;
        assert_eq!(pressed.status, StatusCode::SEE_OTHER, "{}", pressed.body);
    };

    let report = check(&router, &input).await.json();
    assert_eq!(report["outcome"], "unauthorized");
    assert_eq!(step(&report, "operation")["response"]["status"], 401);
    let cause = &report["cause"];
    assert_eq!(cause["code"], "admin-audience-missing", "{cause}");
    assert_eq!(cause["certainty"], "likely");
    assert_eq!(cause["grade"], "announced");
    let fixes = report["fixes"].to_string();
    for kind in ["admin-console", "kcadm", "curl"] {
        assert!(fixes.contains(&format!("\"{kind}\"")), "{fixes}");
    }
    assert!(fixes.contains("kc-admin-api"), "{fixes}");

    // A role does not help.
    press("assign-view-users").await;
    let report = check(&router, &input).await.json();
    assert_eq!(report["cause"]["code"], "admin-audience-missing");
    press("unassign-view-users").await;

    press("assign-kc-admin-api").await;
    let report = check(&router, &input).await.json();
    assert_eq!(report["outcome"], "forbidden");
    assert_eq!(report["cause"]["code"], "missing-role");
    assert_eq!(report["roles"]["missing"], json!(["view-users"]));

    press("assign-view-users").await;
    let report = check(&router, &input).await.json();
    assert_eq!(report["outcome"], "allowed");
}

#[tokio::test]
async fn events_come_line_by_line_and_end_with_the_report() {
    let router = router();
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/x-ndjson"),
    ];
    let body = story(&format!("http://{HOST}/demo/events")).to_string();
    let answer = send(&router, "POST", "/api/check", &headers, body).await;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("cache-control"), "no-store");
    let events = answer.lines();
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds[..4],
        ["sent", "answered", "sent", "answered"],
        "{kinds:?}"
    );
    assert_eq!(events[0]["name"], "token");
    assert_eq!(events[2]["name"], "operation");
    let report = &events.last().unwrap()["report"];
    assert_eq!(report["cause"]["code"], "missing-role");
    // Each request of the report was an event.
    let answered = kinds.iter().filter(|kind| **kind == "answered").count();
    let sent = kinds.iter().filter(|kind| **kind == "sent").count();
    let steps = report["steps"].as_array().unwrap().len();
    assert_eq!((sent, answered), (steps, steps));
    assert_eq!(kinds.iter().filter(|kind| **kind == "report").count(), 1);
}

#[tokio::test]
async fn the_demo_works_under_every_url_of_the_server() {
    let public = Settings {
        public_url: Some("https://tools.example.com/why403".parse().unwrap()),
        ..with_prefix("/why403")
    };
    let cases = [
        (
            settings(),
            "/api/check",
            HOST,
            format!("http://{HOST}/demo/a"),
        ),
        (
            settings(),
            "/api/check",
            "localhost:8403",
            "http://localhost:8403/demo/a".to_owned(),
        ),
        (
            with_prefix("/why403"),
            "/why403/api/check",
            HOST,
            format!("http://{HOST}/why403/demo/a"),
        ),
        (
            with_prefix("/why403"),
            "/api/check",
            HOST,
            format!("http://{HOST}/why403/demo/a"),
        ),
        (
            public,
            "/api/check",
            "tools.example.com",
            "https://tools.example.com/why403/demo/a".to_owned(),
        ),
    ];
    for (settings, path, host, url) in cases {
        let router = server::routes::router(settings);
        let headers = [("content-type", "application/json"), ("host", host)];
        let answer = send(&router, "POST", path, &headers, story(&url).to_string()).await;
        assert_eq!(
            answer.json()["cause"]["code"],
            "missing-role",
            "{url}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn bad_input_is_explained_in_words() {
    let router = router();
    let json_type = [("content-type", "application/json")];
    let post = |body: String| send(&router, "POST", "/api/check", &json_type, body);

    for body in [
        "",
        "hello",
        "{",
        "[1]",
        "{\"url\":}",
        "\u{0}",
        "{\"url\": 7}",
        "{\"nonsense\": 1}",
    ] {
        let answer = post(body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body:?}");
        assert!(
            answer.json()["error"].as_str().unwrap().len() > 20,
            "{body:?}"
        );
    }

    let long = json!({ "realm": "x".repeat(1024 * 1024) }).to_string();
    let answer = post(long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.json()["error"].as_str().unwrap().contains("512 kB"));

    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        let headers = [("content-type", content_type)];
        let answer = send(&router, "POST", "/api/check", &headers, "{}").await;
        assert_eq!(
            answer.status,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{content_type}"
        );
        assert!(answer.json()["error"].is_string());
    }
    let headers = [("content-type", "application/json; charset=utf-8")];
    let answer = send(&router, "POST", "/api/check", &headers, "{}").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    let answer = get(&router, "/api/check").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.json()["error"].is_string());
    let answer = get(&router, "/api/nothing").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.json()["error"].is_string());
}

#[tokio::test]
async fn errors_are_reported_at_their_fields() {
    let router = router();
    let mut input = attempt("sso.example.com/auth/admin/master/console");
    input["realm"] = json!("a\u{0}b");
    input["client_id"] = json!("x".repeat(400));
    input["user_id"] = json!("");
    let answer = check(&router, &input).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let fields: Vec<&str> = errors
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert!(fields.contains(&"url") && fields.contains(&"realm") && fields.contains(&"client_id"));
    assert_eq!(errors[0]["mended"], "https://sso.example.com/auth");
}

#[tokio::test]
async fn transport_failures_become_reports() {
    let html = answer_bytes(
        "200 OK",
        "text/html",
        b"<html>\xff<title>Router</title></html>",
    );
    let moved =
        b"HTTP/1.1 301 Moved\r\nLocation: https://sso.example.com/\r\nContent-Length: 0\r\n\r\n";
    let cases = [
        (Behavior::Bytes(html), "not-keycloak"),
        (Behavior::Bytes(moved.to_vec()), "redirected"),
        (Behavior::Hang, "timed-out"),
        (
            Behavior::Large {
                bytes: 60 << 20,
                chunked: true,
            },
            "response-too-large",
        ),
        (
            Behavior::Bytes(answer_bytes(
                "502 Bad Gateway",
                "text/html",
                b"<h1>nginx</h1>",
            )),
            "gateway-error",
        ),
    ];
    for (behavior, code) in cases {
        let upstream = Upstream::new(behavior).await;
        let report = check(&router(), &attempt(&upstream.url())).await.json();
        assert_eq!(report["cause"]["code"], code, "{report:#}");
    }
    let cases = [
        ("http://keycloak.invalid", "dns-failed"),
        ("http://169.254.169.254", "address-not-allowed"),
        ("https://[::ffff:169.254.169.254]", "address-not-allowed"),
    ];
    for (url, code) in cases {
        let report = check(&router(), &attempt(url)).await.json();
        assert_eq!(report["cause"]["code"], code, "{url}");
    }
}

#[tokio::test]
async fn effects_of_a_proxy_are_diagnosed() {
    // {"alg":"RS256"}.{"iss":"http://127.0.0.1/realms/acme","exp":4102444800,"typ":"Bearer"}
    let token = br#"{"access_token":"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xL3JlYWxtcy9hY21lIiwiZXhwIjo0MTAyNDQ0ODAwLCJ0eXAiOiJCZWFyZXIifQ.c2ln"}"#;
    let token = answer_bytes("200 OK", "application/json", token);
    for (other, code) in [
        (
            &b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 9\r\n\r\nslow down"[..],
            "rate-limited",
        ),
        (&b""[..], "connection-lost"),
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":"[..], "connection-lost"),
    ] {
        let upstream = Upstream::new(Behavior::TokenThen(token.clone(), other.to_vec())).await;
        let input = attempt(&upstream.url());
        let report = check(&router(), &input).await.json();
        assert_eq!(report["cause"]["code"], code, "{report}");
        assert_eq!(report["cause"]["certainty"], "certain", "{report}");
    }
}
