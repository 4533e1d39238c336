//! Tests that pages and files are served safely.

use std::fs;
use std::path::PathBuf;

use axum::http::StatusCode;

use server::settings::Settings;
use server::site::{File, Site};

use crate::serving::{get, router, send, settings, with_prefix, with_site};

/// A temporary folder that the test deletes.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("why403-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("pkg")).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let router = router();
    for path in [
        "/",
        "/healthz",
        "/nothing",
        "/api/nothing",
        "/data/permissions.json",
        "/demo/a/realms/master",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{path}"
        );
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'")
                || policy.contains("'wasm-unsafe-eval'")
        );
        assert!(
            !policy.contains("http:") && !policy.contains("https:"),
            "{path}: {policy}"
        );
    }
}

#[tokio::test]
async fn a_page_allows_only_its_own_scripts() {
    let router = router();
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let answer = get(&router, "/").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.header("content-type").starts_with("text/html"));
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .unwrap()
            .to_owned();
        assert!(nonce.len() >= 20, "{nonce}");
        // Every inline script carries the nonce, so that no other script can run.
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&nonce) || tag.contains("src="), "{tag}");
        }
        assert!(
            !answer.body.contains(" style="),
            "an inline style that the policy forbids"
        );
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_path_prefix_is_accepted_and_used_in_links() {
    let router = server::routes::router(with_prefix("/why403"));
    for path in ["/why403", "/why403/", "/"] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(
            answer.body.contains("\"/why403\""),
            "{path}: the scripts do not know the prefix"
        );
        for (at, _) in answer.body.match_indices("href=\"/") {
            let link = &answer.body[at + 6..];
            assert!(link.starts_with("/why403"), "{}", &link[..60]);
        }
    }
    assert_eq!(get(&router, "/why403/healthz").await.body, "ok\n");
    assert_eq!(
        get(&router, "/why403x/healthz").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn files_are_compressed_if_the_browser_accepts_that() {
    let folder = Folder::new("files");
    folder.write("pkg/frontend.js", "plain");
    folder.write("pkg/frontend.js.br", "brotli");
    folder.write("pkg/frontend_bg.wasm", "wasm");
    folder.write("index.html", "Trunk's own page");
    let router = server::routes::router(with_site(&folder.0));

    let plain = get(&router, "/pkg/frontend.js").await;
    assert_eq!(
        (plain.status, plain.body.as_str()),
        (StatusCode::OK, "plain")
    );
    assert!(plain.header("content-type").contains("javascript"));
    assert_eq!(plain.header("cache-control"), "no-cache");
    let brotli = send(
        &router,
        "GET",
        "/pkg/frontend.js",
        &[("accept-encoding", "gzip, br")],
        "",
    )
    .await;
    assert_eq!(
        (brotli.body.as_str(), brotli.header("content-encoding")),
        ("brotli", "br")
    );
    let wasm = get(&router, "/pkg/frontend_bg.wasm").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    let again = [("if-modified-since", plain.header("last-modified"))];
    let again = send(&router, "GET", "/pkg/frontend.js", &again, "").await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);

    for path in [
        "/index.html",
        "/pkg/",
        "/pkg/none.js",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/pkg/%00",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.body.contains("Trunk's own page"), "{path}");
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_permission_data_is_served() {
    let answer = get(&router(), "/data/permissions.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert!(answer.json()["operations"].as_array().unwrap().len() > 2);
}

/// A site as a release binary contains it.
const EMBEDDED: &[File] = &[
    File {
        path: "pkg/playground.js",
        tag: "\"0123\"",
        content: b"plain",
        brotli: Some(b"brotli"),
        gzip: Some(b"gzip"),
    },
    File {
        path: "console/realm-light.webp",
        tag: "\"89ab\"",
        content: b"webp",
        brotli: None,
        gzip: None,
    },
    File {
        path: "favicon.svg",
        tag: "\"4567\"",
        content: b"<svg/>",
        brotli: None,
        gzip: None,
    },
];

#[tokio::test]
async fn embedded_files_are_served_like_those_in_a_folder() {
    let router = server::routes::router(Settings {
        site: Site::Embedded(EMBEDDED),
        ..settings()
    });
    for (accepted, body, encoding) in [
        ("", "plain", ""),
        ("gzip, deflate, br, zstd", "brotli", "br"),
        ("GZIP", "gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "gzip"),
        ("identity", "plain", ""),
    ] {
        let headers = [("accept-encoding", accepted)];
        let answer = send(&router, "GET", "/pkg/playground.js", &headers, "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body, body, "{accepted}");
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(answer.header("content-type"), "text/javascript");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.header("etag"), "\"0123\"");
        assert_eq!(answer.header("content-length"), body.len().to_string());
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let headers = [("accept-encoding", "br")];
    let icon = send(&router, "GET", "/favicon.svg", &headers, "").await;
    assert_eq!(
        (icon.body.as_str(), icon.header("content-type")),
        ("<svg/>", "image/svg+xml")
    );
    let screen = get(&router, "/console/realm-light.webp").await;
    assert_eq!(screen.header("content-type"), "image/webp");
    let head = send(&router, "HEAD", "/pkg/playground.js", &[], "").await;
    assert_eq!(
        (head.body.as_str(), head.header("content-length")),
        ("", "5")
    );
    for (known, status) in [
        ("\"0123\"", StatusCode::NOT_MODIFIED),
        ("\"9\", W/\"0123\"", StatusCode::NOT_MODIFIED),
        ("\"9\"", StatusCode::OK),
    ] {
        let headers = [("if-none-match", known)];
        let answer = send(&router, "GET", "/pkg/playground.js", &headers, "").await;
        assert_eq!(answer.status, status, "{known}");
    }
    for path in [
        "/pkg",
        "/pkg/",
        "/pkg/none.js",
        "/index.html",
        "/pkg/../favicon.svg",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{path}"
        );
    }
    let page = get(&router, "/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(env!("CARGO_PKG_VERSION")));
}
