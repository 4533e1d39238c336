//! Tests the reader with texts of many clients, servers, and logs.

use std::sync::LazyLock;

use diagnosis::attempt::USER_BY_ID;
use diagnosis::report::{Certainty, Outcome, Report};
use permissions::Matrix;
use proptest::prelude::*;

use super::{Context, Kind, NotSeen, Reading};

const NOW: i64 = 1_800_000_000;

static MATRIX: LazyLock<Option<Matrix>> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../../permissions/data/permissions.json")).ok()
});

fn read_for(text: &str, operation: &str) -> Reading {
    super::read(
        text,
        &Context {
            matrix: MATRIX.as_ref().expect("the data file is read"),
            version: None,
            operation,
            now: NOW,
        },
    )
}

fn read(text: &str) -> Reading {
    read_for(text, "")
}

fn report(text: &str) -> Report {
    read(text)
        .report
        .unwrap_or_else(|| panic!("no report: {text}"))
}

/// A browser's or a client's message identifies the cause even without a response.
#[test]
fn a_known_message_alone_identifies_its_cause() {
    for (text, code) in [
        (
            "Access to fetch at 'https://sso.example.com/admin/realms/acme/users' from origin 'http://localhost:3000' has been blocked by \
             CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
            "cors-refused",
        ),
        (
            r#"{"message":"Forbidden resource","error":"Forbidden","statusCode":403}"#,
            "not-the-admin-api",
        ),
        (
            r#"{"timestamp":"2026-01-01T00:00:00.000+00:00","status":403,"error":"Forbidden","path":"/api/users"}"#,
            "not-the-admin-api",
        ),
        ("Error: certificate has expired", "tls-expired"),
        (
            "HTTP/1.1 429 Too Many Requests\nRetry-After: 30\n\n<html><body>Too Many Requests</body></html>",
            "rate-limited",
        ),
    ] {
        let report = report(text);
        assert_eq!(report.cause.code, code, "{text}");
        assert!(!report.verdict.is_empty());
    }
}

