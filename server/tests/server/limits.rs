//! Tests that running checks are limited, and that a check ends when its visitor disconnects.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::serve::ConnectionLimits;
use server::settings::{ClientLimits, Settings};
use server::transport::{Limits, Outgoing};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::attacks::Names;
use crate::binary::Serving;
use crate::serving::{Answer, HOST, attempt, check, get, listen, send, settings, start_check};
use crate::upstream::{Behavior, Upstream, answer_bytes};

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
async fn checks_beyond_the_limit_get_a_503() {
    let upstream = Upstream::new(Behavior::Hang).await;
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
    // The place is free again after the first check.
    first.abort();
    let _ = first.await;
    let quick = Upstream::new(Behavior::Bytes(
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ))
    .await;
    let third = check(&router, &attempt(&quick.url())).await;
    assert_eq!(third.status, StatusCode::OK);
}

#[tokio::test]
async fn a_visitor_who_disconnects_cancels_the_requests() {
    let address = listen(patient()).await;
    for accept in ["application/json", "application/x-ndjson"] {
        let upstream = Upstream::new(Behavior::Hang).await;
        let connection = start_check(address, accept, &attempt(&upstream.url())).await;
        upstream.asked().await;
        drop(connection);
        timeout(Duration::from_secs(3), upstream.left())
            .await
            .unwrap_or_else(|_| panic!("{accept}: the call goes on without anybody to tell"));
    }
}

#[tokio::test]
async fn a_check_that_takes_too_long_ends_with_a_report() {
    let answer = answer_bytes(
        "403 Forbidden",
        "application/json",
        br#"{"error":"HTTP 403 Forbidden","access_token":"eyJhbGciOiJub25lIn0.eyJ0eXAiOiJCZWFyZXIifQ."}"#,
    );
    let token = answer_bytes(
        "200 OK",
        "application/json",
        br#"{"access_token":"eyJhbGciOiJub25lIn0.eyJ0eXAiOiJCZWFyZXIifQ."}"#,
    );
    let report = |check_time| {
        let (token, answer) = (token.clone(), answer.clone());
        async move {
            let upstream = Upstream::new(Behavior::TokenThen(token, answer)).await;
            let router = server::routes::router(Settings {
                limits: Limits {
                    check_time,
                    ..patient().limits
                },
                ..settings()
            });
            let response = check(&router, &attempt(&upstream.url())).await;
            assert_eq!(response.status, StatusCode::OK, "{}", response.body);
            (upstream.seen().len(), response.json())
        }
    };
    let (all, _) = report(Duration::from_mins(1)).await;
    let (sent, unfinished) = report(Duration::ZERO).await;
    assert!(all > 3, "{all}");
    assert_eq!(
        sent, 2,
        "more than the token request and the operation was sent"
    );
    assert_eq!(unfinished["status"], 403, "{unfinished}");
    assert_ne!(unfinished["cause"]["certainty"], "certain", "{unfinished}");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected() {
    const LENGTH: usize = 64 << 20;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let large = Router::new().route("/", axum::routing::get(|| async { vec![0_u8; LENGTH] }));
    tokio::spawn(server::serve::serve(
        listener,
        large,
        None,
        ConnectionLimits {
            write_time: Duration::from_millis(300),
            ..ConnectionLimits::new(1)
        },
        std::future::pending(),
    ));
    for waits in [true, false] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await
            .unwrap();
        if waits {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        let mut received = Vec::new();
        // A connection that the server gave up may end with an error.
        let _ = timeout(Duration::from_secs(20), stream.read_to_end(&mut received))
            .await
            .unwrap();
        // The only place is free again for the client that reads.
        assert_eq!(received.len() < LENGTH, waits, "{}", received.len());
    }
}

/// A client that sends its body one byte at a time keeps its place only for the time of a body, whatever the endpoint.
#[tokio::test]
async fn a_client_that_sends_slowly_is_refused() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve::serve(
        listener,
        server::routes::router(Settings {
            listen: address,
            ..settings()
        }),
        None,
        ConnectionLimits {
            body_time: Duration::from_millis(300),
            ..ConnectionLimits::new(100)
        },
        std::future::pending(),
    ));
    let form = "application/x-www-form-urlencoded";
    for (path, kind, status) in [
        ("/", form, "408"),
        ("/causes", form, "408"),
        ("/roles", form, "408"),
        ("/api/check", "application/json", "408"),
        ("/api/run-check", "application/json", "408"),
        // The demo imitates Keycloak, which has no such status.
        (
            "/demo/x/realms/master/protocol/openid-connect/token",
            form,
            "413",
        ),
    ] {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (mut reader, mut writer) = stream.into_split();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n"
        );
        writer.write_all(head.as_bytes()).await.unwrap();
        let drip = tokio::spawn(async move {
            while writer.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        let mut received = Vec::new();
        // The server closes the connection without reading the rest, which can end with an error.
        let _ = timeout(Duration::from_secs(5), reader.read_to_end(&mut received))
            .await
            .unwrap_or_else(|_| panic!("{path}: the client keeps its connection"));
        let received = String::from_utf8_lossy(&received).into_owned();
        assert!(
            received.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path}: {received}"
        );
        drip.abort();
    }
}

