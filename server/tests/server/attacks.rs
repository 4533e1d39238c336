//! Attacks the router as visitors and as the servers behind the entered address could.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use server::settings::Settings;
use server::transport::{AddressPolicy, Limits, Lookup, Outgoing, Reach};

use crate::serving::{Answer, attempt, check, send, settings};
use crate::upstream::{Behavior, Upstream, answer_bytes};

/// More requests than a check ever sends.
const MANY_REQUESTS: usize = 25;

fn router(reach: Reach) -> Router {
    server::routes::router(Settings {
        policy: Arc::new(AddressPolicy::new(reach)),
        limits: Limits {
            time: Duration::from_millis(800),
            check_time: Duration::from_secs(3),
            ..Limits::default()
        },
        ..settings()
    })
}

/// Whether the input was refused before a check.
fn is_refused(answer: &Answer) -> bool {
    answer.status == StatusCode::UNPROCESSABLE_ENTITY
}

fn cause(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["cause"]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_spelling_of_a_private_address_gets_a_connection() {
    let upstream = Upstream::new(Behavior::Echo).await;
    let port = upstream.address.port();
    let router = router(Reach::Public);
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.0x0.0x0.0x1",
        "017700000001",
        "0177.0.0.01",
        "0",
        "0.0.0.0",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[::ffff:0:0]",
        "localhost",
        "LOCALHOST.",
        "localhost%2e",
        "%6c%6f%63%61%6c%68%6f%73%74",
        "１２７.0.0.1",
        "127。0。0。1",
        "user@127.0.0.1",
        "user:password@127.0.0.1",
        "keycloak.example.com@127.0.0.1",
        "keycloak.example.com:443@127.0.0.1",
        "keycloak.example.com%40@127.0.0.1",
        "127.0.0.1\t",
        "12\n7.0.0.1",
    ] {
        for url in [
            format!("http://{host}:{port}"),
            format!("https://{host}:{port}/auth"),
            format!("http:{host}:{port}"),
            format!("http:\\\\{host}:{port}"),
            format!("//{host}:{port}"),
            format!("http://{host}:{port}#.example.com"),
            format!("http://{host}:{port}\\.example.com"),
            format!("http://{host}:{port}?.example.com/"),
        ] {
            let answer = check(&router, &attempt(&url)).await;
            // Not every resolver knows each spelling of localhost.
            assert!(
                is_refused(&answer)
                    || matches!(&*cause(&answer), "address-not-allowed" | "dns-failed"),
                "{url}: {}",
                answer.body
            );
        }
    }
    assert!(upstream.seen().is_empty(), "{:?}", upstream.seen());
}

#[tokio::test]
async fn other_schemes_are_refused() {
    for url in [
        "file:///etc/passwd",
        "ftp://keycloak.example.com",
        "gopher://127.0.0.1:6379/_INFO",
        "javascript:alert(1)",
        "data:text/html,x",
        "unix:/run/docker.sock",
        "jar:http://x!/",
    ] {
        let answer = check(&router(Reach::Local), &attempt(url)).await;
        assert!(is_refused(&answer), "{url}: {}", answer.body);
    }
}

#[tokio::test]
async fn redirects_lead_nowhere() {
    let target = Upstream::new(Behavior::Echo).await;
    for status in [
        "301 x", "302 x", "303 x", "307 x", "308 x", "300 x", "201 x",
    ] {
        for location in [
            format!("{}/realms/acme", target.url()),
            format!("//{}/", target.address),
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "file:///etc/passwd".to_owned(),
            // To itself, without end.
            "/".to_owned(),
        ] {
            let head = format!(
                "HTTP/1.1 {status}\r\nLocation: {location}\r\nRefresh: 0; url={location}\r\nContent-Length: 0\r\n\
                 Connection: close\r\n\r\n"
            );
            let upstream = Upstream::new(Behavior::Bytes(head.into_bytes())).await;
            let answer = check(&router(Reach::Local), &attempt(&upstream.url())).await;
            cause(&answer);
            let seen = upstream.seen().len();
            assert!(
                (1..MANY_REQUESTS).contains(&seen),
                "{status} {location}: {seen}"
            );
        }
    }
    assert!(target.seen().is_empty(), "{:?}", target.seen());
}