/// A name, the text, the code of the cause, and the operation below the realm; empty if the text does not contain it.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "nginx-html",
        "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>",
        "blocked-by-proxy",
        "",
    ),
    (
        "tok-expired-hdr",
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"acme\", error=\"invalid_token\", error_description=\"Token is not active\"",
        "token-not-accepted",
        "",
    ),
    (
        "go-resty",
        r#"[ERROR] 2026/01/01 GET https://sso.example.com/admin/realms/acme/users returned 403 Forbidden: {"error":"HTTP 403 Forbidden"}"#,
        "missing-role",
        "GET users",
    ),
    (
        "node-fetch",
        "FetchError: request to https://sso.example.com/realms/acme/protocol/openid-connect/token failed, reason: connect ECONNREFUSED 127.0.0.1:8080",
        "connection-refused",
        "",
    ),
    (
        "self-signed",
        "Error: self signed certificate in certificate chain\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1674:34)",
        "tls-untrusted",
        "",
    ),
    (
        "invalid_client",
        r#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
        "client-not-found-or-disabled",
        "",
    ),
    (
        "unauth2",
        r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
        "client-secret-wrong",
        "",
    ),
    (
        "sa",
        r#"{"error":"unauthorized_client","error_description":"Client not enabled to retrieve service account"}"#,
        "service-account-disabled",
        "",
    ),
    (
        "py-dict",
        "Failed: {'error': 'invalid_grant', 'error_description': 'Account is not fully set up'}",
        "user-setup-incomplete",
        "",
    ),
    (
        "kc-oauth-str",
        r#"oauth2: "invalid_client" "Invalid client or Invalid client credentials""#,
        "client-not-found-or-disabled",
        "",
    ),
    (
        "oauth2-go",
        "oauth2: cannot fetch token: 401 Unauthorized\nResponse: {\"error\":\"unauthorized_client\",\"error_description\":\"Invalid client or Invalid client credentials\"}",
        "client-secret-wrong",
        "",
    ),
    (
        "spring-oauth",
        "org.springframework.security.oauth2.core.OAuth2AuthorizationException: [invalid_grant] Invalid user credentials",
        "user-credentials-wrong",
        "",
    ),
    (
        "spring-oauth2",
        "[unauthorized_client] Client not enabled to retrieve service account",
        "service-account-disabled",
        "",
    ),
    (
        "realm404",
        r#"{"error":"Realm does not exist"}"#,
        "realm-not-found",
        "",
    ),
    (
        "realm404b",
        r#"{"error":"Realm not found."}"#,
        "realm-not-found",
        "",
    ),
    (
        "user404",
        r#"GET https://sso.example.com/admin/realms/acme/users/123 -> 404 {"error":"User not found"}"#,
        "user-id-is-username",
        "GET users/{user-id}",
    ),
    (
        "https",
        r#"{"error":"invalid_request","error_description":"HTTPS required"}"#,
        "https-required",
        "",
    ),
    (
        "feign",
        r#"feign.FeignException$Forbidden: [403 Forbidden] during [GET] to [https://sso.example.com/admin/realms/acme/users] [UserClient#list()]: [{"error":"HTTP 403 Forbidden"}]"#,
        "missing-role",
        "GET users",
    ),
    (
        "dotnet",
        "System.Net.Http.HttpRequestException: Response status code does not indicate success: 403 (Forbidden).\n   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()",
        "missing-role",
        "",
    ),
    (
        "refit",
        "Refit.ApiException: Response status code does not indicate success: 403 (Forbidden).",
        "missing-role",
        "",
    ),
    (
        "httpx",
        "httpx.HTTPStatusError: Client error '403 Forbidden' for url 'https://sso.example.com/admin/realms/acme/users'\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/403",
        "missing-role",
        "GET users",
    ),
    (
        "faraday",
        "Faraday::ForbiddenError: the server responded with status 403 for GET https://sso.example.com/admin/realms/acme/users",
        "missing-role",
        "GET users",
    ),
    (
        "restclient",
        "RestClient::Forbidden: 403 Forbidden",
        "missing-role",
        "",
    ),
    (
        "keycloak-admin-rb",
        r#"KeycloakAdmin: 403 Forbidden {"error":"unknown_error"}"#,
        "missing-role",
        "",
    ),
    (
        "gocloak2",
        "could not get users: 403 Forbidden: HTTP 403 Forbidden",
        "missing-role",
        "GET users",
    ),
    (
        "ok",
        "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"id\":\"x\",\"username\":\"john\"}",
        "allowed",
        "",
    ),
    (
        "ok2",
        "curl -i https://sso.example.com/admin/realms/acme/users/1\nHTTP/2 200 \n\n{\"id\":\"1\"}",
        "allowed",
        "GET users/{user-id}",
    ),
    (
        "sessions",
        "status=502 upstream connect error",
        "gateway-error",
        "",
    ),
    (
        "504",
        "<html><head><title>504 Gateway Time-out</title></head></html>",
        "gateway-error",
        "",
    ),
    (
        "cf",
        "HTTP/1.1 403 Forbidden\nServer: cloudflare\nContent-Type: text/html\n\n<!DOCTYPE html><title>Attention Required! | Cloudflare</title>",
        "blocked-by-proxy",
        "",
    ),
    (
        "kclog",
        r#"2026-01-01 10:00:00,123 WARN  [org.keycloak.events] (executor-thread-1) type="CLIENT_LOGIN_ERROR", realmId="x", realmName="acme", clientId="backend", userId="null", ipAddress="10.0.0.1", error="invalid_client_credentials", grant_type="client_credentials""#,
        "client-secret-wrong",
        "",
    ),
    (
        "kclog2",
        "type=CLIENT_LOGIN_ERROR, realmId=acme, clientId=backend, userId=null, ipAddress=1.2.3.4, error=client_not_found",
        "client-not-found-or-disabled",
        "",
    ),
    (
        "jsonevent",
        r#"{"@timestamp":"x","loggerName":"org.keycloak.events","message":"type=\"LOGIN_ERROR\", realmId=\"a\", clientId=\"b\", error=\"user_disabled\""}"#,
        "user-disabled",
        "",
    ),
    (
        "trace",
        "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden\n	at org.keycloak.services.resources.admin.permissions.UserPermissions.requireQuery(UserPermissions.java:170)\n	at org.keycloak.services.resources.admin.UsersResource.getUsers(UsersResource.java:260)",
        "missing-role",
        "GET users",
    ),
    (
        "quarkus-invoker",
        "Error response 403: jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden\n\tat org.keycloak.services.resources.admin.fgap.ClientPermissions.requireManage(ClientPermissions.java:220)\n\tat org.keycloak.services.resources.admin.ClientResource$quarkusrestinvoker$update_ecf451e248ab.invoke(Unknown Source)",
        "missing-role",
        "PUT clients/{client-uuid}",
    ),
    (
        "java-client-interface",
        "org.jboss.resteasy.reactive.ClientWebApplicationException: Received: 'Forbidden, status code 403' when invoking REST Client method: 'org.keycloak.admin.client.resource.UsersResource#create'",
        "missing-role",
        "POST users",
    ),
    (
        "dotnet-frame",
        "System.Net.Http.HttpRequestException: Response status code does not indicate success: 403 (Forbidden).\n   at Keycloak.Net.KeycloakClient.GetUsersAsync(String realm)",
        "missing-role",
        "GET users",
    ),
    (
        "python-frames",
        "  File \"/srv/sync.py\", line 4, in run\n    self._load()\n  File \"/usr/lib/python3/site-packages/keycloak/keycloak_admin.py\", line 90, in get_groups\n    return self.__fetch_all(url, query)\nkeycloak.exceptions.KeycloakGetError: 403: b'{\"error\":\"HTTP 403 Forbidden\"}'",
        "missing-role",
        "GET groups",
    ),
    (
        "go-frame",
        "403 Forbidden: HTTP 403 Forbidden\ngithub.com/Nerzal/gocloak/v13.(*GoCloak).CreateClient(0xc0001, {0x1})\n\t/go/pkg/mod/github.com/!nerzal/gocloak/v13@v13.9.0/client.go:1200",
        "missing-role",
        "POST clients",
    ),
    (
        "har-in-one-line",
        r#"{"log":{"entries":[{"request":{"method":"GET","url":"https://kc.acme.io/admin/realms/acme/users?max=10","headers":[]},"response":{"status":403,"statusText":"Forbidden","content":{"text":"{\"error\":\"HTTP 403 Forbidden\"}"}}},{"request":{"method":"GET","url":"https://kc.acme.io/admin/realms/acme"},"response":{"status":200}}]}}"#,
        "missing-role",
        "GET users",
    ),
    (
        "java-http-client",
        "(DELETE https://kc.acme.io/admin/realms/acme/groups/7b1c) 403",
        "missing-role",
        "DELETE groups/{group-id}",
    ),
    (
        "spring-resource-server",
        "GET /api/orders HTTP/1.1\n\nHTTP/1.1 403\nWWW-Authenticate: Bearer error=\"insufficient_scope\", error_description=\"The request requires higher privileges than provided by the access token.\"",
        "not-the-admin-api",
        "",
    ),
    (
        "idtoken401",
        r#"{"error":"HTTP 401 Unauthorized"}"#,
        "token-not-accepted",
        "",
    ),
    (
        "traefik",
        r#"{"ClientAddr":"1.2.3.4:1","DownstreamStatus":403,"RequestMethod":"POST","RequestPath":"/admin/realms/acme/users","time":"x"}"#,
        "missing-role",
        "POST users",
    ),
    (
        "envoy",
        r#"[2026-01-01T00:00:00Z] "POST /admin/realms/acme/users HTTP/1.1" 403 - via_upstream - "-" 0 31 5 4"#,
        "missing-role",
        "POST users",
    ),
    (
        "nginxerr",
        r#"2026/01/01 [error] 7#7: *1 access forbidden by rule, client: 1.2.3.4, request: "GET /admin/realms/acme/users HTTP/1.1", host: "sso.example.com""#,
        "blocked-by-proxy",
        "GET users",
    ),
    (
        "multi",
        "POST https://sso.example.com/realms/acme/protocol/openid-connect/token 200\nGET https://sso.example.com/admin/realms/acme/users?max=1 200\nDELETE https://sso.example.com/admin/realms/acme/users/42 403 {\"error\":\"HTTP 403 Forbidden\"}",
        "missing-role",
        "DELETE users/{user-id}",
    ),
    (
        "tfprov",
        "Error: error creating user: 403 Forbidden",
        "missing-role",
        "",
    ),
    (
        "kccli",
        "ERROR: HTTP 403 Forbidden (de.adorsys.keycloak.config.KeycloakConfigRunner)\njavax.ws.rs.ForbiddenException: HTTP 403 Forbidden",
        "missing-role",
        "",
    ),
    (
        "crossplane",
        r#"cannot create Group: failed to create group: error sending POST request to /admin/realms/acme/groups: 403 Forbidden. Response body: {"error":"unknown_error"}"#,
        "missing-role",
        "POST groups",
    ),
    (
        "laravel",
        r#"[2026-01-01] production.ERROR: Client error: `PUT https://kc.example.com/auth/admin/realms/acme/users/1/reset-password` resulted in a `403 Forbidden` response: {"error":"unknown_error"}"#,
        "missing-role",
        "PUT users/{user-id}/reset-password",
    ),
    (
        "rustreq",
        r#"reqwest::Error { kind: Status(403), url: Url { scheme: "https", cannot_be_a_base: false, username: "", password: None, host: Some(Domain("sso.example.com")), port: None, path: "/admin/realms/acme/users", query: None, fragment: None } }"#,
        "missing-role",
        "GET users",
    ),
    (
        "rustreq2",
        "HTTP status client error (403 Forbidden) for url (https://sso.example.com/admin/realms/acme/users?max=1)",
        "missing-role",
        "GET users",
    ),
    (
        "psh",
        "Invoke-RestMethod : The remote server returned an error: (403) Forbidden.\nAt line:1 char:1\n+ Invoke-RestMethod -Uri https://sso.example.com/admin/realms/acme/users -Headers $h",
        "missing-role",
        "GET users",
    ),
    (
        "logfmt",
        r#"time=x level=error msg="request failed" http.method=DELETE http.url=https://sso.example.com/admin/realms/acme/users/1 http.status_code=403"#,
        "missing-role",
        "DELETE users/{user-id}",
    ),
    (
        "zap",
        r#"{"level":"error","msg":"keycloak","error":"403 Forbidden: HTTP 403 Forbidden","stacktrace":"main.main"}"#,
        "missing-role",
        "",
    ),
    (
        "origin",
        r#"{"error":"Invalid origin"}"#,
        "origin-rejected",
        "",
    ),
    (
        "directgrant",
        "unauthorized_client: Client not allowed for direct access grants",
        "direct-access-grants-disabled",
        "",
    ),
    (
        "unsup",
        r#"{"error":"unsupported_grant_type","error_description":"Unsupported grant_type"}"#,
        "grant-unsupported",
        "",
    ),
    (
        "scope",
        r#"{"error":"invalid_scope","error_description":"Invalid scopes: foo"}"#,
        "scope-invalid",
        "",
    ),
    (
        "dpop",
        r#"{"error":"invalid_request","error_description":"DPoP proof is missing"}"#,
        "dpop-required",
        "",
    ),
    (
        "dns",
        "curl: (6) Could not resolve host: sso.example.com",
        "dns-failed",
        "",
    ),
    (
        "curl7",
        "curl: (7) Failed to connect to localhost port 8080: Connection refused",
        "connection-refused",
        "",
    ),
    (
        "ssl60",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "tls-untrusted",
        "",
    ),
    (
        "wrongver",
        "curl: (35) error:0A00010B:SSL routines::wrong version number",
        "scheme-mismatch",
        "",
    ),
    (
        "expiredcert",
        "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed",
        "tls-untrusted",
        "",
    ),
];

