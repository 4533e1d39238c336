//! Tests the settings of outgoing requests with a real little proxy: the address policy still holds, and secrets reach only the target.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::settings::Settings;
use server::transport::{AddressPolicy, Outgoing, Proxy, Reach, Target};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::attacks::Names;
use crate::binary::{Serving, refused, stdout, why403};
use crate::serving::{attempt, check, send, settings};
use crate::tls::{Authority, serve};
use crate::upstream::{Behavior, Upstream, answer_bytes, closed_port};

/// What the proxy does when it is asked for a tunnel.
#[derive(Clone, Copy)]
enum Tunnels {
    /// Connects to this address, whatever the request names: these tests have only loopback.
    To(SocketAddr),
    /// Responds with this status line and no tunnel.
    Refused(&'static str),
}

/// An HTTP proxy on loopback, which records the head of each request.
struct LittleProxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl LittleProxy {
    async fn new(tunnels: Tunnels) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let heads = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass_on(stream, tunnels, Arc::clone(&heads)));
            }
        });
        Self { address, seen }
    }

    /// The first lines of the requests.
    fn asked(&self) -> Vec<String> {
        let heads = self.seen.lock().unwrap();
        heads
            .iter()
            .map(|head| head.lines().next().unwrap().to_owned())
            .collect()
    }

    fn heads(&self) -> String {
        self.seen.lock().unwrap().concat()
    }
}

async fn pass_on(mut stream: TcpStream, tunnels: Tunnels, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else {
            return;
        };
        head.push(byte);
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    match tunnels {
        Tunnels::Refused(status) => {
            let answer = answer_bytes(status, "text/html", b"<h1>The proxy says no</h1>");
            let _ = stream.write_all(&answer).await;
        }
        Tunnels::To(target) => {
            let mut server = TcpStream::connect(target).await.unwrap();
            let _ = stream
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await;
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        }
    }
}

/// A router whose requests go through the proxy at `url`. The names are those of [`Names`].
fn router(policy: AddressPolicy, url: &str, bypass: &[&str], names: Names) -> Router {
    let bypass = bypass.iter().map(|host| host.parse().unwrap()).collect();
    server::routes::router(Settings {
        policy: Arc::new(policy),
        outgoing: Arc::new(Outgoing {
            proxy: Some(Proxy::new(&SecretString::from(url), bypass).unwrap()),
            lookup: Arc::new(names),
            ..Outgoing::default()
        }),
        ..settings()
    })
}

fn internal(targets: &[&str]) -> AddressPolicy {
    let targets = targets.iter().map(|target| target.parse().unwrap());
    AddressPolicy::new(Reach::Internal(targets.collect::<Vec<Target>>()))
}

fn no_realm() -> Behavior {
    Behavior::Bytes(answer_bytes(
        "404 Not Found",
        "application/json",
        br#"{"error":"Realm does not exist"}"#,
    ))
}

