//! Tests that no secret is returned and that no data of the visitor is passed on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::binary::{Serving, stderr, stdout, why403};
use crate::serving::{attempt, check, rest, router, send, start_check};
use crate::upstream::{Behavior, Upstream};

const SECRET: &str = "s3cr3t/of+the=client";
const PASSWORD: &str = "pa55word of the user";
const SIGNATURE: &str = "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

/// A token whose signature must not appear anywhere.
fn token() -> String {
    let part = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"alg":"RS256","typ":"JWT","kid":"k"}"#);
    let claims = part(r#"{"exp":4102444800,"iss":"http://localhost/realms/acme","typ":"Bearer"}"#);
    format!("{header}.{claims}.{SIGNATURE}")
}

/// The spellings in which a secret could appear.
fn spellings(secret: &str) -> [String; 4] {
    [
        secret.to_owned(),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        STANDARD.encode(secret),
        serde_json::to_string(secret)
            .unwrap()
            .trim_matches('"')
            .to_owned(),
    ]
}

fn assert_silent(what: &str, text: &str) {
    for secret in [SECRET, PASSWORD, SIGNATURE] {
        for spelling in spellings(secret) {
            assert!(
                !text.contains(&spelling),
                "{what} tells {spelling}:\n{text}"
            );
        }
    }
}

