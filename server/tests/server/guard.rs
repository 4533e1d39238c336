//! Tests that pages of other sites cannot use this server.

use axum::http::StatusCode;
use server::settings::Settings;

use crate::serving::{HOST, attempt, send, settings};
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
    ] {
        let open = Settings {
            listen: "0.0.0.0:8403".parse().unwrap(),
            public_url: Some("http://why403.intranet".parse().unwrap()),
            ..settings()
        };
        let (status, _) = status(open, &[("host", host)]).await;
        assert_eq!(status, expected, "{host}");
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
