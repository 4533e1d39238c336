//! Tests several replicas of one site: any of them handles any request, including requests to the demo.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;
use server::settings::{PathPrefix, Settings};
use tokio::net::TcpListener;
use url::Url;

use crate::binary::refused;
use crate::serving::{check, send, settings, story};
use crate::upstream::closed_port;

const HOST: &str = "why403.example.com";

/// The router of a replica that knows these other replicas.
fn replica(listen: SocketAddr, prefix: &str, others: &[String]) -> Router {
    server::routes::router(Settings {
        prefix: PathPrefix::parse(prefix).unwrap(),
        public_url: Some(Url::parse(&format!("https://{HOST}{prefix}")).unwrap()),
        replicas: others.to_vec(),
        ..Settings {
            listen,
            ..settings()
        }
    })
}

/// Two replicas that know each other and themselves, as behind a name that resolves to all of them.
async fn two(prefix: &str) -> [Router; 2] {
    let listeners = [
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
    ];
    let addresses = listeners
        .each_ref()
        .map(|listener| listener.local_addr().unwrap().to_string());
    listeners.map(|listener| {
        let router = replica(listener.local_addr().unwrap(), prefix, &addresses);
        tokio::spawn(server::serve::serve(
            listener,
            router.clone(),
            None,
            server::serve::ConnectionLimits::new(100),
            std::future::pending(),
        ));
        router
    })
}

/// The outcome of a check of this visitor's demo.
async fn outcome(router: &Router, prefix: &str, visitor: &str) -> serde_json::Value {
    let base = format!("https://{HOST}{prefix}/demo/{visitor}");
    let body = story(&base).to_string();
    let headers = [("host", HOST), ("content-type", "application/json")];
    let path = format!("{prefix}/api/check");
    let answer = send(router, "POST", &path, &headers, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["outcome"].clone()
}

#[tokio::test]
async fn a_change_to_the_demo_on_one_replica_is_seen_by_the_other() {
    for prefix in ["", "/tools/why403"] {
        let [one, other] = two(prefix).await;
        let console = |button: &str| {
            format!(
                "{prefix}/demo/visitor/admin/{}/console/{button}",
                demo::REALM
            )
        };
        assert_eq!(outcome(&other, prefix, "visitor").await, "forbidden");
        let host = [("host", HOST)];
        let answer = send(&one, "POST", &console("assign-view-users"), &host, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        for replica in [&one, &other] {
            assert_eq!(outcome(replica, prefix, "visitor").await, "allowed");
            // Other visitors have a demo of their own.
            assert_eq!(outcome(replica, prefix, "someone-else").await, "forbidden");
        }
        let answer = send(&other, "POST", &console("unassign-view-users"), &host, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(outcome(&one, prefix, "visitor").await, "forbidden");
    }
}

#[tokio::test]
async fn the_admin_api_of_the_demo_works_with_every_request_at_another_replica() {
    let [one, other] = two("").await;
    let form = [
        ("host", HOST),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let body = format!(
        "grant_type=password&client_id=admin-cli&username={}&password={}",
        demo::ADMIN,
        demo::ADMIN_PASSWORD
    );
    let token = "/demo/kcadm/realms/master/protocol/openid-connect/token";
    let answer = send(&one, "POST", token, &form, body).await;
    let bearer = format!("Bearer {}", answer.json()["access_token"].as_str().unwrap());
    let headers = [
        ("host", HOST),
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let realm = format!("/demo/kcadm/admin/realms/{}", demo::REALM);
    let get = async |router: &Router, path: String| {
        let answer = send(router, "GET", &path, &headers, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.json()
    };
    let clients = get(
        &other,
        format!("{realm}/clients?clientId={}", demo::CLIENT_ID),
    )
    .await;
    let client = clients[0]["id"].as_str().unwrap().to_owned();
    let account = get(
        &one,
        format!("{realm}/clients/{client}/service-account-user"),
    )
    .await;
    let account = account["id"].as_str().unwrap().to_owned();
    let management = get(&other, format!("{realm}/clients?clientId=realm-management")).await;
    let management = management[0]["id"].as_str().unwrap().to_owned();
    let mappings = format!("{realm}/users/{account}/role-mappings/clients/{management}");
    let available = get(&one, format!("{mappings}/available")).await;
    let role = available
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["name"] == "view-users")
        .unwrap()
        .clone();
    let answer = send(
        &other,
        "POST",
        &mappings,
        &headers,
        json!([role]).to_string(),
    )
    .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    assert_eq!(get(&one, mappings.clone()).await[0]["name"], "view-users");
    assert_eq!(outcome(&one, "", "kcadm").await, "allowed");
    // A change that the demo refuses is not repeated.
    let answer = send(
        &one,
        "POST",
        &mappings,
        &headers,
        "[{\"name\":\"no-such-role\"}]",
    )
    .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&other, mappings).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_replica_that_is_down_delays_no_change_for_long() {
    let down = closed_port().await.to_string();
    let router = replica(([127, 0, 0, 1], 8403).into(), "", &[down]);
    let path = format!(
        "/demo/visitor/admin/{}/console/assign-view-users",
        demo::REALM
    );
    let change = send(&router, "POST", &path, &[("host", HOST)], "");
    let answer = tokio::time::timeout(Duration::from_secs(5), change).await;
    assert_eq!(answer.unwrap().status, StatusCode::SEE_OTHER);
    assert_eq!(outcome(&router, "", "visitor").await, "allowed");
}

#[tokio::test]
async fn a_server_without_replicas_still_runs_the_demo() {
    let router = crate::serving::router();
    let answer = check(&router, &story("http://127.0.0.1:8403/demo/visitor")).await;
    assert_eq!(answer.json()["outcome"], "forbidden");
}

#[test]
fn the_server_does_not_start_with_replicas_but_without_a_proxy() {
    assert!(refused(&["--replica", "10.0.0.2:8403"]).contains("--public-url"));
    let url = ["--public-url", "https://why403.example.com"];
    for value in ["http://10.0.0.2:8403", "10.0.0.2", "user@host:1", ""] {
        let error = refused(&[&["--replica", value][..], &url].concat());
        assert!(error.contains("a replica looks like"), "{value}: {error}");
    }
}
