//! Tests what every check must guarantee, whatever the server responds: no secret in a report, few requests, passwords rarely sent.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::collections::BTreeMap;

use diagnosis::attempt::{Attempt, Input};
use diagnosis::exchange::{
    Authorization, Body, Call, Exchange, Failure, FormValue, Request, Response,
};
use diagnosis::report::{Certainty, Report};
use diagnosis::{Check, Knowledge};
use permissions::Matrix;
use secrecy::{ExposeSecret as _, SecretString};

const SECRET: &str = "the-secret-that-nobody-may-see";
const PASSWORD: &str = "the-password-that-nobody-may-see";
/// `{"alg":"none"}.{"iss":"https://sso.example.com/realms/acme","typ":"Bearer","exp":4102444800,"scope":"openid"}`
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3Nzby5leGFtcGxlLmNvbS9yZWFsbXMvYWNtZSIsInR5cCI6IkJlYXJlciIsImV4cCI6NDEwMjQ0NDgwMCwic2NvcGUiOiJvcGVuaWQifQ.signature-that-nobody-may-see";

fn attempts() -> Vec<Attempt> {
    let input = |grant: &str| Input {
        url: "https://sso.example.com".to_owned(),
        realm: "acme".to_owned(),
        grant: grant.to_owned(),
        client_id: "backend".to_owned(),
        client_secret: SecretString::from(SECRET.to_owned()),
        username: "jane".to_owned(),
        password: SecretString::from(PASSWORD.to_owned()),
        token: SecretString::from(TOKEN.to_owned()),
        user_id: "767aa65d-2912-4e44-81de-2301c0e83e25".to_owned(),
        ..Input::default()
    };
    ["client-credentials", "password", "token"]
        .into_iter()
        .map(|grant| input(grant).parse().unwrap())
        .collect()
}