#[tokio::test]
async fn the_proxy_gets_the_address_that_the_policy_has_checked() {
    let keycloak = Upstream::new(no_realm()).await;
    for (policy, url, expected) in [
        // The name is looked up once, here, so that it cannot lead anywhere else at the proxy.
        (
            AddressPolicy::new(Reach::Public),
            "http://sso.example.com",
            "CONNECT 93.184.216.34:80 HTTP/1.1",
        ),
        (
            AddressPolicy::new(Reach::Local),
            "http://10.1.2.3:8080",
            "CONNECT 10.1.2.3:8080 HTTP/1.1",
        ),
        (
            internal(&["93.184.0.0/16"]),
            "http://sso.example.com",
            "CONNECT 93.184.216.34:80 HTTP/1.1",
        ),
        (
            AddressPolicy::new(Reach::Public),
            "http://[2606:2800:21f:cb07::1]:8443",
            "CONNECT [2606:2800:21f:cb07::1]:8443 HTTP/1.1",
        ),
        // A name that the operator lists is trusted, and proxies filter by name.
        (
            internal(&["sso.example.com"]),
            "http://sso.example.com",
            "CONNECT sso.example.com:80 HTTP/1.1",
        ),
        (
            internal(&["*.example.com"]),
            "http://only-the-proxy-knows.example.com:8080",
            "CONNECT only-the-proxy-knows.example.com:8080 HTTP/1.1",
        ),
    ] {
        let proxy = LittleProxy::new(Tunnels::To(keycloak.address)).await;
        let names = Names::new(&[("sso.example.com", &[&["93.184.216.34"]])]);
        let router = router(policy, &format!("http://{}", proxy.address), &[], names);
        let report = check(&router, &attempt(url)).await.json();
        assert_eq!(
            report["cause"]["code"], "realm-not-found",
            "{url}: {report}"
        );
        assert!(
            proxy.asked().iter().all(|line| line == expected) && !proxy.asked().is_empty(),
            "{url}: {:?}",
            proxy.asked()
        );
        // The proxy sees no credentials of the check, and the server sees the host that the user entered.
        assert!(!proxy.heads().contains("hush-hush"), "{}", proxy.heads());
        let host = url.strip_prefix("http://").unwrap();
        let request = keycloak.seen().last().unwrap().to_lowercase();
        assert!(
            request.contains(&format!("\r\nhost: {host}\r\n")),
            "{request}"
        );
        assert!(request.starts_with("post /realms/acme/") || request.starts_with("get /realms/"));
    }
}

#[tokio::test]
async fn the_policy_decides_before_the_proxy_is_asked() {
    let proxy = LittleProxy::new(Tunnels::Refused("403 Forbidden")).await;
    let url = format!("http://{}", proxy.address);
    for (policy, base_url, expected) in [
        (
            AddressPolicy::new(Reach::Public),
            "http://intern.example.com",
            "address-not-allowed",
        ),
        (
            AddressPolicy::new(Reach::Public),
            "http://10.0.0.1",
            "address-not-allowed",
        ),
        (
            AddressPolicy::new(Reach::Local),
            "http://169.254.169.254",
            "address-not-allowed",
        ),
        (
            AddressPolicy::new(Reach::Local),
            "http://metadata.example.com",
            "address-not-allowed",
        ),
        // Also if the operator lists the name, where the name can be looked up.
        (
            internal(&["metadata.example.com"]),
            "http://metadata.example.com",
            "address-not-allowed",
        ),
        (
            internal(&["sso.example.com"]),
            "http://other.example.com",
            "dns-failed",
        ),
        (
            AddressPolicy::new(Reach::Public),
            "http://unknown.example.com",
            "dns-failed",
        ),
        // The proxy itself is a private address like any other.
        (
            AddressPolicy::new(Reach::Public),
            &url,
            "address-not-allowed",
        ),
    ] {
        let names = Names::new(&[
            ("intern.example.com", &[&["10.0.0.1"]]),
            ("metadata.example.com", &[&["169.254.169.254"]]),
        ]);
        let router = router(policy, &url, &[], names);
        let report = check(&router, &attempt(base_url)).await.json();
        assert_eq!(report["cause"]["code"], expected, "{base_url}: {report}");
    }
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
}

#[tokio::test]
async fn loopback_and_exceptions_are_reached_directly() {
    let proxy = LittleProxy::new(Tunnels::Refused("403 Forbidden")).await;
    let keycloak = Upstream::new(no_realm()).await;
    let port = keycloak.address.port();
    let url = format!("http://{}", proxy.address);
    for base_url in [
        format!("http://127.0.0.1:{port}"),
        format!("http://sso.example.com:{port}"),
    ] {
        let names = Names::new(&[("sso.example.com", &[&["127.0.0.1"]])]);
        let router = router(AddressPolicy::new(Reach::Local), &url, &[], names);
        let report = check(&router, &attempt(&base_url)).await.json();
        assert_eq!(report["cause"]["code"], "realm-not-found", "{base_url}");
    }
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
    for bypass in ["sso.example.com", "*.example.com", "10.0.0.0/8"] {
        // Nobody answers at the address, but the proxy is not asked.
        let names = Names::new(&[("sso.example.com", &[&["10.255.255.1"]])]);
        let router = router(AddressPolicy::new(Reach::Local), &url, &[bypass], names);
        check(&router, &attempt("http://sso.example.com:1")).await;
    }
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
}