#[test]
fn texts_are_read_as_what_they_are() {
    for (name, text, code, operation) in TEXTS {
        let report = report(text);
        assert_eq!(report.cause.code, *code, "{name}");
        let operation = match operation.split_once(' ') {
            Some((method, below)) => format!("{method} /admin/realms/{{realm}}/{below}"),
            None => "unknown".to_owned(),
        };
        assert_eq!(report.operation, operation, "{name}");
    }
}

#[test]
fn no_placeholder_name_is_in_any_reading() {
    for (name, text, ..) in TEXTS {
        let json = serde_json::to_string(&read(text)).expect("it is written");
        for invented in [
            "your-realm",
            "your-client",
            "your-user",
            "your-id",
            "keycloak.example",
        ] {
            assert!(!json.contains(invented), "{name}: {invented} in {json}");
        }
    }
}

#[test]
fn an_unknown_operation_names_no_role() {
    let reading = read(r#"{"error":"HTTP 403 Forbidden"}"#);
    assert!(reading.not_seen.contains(&NotSeen::Operation));
    let report = reading.report.expect("a report");
    assert!(report.roles.needed.is_empty() && report.roles.missing.is_empty());
    assert!(!report.cause.explanation.contains("view-users"));
    let reading = read_for(
        r#"{"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/groups",
    );
    assert!(!reading.not_seen.contains(&NotSeen::Operation));
    assert!(!reading.report.expect("a report").roles.needed.is_empty());
}

#[test]
fn nothing_is_certain_without_a_body() {
    for text in [
        "HTTP/1.1 403 Forbidden",
        "status=403",
        "RestClient::Forbidden: 403 Forbidden",
    ] {
        let reading = read(text);
        assert!(reading.not_seen.contains(&NotSeen::ResponseBody), "{text}");
        assert!(!reading.search.is_empty(), "{text}");
        let report = reading.report.expect("a report");
        assert_eq!(report.cause.code, "missing-role", "{text}");
        assert_eq!(report.cause.certainty, Certainty::Possible, "{text}");
        assert!(
            report
                .also_possible
                .iter()
                .any(|other| other.code == "blocked-by-proxy")
        );
    }
}

/// Without a token, the causes that depend on the target are possible, if a release that fits denies such targets.
#[test]
fn a_denied_operation_without_a_token_lists_what_its_target_can_cause() {
    const ID: &str = "8c1f0e6e-4b0e-4b39-9d5e-6f2d0c8a7b11";
    let newer = r#"{"error":"HTTP 403 Forbidden"}"#;
    let of_24 = r#"{"error":"unknown_error","error_description":"For more on this error consult the server log at the debug level."}"#;
    let cases: [(&str, String, &[&str], &[&str]); 6] = [
        (
            newer,
            format!("POST /admin/realms/acme/users/{ID}/impersonation"),
            &["target-more-powerful", "user-not-found"],
            &["built-in-protected"],
        ),
        (
            of_24,
            format!("POST /admin/realms/acme/users/{ID}/impersonation"),
            &["user-not-found"],
            &["target-more-powerful"],
        ),
        (
            newer,
            format!("DELETE /admin/realms/acme/clients/{ID}"),
            &["built-in-protected"],
            &["user-not-found"],
        ),
        (
            of_24,
            format!("POST /admin/realms/acme/users/{ID}/role-mappings/clients/{ID}"),
            &["role-not-grantable"],
            &["built-in-protected"],
        ),
        (
            newer,
            format!("DELETE /admin/realms/acme/roles-by-id/{ID}"),
            &["built-in-protected"],
            &["role-not-grantable", "user-not-found"],
        ),
        (
            newer,
            "GET /admin/realms/acme/groups".to_owned(),
            &["role-on-wrong-client"],
            &["user-not-found", "target-more-powerful", "missing-role"],
        ),
    ];
    for (body, request, listed, unlisted) in cases {
        let reading = read(&format!("{request}\nHTTP/1.1 403 Forbidden\n{body}"));
        let report = reading.report.expect("a report");
        assert_eq!(report.cause.code, "missing-role", "{request}");
        let lists = |code: &&str| report.also_possible.iter().any(|other| other.code == *code);
        assert!(
            listed.iter().all(lists),
            "{request}: {:?}",
            report.also_possible
        );
        assert!(
            !unlisted.iter().any(lists),
            "{request}: {:?}",
            report.also_possible
        );
    }
}

#[test]
fn claims_are_not_a_response() {
    let reading =
        read(r#"{"iss":"https://sso.example.com/realms/acme","azp":"backend","exp":1999999999}"#);
    assert!(reading.report.is_none());
    assert!(!reading.is_empty() && !reading.is_allowed());
    let with = read(
        "GET https://sso.example.com/admin/realms/acme/groups 403 {\"error\":\"HTTP 403 Forbidden\"}\n{\"iss\":\"https://sso.example.com/realms/acme\",\"azp\":\"backend\",\"exp\":1999999999,\"realm_access\":{\"roles\":[\"default-roles-acme\"]}}",
    );
    let report = with.report.expect("a report");
    assert_eq!(report.cause.code, "missing-role");
    assert!(report.token.is_some());
}

#[test]
fn a_status_of_success_is_allowed() {
    let reading = read(
        "curl -i https://sso.example.com/admin/realms/acme/users/1\nHTTP/2 200 \n\n{\"id\":\"1\"}",
    );
    assert!(reading.is_allowed());
    assert_eq!(
        reading.report.map(|report| report.outcome),
        Some(Outcome::Allowed)
    );
    assert!(!read("it works, view-users is enough").is_allowed());
}

#[test]
fn nothing_is_recognized_in_small_talk() {
    for text in [
        "",
        "hello, how are you?",
        "my service account needs a role",
        "\0\0",
    ] {
        assert!(read(text).is_empty(), "{text}");
    }
}

#[test]
fn no_secret_of_the_text_is_in_the_reading() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJ0eXAiOiJCZWFyZXIifQ.aHVzaC1zaWduYXR1cmU";
    let text = format!(
        "curl -d client_id=a -d client_secret=hush-secret -d username=u -d password=hush-password https://h/realms/r/protocol/openid-connect/token\n\
         HTTP/1.1 401 Unauthorized\nSet-Cookie: hush-cookie\nAuthorization: Bearer {jwt}\n{{\"error\":\"unauthorized_client\",\"error_description\":\"Invalid client or Invalid client credentials\"}}"
    );
    let json = serde_json::to_string(&read(&text)).expect("it is written");
    assert!(
        !json.contains("hush-") && !json.contains("aHVzaC1zaWduYXR1cmU"),
        "{json}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,300}") {
        let _ = read(&text);
    }

    #[test]
    fn no_piece_of_a_text_makes_it_panic(at in 0_usize..400, index in 0_usize..60) {
        let (_, text, ..) = TEXTS[index % TEXTS.len()];
        let mut end = at.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let _ = read(&text[..end]);
        let _ = read(&text[end..]);
    }
}

/// A message of a client library, and the operation below the realm; empty if the text does not contain it.
const MESSAGES: &[(&str, &str)] = &[
    (
        "Flurl.Http.FlurlHttpException: Call failed with status code 403 (Forbidden): GET https://sso.example.com/admin/realms/acme/groups",
        "GET groups",
    ),
    (
        "Refit.ApiException: Response status code does not indicate success: 403 (Forbidden).",
        "",
    ),
    (
        "GuzzleHttp\\Exception\\ClientException: Client error: `GET https://sso.example.com/admin/realms/acme/groups` resulted in a `403 Forbidden` response:\n{\"error\":\"HTTP 403 Forbidden\"}",
        "GET groups",
    ),
    (
        "the server responded with status 403 for DELETE https://sso.example.com/admin/realms/acme/groups/1",
        "DELETE groups/{group-id}",
    ),
    ("403 Forbidden (RestClient::Forbidden)", ""),
    (
        "HTTP status client error (403 Forbidden) for url (https://sso.example.com/admin/realms/acme/groups)",
        "GET groups",
    ),
    (
        "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden\n\tat org.jboss.resteasy.client.jaxrs.internal.ClientInvocation.handleErrorStatus(ClientInvocation.java:266)\n\tat jdk.proxy2/jdk.proxy2.$Proxy75.search(Unknown Source)",
        "",
    ),
    (
        "org.springframework.web.client.HttpClientErrorException$Forbidden: 403 Forbidden on GET request for \"https://sso.example.com/admin/realms/acme/groups\": \"{\"error\":\"HTTP 403 Forbidden\"}\"",
        "GET groups",
    ),
    (
        "org.springframework.web.client.HttpClientErrorException$Forbidden: 403 Forbidden on DELETE request for \"https://sso.example.com/admin/realms/acme/groups/1\": [no body]",
        "DELETE groups/{group-id}",
    ),
    (
        "org.springframework.web.reactive.function.client.WebClientResponseException$Forbidden: 403 Forbidden from PUT https://sso.example.com/admin/realms/acme/users/1",
        "PUT users/{user-id}",
    ),
    (
        "[403 Forbidden] during [GET] to [https://sso.example.com/admin/realms/acme/users/1] [KeycloakClient#getUser(String)]: [{\"error\":\"HTTP 403 Forbidden\"}]",
        "GET users/{user-id}",
    ),
    (
        "AxiosError: Request failed with status code 403\n  config: {\n    method: 'post',\n    url: 'https://sso.example.com/admin/realms/acme/groups'\n  }",
        "POST groups",
    ),
    ("403 Forbidden: HTTP 403 Forbidden", ""),
    (
        "keycloak.exceptions.KeycloakGetError: 403: b'{\"error\":\"HTTP 403 Forbidden\"}'",
        "",
    ),
    (
        "Error: error sending GET request to /admin/realms/acme/users/1: 403 Forbidden",
        "GET users/{user-id}",
    ),
    (
        "Could not obtain list of groups in realm acme: HTTP Error 403: Forbidden",
        "GET groups",
    ),
    ("HTTP error - 403 Forbidden", ""),
    (
        "KeycloakError: HttpFailure { status: 403, body: Some(KeycloakHttpError { error: Some(\"HTTP 403 Forbidden\"), error_message: None }), text: \"{\\\"error\\\":\\\"HTTP 403 Forbidden\\\"}\" }",
        "",
    ),
];

#[test]
fn messages_of_client_libraries_show_their_request() {
    let mut wrong = Vec::new();
    for (text, operation) in MESSAGES {
        let reading = read(text);
        let Some(report) = reading.report else {
            wrong.push(format!("no report: {text}"));
            continue;
        };
        let expected = match operation.split_once(' ') {
            Some((method, below)) => format!("{method} /admin/realms/{{realm}}/{below}"),
            None => "unknown".to_owned(),
        };
        let seen = (
            report.cause.code.as_str(),
            report.status,
            report.operation.as_str(),
        );
        if seen != ("missing-role", Some(403), expected.as_str()) {
            wrong.push(format!("{seen:?}: {text}"));
        }
        if report.cause.certainty == Certainty::Certain {
            wrong.push(format!("certain: {text}"));
        }
        let asks = reading.not_seen.contains(&NotSeen::Operation);
        if asks != operation.is_empty() || asks && !report.roles.needed.is_empty() {
            wrong.push(format!("asks: {asks}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_variable_without_a_value_in_place_of_a_token_is_the_cause_of_a_401() {
    for value in [
        "undefined",
        "null",
        "None",
        "[object Promise]",
        "<coroutine object get_token at 0x7f>",
    ] {
        let text = format!(
            "AxiosError: Request failed with status code 401\n  config: {{ method: \"get\", url: \"https://sso.example.com/admin/realms/acme/users\", headers: {{ Authorization: \"Bearer {value}\" }} }}"
        );
        let reading = read(&text);
        let report = reading.report.unwrap();
        assert_eq!(report.cause.code, "token-malformed", "{value}");
        assert_eq!(
            report.cause.title,
            "The program has no token when it sends the request"
        );
        assert_ne!(
            report.cause.certainty,
            Certainty::Certain,
            "the body is not shown"
        );
        assert!(!reading.not_seen.contains(&NotSeen::Token), "{value}");
    }
    // A name that begins with such a word is a name, and a 403 has another cause.
    for (value, status, code) in [
        ("nullable_token", 401, "token-not-accepted"),
        ("undefined", 403, "missing-role"),
    ] {
        let text = format!(
            "GET https://sso.example.com/admin/realms/acme/users\nAuthorization: Bearer {value}\n\nHTTP/1.1 {status}\n"
        );
        assert_eq!(read(&text).report.unwrap().cause.code, code, "{value}");
    }
}

#[test]
fn no_sentence_of_a_report_on_an_unknown_operation_names_a_role() {
    for text in [
        r#"KeycloakGetError: 403: b'{"error":"HTTP 403 Forbidden"}'"#,
        "403",
        "HTTP/1.1 403 Forbidden",
        "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden",
        "Error: Request failed with status code 403",
        r#"KeycloakPostError: 409: b'{"errorMessage":"User exists with same username"}'"#,
        r#"HTTP 400 {"error":"unknown_error","error_description":"For more on this error consult the server log."}"#,
        r#"HTTP 404 {"error":"Could not find group by id"}"#,
        r#"HTTP 404 {"errorMessage":"Organizations not enabled for this realm."}"#,
    ] {
        let reading = read(text);
        assert!(reading.report.is_some(), "{text}");
        let report = serde_json::to_string(&reading.report).unwrap();
        assert!(!report.contains(USER_BY_ID), "{text}: {report}");
        assert!(!report.contains("he realm your realm"), "{text}: {report}");
        for role in ["view-users", "manage-users", "realm-admin", "query-users"] {
            assert!(!report.contains(role), "{text} names {role}: {report}");
        }
    }
}

#[test]
fn roles_that_a_person_names_are_evidence_and_lead_to_what_denies_in_spite_of_them() {
    let reading = read(
        "My service account has the role view-users assigned, and GET /admin/realms/acme/users still returns 403 Forbidden.",
    );
    let named: Vec<&str> = reading
        .evidence
        .iter()
        .filter(|evidence| evidence.kind == Kind::Roles)
        .map(|evidence| evidence.means.as_str())
        .collect();
    assert_eq!(named, ["The text mentions the view-users role."]);
    assert_eq!(reading.search[0].code, "role-out-of-scope");

    let other = read(
        "The roles are view-clients and query-clients. GET /admin/realms/acme/users returns 403.",
    );
    assert_eq!(other.search[0].code, "missing-role");
    let versioned = read(
        "Since the upgrade from Keycloak 26.5 to 26.8.2: GET /admin/realms/acme/users returns 401 Unauthorized",
    );
    assert_eq!(versioned.search[0].code, "admin-audience-missing");
    let terraform = read("failed to perform initial login to Keycloak: Malformed version:");
    assert_eq!(terraform.search[0].code, "allowed-but-partial");
}

/// The search of the pages names the cause of the report first, and finds what people type.
#[test]
fn the_search_finds_the_cause_of_a_message_and_of_typed_words() {
    let context = Context {
        matrix: MATRIX.as_ref().expect("the data file is read"),
        version: None,
        operation: "",
        now: NOW,
    };
    for (text, code) in [
        ("view-users", "missing-role"),
        ("CORS", "cors-refused"),
        ("insufficient_scope", "insufficient-scope"),
        ("ssl required", "https-required"),
        (
            "self signed certificate in certificate chain",
            "tls-untrusted",
        ),
        ("temporery password", "user-setup-incomplete"),
        ("Error: getaddrinfo ENOTFOUND sso.firm.test", "dns-failed"),
        (
            "GET https://sso.firm.test/admin/realms/shop/users gives me 403 although my service account has view-users",
            "missing-role",
        ),
        (
            "2026-03-01T10:11:12Z ERROR token call failed: 400 {\"error\":\"invalid_grant\",\"error_description\":\"Invalid user credentials\"}",
            "user-credentials-wrong",
        ),
        (
            "Nach dem Umzug kommt von der Token-URL nur noch: {\"error\":\"Realm does not exist\"}",
            "realm-not-found",
        ),
    ] {
        let found = super::find_causes(text, &context);
        assert_eq!(found.first().map(|hit| hit.code), Some(code), "{text}");
        let codes: std::collections::HashSet<_> = found.iter().map(|hit| hit.code).collect();
        assert_eq!(codes.len(), found.len(), "{text}");
    }
    for text in ["", "   ", "{}", "zebra crossing", "\u{0}\u{1F980}"] {
        assert_eq!(super::find_causes(text, &context), [], "{text}");
    }
}

/// The request is complete, so the token shows all of its claims, although the text does not show the body of the response.
#[test]
fn a_token_of_another_issuer_is_named_without_the_body_too() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJ0eXAiOiJCZWFyZXIifQ.c2lnbmF0dXJl";
    let text = format!(
        "GET https://sso.example.com/admin/realms/acme/users/767aa65d-2912-4e44-81de-2301c0e83e25\nAuthorization: Bearer {token}\n\nHTTP/1.1 401"
    );
    let report = report(&text);
    assert_eq!(report.cause.code, "token-wrong-type");
    assert!(
        report.cause.title.contains("not from Keycloak"),
        "{:?}",
        report.cause
    );
}

/// The wording of the body reveals the version, so a text without the body reveals none.
#[test]
fn a_status_without_its_body_reveals_no_version() {
    let request = "GET https://sso.example.com/admin/realms/acme/users";
    for refusal in [
        "I get 403 Forbidden.",
        "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden",
        "Request failed with status code 403",
    ] {
        let report = report(&format!("{request}\n{refusal}"));
        assert_eq!(report.keycloak.versions, "unknown", "{refusal}");
    }
    let body = r#"{"error":"HTTP 403 Forbidden"}"#;
    let report = report(&format!("{request}\nHTTP/1.1 403 Forbidden\n\n{body}"));
    assert_eq!(report.keycloak.versions, "26.0 or newer");
}

/// Words propose an operation. The report names no role for it, and a tool's message names its first resource.
#[test]
fn an_operation_in_words_is_proposed_and_never_taken_as_seen() {
    let reading = read("With Keycloak I get 403 Forbidden when I try to list users.");
    let proposed = "GET /admin/realms/{realm}/users";
    assert_eq!(reading.proposed_operation.as_deref(), Some(proposed));
    assert!(reading.not_seen.contains(&NotSeen::Operation));
    let report = reading.report.expect("a report");
    assert_eq!(report.operation, "unknown");
    assert!(report.roles.needed.is_empty());
    assert!(report.cause.explanation.contains("Which request was it?"));
    assert!(report.cause.explanation.contains(proposed));
    for text in [
        "We get 403 Forbidden from Keycloak.",
        "Keycloak: 403 Forbidden when I list users and when I create groups.",
        "Keycloak - unable to assign the role manage-users to my service account (403 Forbidden)",
    ] {
        let reading = read(text);
        assert_eq!(reading.proposed_operation, None, "{text}");
        assert_eq!(reading.report.expect("a report").operation, "unknown");
    }
    let report = self::report("Could not delete client role of Keycloak: 403 Forbidden");
    assert!(report.operation.ends_with("/roles/{role-name}"));
}
