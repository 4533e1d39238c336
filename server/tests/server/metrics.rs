//! Tests metrics, readiness, and the log with request IDs.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use server::metrics::Metrics;
use server::routes::counted_router;
use server::settings::Settings;
use server::site::{File, Site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::binary::{Serving, stderr, why403};
use crate::serving::{HOST, attempt, check, get, send, settings, story};
use crate::upstream::{Behavior, Upstream, answer_bytes, closed_port};

fn assert_line(metrics: &Metrics, line: &str) {
    let text = metrics.text();
    assert!(text.lines().any(|found| found == line), "{line}: {text}");
}

#[tokio::test]
async fn checks_and_responses_are_counted_without_personal_data() {
    let upstream = Upstream::new(Behavior::Bytes(answer_bytes(
        "404 Not Found",
        "application/json",
        br#"{"error":"Realm does not exist"}"#,
    )))
    .await;
    let metrics = Arc::new(Metrics::default());
    let router = counted_router(settings(), Arc::clone(&metrics));
    check(&router, &story(&format!("http://{HOST}/demo/canary-demo"))).await;
    check(&router, &attempt(&upstream.url())).await;
    check(&router, &attempt("http://canary-host.invalid")).await;
    send(
        &router,
        "GET",
        "/canary-path?q=canary-query",
        &[("user-agent", "canary-agent")],
        "",
    )
    .await;
    for line in [
        "why403_checks_total{outcome=\"forbidden\"} 1",
        "why403_checks_total{outcome=\"not-found\"} 1",
        "why403_checks_total{outcome=\"unreachable\"} 1",
        "why403_checks_running 0",
        "why403_check_duration_seconds_count 3",
        "why403_http_responses_total{status=\"2xx\"} 3",
        "why403_http_responses_total{status=\"4xx\"} 1",
        "why403_keycloak_failed_requests_total 1",
    ] {
        assert_line(&metrics, line);
    }
    let text = metrics.text();
    for secret in [
        "canary",
        "acme",
        "backend",
        "hush",
        "127.0.0.1",
        demo::USER_ID,
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    // Every line is a comment, or a name with labels and a number.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(
            name.starts_with("why403_") && value.parse::<f64>().is_ok(),
            "{line}"
        );
    }
}

#[tokio::test]
async fn refused_and_canceled_checks_are_counted() {
    let upstream = Upstream::new(Behavior::Hang).await;
    let metrics = Arc::new(Metrics::default());
    let router = counted_router(
        Settings {
            max_checks: 1,
            ..settings()
        },
        Arc::clone(&metrics),
    );
    let first = {
        let (router, input) = (router.clone(), attempt(&upstream.url()));
        tokio::spawn(async move { check(&router, &input).await })
    };
    upstream.asked().await;
    assert_line(&metrics, "why403_checks_running 1");
    check(&router, &attempt(&upstream.url())).await;
    assert_line(&metrics, "why403_refused_total{limit=\"checks\"} 1");
    first.abort();
    let _ = first.await;
    assert_line(&metrics, "why403_checks_running 0");
    assert_line(&metrics, "why403_checks_total{outcome=\"canceled\"} 1");
}

#[tokio::test]
async fn a_server_is_ready_with_its_site() {
    const FILES: &[File] = &[File {
        path: "style.css",
        tag: "\"1\"",
        content: b"",
        brotli: None,
        gzip: None,
    }];
    for (site, status) in [
        (Site::Embedded(FILES), StatusCode::OK),
        (
            Site::Folder("/nonexistent".into()),
            StatusCode::SERVICE_UNAVAILABLE,
        ),
    ] {
        let router = server::routes::router(Settings { site, ..settings() });
        // An orchestrator uses the address of the container.
        let answer = send(&router, "GET", "/readyz", &[("host", "10.0.0.7:8403")], "").await;
        assert_eq!(answer.status, status, "{}", answer.body);
        let answer = send(&router, "GET", "/healthz", &[("host", "10.0.0.7:8403")], "").await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn every_response_has_an_id() {
    let router = server::routes::router(settings());
    let mut ids = Vec::new();
    for path in ["/", "/api/nothing", "/healthz"] {
        let answer = send(
            &router,
            "GET",
            path,
            &[("x-request-id", "from-visitor")],
            "",
        )
        .await;
        ids.push(answer.header("x-request-id").to_owned());
    }
    assert!(ids.iter().all(|id| id.len() == 16), "{ids:?}");
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!(get(&router, "/metrics").await.status, StatusCode::NOT_FOUND);
}

/// The response to a `GET` over its own connection.
async fn fetch(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_serves_metrics_on_a_port_of_its_own_and_logs_json() {
    let port = closed_port().await.to_string();
    let serving = Serving::start(&["--metrics-listen", &port, "--log-format", "json"], &[]);
    let address = serving.address().to_string();
    let answer = fetch(&address, "/robots.txt").await;
    let id = answer
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "))
        .unwrap();
    let metrics = fetch(&port, "/metrics").await;
    assert!(
        metrics.contains("why403_http_responses_total{status=\"2xx\"} 1"),
        "{metrics}"
    );
    assert!(fetch(&port, "/").await.starts_with("HTTP/1.1 404"));
    assert!(
        fetch(&address, "/metrics")
            .await
            .starts_with("HTTP/1.1 404")
    );
    serving.ask_to_stop();
    let (_, log) = tokio::task::spawn_blocking(|| serving.wait())
        .await
        .unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    assert!(
        lines.iter().any(|line| line["span"]["id"] == id
            && line["path"] == "/robots.txt"
            && line["status"] == 200),
        "{log}"
    );
}

#[test]
fn two_ports_are_needed() {
    let output = why403()
        .args([
            "serve",
            "--listen",
            "127.0.0.1:18403",
            "--metrics-listen",
            "127.0.0.1:18403",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("a port of its own"));
}
