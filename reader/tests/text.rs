//! Tests reading pasted tokens, responses, commands, and messages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's own functions")]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diagnosis::attempt::Input;
use diagnosis::exchange::Call;
use diagnosis::report::{Certainty, Outcome, Report};
use diagnosis::token::Token;
use diagnosis::{Knowledge, diagnose};
use permissions::{Matrix, Permissions, TokenRealm};
use proptest::prelude::*;
use reader::text::{self, Pasted, PastedEvidence, recognize, search};
use secrecy::{ExposeSecret, SecretString};

const NOW: i64 = 1_800_000_000;
const ID: &str = "8f1b4c1e-0b7a-4d0e-9c59-2a3b4c5d6e7f";

/// Parsed once, because thousands of cases use it.
static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
});

fn permissions() -> Permissions<'static> {
    MATRIX.newest(TokenRealm::Target)
}

fn jwt(claims: &str) -> String {
    let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
    format!(
        "{}.{}.c2lnbmF0dXJl",
        part(r#"{"alg":"RS256","kid":"k"}"#),
        part(claims)
    )
}

fn access_token(roles: &str) -> String {
    jwt(&format!(
        r#"{{"iss":"https://sso.example.com/realms/acme","typ":"Bearer","exp":{},"azp":"backend",
            "preferred_username":"service-account-backend","realm_access":{{"roles":["default-roles-acme"]}},
            "resource_access":{{"realm-management":{{"roles":[{roles}]}}}}}}"#,
        NOW + 300
    ))
}

fn read(text: &str) -> Pasted {
    recognize(text, Some(&permissions()))
}

fn answer(text: &str) -> text::Answer {
    match read(text) {
        Pasted::Answer(answer) => *answer,
        other => panic!("no answer in {text}: {other:?}"),
    }
}

fn curl(text: &str) -> text::Known {
    match read(text) {
        Pasted::Curl(known) => *known,
        other => panic!("no command in {text}: {other:?}"),
    }
}

fn report(pasted: &PastedEvidence) -> Report {
    let (attempt, exchanges) = text::exchanges(pasted).unwrap();
    let knowledge = Knowledge {
        matrix: &MATRIX,
        now: NOW,
    };
    diagnose(&attempt, &exchanges, &knowledge)
}