/// Texts that leave a path, a header, or a form if they are not encoded.
const ESCAPES: &[&str] = &[
    "..",
    ".",
    "../..",
    "..;",
    "..;/",
    "/../x",
    "x/../../y",
    "%2e%2e",
    "%2E%2E/x",
    "%252e%252e",
    "..%2F..%2Fx",
    "..%5Cx",
    "..\\x",
    ".%2e",
    "x/y",
    "x%2Fy",
    "x?y=z",
    "x#y",
    "x;y=z",
    "x\r\nX-Injected: 1",
    "x\nX-Injected: 1",
    "x\rX-Injected: 1",
    "x%0d%0aX-Injected:%201",
    "x HTTP/1.1\r\nHost: evil\r\n\r\nGET /injected",
    "x\0y",
    "x&injected=1",
    "x=1&grant_type=injected",
    "\u{2028}X-Injected: 1",
    "ＸＸ／．．／",
];

#[tokio::test]
async fn no_name_leaves_its_place_in_a_request() {
    let router = router(Reach::Local);
    let form = |name: &str, value: &str| json!({ name: value, "grant": "password", "username": "jane", "password": "hush-hush-hush" });
    for text in ESCAPES {
        let mut inputs = vec![
            json!({ "realm": text }),
            json!({ "token_realm": text }),
            json!({ "client_id": text }),
            json!({ "client_secret": text }),
            json!({ "user_id": text }),
            json!({ "scope": text }),
            json!({ "operation": format!("GET /admin/realms/acme/users/{text}") }),
            json!({ "operation": format!("GET /admin/realms/{text}/users") }),
            json!({ "operation": format!("{text} /admin/realms/acme/users") }),
            json!({ "grant": "token", "token": text }),
        ];
        inputs.extend([form("username", text), form("password", text)]);
        for fields in inputs {
            let upstream = Upstream::new(Behavior::Echo).await;
            let mut input = attempt(&upstream.url());
            for (name, value) in fields.as_object().unwrap() {
                input[name] = value.clone();
            }
            let answer = check(&router, &input).await;
            assert!(
                answer.status == StatusCode::OK || answer.status.is_client_error(),
                "{fields}: {}",
                answer.body
            );
            for request in upstream.seen() {
                assert_in_place(&fields, &request);
            }
        }
    }
}

/// Checks that a request goes to `/realms/` or `/admin/`, and that names added no header and no field.
fn assert_in_place(fields: &Value, request: &str) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap();
    let [_, target, "HTTP/1.1"] = first.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{fields}: {first}");
    };
    let path = target.split('?').next().unwrap();
    assert!(
        ["/realms/", "/admin/", "/auth/realms/"]
            .iter()
            .any(|start| path.starts_with(start)),
        "{fields}: {first}"
    );
    for segment in path.split('/') {
        let mut decoded = segment.to_lowercase();
        while let Some((before, after)) = decoded.split_once("%25") {
            decoded = format!("{before}%{after}");
        }
        let decoded = decoded
            .replace("%2e", ".")
            .replace("%2f", "/")
            .replace("%5c", "/");
        assert!(
            decoded
                .split(['/', '\\', ';'])
                .all(|part| !matches!(part, "." | "..")),
            "{fields}: {first}"
        );
    }
    for line in lines {
        let name = line.split(':').next().unwrap().to_lowercase();
        assert!(
            matches!(
                name.as_str(),
                "accept"
                    | "authorization"
                    | "content-length"
                    | "content-type"
                    | "host"
                    | "user-agent"
            ),
            "{fields}: {line:?}"
        );
        assert!(!line.contains(['\r', '\n', '\0']), "{fields}: {line:?}");
    }
    for (name, value) in url::form_urlencoded::parse(body.as_bytes()) {
        assert!(
            name != "injected" && value != "injected",
            "{fields}: {body}"
        );
    }
}

