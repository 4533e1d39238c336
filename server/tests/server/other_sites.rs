//! Tests that the pages of other sites run checks only if the operator lists their origin.

use axum::http::StatusCode;
use serde_json::json;
use server::settings::Settings;

use crate::binary::refused;
use crate::serving::{HOST, attempt, send, settings, story};
use crate::upstream::{Behavior, Upstream};

const LISTED: &str = "https://docs.example.com";

fn with_listed() -> Settings {
    Settings {
        allowed_origins: vec![LISTED.to_owned()],
        ..settings()
    }
}

#[tokio::test]
async fn a_browser_learns_that_a_listed_origin_may_post_json() {
    let router = server::routes::router(with_listed());
    let asked = |origin: &'static str, path: &'static str| {
        let router = router.clone();
        async move {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "content-type"),
            ];
            send(&router, "OPTIONS", path, &headers, "").await
        }
    };
    let answer = asked(LISTED, "/api/run-check").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-origin"), LISTED);
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "content-type"
    );
    assert_eq!(answer.header("vary"), "origin");
    for (origin, path) in [
        ("https://docs.example.com.evil.example", "/api/run-check"),
        ("http://docs.example.com", "/api/run-check"),
        ("https://docs.example.com:8443", "/api/run-check"),
        ("null", "/api/run-check"),
        (LISTED, "/api/check"),
        (LISTED, "/demo/x/realms/master"),
        (LISTED, "/data/permissions.json"),
    ] {
        let answer = asked(origin, path).await;
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, "", "{origin} {path}");
    }
}

#[tokio::test]
async fn only_pages_of_a_listed_origin_run_checks() {
    for (settings, origin, path, expected) in [
        (with_listed(), LISTED, "/api/run-check", StatusCode::OK),
        (
            with_listed(),
            "https://evil.example",
            "/api/run-check",
            StatusCode::FORBIDDEN,
        ),
        (with_listed(), LISTED, "/api/check", StatusCode::FORBIDDEN),
        (settings(), LISTED, "/api/run-check", StatusCode::FORBIDDEN),
    ] {
        let upstream = Upstream::new(Behavior::Echo).await;
        let router = server::routes::router(settings);
        let input = attempt(&upstream.url());
        let body = if path == "/api/check" {
            input
        } else {
            json!({ "request": { "input": input, "demo": false } })
        };
        let headers = [
            ("content-type", "application/json"),
            ("sec-fetch-site", "cross-site"),
            ("origin", origin),
        ];
        let answer = send(&router, "POST", path, &headers, body.to_string()).await;
        assert_eq!(answer.status, expected, "{origin} {path}");
        let is_allowed = expected == StatusCode::OK;
        assert_eq!(!upstream.seen().is_empty(), is_allowed, "{origin} {path}");
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed == origin, is_allowed, "{origin} {path}");
        // Cookies and client certificates stay excluded.
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn a_listed_origin_may_read_errors_but_not_send_a_form() {
    let router = server::routes::router(with_listed());
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let headers = [
            ("content-type", kind),
            ("sec-fetch-site", "cross-site"),
            ("origin", LISTED),
        ];
        let answer = send(&router, "POST", "/api/run-check", &headers, "{}").await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        assert_eq!(answer.header("access-control-allow-origin"), LISTED);
    }
}

#[tokio::test]
async fn the_links_of_a_report_lead_to_this_server() {
    let router = server::routes::router(with_listed());
    let input = story(&format!("http://{HOST}/demo/links"));
    let body = json!({ "request": { "input": input, "demo": false } }).to_string();
    let answer_of = async |headers: &[(&str, &str)]| {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        send(&router, "POST", "/api/run-check", &all, body.clone())
            .await
            .body
    };
    let link = format!("http://{HOST}/causes/missing-role");
    assert!(answer_of(&[("origin", LISTED)]).await.contains(&link));
    assert!(!answer_of(&[]).await.contains(&link));
}

#[test]
fn the_server_does_not_start_with_an_allowed_origin_that_is_not_an_origin() {
    for wrong in [
        "docs.example.com",
        "https://docs.example.com/why403",
        "https://user@docs.example.com",
        "*",
        "null",
        "file:///srv/site",
    ] {
        let error = refused(&["--allowed-origin", wrong]);
        assert!(
            error.contains("https://docs.example.com"),
            "{wrong}: {error}"
        );
    }
}
