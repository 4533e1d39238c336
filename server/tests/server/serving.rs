//! Runs the real router, in process or on a socket.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::serve::ConnectionLimits;
use server::settings::{PathPrefix, Settings};
use server::site::Site;
use server::transport::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// The host of requests in these tests.
pub const HOST: &str = "127.0.0.1:8403";

/// The settings that the tests vary.
pub fn settings() -> Settings {
    Settings {
        limits: Limits {
            time: Duration::from_secs(2),
            ..Limits::default()
        },
        ..Settings::new(HOST.parse().unwrap())
    }
}

/// Settings with a path prefix.
pub fn with_prefix(prefix: &str) -> Settings {
    Settings {
        prefix: PathPrefix::parse(prefix).unwrap(),
        ..settings()
    }
}

/// Settings with a folder of static files.
pub fn with_site(site_dir: &Path) -> Settings {
    Settings {
        site: Site::Folder(site_dir.to_owned()),
        ..settings()
    }
}

/// The router with the demo behind it.
pub fn router() -> Router {
    server::routes::router(settings())
}

/// A received response.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The events in a body of lines.
    pub fn lines(&self) -> Vec<Value> {
        self.body
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// Sends a request to [`HOST`], in process.
pub async fn send(
    router: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", HOST);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Sends a `GET`, in process.
pub async fn get(router: &Router, path: &str) -> Answer {
    send(router, "GET", path, &[], "").await
}

/// Sends `POST /api/check` with this body, in process.
pub async fn check(router: &Router, body: &Value) -> Answer {
    let json = [("content-type", "application/json")];
    send(router, "POST", "/api/check", &json, body.to_string()).await
}

/// The input for the demo at this base URL.
pub fn story(base_url: &str) -> Value {
    json!({
        "url": base_url,
        "realm": demo::REALM,
        "client_id": demo::CLIENT_ID,
        "client_secret": demo::CLIENT_SECRET,
        "user_id": demo::USER_ID,
    })
}

/// An input for a server that is not Keycloak.
pub fn attempt(base_url: &str) -> Value {
    json!({
        "url": base_url,
        "realm": "acme",
        "client_id": "backend",
        "client_secret": "hush-hush-hush",
        "user_id": "7f1f0f6e-4b6a-4a52-8a55-1f6f5f6f7a11",
    })
}

/// Serves on a socket until the test ends.
pub async fn listen(settings: Settings) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = server::routes::router(Settings {
        listen: address,
        ..settings
    });
    tokio::spawn(server::serve::serve(
        listener,
        router,
        None,
        ConnectionLimits {
            grace: Duration::from_secs(5),
            ..ConnectionLimits::new(1_000)
        },
        std::future::pending(),
    ));
    address
}

/// Sends a check over a socket and leaves the connection open.
pub async fn start_check(address: SocketAddr, accept: &str, body: &Value) -> TcpStream {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/check HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: {accept}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    stream
}

/// Reads the rest of a connection.
pub async fn rest(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}
