//! Tests that secrets are hidden in whatever a server sends, and in linear time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use diagnosis::Steps;
use diagnosis::attempt::{Attempt, Input};
use diagnosis::exchange::{Authorization, Body, Call, Exchange, Request, Response};
use diagnosis::report::StepResponse;

fn attempt(secret: &str) -> Attempt {
    Input {
        url: "https://sso.example.com".to_owned(),
        realm: "acme".to_owned(),
        client_id: "backend".to_owned(),
        client_secret: secret.to_owned().into(),
        user_id: "767aa65d-2912-4e44-81de-2301c0e83e25".to_owned(),
        ..Input::default()
    }
    .parse()
    .unwrap()
}

fn exchange(headers: &[(&str, &str)], body: &str) -> Exchange {
    Exchange {
        request: Request {
            call: Call::Discovery,
            method: "GET",
            url: "https://sso.example.com/realms/acme".parse().unwrap(),
            authorization: Authorization::None,
            body: Body::Empty,
            purpose: String::new(),
        },
        result: Ok(Response {
            status: 200,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
            body: body.to_owned(),
        }),
        millis: 1,
        signature: None,
    }
}

/// What a report shows of these exchanges of a check with this client secret.
fn shown(secret: &str, exchanges: &[Exchange]) -> Vec<StepResponse> {
    let mut steps = Steps::of(&attempt(secret));
    exchanges
        .iter()
        .map(|exchange| steps.add(exchange).response)
        .collect()
}

const MIB: usize = 1 << 20;