/// Stops the server, and returns what it logged.
async fn log_of(serving: Serving) -> String {
    serving.ask_to_stop();
    let (_, log) = tokio::task::spawn_blocking(|| serving.wait())
        .await
        .unwrap();
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_secrets_do_not_reach_responses_or_logs() {
    // The most verbose log, and a server that sends back everything it received.
    let serving = Serving::start(&["--log", "trace"], &[]);
    let address = serving.address();
    let upstream = Upstream::new(Behavior::Echo).await;
    let inputs = [
        json!({ "grant": "password", "username": "jane", "password": PASSWORD, "client_secret": SECRET }),
        json!({ "grant": "client-credentials", "client_secret": SECRET }),
        json!({ "grant": "token", "token": token(), "client_secret": SECRET }),
    ];
    let calls_before = upstream.seen().len();
    for fields in inputs {
        for accept in ["application/json", "application/x-ndjson"] {
            let mut input = attempt(&upstream.url());
            for (name, value) in fields.as_object().unwrap() {
                input[name] = value.clone();
            }
            let answer = rest(start_check(address, accept, &input).await).await;
            assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
            assert_silent("the answer", &answer);
        }
    }
    // The secrets were sent to the target.
    let seen = upstream.seen();
    assert!(seen.len() > calls_before + 5);
    assert!(seen.iter().any(|call| call.contains(&spellings(SECRET)[1])));
    let log = log_of(serving).await;
    assert!(log.contains("/api/check"), "nothing is logged: {log}");
    assert_silent("the log", &log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_address_bar_does_not_reach_the_log() {
    let serving = Serving::start(&[], &[]);
    let address = serving.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /check/{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n",
        token()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let log = log_of(serving).await;
    assert!(log.contains("path=\"/check/"), "nothing is logged: {log}");
    assert_silent("the log", &log);
}

/// How often a text occurs in the memory of a process; `None` if the system does not allow reading it.
#[cfg(target_os = "linux")]
fn occurrences(process: u32, text: &str) -> Option<usize> {
    use std::io::{Read, Seek, SeekFrom};
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let mut memory = std::fs::File::open(format!("/proc/{process}/mem")).ok()?;
    let mut found = 0;
    // Lines such as `7f00-7f10 rw-p … [heap]`. The program's own file cannot contain the secret.
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (start, end) = line.split_once(' ')?.0.split_once('-')?;
        let start = u64::from_str_radix(start, 16).ok()?;
        let size = u64::from_str_radix(end, 16).ok()? - start;
        let mut bytes = Vec::new();
        if memory.seek(SeekFrom::Start(start)).is_ok() {
            // Some areas cannot be read.
            let _ = (&mut memory).take(size).read_to_end(&mut bytes);
        }
        let text = text.as_bytes();
        found += bytes
            .windows(text.len())
            .filter(|part| *part == text)
            .count();
    }
    Some(found)
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn secrets_do_not_stay_in_memory() {
    const CHECKS: usize = 10;
    // An argument stays in the memory of a process.
    const STAYS: &str = "https://argument-that-stays.example";
    let serving = Serving::start(&["--suggest-base-url", STAYS], &[]);
    let address = serving.address();
    let upstream = Upstream::new(Behavior::Echo).await;
    let secrets: Vec<String> = (0..CHECKS)
        .map(|n| format!("canary-{n}-of-a-check"))
        .collect();
    for (at, secret) in secrets.iter().enumerate() {
        let mut input = attempt(&upstream.url());
        input["client_secret"] = json!(secret);
        if at % 2 == 1 {
            input["grant"] = json!("password");
            input["username"] = json!("jane");
            input["password"] = json!(secret);
        }
        let answer = rest(start_check(address, "application/json", &input).await).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
    let found = occurrences(serving.id(), STAYS);
    assert!(
        found.is_some_and(|found| found > 0),
        "the memory of the server cannot be read: {found:?}"
    );
    let left: usize = secrets
        .iter()
        .filter_map(|secret| occurrences(serving.id(), secret))
        .sum();
    // Stacks can hold a part of the last checks.
    assert!(left <= 3, "{left}");
}

#[tokio::test]
async fn an_error_does_not_quote_the_body() {
    for body in [
        format!(r#"{{"send_writes": "{SECRET}"}}"#),
        format!(r#"{{"{SECRET}": 1}}"#),
        format!(r#"{{"client_secret": "{SECRET}", "password": "{PASSWORD}" oops"#),
        json!({ "client_secret": SECRET, "password": PASSWORD, "url": "nowhere" }).to_string(),
        json!({ "client_secret": format!("{SECRET}\0"), "token": format!("{}\0", token()), "grant": "token" }).to_string(),
    ] {
        let headers = [("content-type", "application/json")];
        let answer = send(&router(), "POST", "/api/check", &headers, body).await;
        assert!(answer.status.is_client_error());
        assert_silent("the error", &answer.body);
    }
}

#[tokio::test]
async fn no_data_of_the_visitor_is_sent() {
    let upstream = Upstream::new(Behavior::Echo).await;
    let headers = [
        ("content-type", "application/json"),
        ("cookie", "visitor-cookie=1"),
        ("authorization", "Basic dmlzaXRvcg=="),
        ("user-agent", "visitor-agent/1.0"),
        ("accept-language", "visitor-language"),
        ("x-forwarded-for", "198.51.100.7"),
        ("forwarded", "for=198.51.100.7"),
        ("referer", "http://127.0.0.1:8403/visitor-page"),
        ("origin", "http://127.0.0.1:8403"),
        ("x-visitor", "visitor-header"),
    ];
    let body = attempt(&upstream.url()).to_string();
    send(&router(), "POST", "/api/check", &headers, body).await;
    let seen = upstream.seen();
    assert!(!seen.is_empty());
    for call in seen {
        let call = call.to_lowercase();
        assert!(
            !call.contains("visitor") && !call.contains("198.51.100.7"),
            "{call}"
        );
        assert!(!call.contains("dmlzaxrvcg"), "{call}");
        for name in [
            "origin:",
            "referer:",
            "cookie:",
            "forwarded",
            "accept-language",
        ] {
            assert!(!call.contains(name), "{name} is in {call}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_prints_no_secret() {
    let upstream = Upstream::new(Behavior::Echo).await;
    for format in ["human", "json"] {
        let mut command = why403();
        command
            .args([
                "check",
                "--url",
                &upstream.url(),
                "--realm",
                "acme",
                "--client-id",
                "backend",
            ])
            .args([
                "--grant",
                "password",
                "--username",
                "jane",
                "--format",
                format,
            ])
            .args(["--user-id", "7f1f0f6e-4b6a-4a52-8a55-1f6f5f6f7a11"])
            .env("WHY403_CLIENT_SECRET", SECRET)
            .env("WHY403_PASSWORD", PASSWORD)
            .env("RUST_LOG", "trace");
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        assert!(stdout(&output).contains("acme"));
        assert_silent("standard output", &stdout(&output));
        assert_silent("standard error", &stderr(&output));
    }
}

#[tokio::test]
async fn a_url_with_a_secret_is_not_requested() {
    let mut input = attempt("http://jane:s3cr3t%2Fof@127.0.0.1:1");
    input["client_secret"] = json!(SECRET);
    let answer = check(&router(), &input).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.json()["errors"][0]["mended"], "http://127.0.0.1:1");
}
