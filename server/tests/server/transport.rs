//! Tests that the transport names each failure by its cause.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diagnosis::attempt::{Attempt, Input};
use diagnosis::exchange::{Authorization, Body, Call, Exchange, Failure, Request, Response};
use server::transport::{AddressPolicy, Limits, Outgoing, Reach, Transport};

use crate::upstream::{Behavior, Upstream, answer_bytes, closed_port};

const LIMITS: Limits = Limits {
    time: Duration::from_secs(20),
    check_time: Duration::from_mins(1),
    size: 1024 * 1024,
};

/// The policy for the user's own machine.
pub fn local() -> Arc<AddressPolicy> {
    Arc::new(AddressPolicy::new(Reach::Local))
}

/// An attempt at this URL, with a certificate authority if one is given.
pub fn attempt(url: &str, ca_certificate: &str) -> Attempt {
    let input = Input {
        url: url.to_owned(),
        realm: "acme".to_owned(),
        client_id: "backend".to_owned(),
        client_secret: "hush-hush".into(),
        user_id: "7f1f0f6e-4b6a-4a52-8a55-1f6f5f6f7a11".to_owned(),
        ca_certificate: ca_certificate.to_owned(),
        ..Input::default()
    };
    input.parse().unwrap()
}

/// Sends a plain request to this URL.
pub async fn exchange(url: &str, ca_certificate: &str) -> Exchange {
    exchange_within(LIMITS, url, ca_certificate).await
}

/// Sends a plain request to this URL with the operator's settings.
pub async fn exchange_through(
    outgoing: &Arc<Outgoing>,
    url: &str,
    ca_certificate: &str,
) -> Exchange {
    send(LIMITS, Arc::clone(outgoing), url, ca_certificate).await
}

async fn exchange_within(limits: Limits, url: &str, ca_certificate: &str) -> Exchange {
    send(limits, Arc::default(), url, ca_certificate).await
}

async fn send(
    limits: Limits,
    outgoing: Arc<Outgoing>,
    url: &str,
    ca_certificate: &str,
) -> Exchange {
    let attempt = attempt(url, ca_certificate);
    let request = Request {
        call: Call::Discovery,
        method: "GET",
        url: attempt.base_url.join(["realms", "acme"]),
        authorization: Authorization::None,
        body: Body::Empty,
        purpose: String::new(),
    };
    Transport::new(limits, local(), &attempt, None)
        .through(outgoing)
        .exchange(request, None)
        .await
}

async fn failure(url: &str) -> Failure {
    exchange(url, "").await.result.unwrap_err()
}

async fn answered(bytes: impl Into<Vec<u8>>) -> Result<Response, Failure> {
    let upstream = Upstream::new(Behavior::Bytes(bytes.into())).await;
    exchange(&upstream.url(), "").await.result
}

#[tokio::test]
async fn a_name_without_an_address_is_reported() {
    assert_eq!(failure("http://keycloak.invalid").await, Failure::Dns);
    assert_eq!(failure("https://keycloak.invalid").await, Failure::Dns);
    let long = format!("https://{}.example.com", "a".repeat(64));
    for url in ["https://localhost..", "https://a..example.com", &long] {
        assert_eq!(failure(url).await, Failure::Dns, "{url}");
    }
}

#[tokio::test]
async fn a_closed_port_is_reported() {
    let address = closed_port().await;
    assert_eq!(
        failure(&format!("http://{address}")).await,
        Failure::ConnectionRefused
    );
    assert_eq!(
        failure(&format!("https://{address}")).await,
        Failure::ConnectionRefused
    );
}