/// A response with these headers and an empty body.
fn with_headers(headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 403 Forbidden\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n")
        .into_bytes()
}

/// Ten megabytes of zeros, compressed with gzip.
fn bomb() -> Vec<u8> {
    // The header, one block with the fixed code that repeats a zero 258 letters at a time, and the end of the stream.
    let mut bits = String::from("11000110000");
    for _ in 0..40_000 {
        // Length 258 (code 285), distance 1 (code 0).
        bits += "1100010100000";
    }
    bits += "0000000";
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3];
    for byte in bits.as_bytes().chunks(8) {
        bytes.push(
            byte.iter()
                .enumerate()
                .fold(0, |sum, (place, bit)| sum | (bit - b'0') << place),
        );
    }
    bytes.extend([0; 8]);
    bytes
}

/// A small body that is ten megabytes when it is decoded.
fn compressed(encoding: &str) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        bomb().len()
    )
    .into_bytes();
    bytes.extend(bomb());
    bytes
}

/// Responses that abuse HTTP.
fn hostile_framing() -> Vec<(&'static str, Behavior)> {
    let chunk = |text: &str| {
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{text}").into_bytes()
    };
    vec![
        ("hang", Behavior::Hang),
        ("drip", Behavior::Drip),
        (
            "large",
            Behavior::Large {
                bytes: 50 << 20,
                chunked: false,
            },
        ),
        (
            "large chunks",
            Behavior::Large {
                bytes: 50 << 20,
                chunked: true,
            },
        ),
        ("gzip bomb", Behavior::Bytes(compressed("gzip"))),
        (
            "many encodings",
            Behavior::Bytes(compressed("gzip, gzip, br, zstd, deflate")),
        ),
        (
            "one huge header",
            Behavior::Bytes(with_headers(&format!("X: {}\r\n", "x".repeat(4 << 20)))),
        ),
        (
            "many headers",
            Behavior::Bytes(with_headers(&"X: y\r\n".repeat(20_000))),
        ),
        (
            "headers without end",
            Behavior::Bytes(b"HTTP/1.1 200 OK\r\nX: y\r\nX".repeat(100_000)),
        ),
        (
            "folded header",
            Behavior::Bytes(with_headers("X: a\r\n b\r\n\tc\r\n")),
        ),
        (
            "header with NUL",
            Behavior::Bytes(with_headers("X: a\0b\r\n")),
        ),
        (
            "two lengths",
            Behavior::Bytes(with_headers("Content-Length: 5\r\n")),
        ),
        (
            "length and chunks",
            Behavior::Bytes(with_headers("Transfer-Encoding: chunked\r\n")),
        ),
        (
            "negative length",
            Behavior::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n".to_vec()),
        ),
        (
            "huge length",
            Behavior::Bytes(
                b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nx".to_vec(),
            ),
        ),
        (
            "huge chunk",
            Behavior::Bytes(chunk("ffffffffffffffff\r\nx")),
        ),
        (
            "endless chunk extension",
            Behavior::Bytes(chunk(&format!("1;{}", "x".repeat(4 << 20)))),
        ),
        (
            "informational responses without end",
            Behavior::Bytes(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(50_000)),
        ),
        (
            "switching protocols",
            Behavior::Bytes(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"
                    .to_vec(),
            ),
        ),
        (
            "HTTP/2 preface",
            Behavior::Bytes(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ),
        (
            "status 999",
            Behavior::Bytes(b"HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n".to_vec()),
        ),
    ]
}

/// Responses with bodies that are expensive to read or to search.
fn hostile_bodies() -> Vec<(&'static str, Behavior)> {
    let json = |body: String| answer_bytes("403 Forbidden", "application/json", body.as_bytes());
    vec![
        ("deep JSON", Behavior::Bytes(json("[".repeat(1_000_000)))),
        ("huge number", Behavior::Bytes(json("9".repeat(1_000_000)))),
        (
            "long names",
            Behavior::Bytes(json(format!(r#"{{"{}":1}}"#, "n".repeat(1_000_000)))),
        ),
        (
            "many names",
            Behavior::Bytes(json(format!("{{{}\"a\":1}}", r#""a":1,"#.repeat(150_000)))),
        ),
        (
            "the beginning of a secret",
            Behavior::Bytes(json("hush-hush-hus".repeat(80_000))),
        ),
        (
            "many secrets",
            Behavior::Bytes(json(format!(
                "[{}1]",
                (0..20_000)
                    .map(|n| format!(r#"{{"secret":"{n:016}"}},"#))
                    .collect::<Vec<_>>()
                    .concat()
            ))),
        ),
    ]
}

#[tokio::test]
async fn every_hostile_response_ends_with_a_report() {
    let behaviors = hostile_framing().into_iter().chain(hostile_bodies());
    let router = router(Reach::Local);
    for (name, behavior) in behaviors {
        let upstream = Upstream::new(behavior).await;
        let start = Instant::now();
        let answer = check(&router, &attempt(&upstream.url())).await;
        let time = start.elapsed();
        cause(&answer);
        assert!(upstream.seen().len() < MANY_REQUESTS, "{name}");
        // The report has as many steps as there were requests, and a step shows the beginning of a body.
        assert!(answer.body.len() < 1 << 20, "{name}: {}", answer.body.len());
        assert!(!answer.body.contains("hush-hush-hush"), "{name}");
        // The time of a check, of its last requests, and a busy machine without optimization.
        assert!(time < Duration::from_secs(40), "{name}: {time:?}");
    }
}

/// Names whose addresses a test decides: each lookup of a name returns the next entry of its list, and the last entry stays.
#[derive(Debug)]
pub struct Names {
    answers: Vec<(String, Vec<Vec<SocketAddr>>)>,
    lookups: Mutex<Vec<String>>,
}

impl Names {
    pub fn new(names: &[(&str, &[&[&str]])]) -> Self {
        let addresses = |list: &&[&str]| {
            let ips = list.iter().map(|ip| ip.parse::<IpAddr>().unwrap());
            ips.map(|ip| SocketAddr::new(ip, 0)).collect()
        };
        Self {
            answers: names
                .iter()
                .map(|(name, lists)| ((*name).to_owned(), lists.iter().map(addresses).collect()))
                .collect(),
            lookups: Mutex::default(),
        }
    }

    fn lookups(&self) -> usize {
        self.lookups.lock().unwrap().len()
    }
}

impl Lookup for Names {
    fn lookup(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let mut lookups = self.lookups.lock().unwrap();
        let earlier = lookups.iter().filter(|earlier| *earlier == name).count();
        lookups.push(name.to_owned());
        let answer = self
            .answers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, lists)| lists[earlier.min(lists.len() - 1)].clone())
            .ok_or(io::ErrorKind::NotFound.into());
        Box::pin(std::future::ready(answer))
    }
}

/// A router with these names, and the names.
fn with_names(policy: AddressPolicy, names: Names) -> (Router, Arc<Names>) {
    let names = Arc::new(names);
    let router = server::routes::router(Settings {
        policy: Arc::new(policy),
        outgoing: Arc::new(Outgoing {
            lookup: Arc::clone(&names) as Arc<dyn Lookup>,
            ..Outgoing::default()
        }),
        ..settings()
    });
    (router, names)
}

/// Small answers without end, before the response.
fn flood(status: &str) -> Behavior {
    Behavior::Endless(
        format!("HTTP/1.1 {status}\r\nX: y\r\n\r\n")
            .repeat(1_000)
            .into_bytes(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_flood_of_informational_responses_holds_nobody() {
    for status in ["100 Continue", "102 Processing", "103 Early Hints"] {
        let upstream = Upstream::new(flood(status)).await;
        let router = router(Reach::Local);
        let start = Instant::now();
        let input = attempt(&upstream.url());
        let hostile = tokio::spawn({
            let router = router.clone();
            async move { check(&router, &input).await }
        });
        // The server has one thread, and answers others meanwhile.
        upstream.asked().await;
        let page = send(&router, "GET", "/healthz", &[], "").await;
        assert_eq!(page.status, StatusCode::OK);
        let answer = hostile.await.unwrap();
        assert!(
            matches!(&*cause(&answer), "response-too-large" | "timed-out"),
            "{}",
            answer.body
        );
        // Without a limit, the flood would last until the server ends it.
        assert!(start.elapsed() < Duration::from_secs(40), "{status}");
    }
}

#[tokio::test]
async fn a_path_that_no_file_can_have_is_no_failure_of_the_server() {
    let router = router(Reach::Local);
    let long = "a".repeat(300);
    for path in [
        "/%00",
        "/robots.txt%00",
        "/pkg/%00.js",
        "/causes/%00",
        "/data/%00",
        &format!("/{long}"),
        &format!("/pkg/{long}.js"),
        &format!("/pkg{}", "/a".repeat(3_000)),
    ] {
        for method in ["GET", "HEAD", "POST"] {
            let answer = send(&router, method, path, &[], "").await;
            assert!(
                answer.status.is_client_error(),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn a_connection_uses_the_address_that_the_policy_has_checked() {
    // Two servers on one port: the policy allows only the second.
    let secret = Upstream::new(Behavior::Echo).await;
    let port = secret.address.port();
    let allowed = Upstream::at(
        format!("127.0.0.2:{port}").parse().unwrap(),
        Behavior::Bytes(answer_bytes("404 Not Found", "application/json", b"{}")),
    )
    .await;
    let only = |network: &str| AddressPolicy::new(Reach::Internal(vec![network.parse().unwrap()]));
    let url = format!("http://rebound.example.com:{port}");
    // The name leads to the allowed server first, and to the other one at every later lookup.
    let (router, names) = with_names(
        only("127.0.0.2"),
        Names::new(&[("rebound.example.com", &[&["127.0.0.2"], &["127.0.0.1"]])]),
    );
    let answer = check(&router, &attempt(&url)).await;
    cause(&answer);
    assert!(!allowed.seen().is_empty());
    assert!(names.lookups() >= 1);
    // Only what is checked is connected to, in every order and mix of addresses.
    for answers in [
        &[&["127.0.0.1"][..]][..],
        &[&["127.0.0.1", "127.0.0.2"]],
        &[&["127.0.0.2", "127.0.0.1"]],
        &[&["::1", "127.0.0.1", "169.254.169.254", "127.0.0.2"]],
        &[&["::ffff:127.0.0.1"]],
        &[&[]],
        &[&["127.0.0.1"], &["127.0.0.2"]],
    ] {
        let (router, _) = with_names(
            only("127.0.0.2"),
            Names::new(&[("rebound.example.com", answers)]),
        );
        for _ in 0..2 {
            cause(&check(&router, &attempt(&url)).await);
        }
    }
    assert!(secret.seen().is_empty(), "{:?}", secret.seen());
}

#[tokio::test]
async fn a_name_with_only_forbidden_addresses_gets_no_connection() {
    let upstream = Upstream::new(Behavior::Echo).await;
    let url = format!("http://sso.example.com:{}", upstream.address.port());
    for addresses in [
        &["127.0.0.1"][..],
        &["::1"],
        &["10.0.0.1", "192.168.0.1"],
        &["169.254.169.254", "fe80::1"],
        &["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
        &["0.0.0.0", "::"],
        // NAT64 for local use, with the address of a metadata service in each place that RFC 6052 allows.
        &["64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:a9:fe:a9fe::"],
        &["64:ff9b:1:0:a9:fea9:fe00:0", "64:ff9b:1::a9fe:a9fe"],
    ] {
        for reach in [
            Reach::Public,
            Reach::Internal(vec!["93.184.216.34".parse().unwrap()]),
        ] {
            let (router, _) = with_names(
                AddressPolicy::new(reach),
                Names::new(&[("sso.example.com", &[addresses])]),
            );
            let answer = check(&router, &attempt(&url)).await;
            assert_eq!(cause(&answer), "address-not-allowed", "{addresses:?}");
        }
    }
    assert!(upstream.seen().is_empty(), "{:?}", upstream.seen());
}
