//! Tests that running checks are bounded and that leaving ends a check.

use std::time::Duration;

use axum::http::StatusCode;
use server::settings::Settings;
use server::transport::Limits;
use tokio::time::timeout;

use crate::serving::{attempt, check, listen, settings, start_check};
use crate::upstream::{Behaviour, Upstream};

fn patient() -> Settings {
    Settings {
        limits: Limits {
            time: Duration::from_secs(30),
            ..Limits::default()
        },
        ..settings()
    }
}

#[tokio::test]
async fn more_checks_than_allowed_are_asked_to_come_again() {
    let upstream = Upstream::new(Behaviour::Hang).await;
    let router = server::routes::router(Settings {
        max_checks: 1,
        ..patient()
    });
    let first = {
        let (router, input) = (router.clone(), attempt(&upstream.url()));
        tokio::spawn(async move { check(&router, &input).await })
    };
    upstream.asked().await;
    let second = check(&router, &attempt(&upstream.url())).await;
    assert_eq!(second.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(second.header("retry-after"), "5");
    assert!(second.json()["error"].is_string());
    // The place is free again once the first one is gone.
    first.abort();
    let _ = first.await;
    let quick = Upstream::new(Behaviour::Bytes(
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ))
    .await;
    let third = check(&router, &attempt(&quick.url())).await;
    assert_eq!(third.status, StatusCode::OK);
}

#[tokio::test]
async fn a_visitor_who_leaves_ends_the_calls() {
    let address = listen(patient()).await;
    for accept in ["application/json", "application/x-ndjson"] {
        let upstream = Upstream::new(Behaviour::Hang).await;
        let connection = start_check(address, accept, &attempt(&upstream.url())).await;
        upstream.asked().await;
        drop(connection);
        timeout(Duration::from_secs(3), upstream.left())
            .await
            .unwrap_or_else(|_| panic!("{accept}: the call goes on without anybody to tell"));
    }
}