#[tokio::test]
async fn credentials_go_to_the_proxy_and_nowhere_else() {
    let keycloak = Upstream::new(Behavior::Echo).await;
    let proxy = LittleProxy::new(Tunnels::To(keycloak.address)).await;
    let url = format!("http://why%40403:p%3Ass-w0rd@{}", proxy.address);
    let names = Names::new(&[("sso.example.com", &[&["93.184.216.34"]])]);
    let router = router(AddressPolicy::new(Reach::Public), &url, &[], names);
    let answer = check(&router, &attempt("http://sso.example.com")).await;
    // Basic why@403:p:ss-w0rd
    let header = "proxy-authorization: Basic d2h5QDQwMzpwOnNzLXcwcmQ=";
    assert!(proxy.heads().contains(header), "{}", proxy.heads());
    let everything = answer.body + &keycloak.seen().concat();
    assert!(!everything.contains("d2h5QDQwMzp") && !everything.contains("ss-w0rd"));
    assert!(!everything.to_lowercase().contains("proxy-authorization"));
}

#[tokio::test]
async fn tls_ends_at_the_server_and_not_at_the_proxy() {
    let authority = Authority::new();
    let keycloak = serve(authority.certificate(&["sso.example.com"])).await;
    let proxy = LittleProxy::new(Tunnels::To(keycloak)).await;
    let url = format!("http://{}", proxy.address);
    let report = async |base_url: &str, pem: &str| {
        let names = Names::new(&[
            ("sso.example.com", &[&["93.184.216.34"]]),
            ("other.example.com", &[&["93.184.216.34"]]),
        ]);
        let router = router(AddressPolicy::new(Reach::Public), &url, &[], names);
        let mut input = attempt(base_url);
        input["ca_certificate"] = json!(pem);
        check(&router, &input).await.json()["cause"]["code"].clone()
    };
    // The certificate is verified for the name in the URL, although the proxy gets the address. `{}` has no token.
    assert_eq!(
        report("https://sso.example.com", &authority.pem()).await,
        "not-keycloak"
    );
    assert_eq!(
        report("https://other.example.com", &authority.pem()).await,
        "tls-name-mismatch"
    );
    assert_eq!(report("https://sso.example.com", "").await, "tls-untrusted");
    assert!(
        proxy
            .asked()
            .iter()
            .all(|line| line == "CONNECT 93.184.216.34:443 HTTP/1.1")
    );
}

#[tokio::test]
async fn a_refused_tunnel_is_evidence_and_a_broken_proxy_is_not() {
    for (status, expected) in [
        ("403 Forbidden", "blocked-by-proxy"),
        ("502 Bad Gateway", "gateway-error"),
        ("503 Service Unavailable", "gateway-error"),
        ("504 Gateway Timeout", "gateway-error"),
    ] {
        let proxy = LittleProxy::new(Tunnels::Refused(status)).await;
        let url = format!("http://{}", proxy.address);
        let names = Names::new(&[("sso.example.com", &[&["93.184.216.34"]])]);
        let router = router(AddressPolicy::new(Reach::Public), &url, &[], names);
        let report = check(&router, &attempt("https://sso.example.com"))
            .await
            .json();
        assert_eq!(report["cause"]["code"], expected, "{status}: {report}");
    }
    let refusing = LittleProxy::new(Tunnels::Refused("407 Proxy Authentication Required")).await;
    for address in [refusing.address, closed_port().await] {
        let names = Names::new(&[("sso.example.com", &[&["93.184.216.34"]])]);
        let url = format!("http://user:pa55word@{address}");
        let router = router(AddressPolicy::new(Reach::Public), &url, &[], names);
        let answer = check(&router, &attempt("https://sso.example.com")).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{}", answer.body);
        assert!(answer.body.contains("outgoing proxy"), "{}", answer.body);
        let input = attempt("https://sso.example.com");
        let page = json!({ "request": { "input": input, "demo": false } });
        for (path, body, member) in [
            ("/api/check", &input, "/error"),
            ("/api/run-check", &page, "/failed"),
        ] {
            let headers = [
                ("content-type", "application/json"),
                ("accept", "application/x-ndjson"),
            ];
            let answer = send(&router, "POST", path, &headers, body.to_string()).await;
            let last = answer.lines().pop().unwrap();
            let reason = last.pointer(member).and_then(Value::as_str);
            assert!(reason.unwrap().contains("outgoing proxy"), "{path}: {last}");
            assert!(!answer.body.contains("pa55word"), "{path}");
        }
        assert!(!answer.body.contains("pa55word") && !answer.body.contains("keycloak.org"));
    }
}