/// Bodies of a mebibyte that make a careless search slow.
fn hostile_bodies() -> Vec<(&'static str, String)> {
    let repeated = |text: &str| text.repeat(MIB / text.len());
    let numbered = |text: &str| -> String {
        (0..MIB / text.len())
            .map(|number| text.replace("0000", &format!("{number:04}")))
            .collect::<Vec<_>>()
            .concat()
    };
    vec![
        ("the beginning of a secret", repeated("a")),
        ("the beginning of a secret, encoded", repeated("%61")),
        ("nested percent-encoding", repeated("%25")),
        ("entities", repeated("&#97;")),
        ("unfinished entities", repeated("&#9")),
        ("backslashes", repeated(r"\u0061")),
        ("every escape", repeated(r"%2525&#37;\x25+")),
        ("commands of jboss-cli", repeated("secret:add(")),
        ("names without a value", repeated("secret=")),
        ("open quotation marks", repeated("secret=\"\\\"")),
        ("unfinished codes", repeated("code='x y' ")),
        ("URLs without a password", repeated("a://")),
        ("Base64", repeated("QUJD")),
        ("the beginning of tokens", repeated("eyJ")),
        ("the beginning of other tokens", repeated("ewo")),
        ("dots", repeated("ewo.")),
        ("spaces after names", format!("secret{}", " ".repeat(MIB))),
        (
            "many secrets",
            numbered("<secret>0000-0123456789</secret>\n"),
        ),
        (
            "many secrets of JSON",
            format!("[{}1]", numbered(r#"{"secret":"0000-0123456789abcdef"},"#)),
        ),
        (
            "secrets that begin alike",
            numbered("token=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000\n"),
        ),
        ("brackets", repeated("[")),
        ("letters of four bytes", repeated("😀")),
    ]
}

#[test]
fn a_hostile_body_takes_no_longer_than_its_length_explains() {
    let secret = format!("{}b", "a".repeat(60));
    for (name, body) in hostile_bodies() {
        let exchanges = [exchange(&[("x-echo", &body)], &body)];
        let start = Instant::now();
        let shown = &shown(&secret, &exchanges)[0];
        let time = start.elapsed();
        // Without optimization, and on a busy machine. Trying each secret at each place takes minutes.
        assert!(time < Duration::from_mins(1), "{name}: {time:?}");
        assert!(shown.body.len() < 17_000, "{name}: {}", shown.body.len());
        assert!(shown.headers["x-echo"].len() < 5_000, "{name}");
        assert!(shown.body.ends_with("bytes in total)"), "{name}");
    }
}

#[test]
fn what_a_response_sets_is_hidden_in_every_later_response() {
    let values = [
        (
            "set-cookie",
            "AUTH_SESSION_ID=Zm9vYmFyLTEyMzQ1Njc4; Version=1; Path=/; HttpOnly, KC_RESTART=restart-12345678; Path=/",
            &["Zm9vYmFyLTEyMzQ1Njc4", "restart-12345678"][..],
        ),
        (
            "location",
            "https://app.example/cb?state=st4te-of-the-login&code=c0de-c0de-c0de",
            &["st4te-of-the-login", "c0de-c0de-c0de"],
        ),
        (
            "location",
            "https://app.example/cb#id_token=id-t0ken-0123&session_code=s3ssion-code-1",
            &["id-t0ken-0123", "s3ssion-code-1"],
        ),
        (
            "www-authenticate",
            "Digest realm=\"acme\", nonce=\"n0nce-n0nce-n0nce\", opaque=0paque-0paque",
            &["n0nce-n0nce-n0nce", "0paque-0paque"],
        ),
        (
            "dpop-nonce",
            "eyJ7S_zG.eyJH0-Z.HX4w-7v",
            &["eyJ7S_zG.eyJH0-Z.HX4w-7v"],
        ),
        ("x-debug", "vault_token=hvs.CAESIJ0123", &["hvs.CAESIJ0123"]),
    ];
    for (name, header, secrets) in values {
        for secret in secrets {
            for body in [
                format!("<p>Cannot find {secret}.</p>"),
                format!(r#"{{"error":"bad {secret}"}}"#),
            ] {
                let exchanges = [
                    exchange(&[(name, header)], ""),
                    exchange(&[("x-echo", secret)], &body),
                ];
                let shown = shown("hush-hush", &exchanges);
                let text = format!("{:?}", &shown);
                assert!(!text.contains(secret), "{name}: {text}");
            }
        }
    }
}

#[test]
fn words_and_what_the_request_named_are_no_secrets() {
    let exchanges = [
        exchange(
            &[
                (
                    "set-cookie",
                    "role=realm-management; Path=/realms/acme/; Expires=Thu, 01-Jan-1970 00:00:10 GMT",
                ),
                (
                    "location",
                    "https://sso.example.com/login?state=user-not-found-in-realm",
                ),
                (
                    "www-authenticate",
                    "Bearer realm=\"acme-2-production\", error=\"invalid_token\"",
                ),
                ("x-route", "id=sso.example.com/realms/acme"),
            ],
            r#"{"secret":"short","token":true,"passwordPolicy":"length(12) and digits(2)"}"#,
        ),
        exchange(
            &[],
            "realm-management user-not-found-in-realm acme-2-production invalid_token length(12) and digits(2) short 01-Jan-1970 https://sso.example.com/realms/acme",
        ),
    ];
    let shown = shown("hush-hush", &exchanges);
    assert!(!shown[1].body.contains("redacted"), "{}", shown[1].body);
}

#[test]
fn members_of_json_are_hidden_by_their_name() {
    for (body, expected) in [
        (
            r#"{"adminPassword":"hunter2","vault_token":["a1","b2"],"apiKey":42,"passwordPolicy":"length(8)","tokenUrl":"https://x/token"}"#,
            r#"{"adminPassword":"…redacted","vault_token":"…redacted","apiKey":"…redacted","passwordPolicy":"length(8)","tokenUrl":"https://x/token"}"#,
        ),
        (
            r#"{"attributes":{"use.refresh.tokens":"true","access.token.lifespan":"300"},"requiredCredentials":["password"],"secret":null}"#,
            r#"{"attributes":{"use.refresh.tokens":"true","access.token.lifespan":"300"},"requiredCredentials":["password"],"secret":null}"#,
        ),
        (
            r#"[{"type":"secret","value":"abc"},{"name":"clientSecret","value":"abc"},{"name":"realm","value":"acme"}]"#,
            r#"[{"type":"secret","value":"…redacted"},{"name":"clientSecret","value":"…redacted"},{"name":"realm","value":"acme"}]"#,
        ),
        (
            r#"{"error":"connect jdbc:postgresql://db/kc?user=kc&password=hunter2","uri":"amqp://kc:hunter2@mq"}"#,
            r#"{"error":"connect jdbc:postgresql://db/kc?user=kc&password=…redacted","uri":"amqp://kc:…redacted@mq"}"#,
        ),
    ] {
        let shown = &shown("hush-hush", &[exchange(&[], body)])[0];
        let json: serde_json::Value = serde_json::from_str(&shown.body).unwrap();
        assert_eq!(
            json,
            serde_json::from_str::<serde_json::Value>(expected).unwrap()
        );
    }
}

#[test]
fn a_secret_behind_many_others_is_hidden() {
    // The secret of the user is never crowded out by what a server sends.
    let crowd: String = (0..20_000)
        .map(|number| format!("secret=crowd-{number:07}\n"))
        .collect::<Vec<_>>()
        .concat();
    let exchanges = [
        exchange(&[], &crowd),
        exchange(&[], "you sent hush-hush-hush"),
    ];
    let shown = shown("hush-hush-hush", &exchanges);
    assert_eq!(shown[1].body, "you sent …redacted");
}