#[tokio::test]
async fn a_slow_server_is_canceled_at_the_limit() {
    let limits = Limits {
        time: Duration::from_millis(400),
        ..LIMITS
    };
    for (behavior, scheme) in [
        (Behavior::Hang, "http"),
        (Behavior::Hang, "https"),
        (Behavior::Drip, "http"),
    ] {
        let upstream = Upstream::new(behavior).await;
        let start = Instant::now();
        let url = format!("{scheme}://{}", upstream.address);
        let result = exchange_within(limits, &url, "").await.result;
        assert_eq!(result, Err(Failure::TimedOut(400)), "{url}");
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn a_server_that_closes_early_is_reported() {
    for bytes in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
    ] {
        assert_eq!(
            answered(bytes).await,
            Err(Failure::BrokenAnswer(
                "the connection was closed before the response was complete".to_owned()
            )),
            "{bytes:?}"
        );
    }
}

#[tokio::test]
async fn a_response_that_is_not_http_is_reported() {
    for bytes in [
        "SSH-2.0-OpenSSH_9.9\r\n",
        "\u{0}\u{1}\u{2}",
        "HTTP/9.9 never\r\n\r\n",
    ] {
        assert_eq!(
            answered(bytes).await,
            Err(Failure::BrokenAnswer("the response is not HTTP".to_owned())),
            "{bytes:?}"
        );
    }
}

#[tokio::test]
async fn a_body_is_read_only_up_to_the_limit() {
    for chunked in [false, true] {
        let sixty_megabytes = 60 * 1024 * 1024;
        let upstream = Upstream::new(Behavior::Large {
            bytes: sixty_megabytes,
            chunked,
        })
        .await;
        assert_eq!(
            failure(&upstream.url()).await,
            Failure::TooLarge(LIMITS.size)
        );
        upstream.left().await;
        // The sockets' buffers count as written.
        assert!(
            upstream.written() < sixty_megabytes / 4,
            "{}",
            upstream.written()
        );
    }
}

#[tokio::test]
async fn a_body_at_the_limit_is_read() {
    let body = vec![b'x'; usize::try_from(LIMITS.size).unwrap()];
    let response = answered(answer_bytes("200 OK", "text/plain", &body))
        .await
        .unwrap();
    assert_eq!(response.body.len() as u64, LIMITS.size);
}

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let elsewhere = Upstream::new(Behavior::Echo).await;
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/secret\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    let response = answered(redirect).await.unwrap();
    assert_eq!(response.status, 302);
    assert_eq!(
        response.header("location"),
        Some(&*format!("{}/secret", elsewhere.url()))
    );
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn html_and_invalid_utf8_are_read_as_text() {
    let response = answered(answer_bytes(
        "200 OK",
        "text/html",
        b"<html>\xff\xfe</html>",
    ))
    .await
    .unwrap();
    assert_eq!(response.body, "<html>\u{fffd}\u{fffd}</html>");
    assert_eq!(response.header("content-type"), Some("text/html"));
}

#[tokio::test]
async fn repeated_headers_are_joined() {
    let response = answered("HTTP/1.1 200 OK\r\nVia: a\r\nvia: b\r\nContent-Length: 0\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(response.header("via"), Some("a, b"));
}

#[tokio::test]
async fn addresses_that_the_policy_refuses_get_no_connection() {
    for host in [
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "0.0.0.0",
        "[::]",
        "255.255.255.255",
        "224.0.0.1",
        "2852039166",
    ] {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{host}");
            assert!(
                matches!(failure(&url).await, Failure::AddressNotAllowed(_)),
                "{url}"
            );
        }
    }
}

#[tokio::test]
async fn https_to_a_server_without_tls_is_reported() {
    for bytes in [
        answer_bytes("400 Bad Request", "text/plain", b"what"),
        Vec::new(),
    ] {
        let upstream = Upstream::new(Behavior::Bytes(bytes)).await;
        let failure = failure(&format!("https://{}", upstream.address)).await;
        assert!(matches!(failure, Failure::TlsProtocol(_)), "{failure:?}");
    }
}

#[tokio::test]
async fn a_request_sends_only_what_it_needs() {
    let upstream = Upstream::new(Behavior::Echo).await;
    let attempt = attempt(&upstream.url(), "");
    let request = Request {
        call: Call::Token,
        method: "POST",
        url: attempt.base_url.join(["token"]),
        authorization: Authorization::Bearer("ey.ey.sig".into()),
        body: Body::Form(vec![
            (
                "grant_type",
                diagnosis::exchange::FormValue::Plain("password".to_owned()),
            ),
            (
                "password",
                diagnosis::exchange::FormValue::Secret("a&b=ü %+".into()),
            ),
        ]),
        purpose: String::new(),
    };
    let exchange = Transport::new(LIMITS, local(), &attempt, None)
        .exchange(request, None)
        .await;
    assert_eq!(exchange.result.unwrap().status, 200);
    let seen = upstream.seen().remove(0);
    let (head, body) = seen.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "grant_type=password&password=a%26b%3D%C3%BC+%25%2B");
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /token HTTP/1.1"));
    let mut names: Vec<String> = lines
        .map(|line| line.split(':').next().unwrap().to_lowercase())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "accept",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "user-agent"
        ]
    );
    for line in [
        "accept: application/json",
        "authorization: Bearer ey.ey.sig",
        "content-type: application/x-www-form-urlencoded",
        concat!("user-agent: why403/", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(
            head.lines().any(|sent| sent == line),
            "{line} is not in {head}"
        );
    }
}

#[tokio::test]
async fn a_token_that_is_invalid_in_a_header_is_not_sent() {
    let upstream = Upstream::new(Behavior::Echo).await;
    let attempt = attempt(&upstream.url(), "");
    let request = Request {
        call: Call::Operation,
        method: "GET",
        url: attempt.base_url.join(["admin"]),
        authorization: Authorization::Bearer("ey.\nX-Injected: 1".into()),
        body: Body::Empty,
        purpose: String::new(),
    };
    let exchange = Transport::new(LIMITS, local(), &attempt, None)
        .exchange(request, None)
        .await;
    assert!(matches!(exchange.result, Err(Failure::BrokenAnswer(_))));
    assert!(upstream.seen().is_empty());
}