/// A file of one test.
fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("outgoing");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_server_does_not_start_with_wrong_settings_and_shows_no_password() {
    let garbled = file(
        "garbled.pem",
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
    );
    let empty = file("empty.pem", "no certificate");
    let invalid = file(
        "invalid.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let config = file("proxy.toml", "proxy = \"ftp://me:pa55word@proxy\"\n");
    for (arguments, expected) in [
        (
            &["--proxy", "ftp://me:pa55word@proxy"][..],
            "http://proxy.example.com:3128",
        ),
        (
            &["--proxy", "http://me:pa55word@proxy/path"],
            "without a path",
        ),
        (&["--proxy", "me:pa55word@proxy"], "--proxy"),
        (&["--config", &config], "--proxy"),
        (&["--no-proxy", "10.0.0.0/8"], "set --proxy"),
        (
            &["--proxy", "http://proxy", "--no-proxy", "http://a"],
            "--no-proxy",
        ),
        (
            &["--ca-file", "/nonexistent.pem"],
            "--ca-file /nonexistent.pem",
        ),
        (&["--ca-file", &empty], "contains no certificate"),
        (&["--ca-file", &garbled], "the file is not PEM"),
        (&["--ca-file", &invalid], "not valid"),
    ] {
        let error = refused(arguments);
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("pa55word"), "{error}");
    }
    let help = why403()
        .args(["serve", "--help"])
        .env("WHY403_PROXY", "http://me:pa55word@proxy")
        .output()
        .unwrap();
    assert!(!stdout(&help).contains("pa55word"));
}

#[test]
fn the_log_names_the_proxy_without_its_password() {
    let serving = Serving::start(
        &["--log", "trace"],
        &[("WHY403_PROXY", "http://me:pa55word@proxy.example.com:3128")],
    );
    serving.ask_to_stop();
    let (_, log) = serving.wait();
    assert!(log.contains("proxy.example.com:3128"), "{log}");
    assert!(
        !log.contains("pa55word") && !log.contains("bWU6cGE1NXdvcmQ"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authorities_of_the_file_are_trusted() {
    let authority = Authority::new();
    let keycloak = serve(authority.certificate(&["127.0.0.1"])).await;
    let pem = file(
        "authority.pem",
        &format!("{}{}", Authority::new().pem(), authority.pem()),
    );
    let url = format!("https://{keycloak}");
    let run = |more: Vec<String>| {
        let mut command = why403();
        command
            .args([
                "check",
                "--url",
                &url,
                "--realm",
                "acme",
                "--client-id",
                "backend",
            ])
            .args([
                "--user-id",
                "7f1f0f6e-4b6a-4a52-8a55-1f6f5f6f7a11",
                "--format",
                "json",
            ])
            .args(more)
            .env("WHY403_CLIENT_SECRET", "hush-hush-hush");
        async move {
            let output = tokio::task::spawn_blocking(move || command.output().unwrap())
                .await
                .unwrap();
            stdout(&output)
        }
    };
    assert!(run(Vec::new()).await.contains("\"tls-untrusted\""));
    let trusted = run(vec!["--ca-file".to_owned(), pem]).await;
    assert!(trusted.contains("\"not-keycloak\""), "{trusted}");
}