/// Responses of servers and proxies, and failures; each is returned for every request of a check.
fn answers() -> Vec<Result<Response, Failure>> {
    let mut all: Vec<Result<Response, Failure>> = vec![
        Err(Failure::Dns),
        Err(Failure::ConnectionRefused),
        Err(Failure::TimedOut(10_000)),
        Err(Failure::TlsUntrusted("UnknownIssuer".to_owned())),
        Err(Failure::TlsExpired("Expired".to_owned())),
        Err(Failure::TlsNameMismatch("NotValidForName".to_owned())),
        Err(Failure::TlsProtocol("corrupt message".to_owned())),
        Err(Failure::AddressNotAllowed(
            "169.254.169.254 is link-local".to_owned(),
        )),
        Err(Failure::TooLarge(1_048_576)),
        Err(Failure::BrokenAnswer("closed before the end".to_owned())),
    ];
    let bodies = [
        String::new(),
        "<html><h1>Forbidden</h1></html>".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        format!(r#"{{"access_token":"{TOKEN}","refresh_token":"{TOKEN}"}}"#),
        r#"{"access_token":7}"#.to_owned(),
        r#"{"error":"HTTP 403 Forbidden"}"#.to_owned(),
        r#"{"error":"HTTP 401 Unauthorized"}"#.to_owned(),
        r#"{"error":"User not found"}"#.to_owned(),
        r#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#.to_owned(),
        // A server that sends back what it received.
        format!("you sent {SECRET} and {PASSWORD} and {TOKEN}"),
        format!(r#"{{"error":"{SECRET}","error_description":"{PASSWORD} {TOKEN}"}}"#),
    ];
    for status in [
        200, 204, 302, 400, 401, 403, 404, 405, 409, 418, 429, 500, 502, 503,
    ] {
        for body in &bodies {
            all.push(Ok(Response {
                status,
                headers: BTreeMap::from([
                    (
                        "location".to_owned(),
                        "https://elsewhere.example.com/".to_owned(),
                    ),
                    ("set-cookie".to_owned(), format!("sid={SECRET}")),
                    ("x-echo".to_owned(), format!("{SECRET} {PASSWORD} {TOKEN}")),
                ]),
                body: body.clone(),
            }));
        }
    }
    all
}

fn check(
    attempt: &Attempt,
    matrix: &Matrix,
    answer: impl Fn(&Request) -> Result<Response, Failure>,
) -> (Vec<Exchange>, Report) {
    let knowledge = Knowledge {
        matrix,
        now: 1_790_000_000,
    };
    let mut check = Check::new(attempt);
    let mut batches = 0;
    loop {
        let requests = check.next(&knowledge);
        if requests.is_empty() {
            return (check.exchanges().to_vec(), check.report(&knowledge));
        }
        batches += 1;
        assert!(batches < 10, "the engine never stops asking");
        for request in requests {
            let result = answer(&request);
            check.receive(Exchange {
                request,
                result,
                millis: 1,
                signature: None,
            });
        }
    }
}

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
}

/// Combines responses to the token request with responses to the other requests.
fn for_all(mut each: impl FnMut(&Attempt, &[Exchange], &Report)) {
    let matrix = matrix();
    let token = Response {
        status: 200,
        headers: BTreeMap::new(),
        body: format!(r#"{{"access_token":"{TOKEN}"}}"#),
    };
    for attempt in attempts() {
        for answer in answers() {
            let (exchanges, report) = check(&attempt, &matrix, |_| answer.clone());
            each(&attempt, &exchanges, &report);
            let (exchanges, report) = check(&attempt, &matrix, |request| {
                if request.call == Call::Token {
                    Ok(token.clone())
                } else {
                    answer.clone()
                }
            });
            each(&attempt, &exchanges, &report);
        }
    }
}

/// The secrets that this check really sent: a server cannot send back any others.
fn sent(exchanges: &[Exchange]) -> Vec<String> {
    let mut all = Vec::new();
    for Exchange { request, .. } in exchanges {
        if let Authorization::Bearer(token) = &request.authorization {
            all.push(token.expose_secret().to_owned());
            all.extend(token.expose_secret().split('.').nth(2).map(str::to_owned));
        }
        if let Body::Form(form) = &request.body {
            all.extend(form.iter().filter_map(|(_, value)| match value {
                FormValue::Secret(secret) => Some(secret.expose_secret().to_owned()),
                FormValue::Plain(_) => None,
            }));
        }
    }
    all
}

#[test]
fn no_secret_is_in_any_report() {
    let mut seen = 0;
    for_all(|_, exchanges, report| {
        let json = serde_json::to_string(report).unwrap();
        for secret in sent(exchanges) {
            assert!(!json.contains(&secret), "{secret} in {json}");
            seen += 1;
        }
    });
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn no_request_is_sent_twice_and_none_changes_anything() {
    for_all(|_, exchanges, _| {
        let mut calls: Vec<Call> = exchanges.iter().map(|e| e.request.call).collect();
        calls.sort();
        let count = calls.len();
        calls.dedup();
        assert_eq!(calls.len(), count);
        assert!(count <= 9, "{calls:?}");
        for exchange in exchanges {
            let is_token = matches!(
                exchange.request.call,
                Call::Token | Call::FreshToken | Call::TokenOtherRealm
            );
            assert_eq!(
                exchange.request.method,
                if is_token { "POST" } else { "GET" }
            );
            assert!(!exchange.request.url.as_str().contains(SECRET));
        }
    });
}

#[test]
fn a_password_is_sent_at_most_once_more() {
    for_all(|_, exchanges, _| {
        let with_password = exchanges
            .iter()
            .filter(|exchange| {
                matches!(&exchange.request.body, Body::Form(form)
                    if form.iter().any(|(_, value)| matches!(value, FormValue::Secret(_)) && value.expose() == PASSWORD))
            })
            .count();
        assert!(with_password <= 2, "{with_password}");
    });
}

#[test]
fn tokens_go_to_the_base_url_only() {
    for_all(|attempt, exchanges, _| {
        for exchange in exchanges {
            if matches!(exchange.request.authorization, Authorization::Bearer(_)) {
                assert!(
                    exchange
                        .request
                        .url
                        .as_str()
                        .starts_with(&attempt.base_url.to_string())
                );
            }
        }
    });
}

#[test]
fn a_certain_cause_excludes_others_and_every_report_has_a_fix() {
    for_all(|_, _, report| {
        if report.cause.certainty == Certainty::Certain {
            assert!(report.also_possible.is_empty(), "{:?}", report.cause);
        }
        for other in &report.also_possible {
            assert!(
                !other.why.is_empty() && !other.tell_apart.is_empty(),
                "{}: {other:?}",
                report.cause.code
            );
        }
        if !report.cause.code.starts_with("allowed") {
            assert!(!report.fixes.is_empty(), "{:?}", report.cause);
        }
        assert!(
            !report.cause.explanation.is_empty() && !report.cause.evidence.is_empty(),
            "{:?}",
            report.cause
        );
    });
}

/// A server that remembers the secrets it received and sends them back later: in another response, in another spelling, or truncated by an
/// excerpt.
#[test]
fn a_later_response_that_repeats_an_earlier_secret_shows_none() {
    let matrix = matrix();
    let percent = SECRET
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    let entities = SECRET
        .bytes()
        .map(|byte| format!("&#{byte};"))
        .collect::<Vec<_>>()
        .concat();
    let escapes = SECRET
        .bytes()
        .map(|byte| format!("\\u{byte:04x}"))
        .collect::<Vec<_>>()
        .concat();
    let padding = "x".repeat(150);
    for repeated in [
        SECRET.to_owned(),
        percent,
        entities,
        escapes,
        format!("{padding}{SECRET}"),
        format!("access_token={TOKEN}&state=1"),
        format!("\u{feff}{{\"accessToken\":\"{TOKEN}\""),
        format!("<p>{TOKEN}</p>"),
    ] {
        let attempt = &attempts()[0];
        let (_, report) = check(attempt, &matrix, |request| {
            Ok(if request.call == Call::Token {
                Response {
                    status: 200,
                    headers: BTreeMap::new(),
                    body: format!(r#"{{"access_token":"{TOKEN}"}}"#),
                }
            } else {
                Response {
                    status: 403,
                    headers: BTreeMap::from([
                        ("x-auth-request-access-token".to_owned(), TOKEN.to_owned()),
                        (
                            "location".to_owned(),
                            format!("https://a.example/#{repeated}"),
                        ),
                    ]),
                    body: repeated.clone(),
                }
            })
        });
        let json = serde_json::to_string(&report).unwrap();
        // A truncated excerpt must not leave a part either.
        for part in [
            &SECRET[..12],
            "that-nobody-may-see",
            "%74%68%65",
            "&#116;&#104;",
        ] {
            assert!(!json.contains(part), "{part} in {json}");
        }
        assert!(!json.contains("\\\\u0074\\\\u0068"), "{json}");
    }
}

#[test]
fn a_user_that_is_not_an_object_is_not_allowed() {
    let matrix = matrix();
    for body in ["[]", "null", "", "\"ok\""] {
        let (_, report) = check(&attempts()[0], &matrix, |request| {
            Ok(Response {
                status: 200,
                headers: BTreeMap::new(),
                body: if request.call == Call::Token {
                    format!(r#"{{"access_token":"{TOKEN}"}}"#)
                } else {
                    body.to_owned()
                },
            })
        });
        assert_eq!(report.cause.code, "not-keycloak", "{body}");
        assert_ne!(
            report.outcome,
            diagnosis::report::Outcome::Allowed,
            "{body}"
        );
    }
}

#[test]
fn a_check_of_a_hostile_server_ends_soon() {
    let matrix = matrix();
    let entries: String = (0..20_000)
        .map(|number| format!(r#"{{"id":"{number}","secret":"{number:016}"}},"#))
        .collect::<Vec<_>>()
        .concat();
    for body in [
        format!("[{entries}1]"),
        "a".repeat(1 << 20),
        format!(r#"{{"error":"{}"}}"#, "%61".repeat(300_000)),
    ] {
        for status in [200, 403] {
            let start = std::time::Instant::now();
            check(&attempts()[0], &matrix, |request| {
                let is_token = request.call == Call::Token;
                Ok(Response {
                    status: if is_token { 200 } else { status },
                    headers: BTreeMap::new(),
                    body: if is_token {
                        format!(
                            r#"{{"access_token":"{TOKEN}","x":{}}}"#,
                            serde_json::Value::from(body.as_str())
                        )
                    } else {
                        body.clone()
                    },
                })
            });
            let time = start.elapsed();
            println!("{status} {}: {time:?}", body.get(..10).unwrap_or_default());
            // Without optimization, and on a busy machine.
            assert!(time < std::time::Duration::from_mins(1), "{time:?}");
        }
    }
}