#[test]
fn a_token_is_found_however_it_is_wrapped() {
    let token = access_token("");
    for text in [
        token.clone(),
        format!("Bearer {token}"),
        format!("Authorization: Bearer {token}"),
        format!("\"{token}\","),
        format!("'{token}'\n"),
        format!("`{token}`"),
        format!("2026-11-23 DEBUG calling with Authorization: Bearer {token} …"),
    ] {
        match read(&text) {
            Pasted::Token(found) => assert_eq!(found.expose_secret(), token, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    match read(&format!(
        r#"{{"access_token":"{token}","expires_in":300,"token_type":"Bearer"}}"#
    )) {
        Pasted::TokenAnswer(found) => assert_eq!(found.expose_secret(), token),
        other => panic!("{other:?}"),
    }
}

#[test]
fn responses_are_read_as_clients_print_them() {
    let body = r#"{"error":"HTTP 403 Forbidden"}"#;
    let verbose = format!(
        "*   Trying 10.0.0.7:443...\n* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n\
         > GET /auth/admin/realms/acme/users/{ID} HTTP/1.1\n> Host: sso.example.com\n> User-Agent: curl/7.88.1\n\
         > Authorization: Bearer {}\n>\n< HTTP/1.1 403 Forbidden\n< content-type: application/json\n\
         < Content-Length: 30\n<\n{{ [30 bytes data]\n* Connection #0 to host left intact\n{body}",
        access_token("")
    );
    let httpie = format!(
        "GET /admin/realms/acme/users/{ID} HTTP/1.1\nAccept: */*\nHost: localhost:8080\nUser-Agent: HTTPie/3.2.2\n\n\
         HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n{{\n    \"error\": \"HTTP 403 Forbidden\"\n}}"
    );
    let with_command = format!(
        "$ curl -i -H 'Authorization: Bearer $TOKEN' https://sso.example.com/auth/admin/realms/acme/users/{ID}\n\
         HTTP/2 403\ncontent-type: application/json\n\n{body}"
    );
    let panel = format!(
        "Request URL: https://sso.example.com/auth/admin/realms/acme/users/{ID}\nRequest Method: GET\n\
         Status Code: 403 Forbidden"
    );
    for (text, base) in [
        (&*verbose, "https://sso.example.com/auth"),
        (&httpie, "http://localhost:8080"),
        (&with_command, "https://sso.example.com/auth"),
        (&panel, "https://sso.example.com/auth"),
    ] {
        let answer = answer(text);
        assert_eq!(answer.response.status, 403, "{text}");
        assert_eq!(answer.known.call, Some(Call::Operation), "{text}");
        assert_eq!(answer.known.input.url, base, "{text}");
        assert_eq!(answer.known.input.realm, "acme", "{text}");
        assert_eq!(answer.known.input.user_id, ID, "{text}");
        if text != panel {
            let json = answer.response.json().unwrap();
            assert_eq!(json["error"], "HTTP 403 Forbidden", "{text}");
            assert_eq!(
                answer.response.header("content-type"),
                Some("application/json")
            );
        }
    }
    // An earlier response, 100 Continue or a proxy's, does not count.
    let twice = answer(&format!(
        "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 403 Forbidden\r\n\
         content-type: application/json\r\n\r\n{body}"
    ));
    assert_eq!(twice.response.status, 403);
    assert_eq!(twice.response.body, body);
}

#[test]
fn a_single_body_gets_keycloaks_status() {
    for (body, status) in [
        (r#"{"error":"HTTP 403 Forbidden"}"#, 403),
        (r#"{"error":"HTTP 401 Unauthorized"}"#, 401),
        (r#"{"error":"HTTP 404 Not Found"}"#, 404),
        (r#"{"error":"unknown_error"}"#, 403),
        (
            r#"{"error":"unknown_error","error_description":"For more on this error consult the server log."}"#,
            500,
        ),
        (r#"{"error":"Realm does not exist"}"#, 404),
        (r#"{"error":"User not found"}"#, 404),
        (r#"{"error":"Invalid origin"}"#, 403),
        (
            r#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
            401,
        ),
        (
            r#"{"error":"invalid_request","error_description":"HTTPS required"}"#,
            403,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Account is not fully set up"}"#,
            400,
        ),
        ("[]", 200),
    ] {
        assert_eq!(answer(body).response.status, status, "{body}");
    }
}

#[test]
fn a_body_within_a_message_is_found() {
    for (text, status) in [
        (
            r#"keycloak.exceptions.KeycloakGetError: 403: b'{"error":"unknown_error"}'"#,
            403,
        ),
        (
            r#"2026-11-23 10:00:00 ERROR [app] token call failed: 400 \
             {"error":"invalid_grant","error_description":"Invalid user credentials"} (attempt 1)"#,
            401,
        ),
        (
            r#"AxiosError: Request failed with status code 401 data: \
             {"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
            401,
        ),
        (
            r#"HTTP 400 from token endpoint: {"error":"invalid_grant","error_description":"Invalid user credentials"}"#,
            400,
        ),
    ] {
        let answer = answer(text);
        assert_eq!(answer.response.status, status, "{text}");
        assert!(answer.response.json().is_some(), "{text}");
    }
    let page = "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1>\
                </center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>";
    assert_eq!(answer(page).response.status, 403);
    assert!(matches!(
        read("jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden"),
        Pasted::Text
    ));
}

#[test]
fn a_token_request_fills_the_form() {
    let known = curl(
        "curl -sS -X POST 'https://sso.example.com/auth/realms/acme/protocol/openid-connect/token' \\\n  \
         -H 'Content-Type: application/x-www-form-urlencoded' \\\n  -d grant_type=client_credentials \\\n  \
         -d 'client_id=backend' --data-urlencode 'client_secret=p%s&s=1' -d scope=openid | jq -r .access_token",
    );
    assert_eq!(known.call, Some(Call::Token));
    let input = known.input;
    assert_eq!(input.url, "https://sso.example.com/auth");
    assert_eq!(input.realm, "acme");
    assert_eq!(input.grant, "client-credentials");
    assert_eq!(input.client_id, "backend");
    assert_eq!(input.client_secret.expose_secret(), "p%s&s=1");
    assert_eq!(input.scope, "openid");

    let basic = curl(
        "TOKEN=$(curl -s -u backend:s3cret -d grant_type=password -d username=john -d password=pw \
         localhost:8080/realms/acme/protocol/openid-connect/token)",
    );
    assert_eq!(basic.input.url, "http://localhost:8080");
    assert_eq!(basic.input.grant, "password");
    assert_eq!(basic.input.client_id, "backend");
    assert_eq!(basic.input.client_secret.expose_secret(), "s3cret");
    assert_eq!(basic.input.username, "john");

    let windows = curl(
        "curl.exe --location \"https://sso.example.com/realms/acme/protocol/openid-connect/token\" ^\r\n  \
         --header \"Content-Type: application/x-www-form-urlencoded\" ^\r\n  --data-raw \
         \"grant_type=client_credentials&client_id=backend&client_secret=$SECRET\"",
    );
    assert_eq!(windows.input.client_id, "backend");
    assert!(windows.input.client_secret.expose_secret().is_empty());
}

#[test]
fn an_admin_api_request_fills_the_operation() {
    let token = access_token("");
    let known = curl(&format!(
        "curl -XDELETE -H\"authorization: bearer {token}\" \
         https://sso.example.com/admin/realms/a%20b/users/{ID}"
    ));
    assert_eq!(known.call, Some(Call::Operation));
    assert_eq!(known.input.realm, "a b");
    assert_eq!(known.input.grant, "token");
    assert_eq!(known.input.token.expose_secret(), token);
    assert!(
        known.input.operation.starts_with("DELETE /admin/realms/"),
        "{}",
        known.input.operation
    );
    assert!(known.input.clone().parse().is_ok());

    let query = curl(&format!(
        "curl -G -d max=5 --data-urlencode 'search=jo hn' --url https://sso.example.com/admin/realms/acme/users \
         -H 'Authorization: Bearer {token}'"
    ));
    assert_eq!(query.input.operation, "GET /admin/realms/{realm}/users");

    // Without the permission data, the path stays unchanged and can still be checked.
    let Pasted::Curl(bare) = recognize(
        "curl https://sso.example.com/admin/realms/acme/clients/7/roles -H 'Authorization: Bearer x'",
        None,
    ) else {
        panic!("no command")
    };
    assert_eq!(
        bare.input.operation,
        "GET /admin/realms/{realm}/clients/7/roles"
    );
    assert!(bare.input.parse().is_ok());

    let both = curl(&format!(
        "TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=tool -d client_secret=s \
         https://sso.example.com/realms/master/protocol/openid-connect/token | jq -r .access_token)\n\
         curl -H \"Authorization: Bearer $TOKEN\" https://sso.example.com/admin/realms/acme/users/{ID}"
    ));
    assert_eq!(both.input.realm, "acme");
    assert_eq!(both.input.auth_realm, "master");
    assert_eq!(both.input.user_id, ID);
    assert_eq!(both.input.grant, "client-credentials");
    assert_eq!(both.input.client_id, "tool");
    assert_eq!(both.input.client_secret.expose_secret(), "s");
    assert_eq!(both.call, Some(Call::Operation));

    let over_lines = curl(&format!(
        "TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=tool -d 'client_secret=s' \\\n  \
         https://sso.example.com/auth/realms/acme/protocol/openid-connect/token | jq -r .access_token)\n\
         curl -H \"Authorization: Bearer $TOKEN\" https://sso.example.com/auth/admin/realms/acme/users/{ID}"
    ));
    assert_eq!(over_lines.input.client_id, "tool");
    assert_eq!(over_lines.input.client_secret.expose_secret(), "s");
}

#[test]
fn a_pasted_response_is_diagnosed() {
    let body = r#"{"error":"HTTP 403 Forbidden"}"#;
    let of = |token: Option<String>, text: &str| {
        report(&PastedEvidence {
            input: Input::default(),
            token: token.map(SecretString::from),
            answer: Some(answer(text)),
        })
    };
    let role = of(Some(access_token("\"query-users\"")), body);
    assert_eq!(role.cause.code, "missing-role");
    assert_eq!(role.outcome, Outcome::Forbidden);
    assert_eq!(role.roles.missing.len(), 1);
    assert_eq!(role.roles.claimed, ["query-users"]);

    assert_eq!(of(None, body).cause.code, "missing-role");
    let expired = jwt(&format!(
        r#"{{"iss":"https://sso.example.com/realms/acme","typ":"Bearer","exp":{}}}"#,
        NOW - 3_600
    ));
    let unauthorized = r#"{"error":"HTTP 401 Unauthorized"}"#;
    assert_eq!(of(Some(expired), unauthorized).cause.code, "token-expired");
    assert_eq!(of(None, unauthorized).cause.code, "token-not-accepted");
    for (text, code) in [
        (
            r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
            "client-secret-wrong",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Invalid user credentials"}"#,
            "user-credentials-wrong",
        ),
        (
            "HTTP/1.1 404 Not Found\ncontent-type: application/json\n\n{\"error\":\"Realm does not exist\"}",
            "realm-not-found",
        ),
        (
            "HTTP/1.1 403 Forbidden\nserver: nginx\ncontent-type: text/html\n\n<html><h1>403 Forbidden</h1></html>",
            "blocked-by-proxy",
        ),
    ] {
        assert_eq!(of(None, text).cause.code, code, "{text}");
    }
}

/// A report on a single response states nothing that the response does not show.
#[test]
fn a_single_response_proves_only_what_it_shows() {
    let alone = |body: &str| {
        let answer = Some(answer(body));
        report(&PastedEvidence {
            answer,
            ..PastedEvidence::default()
        })
    };
    let others = |report: &Report| -> Vec<String> {
        let others = report.also_possible.iter();
        others.map(|other| other.code.clone()).collect()
    };
    let forbidden = alone(r#"{"error":"HTTP 403 Forbidden"}"#);
    assert_eq!(forbidden.cause.code, "missing-role");
    assert_eq!(forbidden.cause.certainty, Certainty::Possible);
    assert!(
        forbidden
            .cause
            .explanation
            .contains("Its roles are unknown"),
        "{}",
        forbidden.cause.explanation
    );
    for code in ["role-out-of-scope", "token-stale", "user-not-found"] {
        assert!(
            others(&forbidden).iter().any(|other| other == code),
            "{code}"
        );
    }
    // It does not state whether a secret was sent, or what the token lists.
    let secret = alone(
        r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
    );
    assert_eq!(secret.cause.code, "client-secret-wrong");
    assert!(
        !format!("{:?}", secret.cause).contains("was sent"),
        "{:?}",
        secret.cause
    );
    let nothing = alone(r#"{"error":"HTTP 404 Not Found"}"#);
    assert!(
        !nothing
            .cause
            .explanation
            .contains("the token does not list"),
        "{}",
        nothing.cause.explanation
    );
    // The text does not contain the ID, which may be a user name.
    let nobody = alone(r#"{"error":"User not found"}"#);
    assert_eq!(nobody.cause.code, "user-not-found");
    assert_eq!(nobody.cause.certainty, Certainty::Likely);
    assert_eq!(others(&nobody), ["user-id-is-username"]);
    assert_eq!(nobody.fixes[0].title, "Check the ID and the realm");
}

/// A link needs a known console. A URL that only begins like the placeholder is the reader's own.
#[test]
fn links_need_a_known_console() {
    let links = |base: &str| {
        let curl = format!("curl -i {base}/admin/realms/acme/users/{ID}");
        let pasted = read(&format!(
            "{curl}\n\nHTTP/1.1 403 Forbidden\n\n{{\"error\":\"HTTP 403 Forbidden\"}}"
        ));
        let Pasted::Answer(answer) = pasted else {
            panic!("{pasted:?}")
        };
        let known = report(&PastedEvidence {
            answer: Some(*answer),
            ..PastedEvidence::default()
        });
        known.fixes[0].links.clone()
    };
    assert_eq!(
        links("https://keycloak.example.com"),
        [
            "https://keycloak.example.com/admin/master/console/#/acme/clients",
            "https://keycloak.example.com/admin/acme/console/#/acme/clients"
        ]
    );
    let alone = report(&PastedEvidence {
        answer: Some(answer(r#"{"error":"HTTP 403 Forbidden"}"#)),
        ..PastedEvidence::default()
    });
    assert_eq!(alone.fixes[0].links, [""; 0]);
}

#[test]
fn a_token_alone_is_explained() {
    let of = |claims: &str| {
        let codes: Vec<_> = text::remarks(&SecretString::from(jwt(claims)), NOW)
            .into_iter()
            .filter_map(|remark| remark.code)
            .collect();
        codes
    };
    assert_eq!(
        of(r#"{"typ":"ID","exp":1700000000}"#),
        ["token-wrong-type", "token-expired"]
    );
    assert_eq!(of(r#"{"typ":"Refresh"}"#), ["token-wrong-type"]);
    assert!(of(r#"{"typ":"Bearer","exp":1900000000}"#).is_empty());
    assert_eq!(
        text::remarks(&SecretString::from("x".to_owned()), NOW)[0].code,
        Some("token-malformed")
    );

    let report = report(&PastedEvidence {
        token: Some(SecretString::from(access_token("\"query-users\""))),
        ..PastedEvidence::default()
    });
    assert!(report.steps.is_empty());
    assert_eq!(report.roles.missing.len(), 1);
    assert!(
        !serde_json::to_string(&report)
            .unwrap()
            .contains("c2lnbmF0dXJl")
    );
}

#[test]
fn messages_find_their_cause() {
    for (text, code) in [
        (r#"{"error":"HTTP 403 Forbidden"}"#, "missing-role"),
        (
            "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden",
            "missing-role",
        ),
        (
            "AxiosError: Request failed with status code 403",
            "missing-role",
        ),
        (
            "jakarta.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized at Foo.java",
            "token-not-accepted",
        ),
        (
            r#"ERROR token: 401 {"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
            "client-secret-wrong",
        ),
        (
            r#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
            "client-not-found-or-disabled",
        ),
        (
            "Client not enabled to retrieve service account",
            "service-account-disabled",
        ),
        ("Account is not fully set up", "user-setup-incomplete"),
        ("PKIX path building failed", "tls-untrusted"),
        ("connect ECONNREFUSED 127.0.0.1:9090", "connection-refused"),
        (
            "java.net.UnknownHostException: sso.acme.internal",
            "dns-failed",
        ),
        (r#"{"error":"Invalid origin"}"#, "origin-rejected"),
        (
            "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center>",
            "gateway-error",
        ),
        ("realm does not exist", "realm-not-found"),
        ("token expired", "token-expired"),
        ("Request failed with status code 401", "token-not-accepted"),
        // Keycloak's log, as 26.7.3 writes it.
        (
            r#"WARN  [org.keycloak.events] (executor-thread-1) type="CLIENT_LOGIN_ERROR", realmId="1", \
             realmName="acme", clientId="backend", userId="null", ipAddress="127.0.0.1", \
             error="invalid_client_credentials", grant_type="client_credentials""#,
            "client-secret-wrong",
        ),
        (
            r#"type="CLIENT_LOGIN_ERROR", clientId="nope", userId="null", error="client_not_found", \
             grant_type="client_credentials""#,
            "client-not-found-or-disabled",
        ),
        (
            r#"type="LOGIN_ERROR", clientId="backend", userId="null", error="invalid_user_credentials", \
             auth_method="openid-connect""#,
            "user-credentials-wrong",
        ),
        (
            r#"type="LOGIN_ERROR", clientId="backend", error="user_temporarily_disabled", grant_type="password", \
             username="jane""#,
            "user-credentials-wrong",
        ),
        (
            r#"type="LOGIN_ERROR", error="resolve_required_actions", reason="Account is not fully set up", username="jane""#,
            "user-setup-incomplete",
        ),
        (
            "Failed to verify identity token: Invalid token issuer. Expected 'http://127.0.0.1:8080/realms/acme'",
            "token-issuer-mismatch",
        ),
        (
            "WARN [org.keycloak.services.util.MtlsHoKTokenUtil] no client certificate available.",
            "mtls-required",
        ),
    ] {
        let found = search(text);
        assert_eq!(
            found.first().map(|found| found.code),
            Some(code),
            "{text}: {:?}",
            found.iter().take(4).collect::<Vec<_>>()
        );
    }
    assert!(search("").is_empty());
    assert!(search("völlig anderes").is_empty());
}

/// What people type finds its cause among the first three, despite typing errors; other words find nothing.
#[test]
fn typed_words_find_their_cause() {
    for (typed, code) in [
        ("view-users", "missing-role"),
        ("CORS", "cors-refused"),
        ("ssl required", "https-required"),
        ("full scope allowed", "role-out-of-scope"),
        ("fgap", "fine-grained-permission-denied"),
        ("2FA", "otp-required"),
        ("temporary password", "user-setup-incomplete"),
        ("locked out", "user-credentials-wrong"),
        ("HTTP 403", "missing-role"),
        ("nginx 403", "blocked-by-proxy"),
        ("servce account disbaled", "service-account-disabled"),
        ("unauthorised client", "client-secret-wrong"),
        ("i/o timeout", "timed-out"),
        ("Verbindung abgelehnt", "connection-refused"),
        ("クロスオリジン要求をブロックしました", "cors-refused"),
        ("private_key_jwt", "client-auth-method-mismatch"),
        ("insufficient_scope", "insufficient-scope"),
        ("stale", "token-stale"),
        ("token exchange not allowed", "token-exchange-denied"),
        ("role missing in access token", "role-out-of-scope"),
        ("users list is empty", "allowed-but-filtered"),
    ] {
        let found = search(typed);
        let first: Vec<&str> = found.iter().take(3).map(|found| found.code).collect();
        assert!(first.contains(&code), "{typed}: {first:?}");
    }
    for typed in [
        "banana",
        "how to bake bread",
        "the",
        "docker compose up",
        "🙂",
    ] {
        assert!(search(typed).is_empty(), "{typed}: {:?}", search(typed));
    }
}

/// Many causes have the same response: the search finds all of them, however it is pasted.
#[test]
fn printed_errors_find_every_cause_of_the_response() {
    let equals = |text: &str| {
        let found = search(text);
        let best = found.first().map_or(0, |found| found.score);
        found.iter().filter(|found| found.score == best).count()
    };
    for text in [
        r#"keycloak.exceptions.KeycloakGetError: 403: b'{"error":"HTTP 403 Forbidden"}'"#,
        "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden",
        "Request failed with status code 403",
    ] {
        assert_eq!(equals(text), 10, "{text}: {:?}", search(text));
    }
    let old = r#"keycloak.exceptions.KeycloakGetError: 403: b'{"error":"unknown_error"}'"#;
    assert_eq!(equals(old), 7, "{:?}", search(old));
    let unauthorized = "jakarta.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized";
    assert_eq!(equals(unauthorized), 8, "{:?}", search(unauthorized));
    assert_eq!(equals("Error: Network response was not OK."), 18);
    let codes: Vec<_> = search("Request failed with status code 401")
        .into_iter()
        .map(|found| found.code)
        .collect();
    assert!(!codes.contains(&"missing-role"), "{codes:?}");
}

/// Real examples to mutate.
fn examples() -> Vec<String> {
    let token = access_token("\"view-users\"");
    vec![
        token.clone(),
        format!("Authorization: Bearer {token}"),
        format!(r#"{{"access_token":"{token}","expires_in":300}}"#),
        r#"{"error":"HTTP 403 Forbidden","error_description":"For more on this error consult the server log at the debug level."}"#.to_owned(),
        format!("> GET /admin/realms/acme/users/{ID} HTTP/1.1\n> Host: sso.example.com\n>\n< HTTP/1.1 403 \
         Forbidden\n< content-type: application/json\n<\n{{\"error\":\"HTTP 403 Forbidden\"}}"),
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"x\"\r\n\r\n{\"error\":\"HTTP 401 \
         Unauthorized\"}".to_owned(),
        format!("curl -X PUT -H 'Authorization: Bearer {token}' -d '{{\"enabled\":true}}' \
         https://sso.example.com/auth/admin/realms/acme/users/{ID}"),
        "curl -d grant_type=client_credentials -d client_id=a -u 'a:b' \
         \"https://h/realms/r/protocol/openid-connect/token\" \\\n -H x:y".to_owned(),
        r#"KeycloakGetError: 403: b'{"error":"unknown_error"}'"#.to_owned(),
        "<html><head><title>403 Forbidden</title></head></html>".to_owned(),
    ]
}

/// Passes a text to every function that accepts one.
fn take(text: &str) {
    let _ = Token::decode(text);
    let _ = search(text);
    let recognized = recognize(text, Some(&permissions()));
    let _ = recognize(text, None);
    let mut evidence = PastedEvidence::default();
    match recognized {
        Pasted::Token(token) | Pasted::TokenAnswer(token) => {
            let _ = text::remarks(&token, NOW);
            evidence.token = Some(token);
        }
        Pasted::Answer(answer) => evidence.answer = Some(*answer),
        Pasted::Curl(known) => evidence.input = known.input,
        Pasted::Text => text.clone_into(&mut evidence.input.url),
    }
    if let Ok((attempt, exchanges)) = text::exchanges(&evidence) {
        let knowledge = Knowledge {
            matrix: &MATRIX,
            now: NOW,
        };
        let report = diagnose(&attempt, &exchanges, &knowledge);
        assert!(!report.cause.code.is_empty());
    }
}

fn input_of(text: &str) -> Input {
    let secret = || SecretString::from(text.to_owned());
    Input {
        url: text.to_owned(),
        realm: text.to_owned(),
        auth_realm: text.to_owned(),
        client_id: text.to_owned(),
        client_secret: secret(),
        token: secret(),
        grant: "token".to_owned(),
        scope: text.to_owned(),
        user_id: text.to_owned(),
        operation: text.to_owned(),
        ca_certificate: text.to_owned(),
        keycloak: text.to_owned(),
        ..Input::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_accepted(text in any::<String>()) {
        take(&text);
        let _ = input_of(&text).parse();
    }

    #[test]
    fn generated_pastes_are_accepted(
        text in r#"(curl|HTTP/1\.1 |[{\["<>* ]|eyJ|403|: |\\|\^|\n|'|-d |-H|https://|/admin/realms/|/realms/|error|é|\.){0,40}"#
    ) {
        take(&text);
        let _ = input_of(&text).parse();
    }

    #[test]
    fn mutated_examples_are_accepted(
        which in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        length in 0usize..20,
        put in any::<String>(),
    ) {
        let examples = examples();
        let example: Vec<char> = which.get(&examples).chars().collect();
        let from = cut.index(example.len());
        let mutated: String = example[..from]
            .iter()
            .copied()
            .chain(put.chars())
            .chain(example.iter().copied().skip(from + length))
            .collect();
        take(&mutated);
    }
}

#[test]
fn a_megabyte_is_accepted() {
    let million = 1_000_000;
    let mut texts: Vec<String> = [
        "a",
        "{",
        "[",
        "{\"error\":",
        "eyJ",
        "HTTP/1.1 403 x\n",
        "< a: b\n",
        "curl ",
        "'",
        "\\\n",
        "é",
        "\0",
        ".",
    ]
    .iter()
    .map(|piece| piece.repeat(million / piece.len()))
    .collect();
    texts.extend(examples().into_iter().map(|example| {
        let times = million / example.len();
        example.repeat(times)
    }));
    for text in texts {
        take(&text);
    }
}
