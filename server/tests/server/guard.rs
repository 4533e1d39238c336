//! Tests that pages of other sites cannot use this server.

use std::time::Duration;

use axum::http::StatusCode;
use server::settings::Settings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::serving::{HOST, attempt, listen, send, settings};
use crate::upstream::{Behavior, Upstream};

/// The status of a check that a browser sends with these headers, and whether its target received a request.
async fn status(settings: Settings, headers: &[(&str, &str)]) -> (StatusCode, bool) {
    let upstream = Upstream::new(Behavior::Echo).await;
    let router = server::routes::router(settings);
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    let body = attempt(&upstream.url()).to_string();
    let answer = send(&router, "POST", "/api/check", &all, body).await;
    (answer.status, !upstream.seen().is_empty())
}

#[tokio::test]
async fn checks_of_other_sites_pages_are_refused() {
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://127.0.0.1:8403"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "http://127.0.0.1:9999")],
        &[("origin", "http://127.0.0.1.evil.example:8403")],
        &[("origin", "null")],
        &[("origin", "\u{fffd}")],
    ] {
        let (status, reached) = status(settings(), headers).await;
        assert_eq!(
            (status, reached),
            (StatusCode::FORBIDDEN, false),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn checks_of_our_own_page_and_of_scripts_are_accepted() {
    let public = || Settings {
        public_url: Some("https://tools.example.com".parse().unwrap()),
        ..settings()
    };
    for (settings, headers) in [
        (settings(), &[][..]),
        (
            settings(),
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "http://127.0.0.1:8403"),
            ],
        ),
        (settings(), &[("sec-fetch-site", "none")]),
        (settings(), &[("origin", "http://127.0.0.1:8403")]),
        (
            public(),
            &[
                ("host", "tools.example.com"),
                ("origin", "https://tools.example.com"),
            ],
        ),
    ] {
        let (status, reached) = status(settings, headers).await;
        assert_eq!((status, reached), (StatusCode::OK, true), "{headers:?}");
    }
}

#[tokio::test]
async fn a_foreign_host_name_for_this_machine_is_refused() {
    for host in [
        "evil.example",
        "evil.example:8403",
        "localhost.evil.example",
        "192.168.0.7",
        "",
    ] {
        let (status, reached) = status(settings(), &[("host", host)]).await;
        assert_eq!(
            (status, reached),
            (StatusCode::MISDIRECTED_REQUEST, false),
            "{host}"
        );
    }
    for host in [
        HOST,
        "localhost",
        "localhost:8403",
        "[::1]:8403",
        "127.0.0.1",
    ] {
        let (status, reached) = status(settings(), &[("host", host)]).await;
        assert_eq!((status, reached), (StatusCode::OK, true), "{host}");
    }
    for (host, expected) in [
        ("why403.intranet", StatusCode::OK),
        ("why403.intranet:8403", StatusCode::OK),
        ("192.168.1.7:8403", StatusCode::MISDIRECTED_REQUEST),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("localhost", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1:8403", StatusCode::MISDIRECTED_REQUEST),
    ] {
        // Behind a proxy on this machine, the server listens on loopback.
        for listen in ["0.0.0.0:8403", "127.0.0.1:8403"] {
            let open = Settings {
                listen: listen.parse().unwrap(),
                public_url: Some("http://why403.intranet".parse().unwrap()),
                ..settings()
            };
            let (status, _) = status(open, &[("host", host)]).await;
            assert_eq!(status, expected, "{host} {listen}");
        }
    }
}

#[tokio::test]
async fn a_host_with_other_parts_of_a_url_is_refused() {
    for host in [
        "evil.example@127.0.0.1",
        "127.0.0.1@evil.example",
        "localhost\\evil.example",
        "localhost/evil.example",
        "localhost?evil.example",
        "localhost#evil.example",
        "localh%6fst",
        "localhost%2e",
        "127%2e0.0.1",
        "local\thost",
    ] {
        let (status, reached) = status(settings(), &[("host", host)]).await;
        assert_eq!(
            (status, reached),
            (StatusCode::MISDIRECTED_REQUEST, false),
            "{host}"
        );
    }
}

#[tokio::test]
async fn a_request_with_two_hosts_is_refused() {
    let (status, reached) =
        status(settings(), &[("host", HOST), ("host", "why403.intranet")]).await;
    assert_eq!((status, reached), (StatusCode::BAD_REQUEST, false));
}

#[tokio::test]
async fn a_body_of_ambiguous_length_is_refused() {
    for headers in [
        &[("transfer-encoding", "chunked"), ("content-length", "5")][..],
        &[
            ("transfer-encoding", "chunked"),
            ("transfer-encoding", "chunked"),
        ],
        &[("transfer-encoding", "gzip, chunked")],
        &[("transfer-encoding", "identity")],
    ] {
        let (status, reached) = status(settings(), headers).await;
        assert_eq!(
            (status, reached),
            (StatusCode::BAD_REQUEST, false),
            "{headers:?}"
        );
    }
    let chunked = [("transfer-encoding", "Chunked")];
    let (status, reached) = status(settings(), &chunked).await;
    assert_eq!((status, reached), (StatusCode::OK, true));
}

/// A proxy that reads the body by the other header would pass on the rest as a part of the same request.
#[tokio::test]
async fn nothing_that_follows_an_ambiguous_request_is_answered() {
    let address = listen(settings()).await;
    for head in [
        "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked\r\nHost: why403.intranet\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "POST /api/check HTTP/1.1\r\nHost: {address}\r\n{head}\r\n0\r\n\r\n\
             GET /robots.txt HTTP/1.1\r\nHost: {address}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        // The server closes the connection without reading the rest, which can end with an error.
        let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut received))
            .await
            .unwrap_or_else(|_| panic!("{head}: the connection stays open"));
        let answers = String::from_utf8_lossy(&received);
        assert!(answers.starts_with("HTTP/1.1 4"), "{head}: {answers}");
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{head}: {answers}");
    }
}