const PROXY: &str = "10.0.0.1:4000";

/// Settings behind a proxy at 10.0.0.0/8, with these limits.
fn behind_proxy(requests: u32, checks: usize, passwords: u32) -> Settings {
    Settings {
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        client_limits: ClientLimits {
            requests: NonZeroU32::new(requests).unwrap(),
            checks,
            passwords: NonZeroU32::new(passwords).unwrap(),
            ..ClientLimits::default()
        },
        ..patient()
    }
}

/// The router with a connection from this peer.
fn reached_from(peer: &str, settings: Settings) -> Router {
    let peer: SocketAddr = peer.parse().unwrap();
    server::routes::router(settings).layer(axum::Extension(ConnectInfo(peer)))
}

/// The status of a request from a proxy that names its client in these headers.
async fn status(router: &Router, headers: &[(&str, &str)]) -> StatusCode {
    send(router, "GET", "/robots.txt", headers, "").await.status
}

#[tokio::test]
async fn requests_are_counted_by_the_client_that_a_trusted_proxy_names() {
    const USED_UP: StatusCode = StatusCode::TOO_MANY_REQUESTS;
    let for_header = "x-forwarded-for";
    // The first request of each pair uses up the client's only request.
    for (first, second, expected) in [
        (
            &[(for_header, "198.51.100.1")][..],
            &[(for_header, "198.51.100.1")][..],
            USED_UP,
        ),
        (
            &[(for_header, "198.51.100.1")],
            &[(for_header, "198.51.100.2")],
            StatusCode::OK,
        ),
        // Addresses that the client itself wrote first do not count.
        (
            &[(for_header, "1.1.1.1, 198.51.100.1")],
            &[(for_header, "2.2.2.2, 198.51.100.1")],
            USED_UP,
        ),
        (
            &[(for_header, "198.51.100.1, 10.9.9.9")],
            &[(for_header, "198.51.100.1")],
            USED_UP,
        ),
        (
            &[(for_header, "1.1.1.1"), (for_header, "198.51.100.1")],
            &[(for_header, "198.51.100.1")],
            USED_UP,
        ),
        // An element that is not an address ends the walk at the nearest proxy.
        (
            &[(for_header, "198.51.100.1, unknown")],
            &[(for_header, "198.51.100.2, _hidden")],
            USED_UP,
        ),
        (
            &[(for_header, "2001:db8:1:2::1")],
            &[(for_header, "2001:db8:1:2:ffff::9")],
            USED_UP,
        ),
        (
            &[(for_header, "2001:db8:1:2::1")],
            &[(for_header, "2001:db8:1:3::1")],
            StatusCode::OK,
        ),
        (
            &[(for_header, "::ffff:198.51.100.1")],
            &[(for_header, "198.51.100.1:5123")],
            USED_UP,
        ),
        (
            &[("forwarded", "for=198.51.100.1;proto=https")],
            &[("forwarded", "proto=http; For=\"198.51.100.1:99\"")],
            USED_UP,
        ),
        (
            &[("forwarded", "for=\"[2001:db8:1:2::1]:44\"")],
            &[(for_header, "2001:db8:1:2::7")],
            USED_UP,
        ),
        // A client cannot choose its address with the header that its proxy does not write.
        (
            &[(for_header, "198.51.100.1"), ("forwarded", "for=192.0.2.1")],
            &[(for_header, "198.51.100.1"), ("forwarded", "for=192.0.2.2")],
            USED_UP,
        ),
    ] {
        let router = reached_from(PROXY, behind_proxy(1, 1, 1));
        assert_eq!(status(&router, first).await, StatusCode::OK, "{first:?}");
        assert_eq!(
            status(&router, second).await,
            expected,
            "{first:?} {second:?}"
        );
    }
    // Headers of an untrusted peer are ignored.
    let router = reached_from("203.0.113.5:4000", behind_proxy(1, 1, 1));
    assert_eq!(
        status(&router, &[(for_header, "198.51.100.1")]).await,
        StatusCode::OK
    );
    assert_eq!(
        status(&router, &[(for_header, "198.51.100.2")]).await,
        USED_UP
    );
    assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_local_server_does_not_count_requests() {
    let local = Settings {
        trusted_proxies: Vec::new(),
        ..behind_proxy(1, 1, 1)
    };
    let router = reached_from("127.0.0.1:4000", local);
    for _ in 0..5 {
        assert_eq!(status(&router, &[]).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn one_client_cannot_take_the_places_of_others() {
    let upstream = Upstream::new(Behavior::Hang).await;
    let router = reached_from(PROXY, behind_proxy(100, 1, 10));
    let from = |client: &'static str| {
        let (router, body) = (router.clone(), attempt(&upstream.url()).to_string());
        async move {
            let headers = [
                ("content-type", "application/json"),
                ("x-forwarded-for", client),
            ];
            send(&router, "POST", "/api/check", &headers, body).await
        }
    };
    let first = tokio::spawn(from("198.51.100.1"));
    upstream.asked().await;
    assert_too_many(&from("198.51.100.1").await);
    // Another client is not refused: its check is still running when the time is over.
    assert!(
        timeout(Duration::from_millis(500), from("198.51.100.2"))
            .await
            .is_err()
    );
    first.abort();
    let _ = first.await;
    assert!(
        timeout(Duration::from_millis(500), from("198.51.100.1"))
            .await
            .is_err()
    );
}

fn assert_too_many(answer: &Answer) {
    assert_eq!(
        answer.status,
        StatusCode::TOO_MANY_REQUESTS,
        "{}",
        answer.body
    );
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=600).contains(&wait), "{wait}");
}

#[tokio::test]
async fn passwords_cannot_be_guessed_through_any_endpoint() {
    let upstream = Upstream::new(Behavior::Bytes(
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ))
    .await;
    let input = |user: &str, realm: &str| -> Value {
        let mut input = attempt(&upstream.url());
        input["grant"] = json!("password");
        input["username"] = json!(user);
        input["password"] = json!("guess-guess-guess");
        input["realm"] = json!(realm);
        input
    };
    let router = reached_from(PROXY, behind_proxy(1_000, 10, 2));
    let post = |client: &'static str, path: &'static str, accept: &'static str, body: String| {
        let router = router.clone();
        let kind = if path == "/" {
            "application/x-www-form-urlencoded"
        } else {
            "application/json"
        };
        async move {
            let headers = [
                ("content-type", kind),
                ("accept", accept),
                ("x-forwarded-for", client),
            ];
            send(&router, "POST", path, &headers, body).await
        }
    };
    for client in ["198.51.100.1", "198.51.100.2"] {
        let answer = post(
            client,
            "/api/check",
            "*/*",
            input("alice", "acme").to_string(),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let sent = upstream.seen().len();
    let json = input(" Alice", "other").to_string();
    let page = json!({ "request": { "input": input("alice", "acme"), "demo": false } }).to_string();
    let form: String = {
        let fields = input("alice", "acme");
        let fields = fields.as_object().unwrap().iter();
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.map(|(name, value)| (name, value.as_str().unwrap())))
            .finish()
    };
    for (path, accept, body) in [
        ("/api/check", "*/*", json.clone()),
        ("/api/check", "application/x-ndjson", json),
        ("/api/run-check", "*/*", page),
        ("/", "text/html", form),
    ] {
        let answer = post("198.51.100.3", path, accept, body).await;
        assert_too_many(&answer);
        assert!(
            answer
                .body
                .contains("Too many password attempts for this user name"),
            "{path}: {}",
            answer.body
        );
        assert!(!answer.body.contains("guess-guess"), "{path}");
    }
    assert_eq!(upstream.seen().len(), sent, "a refused attempt was sent");
    let other = post(
        "198.51.100.3",
        "/api/check",
        "*/*",
        input("bob", "acme").to_string(),
    )
    .await;
    assert_eq!(other.status, StatusCode::OK);
}

/// Anybody can make any number of names for the address of one server.
#[tokio::test]
async fn many_names_of_one_server_are_no_way_to_guess_passwords() {
    let upstream = Upstream::new(Behavior::Bytes(
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ))
    .await;
    let names: Vec<String> = (0..6).map(|n| format!("n{n}.evil.example")).collect();
    let answers: &[&[&str]] = &[&["127.0.0.1"]];
    let known: Vec<_> = names.iter().map(|name| (name.as_str(), answers)).collect();
    let settings = Settings {
        outgoing: Arc::new(Outgoing {
            lookup: Arc::new(Names::new(&known)),
            ..Outgoing::default()
        }),
        ..behind_proxy(1_000, 10, 2)
    };
    let router = reached_from(PROXY, settings);
    let mut statuses = Vec::new();
    for name in &names {
        let mut input = attempt(&format!("http://{name}:{}", upstream.address.port()));
        input["grant"] = json!("password");
        input["username"] = json!("alice");
        input["password"] = json!("guess-guess-guess");
        statuses.push(check(&router, &input).await.status);
    }
    let (early, late) = statuses.split_at(2);
    assert!(
        early.iter().all(|status| *status == StatusCode::OK),
        "{statuses:?}"
    );
    assert!(
        late.iter()
            .all(|status| *status == StatusCode::TOO_MANY_REQUESTS),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn the_responses_of_all_checks_fit_into_the_limit() {
    let body = format!("{{\"error\":\"{}\"}}", "x".repeat(20_000));
    let upstream = Upstream::new(Behavior::Bytes(answer_bytes(
        "404 Not Found",
        "application/json",
        body.as_bytes(),
    )))
    .await;
    for (max_bodies, expected) in [
        (10_000, StatusCode::SERVICE_UNAVAILABLE),
        (1_000_000, StatusCode::OK),
    ] {
        let router = server::routes::router(Settings {
            max_bodies,
            ..settings()
        });
        // What a check held is free again after it.
        for _ in 0..20 {
            let answer = check(&router, &attempt(&upstream.url())).await;
            assert_eq!(answer.status, expected, "{}", answer.body);
        }
        let lines = [
            ("content-type", "application/json"),
            ("accept", "application/x-ndjson"),
        ];
        let body = attempt(&upstream.url()).to_string();
        let answer = send(&router, "POST", "/api/check", &lines, body).await;
        let last = answer.lines().pop().unwrap();
        let is_report = last["event"] == "report";
        assert_eq!(is_report, expected == StatusCode::OK, "{last}");
    }
}

#[tokio::test]
async fn requests_from_many_networks_of_one_owner_are_counted_together() {
    let router = reached_from(PROXY, behind_proxy(2, 1, 1));
    let mut answered = 0;
    for network in 0..100 {
        let client = format!("2001:db8:1:{network:x}::1");
        let got = status(&router, &[("x-forwarded-for", &client)]).await;
        answered += usize::from(got == StatusCode::OK);
    }
    // On a slow machine, the limit allows a few more meanwhile.
    assert!((32..40).contains(&answered), "{answered}");
    let other = status(&router, &[("x-forwarded-for", "2001:db8:2::1")]).await;
    assert_eq!(other, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_connections_leaves_room_for_checks() {
    let serving = Serving::start_with_descriptors(256);
    let address = serving.address();
    let upstream = Upstream::new(Behavior::Bytes(
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ))
    .await;
    // Accepted before the flood, so that it does not wait for a place.
    let early = start_check(address, "application/json", &attempt(&upstream.url())).await;
    let mut flood = Vec::new();
    for _ in 0..300 {
        match timeout(
            Duration::from_millis(200),
            tokio::net::TcpStream::connect(address),
        )
        .await
        {
            Ok(Ok(stream)) => flood.push(stream),
            _ => break,
        }
    }
    assert!(flood.len() > 60, "the flood is too small: {}", flood.len());
    let answer = crate::serving::rest(early).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    drop(flood);
    let late = start_check(address, "application/json", &attempt(&upstream.url())).await;
    let answer = crate::serving::rest(late).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    serving.ask_to_stop();
    let (_, log) = tokio::task::spawn_blocking(|| serving.wait())
        .await
        .unwrap();
    assert!(
        log.contains("the limit of open files is too low for --max-checks"),
        "{log}"
    );
    assert!(!log.contains("cannot accept"), "{log}");
}

#[tokio::test]
async fn the_limits_use_the_format_of_every_error() {
    let router = reached_from(PROXY, behind_proxy(1, 1, 1));
    assert_eq!(status(&router, &[]).await, StatusCode::OK);
    for path in ["/", "/api/check", "/demo/x/realms/acme"] {
        let answer = send(&router, "POST", path, &[("host", HOST)], "").await;
        assert_too_many(&answer);
        assert!(
            answer.json()["error"]
                .as_str()
                .unwrap()
                .contains("Wait, and try again")
        );
    }
}
