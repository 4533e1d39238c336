//! Reads texts in the style of public reports: each kind of text with the operation and the causes that it may lead to.

use std::sync::LazyLock;

use diagnosis::report::{Certainty, Report};
use permissions::Matrix;
use reader::reading::{Context, read};

/// A text, the operation (empty if the text does not show it, `?` if it does not matter), and the causes that are right.
type Paste = (&'static str, &'static str, &'static [&'static str]);

/// An application answers its own caller with an error about a request that it sent to Keycloak.
const AN_APPLICATION_TELLS_OF_ANOTHER_REQUEST: &[Paste] = &[
    (
        r#"{"timestamp":"2025-03-04T10:00:00.123+00:00","status":500,"error":"Internal Server Error","message":"403 Forbidden from PUT https://id.corp.test/admin/realms/shop/users/1/groups/2","path":"/api/assign"}"#,
        "PUT /admin/realms/{realm}/users/{user-id}/groups/{groupId}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"{
  "timestamp": "2026-02-03T09:15:00.000+00:00",
  "status": 500,
  "error": "Internal Server Error",
  "trace": "org.springframework.web.reactive.function.client.WebClientResponseException$Forbidden: 403 Forbidden from GET https://sso.firm.test/admin/realms/shop/roles\n\tat org.springframework.web...",
  "message": "403 Forbidden from GET https://sso.firm.test/admin/realms/shop/roles",
  "path": "/internal/roles"
}"#,
        "GET /admin/realms/{realm}/roles",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.1","title":"An error occurred while processing your request.","status":500,"detail":"Call failed with status code 403 (Forbidden): GET https://sso.firm.test/admin/realms/shop/users/42","traceId":"00-1"}"#,
        "GET /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"{"statusCode":500,"message":"Request failed with status code 403","error":"Internal Server Error"}"#,
        "",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "[Nest] 42  - 02/03/2026, 9:15:00 AM   ERROR [ExceptionsHandler] Request failed with status code 403
AxiosError: Request failed with status code 403
GET /api/members 500 31ms",
        "",
        &["missing-role", "blocked-by-proxy"],
    ),
];

/// Another server fails or denies beside Keycloak.
const ANOTHER_SERVER_BESIDE: &[Paste] = &[
    (
        "Caused by: com.mysql.cj.exceptions.CJCommunicationsException: Communications link failure
	at com.mysql.cj.NativeSession.connect(NativeSession.java:120)
Caused by: java.net.ConnectException: Connection refused
	at java.base/sun.nio.ch.Net.pollConnect(Native Method)
2026-02-03 10:11:12 ERROR KeycloakSync - java.net.UnknownHostException: keycloak.auth.svc",
        "?",
        &["dns-failed"],
    ),
    (
        r#"#4 [auth] firm/app:pull token for registry-1.docker.io
#4 ERROR: failed to authorize: 403 Forbidden
retrying… done
seed: POST https://sso.firm.test/realms/shop/protocol/openid-connect/token -> 401 {"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
        "?",
        &["client-secret-wrong", "client-not-found-or-disabled"],
    ),
    (
        r#"Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:auth:default" cannot list resource "pods" in API group "" in the namespace "auth"
That one I fixed with a RoleBinding. But the app still logs
GET https://kc.auth.test/admin/realms/customers/users/count → 403 {"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/users/count",
        &["missing-role"],
    ),
    (
        r#"fatal: unable to access 'https://github.com/firm/realm-config.git/': The requested URL returned error: 403
Skipping checkout, using cache.
POST https://sso.firm.test/realms/master/protocol/openid-connect/token
{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
        "?",
        &["client-secret-wrong", "client-not-found-or-disabled"],
    ),
    (
        r#"psql: error: connection to server at "db.internal" (10.0.4.2), port 5432 failed: Connection refused
	Is the server running on that host and accepting TCP/IP connections?
(fixed the db)
curl -v http://keycloak:8080/realms/shop
* connect to 10.0.4.7 port 8080 from 10.0.4.9 port 40122 failed: Connection refused
curl: (7) Failed to connect to keycloak port 8080 after 1 ms: Could not connect to server"#,
        "?",
        &["connection-refused"],
    ),
    (
        "WARN org.apache.kafka.clients.NetworkClient - Connection to node -1 (kafka/10.1.1.1:9092) could not be established. Connection refused
ERROR sync - getaddrinfo ENOTFOUND keycloak-svc
    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26) { hostname: 'keycloak-svc', syscall: 'getaddrinfo' }",
        "?",
        &["dns-failed"],
    ),
    (
        r#"kubectl -n auth describe pod: Warning Unhealthy Readiness probe failed: Get "http://10.1.2.3:9000/health/ready": dial tcp 10.1.2.3:9000: connect: connection refused
Later the pod is ready. The seeding job then prints
GET /admin/realms/shop/roles 403 {"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/roles",
        &["missing-role"],
    ),
    (
        r#"2026-02-03 10:10:02,345 WARN [org.keycloak.events] (executor-thread-3) type="LOGIN_ERROR", realmName="shop", clientId="account-console", error="invalid_user_credentials", username="ann"
2026-02-03 10:11:12,345 my-api: GET https://sso.firm.test/admin/realms/shop/users returned 403 {"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "GET /healthz 200
GET /healthz 503
PUT /admin/realms/shop/users/6a1b2c3d-0000-4000-8000-000000000009/groups/7a1b2c3d-0000-4000-8000-000000000010 403
GET /healthz 200",
        "PUT /admin/realms/{realm}/users/{user-id}/groups/{groupId}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"2026-02-03 10:11:12,345 WARN  [io.javaoperatorsdk.operator.processing.event.EventProcessor] (EventHandler) error during event processing ExecutionScope: KeycloakRealmImport shop
io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: POST at: https://10.96.0.1:443/apis/batch/v1/namespaces/kc/jobs. Message: jobs.batch is forbidden: User "system:serviceaccount:kc:keycloak-operator" cannot create resource "jobs" in API group "batch" in the namespace "kc". Received status: Status(apiVersion=v1, code=403, kind=Status, message=Forbidden)."#,
        "?",
        &["not-the-admin-api", "-", "unexplained", "blocked-by-proxy"],
    ),
];

/// A browser's message about CORS, and evidence that says more.
const A_BROWSER_AND_MORE: &[Paste] = &[
    (
        r#"In the browser I see:
Access to fetch at 'https://sso.firm.test/admin/realms/shop/users' from origin 'http://localhost:5173' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.
With curl:
HTTP/1.1 403 Forbidden
Content-Type: application/json

{"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        r#"Access to XMLHttpRequest at 'https://sso.firm.test/realms/shop/protocol/openid-connect/token' from origin 'https://app.firm.test' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.
The Keycloak log at the same second:
2026-02-03 10:11:12,345 WARN [org.keycloak.events] (executor-thread-3) type="LOGIN_ERROR", realmName="shop", clientId="spa", error="invalid_user_credentials", grant_type="password", username="ann""#,
        "?",
        &["user-credentials-wrong"],
    ),
    (
        "Chrome says: blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.
kcadm says:
Logging into http://localhost:8080 as user svc of realm shop
Account is not fully set up [invalid_grant]",
        "?",
        &["user-setup-incomplete", "cors-refused"],
    ),
    (
        "Firefox: Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://sso.firm.test/realms/shop/protocol/openid-connect/token. (Reason: CORS request did not succeed). Status code: (null).
curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "?",
        &["tls-untrusted"],
    ),
    (
        "Access to fetch at 'https://sso.firm.test/admin/realms/shop/users' from origin 'https://app.firm.test' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.
GET https://sso.firm.test/admin/realms/shop/users net::ERR_FAILED",
        "?",
        &["cors-refused"],
    ),
];

/// The same request in several places, or several requests in one sentence.
const SEVERAL_CALLERS: &[Paste] = &[
    (
        r#"first attempt (old secret): 401 {"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}
with the new secret: token ok, then GET https://sso.firm.test/admin/realms/shop/users: 403 {"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "> On Mon, Ana wrote:
> > GET https://sso.firm.test/admin/realms/shop/users gives 403
> have you tried realm-admin?
Yes, same result, still 403.",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"stage: GET https://sso.stage.firm.test/admin/realms/shop/users -> 200
prod: GET https://sso.firm.test/admin/realms/shop/users -> 403 {"error":"HTTP 403 Forbidden"}
Same client id, same realm name, different servers."#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "GET /admin/realms/shop/users was 403 until I added query-users, now it is 200. But GET /admin/realms/shop/groups still returns 403.",
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "kim: we were getting 403 on GET /admin/realms/acme/users yesterday
kim: solved it – the service account had no view-users role. after assigning it, works, 200 now.
lee: nice",
        "?",
        &["missing-role", "role-out-of-scope", "blocked-by-proxy", "-"],
    ),
];

/// Formats of tools and logs.
const OTHER_FORMATS: &[Paste] = &[
    (
        r#"CypressError: cy.request() failed on:
http://localhost:8080/admin/realms/e2e/users
The response we received from your web server was:
  > 403: Forbidden
-----------------------------------------------------------
Method: POST
URL: http://localhost:8080/admin/realms/e2e/users
-----------------------------------------------------------
Status: 403 - Forbidden
Body: {"error":"HTTP 403 Forbidden"}"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "→ list groups
  GET https://sso.firm.test/admin/realms/shop/groups [403 Forbidden, 312B, 41ms]
  1. Status code is 200
  AssertionError: expected response to have status code 200 but got 403",
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"$ curl -s -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $T" https://sso.firm.test/admin/realms/shop/users
403"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"meta {
  name: assign realm role
  type: http
}
post {
  url: {{base}}/admin/realms/shop/users/1c5a8d31-7a2b-4d1c-8c01-5b70bb7fc1d2/role-mappings/realm
  body: json
}
Response: 403 Forbidden  18ms  30B
{
  "error": "HTTP 403 Forbidden"
}"#,
        "POST /admin/realms/{realm}/users/{user-id}/role-mappings/realm",
        &["missing-role"],
    ),
    (
        r#"Get "https://sso.firm.test/admin/realms/shop/users": oauth2: "unauthorized_client" "Invalid client or Invalid client credentials""#,
        "?",
        &["client-secret-wrong", "client-not-found-or-disabled"],
    ),
    (
        "  ● directory › counts users
    expect(received).toBe(expected) // Object.is equality
    Expected: 200
    Received: 403
      14 |   const res = await fetch(`http://localhost:8080/admin/realms/test/users/count`, { headers });
    > 15 |   expect(res.status).toBe(200);",
        "GET /admin/realms/{realm}/users/count",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"https 2026-02-03T10:11:12.123456Z app/kc/50dc 10.0.0.1:2817 10.0.1.9:8080 0.000 0.012 0.000 403 403 34 366 "GET https://sso.firm.test:443/admin/realms/shop/users HTTP/2.0" "axios/1.7" ECDHE TLSv1.2 arn "Root=1-5" "sso.firm.test" "arn:cert" 1 2026-02-03T10:11:12.111Z "forward" "-" "-" "10.0.1.9:8080" "403" "-" "-""#,
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "System.Net.Http.HttpRequestException: Request failed with status code Forbidden
   at RestSharp.RestClientExtensions.ThrowIfError
   url: https://sso.firm.test/admin/realms/shop/users",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"[2026-02-03 10:11:12] local.ERROR: HTTP request returned status code 403:
{"error":"HTTP 403 Forbidden"}
 {"userId":1,"exception":"[object] (Illuminate\\Http\\Client\\RequestException(code: 403): HTTP request returned status code 403"}
#0 app/Services/Kc.php(44): Illuminate\Http\Client\PendingRequest->post('https://sso.firm.test/admin/realms/shop/users', Array)"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        r#"* Preparing request to https://sso.firm.test/admin/realms/shop/users/1c5a8d31-7a2b-4d1c-8c01-5b70bb7fc1d2/sessions
* Current time is 2026-02-03T10:11:12.000Z
* Using libcurl/8.10.1 OpenSSL/3.4.0
> GET /admin/realms/shop/users/1c5a8d31-7a2b-4d1c-8c01-5b70bb7fc1d2/sessions HTTP/2
> Host: sso.firm.test
> user-agent: insomnia/10.3.0
> authorization: Bearer xxxxx
< HTTP/2 403
< content-type: application/json
* Received 30 B chunk
{"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/users/{user-id}/sessions",
        &["missing-role"],
    ),
    (
        "info: System.Net.Http.HttpClient.keycloak.LogicalHandler[100]
      Start processing HTTP request POST https://sso.firm.test/admin/realms/shop/users
info: System.Net.Http.HttpClient.keycloak.ClientHandler[101]
      Received HTTP response headers after 38.2ms - 403
info: System.Net.Http.HttpClient.keycloak.LogicalHandler[101]
      End processing HTTP request after 38.9ms - 403
fail: Firm.Identity.Provisioning[0]
      System.Net.Http.HttpRequestException: Response status code does not indicate success: 403 (Forbidden).",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
];

/// Reports in further languages.
const OTHER_LANGUAGES: &[Paste] = &[
    (
        r#"Keycloak 24 を使っています。GET http://localhost:8080/admin/realms/shop/groups を呼び出すと次のレスポンスが返ります。
HTTP/1.1 403 Forbidden
{"error":"unknown_error","error_description":"For more on this error consult the server log at the debug level."}"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role"],
    ),
    (
        "Bij GET http://localhost:8080/admin/realms/winkel/groups krijg ik een 403 terug. Iemand een idee welke rol ik mis?",
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Przy próbie POST /admin/realms/sklep/users Keycloak zwraca 403 Forbidden, choć token jest poprawny.",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "GET http://localhost:8080/admin/realms/shop/users 요청을 보내면 403 에러가 발생합니다. 토큰은 정상적으로 발급됩니다.",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
];

/// Some requests succeed and one is refused.
const A_REFUSAL_WINS: &[Paste] = &[
    (
        "### Actual behavior
GET /admin/realms/shop/users returns 200 for the admin user, but for the service account the same call returns 403.
### Expected
200",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Step 1: POST https://id.corp.test/realms/shop/protocol/openid-connect/token -> 200 OK
Step 2: GET https://id.corp.test/admin/realms/shop/users?username=joe -> 200 OK
Step 3: GET https://id.corp.test/admin/realms/shop/clients?clientId=web -> 403 Forbidden
Step 4: GET https://id.corp.test/admin/realms/shop/groups -> 200 OK",
        "GET /admin/realms/{realm}/clients",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "GET /admin/realms/shop/users → 200
GET /admin/realms/shop/clients → 200
PUT /admin/realms/shop/clients/1 → 403",
        "PUT /admin/realms/{realm}/clients/{client-uuid}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "The token endpoint returns 200, GET /admin/realms/shop/users returns 403.",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "curl -i https://sso.firm.test/admin/realms/shop/users -> 200 OK (as admin)
However, with the service account I get: 403 Forbidden",
        "?",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "INFO  200 POST https://sso.firm.test/realms/shop/protocol/openid-connect/token
ERROR something else failed: Request failed with status code 403",
        "",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "GET https://sso.firm.test/admin/realms/shop/users 200 OK
Error: Request failed with status code 403",
        "?",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"$ curl -si https://sso.firm.test/admin/realms/shop/users/1
HTTP/1.1 200 Connection established

HTTP/2 403
content-type: application/json

{"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/users/{user-id}",
        &["missing-role"],
    ),
    (
        r#"$ curl -si https://sso.firm.test/admin/realms/shop/users/1
HTTP/2 200
content-type: application/json

{"id":"1","username":"joe","attributes":{"floor":["403"]}}"#,
        "GET /admin/realms/{realm}/users/{user-id}",
        &["allowed"],
    ),
];

/// Applications check a token of Keycloak by themselves.
const RESOURCE_SERVERS: &[Paste] = &[
    (
        r#"Bearer error="invalid_token", error_description="The audience 'account' is invalid""#,
        "?",
        &["not-the-admin-api"],
    ),
    (
        r#"WWW-Authenticate: Bearer error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token.", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1""#,
        "?",
        &["not-the-admin-api"],
    ),
    (
        "WARN o.s.s.o.s.r.web.BearerTokenAuthenticationFilter : Authentication request for failed! Reason: An error occurred while attempting to decode the Jwt: The iss claim is not valid",
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"HTTP/1.1 401
WWW-Authenticate: Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: Jwt expired at 2026-02-03T09:15:00Z", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1""#,
        "",
        &["not-the-admin-api"],
    ),
    (
        "Microsoft.IdentityModel.Tokens.SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed. Audiences: 'account'. Did not match: validationParameters.ValidAudience: 'orders-api' or validationParameters.ValidAudiences: 'null'.",
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"HTTP/1.1 401 Unauthorized
Server: Kestrel
WWW-Authenticate: Bearer error="invalid_token", error_description="The token expired at '02/03/2026 09:15:00'""#,
        "",
        &["not-the-admin-api"],
    ),
    (
        "jwt.exceptions.InvalidAudienceError: Audience doesn't match",
        "",
        &["not-the-admin-api"],
    ),
    (
        "jose.exceptions.JWTClaimsError: Invalid audience",
        "",
        &["not-the-admin-api"],
    ),
    (
        "JsonWebTokenError: jwt issuer invalid. expected: https://sso.firm.test/realms/shop
    at /app/node_modules/jsonwebtoken/verify.js:180:19",
        "",
        &["not-the-admin-api"],
    ),
    (
        "UnauthorizedError: No authorization token was found
    at new UnauthorizedError (/app/node_modules/express-jwt/dist/errors/UnauthorizedError.js:22:28)",
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"oidc: expected audience "orders-api" got ["account"]"#,
        "",
        &["not-the-admin-api"],
    ),
    (
        r"Fatal error: Uncaught Firebase\JWT\ExpiredException: Expired token in /var/www/vendor/firebase/php-jwt/src/JWT.php:164",
        "",
        &["not-the-admin-api"],
    ),
    (
        "JWT::InvalidAudError: Invalid audience. Expected orders, received account",
        "",
        &["not-the-admin-api"],
    ),
    (
        "Err(Error(InvalidAudience))",
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"{"errors":[{"message":"Forbidden resource","extensions":{"code":"FORBIDDEN","response":{"statusCode":403,"message":"Forbidden resource","error":"Forbidden"}}}]}"#,
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"Exception: Keycloak login ok. Calling https://api.acme.test/orders returned 403 {"timestamp":"2026-02-01T00:00:00Z","status":403,"error":"Forbidden","path":"/orders"}"#,
        "",
        &["not-the-admin-api"],
    ),
];

/// Lines of Keycloak's event log.
const EVENTS: &[Paste] = &[
    (
        r#"type="REFRESH_TOKEN_ERROR", realmName="shop", clientId="web", userId="null", error="invalid_token", reason="Session not active", grant_type="refresh_token""#,
        "",
        &["refresh-token-expired"],
    ),
    (
        r#"type="TOKEN_EXCHANGE_ERROR", realmName="shop", clientId="a", error="not_allowed", reason="client not allowed to exchange to audience""#,
        "",
        &["token-exchange-denied"],
    ),
    (
        r#"type="LOGIN_ERROR", realmName="shop", clientId="web", error="resolve_required_actions", username="joe""#,
        "",
        &["user-setup-incomplete"],
    ),
    (
        r#"type="CLIENT_LOGIN_ERROR", realmName="shop", clientId="backend", userId="null", error="invalid_client", reason="Client not enabled to retrieve service account""#,
        "",
        &["service-account-disabled"],
    ),
    (
        r#"type="CLIENT_LOGIN_ERROR", realmName="shop", clientId="spa", error="invalid_client", reason="Public client not allowed to retrieve service account""#,
        "",
        &["client-is-public"],
    ),
    (
        r#"type="LOGIN_ERROR", realmName="shop", clientId="cli", error="not_allowed", reason="Client not allowed for direct access grants""#,
        "",
        &["direct-access-grants-disabled"],
    ),
    (
        r#"type="REFRESH_TOKEN_ERROR", realmName="shop", clientId="web", error="invalid_token", reason="Maximum allowed refresh token reuse exceeded", grant_type="refresh_token""#,
        "",
        &["refresh-token-expired"],
    ),
    (
        "type=REFRESH_TOKEN_ERROR, realmId=shop, clientId=web, userId=null, ipAddress=10.0.0.2, error=invalid_token, grant_type=refresh_token, client_auth_method=client-secret",
        "",
        &["refresh-token-expired"],
    ),
    (
        r#"type="CLIENT_LOGIN_ERROR", clientId="backend", error="invalid_request", reason="Invalid scopes: openid orders""#,
        "",
        &["scope-invalid"],
    ),
    (
        r#"type="TOKEN_EXCHANGE_ERROR", clientId="gw", error="invalid_request", reason="Requested audience not available: billing""#,
        "",
        &["token-exchange-denied"],
    ),
    (
        r#"type="USER_INFO_REQUEST_ERROR", clientId="web", error="access_denied", reason="Missing openid scope""#,
        "",
        &["insufficient-scope"],
    ),
    (
        r#"{"type":"LOGIN_ERROR","realmId":"1","clientId":"cli","ipAddress":"10.0.0.1","error":"user_disabled","details":{"username":"joe"}}"#,
        "",
        &["user-disabled"],
    ),
    (
        r#"type="LOGIN_ERROR", realmName="shop", clientId="web", error="invalid_user_credentials", username="joe"
10.0.0.7 - - [03/Feb/2026:09:15:00 +0000] "GET /admin/realms/shop/groups HTTP/1.1" 403 31"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"type="CODE_TO_TOKEN_ERROR", realmName="eu", clientId="web", error="invalid_client_credentials", grant_type="authorization_code""#,
        "",
        &["client-secret-wrong"],
    ),
    (
        r#"type="CODE_TO_TOKEN_ERROR", realmName="eu", clientId="web", error="user_disabled""#,
        "",
        &["user-disabled"],
    ),
];

/// The base URL has another path.
const BASE_PATHS: &[Paste] = &[
    (
        "kcadm.sh config credentials --server http://localhost:8080/auth --realm master --user admin --password admin
Logging into http://localhost:8080/auth as user admin of realm master
Resource not found for url: http://localhost:8080/auth/realms/master/protocol/openid-connect/token",
        "",
        &["base-path-wrong", "realm-not-found"],
    ),
    (
        "jakarta.ws.rs.NotFoundException: HTTP 404 Not Found
	at org.jboss.resteasy.client.jaxrs.internal.ClientInvocation.handleErrorStatus(ClientInvocation.java:236)
	at org.keycloak.admin.client.token.TokenManager.grantToken(TokenManager.java:90)",
        "",
        &["realm-not-found", "base-path-wrong"],
    ),
    (
        r#"java.lang.IllegalArgumentException: Unable to resolve the Configuration with the provided Issuer of "https://sso.firm.test/auth/realms/shop"
Caused by: org.springframework.web.client.HttpClientErrorException$NotFound: 404 Not Found: "{"error":"Unable to find matching target resource method"}""#,
        "?",
        &["base-path-wrong"],
    ),
    (
        r#"Error: error initializing keycloak provider

failed to perform initial login to Keycloak: error sending POST request to https://sso.firm.test/auth/realms/master/protocol/openid-connect/token: 404 Not Found. Response body: {"error":"Unable to find matching target resource method","error_description":"For more on this error consult the server log at the debug level."}"#,
        "",
        &["base-path-wrong"],
    ),
    (
        "Logging into https://sso.firm.test/auth as user admin of realm master
Resource not found for url: https://sso.firm.test/auth/realms/master/protocol/openid-connect/token",
        "",
        &["base-path-wrong"],
    ),
    (
        r#"{"error":"RESTEASY003210: Could not find resource for full path: https://sso.firm.test/auth/admin/realms/shop/clients"}"#,
        "?",
        &["base-path-wrong"],
    ),
    (
        r#"GET https://sso.firm.test/auth/admin/realms/shop/groups
404 {"error":"Unable to find matching target resource method"}"#,
        "GET /admin/realms/{realm}/groups",
        &["base-path-wrong"],
    ),
];

/// Messages of browsers about CORS, with and without a status.
const BROWSERS: &[Paste] = &[
    (
        "Access to XMLHttpRequest at 'https://id.corp.test/realms/shop/protocol/openid-connect/token' from origin 'http://localhost:4200' has been blocked by CORS policy: Response to preflight request doesn't pass access control check",
        "?",
        &["cors-refused"],
    ),
    (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://id.corp.test/admin/realms/shop/users. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403.",
        "?",
        &["cors-refused", "origin-rejected"],
    ),
    (
        "Access to fetch at 'https://sso.firm.test/admin/realms/shop/users' from origin 'http://localhost:5173' has been blocked by CORS policy: Request header field authorization is not allowed by Access-Control-Allow-Headers in preflight response.
GET https://sso.firm.test/admin/realms/shop/users net::ERR_FAILED 403 (Forbidden)",
        "?",
        &["cors-refused"],
    ),
    (
        "[Error] Preflight response is not successful. Status code: 403
[Error] Fetch API cannot load https://sso.firm.test/admin/realms/shop/users due to access control checks.",
        "?",
        &["cors-refused"],
    ),
    (
        "[Error] Origin http://localhost:3000 is not allowed by Access-Control-Allow-Origin. Status code: 401",
        "?",
        &["cors-refused"],
    ),
    (
        "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der externen Ressource auf https://sso.firm.test/admin/realms/shop/users. (Grund: CORS-Kopfzeile 'Access-Control-Allow-Origin' fehlt). Statuscode: 403.",
        "?",
        &["cors-refused"],
    ),
    (
        r#"HTTP/1.1 403 Forbidden
content-type: application/json

{"error":"Invalid origin"}"#,
        "?",
        &["origin-rejected"],
    ),
];

/// Logs and responses of servers in front of Keycloak.
const PROXIES: &[Paste] = &[
    (
        r#"Mar 12 09:10:11 lb haproxy[311]: 10.0.0.9:51234 [12/Mar/2025:09:10:11.120] https~ kc/kc1 0/0/1/9/10 403 188 - - ---- 2/2/0/0/0 0/0 "GET /admin/realms/shop/clients HTTP/1.1""#,
        "GET /admin/realms/{realm}/clients",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"Mar 12 09:10:11 lb haproxy[311]: 10.0.0.9:51234 [12/Mar/2025:09:10:11.120] https~ https/<NOSRV> 0/-1/-1/-1/0 403 188 - - PR-- 2/2/0/0/0 0/0 "GET /admin/realms/shop/clients HTTP/1.1""#,
        "GET /admin/realms/{realm}/clients",
        &["blocked-by-proxy"],
    ),
    (
        r#"[2025-03-12T09:10:11.120Z] "GET /admin/realms/shop/users HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 - "-" "curl/8" "1f" "id.corp.test" "-" inbound"#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        r#"{"ClientAddr":"10.0.0.1:5","DownstreamStatus":403,"DownstreamContentSize":9,"OriginStatus":0,"RequestMethod":"GET","RequestPath":"/admin/realms/shop/users","RouterName":"kc@docker"}"#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        r#"{"ClientAddr":"10.0.0.1:5","DownstreamStatus":403,"OriginStatus":403,"RequestMethod":"GET","RequestPath":"/admin/realms/shop/users","RouterName":"kc@docker"}"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"[2026-02-03T09:15:00.120Z] "POST /admin/realms/shop/users HTTP/1.1" 403 UAEX ext_authz_denied - "-" 0 0 1 - "-" "curl/8.5" "1" "sso.firm.test" "-""#,
        "POST /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        "[Tue Feb 03 09:15:00.120 2026] [authz_core:error] [pid 12] [client 10.0.0.1:50000] AH01630: client denied by server configuration: proxy:http://kc:8080/admin/realms/shop/users",
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        "HTTP/1.1 403 Forbidden
x-envoy-upstream-service-time: 3
content-type: text/plain

RBAC: access denied",
        "?",
        &["blocked-by-proxy"],
    ),
    (
        "HTTP/2 403
server: awselb/2.0
content-type: text/html

<html>
<head><title>403 Forbidden</title></head>
<body><center><h1>403 Forbidden</h1></center></body></html>",
        "?",
        &["blocked-by-proxy"],
    ),
    (
        r#"{"message":"Your IP address is not allowed"}
HTTP/1.1 403 Forbidden"#,
        "?",
        &["blocked-by-proxy"],
    ),
];

/// Sentences in several languages, and statuses without the usual words.
const PROSE: &[Paste] = &[
    (
        "Ich bekomme beim Aufruf von GET /admin/realms/shop/users immer einen 403 Fehler, obwohl der Service-Account die Rolle view-users hat.",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "DioException [bad response]: This exception was thrown because the response has a status code of 403 and RequestOptions.validateStatus was configured to throw for this status code. uri: https://id.corp.test/admin/realms/shop/users",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "info: System.Net.Http.HttpClient.Kc.ClientHandler[100]
      Sending HTTP request GET https://id.corp.test/admin/realms/shop/users
info: System.Net.Http.HttpClient.Kc.ClientHandler[101]
      Received HTTP response headers after 12.4ms - 403",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Bonjour, quand j'appelle PUT /admin/realms/shop/users/12/reset-password depuis mon backend, Keycloak renvoie une 403. Le compte de service a pourtant le rôle view-users.",
        "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Hola, al hacer un POST a https://sso.firm.test/admin/realms/shop/users me devuelve un error 403 y no entiendo por qué.",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Beim Anlegen von Gruppen (POST /admin/realms/shop/groups) kommt seit dem Update ein 403er zurück.",
        "POST /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "調用 GET /admin/realms/shop/users 時返回 403 ，請問需要什麼角色？",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Keycloak admin REST API 403",
        "",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Я вызываю DELETE /admin/realms/shop/users/7 и получаю 403, хотя роль manage-users назначена",
        "DELETE /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Response response = realm.users().create(user);
System.out.println(response.getStatus()); // 403",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Alla chiamata GET /admin/realms/eu/users ricevo sempre 403",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Ao chamar POST /admin/realms/eu/users o Keycloak retorna 403 (proibido)",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "GET /admin/realms/eu/clients を呼ぶと403エラーになります",
        "GET /admin/realms/{realm}/clients",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Wywołanie DELETE /admin/realms/eu/groups/1 kończy się błędem 403.",
        "DELETE /admin/realms/{realm}/groups/{group-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Keycloak yönetim API'sine GET /admin/realms/eu/users isteği 403 dönüyor",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "GET /admin/realms/eu/users 호출 시 403 오류",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
];

/// Messages of client libraries and tools.
const CLIENTS: &[Paste] = &[
    (
        "Error: Request failed with status code 403
    at createError (/usr/src/app/node_modules/axios/lib/core/createError.js:16:15)
    at async Users.find (/usr/src/app/node_modules/keycloak-admin/lib/resources/users.js:12:3)",
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "NetworkError: Network response was not OK.
    at fetchWithError (file:///srv/node_modules/@keycloak/keycloak-admin-client/lib/utils/fetchWithError.js:9:15)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async Clients.find (file:///srv/node_modules/@keycloak/keycloak-admin-client/lib/resources/agent.js:60:20) {
  response: Response { status: 403, ok: false, url: 'https://id.corp.test/admin/realms/shop/clients?clientId=web' },
  responseData: { error: 'HTTP 403 Forbidden' }
}",
        "GET /admin/realms/{realm}/clients",
        &["missing-role"],
    ),
    (
        "NetworkError: Network response was not OK.
    at fetchWithError (file:///srv/node_modules/@keycloak/keycloak-admin-client/lib/utils/fetchWithError.js:9:15)
    at async getToken (file:///srv/node_modules/@keycloak/keycloak-admin-client/lib/utils/auth.js:38:22)
    at async KeycloakAdminClient.auth (file:///srv/node_modules/@keycloak/keycloak-admin-client/lib/client.js:92:42) {
  response: Response { status: 401, statusText: 'Unauthorized', url: 'https://id.corp.test/realms/master/protocol/openid-connect/token' },
  responseData: { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' }
}",
        "",
        &["client-secret-wrong"],
    ),
    (
        r#"jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden
	at org.jboss.resteasy.client.jaxrs.internal.proxy.ClientInvoker.invokeSync(ClientInvoker.java:134)
	at jdk.proxy3/jdk.proxy3.$Proxy98.toRepresentation(Unknown Source)
	at com.firm.idp.RealmService.read(RealmService.java:31)

keycloak.realm("shop").groups().groups()"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Caused by: javax.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized
	at org.jboss.resteasy.client.jaxrs.internal.ClientInvocation.handleErrorStatus(ClientInvocation.java:244)
	at org.keycloak.admin.client.token.TokenManager.grantToken(TokenManager.java:91)",
        "",
        &["client-secret-wrong", "client-not-found-or-disabled", "user-credentials-wrong"],
    ),
    (
        "org.jboss.resteasy.reactive.ClientWebApplicationException: Received: 'Forbidden, status code 403' when invoking: Rest Client method: 'org.keycloak.admin.client.resource.GroupsResource#add'",
        "POST /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "jakarta.ws.rs.ProcessingException: RESTEASY004655: Unable to invoke request: org.apache.http.conn.HttpHostConnectException: Connect to localhost:8443 [localhost/127.0.0.1] failed: Connection refused",
        "",
        &["connection-refused"],
    ),
    (
        r#"o.s.w.c.HttpClientErrorException$Forbidden: 403 Forbidden on POST request for "https://sso.firm.test/admin/realms/shop/users": [no body]"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"org.springframework.web.client.HttpClientErrorException$Unauthorized: 401 Unauthorized on POST request for "https://sso.firm.test/realms/shop/protocol/openid-connect/token": "{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}""#,
        "",
        &["client-secret-wrong"],
    ),
    (
        r#"feign.FeignException$Unauthorized: [401] during [GET] to [https://sso.firm.test/admin/realms/shop/clients] [KcClient#clients()]: [{"error":"HTTP 401 Unauthorized"}]"#,
        "GET /admin/realms/{realm}/clients",
        &["token-not-accepted"],
    ),
    (
        "2026-02-03 10:00:00 DEBUG RestTemplate : HTTP GET https://sso.firm.test/admin/realms/shop/users?search=joe
2026-02-03 10:00:00 DEBUG RestTemplate : Response 403 FORBIDDEN",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Unhandled exception. Flurl.Http.FlurlHttpException: Call failed with status code 403 (Forbidden): POST https://sso.firm.test/admin/realms/shop/clients/9f/roles
 ---> System.Net.Http.HttpRequestException: Forbidden
   at Keycloak.Net.KeycloakClient.CreateRoleAsync(String realm, String clientId, Role role)",
        "POST /admin/realms/{realm}/clients/{client-uuid}/roles",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"Keycloak.AuthServices.Sdk.KeycloakHttpClientException: Unable to submit request "403". Error: HTTP 403 Forbidden"#,
        "",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "RestSharp: StatusCode: Forbidden, Content-Type: application/json, Content-Length: 30) Request: PUT https://sso.firm.test/admin/realms/shop/users/1",
        "PUT /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://sso.firm.test/admin/realms/shop/users/9/role-mappings/realm",
        "?",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#">>> r = requests.put("https://sso.firm.test/admin/realms/shop/users/9", json={"enabled": False}, headers=h)
>>> r.status_code
403
>>> r.json()
{'error': 'HTTP 403 Forbidden'}"#,
        "PUT /admin/realms/{realm}/users/{user-id}",
        &["missing-role"],
    ),
    (
        r#"keycloak.exceptions.KeycloakPutError: 403: b'{"error":"unknown_error","error_description":"For more on this error consult the server log at the debug level."}'"#,
        "",
        &["missing-role"],
    ),
    (
        "keycloak.exceptions.KeycloakConnectionError: Can't connect to server (HTTPSConnectionPool(host='sso.firm.test', port=443): Max retries exceeded with url: /realms/master/protocol/openid-connect/token (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)'))))",
        "",
        &["tls-untrusted"],
    ),
    (
        r#"keycloak.exceptions.KeycloakPostError: 409: b'{"errorMessage":"User exists with same email"}'"#,
        "?",
        &["request-invalid"],
    ),
    (
        "{
  message: 'Request failed with status code 403',
  name: 'AxiosError',
  code: 'ERR_BAD_REQUEST',
  status: 403,
  config: { url: '/admin/realms/shop/groups', method: 'get', baseURL: 'https://sso.firm.test' }
}",
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Error: Network response was not OK.
    at fetchWithError (/app/node_modules/@keycloak/keycloak-admin-client/lib/utils/fetchWithError.js:9:11)
    at async Roles.findOneByName (/app/node_modules/@keycloak/keycloak-admin-client/lib/resources/agent.js:60:20)
    at async Seeder.run (/app/src/seed.js:18:16) {
  response: Response { status: 403 },
  responseData: {
    error: 'unknown_error',
    error_description: 'For more on this error consult the server log at the debug level.'
  }
}",
        "GET /admin/realms/{realm}/roles/{role-name}",
        &["missing-role"],
    ),
    (
        "Error: Request failed with status code 403
    at async AuthenticationManagement.getFlows (/srv/node_modules/keycloak-admin/lib/resources/agent.js:70:10)",
        "GET /admin/realms/{realm}/authentication/flows",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "ResponseStatusCodeError [UND_ERR_RESPONSE_STATUS_CODE]: Response status code 403: Forbidden
  body: { error: 'HTTP 403 Forbidden' },
  status: 403",
        "",
        &["missing-role"],
    ),
    (
        "ky: HTTPError: Request failed with status code 403 Forbidden: DELETE https://sso.firm.test/admin/realms/shop/groups/7",
        "DELETE /admin/realms/{realm}/groups/{group-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"fetch("https://sso.firm.test/admin/realms/shop/users", {
  "headers": { "authorization": "Bearer ..." },
  "body": "{\"username\":\"joe\"}",
  "method": "POST"
});
// Response: 403 {"error":"HTTP 403 Forbidden"}"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        r#"2026/02/03 09:15:00 403 Forbidden: HTTP 403 Forbidden
exit status 1

users, err := client.GetUsers(ctx, token.AccessToken, "shop", gocloak.GetUsersParams{})"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        r#"Get "https://sso.firm.test/admin/realms/shop/users": dial tcp: lookup sso.firm.test: no such host"#,
        "?",
        &["dns-failed"],
    ),
    (
        r#"[2026-02-03 09:15:00] local.ERROR: Client error: `DELETE https://sso.firm.test/admin/realms/shop/users/12` resulted in a `403 Forbidden` response: {"error":"HTTP 403 Forbidden"} {"exception":"[object] (GuzzleHttp\\Exception\\ClientException(code: 403)""#,
        "DELETE /admin/realms/{realm}/users/{user-id}",
        &["missing-role"],
    ),
    (
        "Faraday::UnauthorizedError (the server responded with status 401 for GET https://sso.firm.test/admin/realms/shop/users)",
        "GET /admin/realms/{realm}/users",
        &["token-not-accepted", "blocked-by-proxy"],
    ),
    (
        r#"Error: HttpFailure { status: 403, body: Some(KeycloakHttpError { error: Some("unknown_error"), error_message: None }), text: "{\"error\":\"unknown_error\"}" }"#,
        "",
        &["missing-role"],
    ),
    (
        r#"│ Error: error sending PUT request to /admin/realms/shop: 403 Forbidden. Response body: {"error":"HTTP 403 Forbidden"}
│
│   with keycloak_realm.shop,"#,
        "PUT /admin/realms/{realm}",
        &["missing-role"],
    ),
    (
        r#"fatal: [localhost]: FAILED! => {"changed": false, "msg": "Could not obtain list of clients for realm shop: HTTP Error 403: Forbidden"}"#,
        "GET /admin/realms/{realm}/clients",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"ERROR 1 --- [main] d.a.k.config.KeycloakConfigRunner : Cannot update client 'web' in realm 'shop': {"error":"HTTP 403 Forbidden"}"#,
        "?",
        &["missing-role"],
    ),
    (
        r#"cannot observe external resource: failed to observe the resource: [{0 error sending GET request to /admin/realms/shop/groups/5b: 403 Forbidden. Response body: {"error":"unknown_error"}  []}]"#,
        "GET /admin/realms/{realm}/groups/{group-id}",
        &["missing-role"],
    ),
    (
        "$ kcadm.sh get users -r shop
HTTP 403 Forbidden
For more on this error consult the server log at the debug level. [unknown_error]",
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "Logging into http://localhost:8080 as service-account-ops of realm shop
Client not enabled to retrieve service account [unauthorized_client]",
        "",
        &["service-account-disabled"],
    ),
    (
        "Logging into https://sso.firm.test as user admin of realm mastr
null [Realm does not exist]",
        "",
        &["realm-not-found"],
    ),
    (
        "Failed to send request - PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
        "",
        &["tls-untrusted"],
    ),
];

/// Messages of further libraries, tools, and tests.
const LIBRARIES: &[Paste] = &[
    (
        r#"com.firm.idp.KeycloakException: Failed to create user: 403 {"error":"HTTP 403 Forbidden"}
	at com.firm.idp.UserService.create(UserService.java:44)"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "retrofit2.HttpException: HTTP 403 Forbidden
--> PUT https://id.acme.test/admin/realms/eu/users/1a/reset-password
<-- 403 Forbidden https://id.acme.test/admin/realms/eu/users/1a/reset-password (38ms)",
        "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "okhttp3: <-- 403 https://id.acme.test/admin/realms/eu/clients (21ms, 31-byte body)",
        "GET /admin/realms/{realm}/clients",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"io.ktor.client.plugins.ClientRequestException: Client request(GET https://id.acme.test/admin/realms/eu/users?max=5) invalid: 403 Forbidden. Text: "{"error":"HTTP 403 Forbidden"}""#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "** (Tesla.Error) GET https://id.acme.test/admin/realms/eu/users -> 403",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Alamofire: responseValidationFailed(reason: unacceptableStatusCode(code: 403)) https://id.acme.test/admin/realms/eu/users",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"GuzzleHttp\Exception\ClientException
Client error: `GET https://id.acme.test/admin/realms/eu/users/1/sessions` resulted in a `403 Forbidden` response: {"error":"unknown_error","error_description":"For more on this error consult the server log at the debug level."}"#,
        "GET /admin/realms/{realm}/users/{user-id}/sessions",
        &["missing-role"],
    ),
    (
        r#"Symfony\Component\HttpClient\Exception\ClientException: HTTP/2 403  returned for "https://id.acme.test/admin/realms/eu/groups"."#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"urllib.error.HTTPError: HTTP Error 403: Forbidden

req = urllib.request.Request("https://id.acme.test/admin/realms/eu/roles", headers=h)"#,
        "GET /admin/realms/{realm}/roles",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "superagent Error: Forbidden
 status: 403, response: { req: { method: 'DELETE', url: 'https://id.acme.test/admin/realms/eu/users/9' } }",
        "DELETE /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"ofetch FetchError: [POST] "https://id.acme.test/admin/realms/eu/users": 403 Forbidden"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "HTTPClient: 2026/02/01 resty ERROR 403 https://id.acme.test/admin/realms/eu/users",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Exception: [Keycloak] Unable to fetch users. Status: 403, Reason: Forbidden",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"time="2026-02-01T00:00:00Z" level=error msg="reconcile failed" controller=keycloakclient error="error sending PUT request to /admin/realms/eu/clients/1: 403 Forbidden. Response body: {\"error\":\"HTTP 403 Forbidden\"}""#,
        "PUT /admin/realms/{realm}/clients/{client-uuid}",
        &["missing-role"],
    ),
    (
        r#"Warning  CannotObserveExternalResource  3m (x12)  managed/client.openidclient.keycloak.crossplane.io  cannot run refresh: refresh failed: error sending GET request to /admin/realms/eu/clients/1: 401 Unauthorized. Response body: {"error":"HTTP 401 Unauthorized"}"#,
        "GET /admin/realms/{realm}/clients/{client-uuid}",
        &["token-not-accepted"],
    ),
    (
        r#"Pulumi: error: 1 error occurred: * error sending POST request to /admin/realms/eu/roles: 403 Forbidden. Response body: {"error":"HTTP 403 Forbidden"}"#,
        "POST /admin/realms/{realm}/roles",
        &["missing-role"],
    ),
    (
        r#"$ http --check-status GET :8080/admin/realms/eu/users "Authorization:Bearer $TOKEN"
http: warning: HTTP 403 Forbidden"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"$ xh get https://id.acme.test/admin/realms/eu/groups
HTTP/2.0 403 Forbidden
content-length: 31

{
    "error": "HTTP 403 Forbidden"
}"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role"],
    ),
    (
        "k6: GoError status is 200 ✗ — 0% — ✓ 0 / ✗ 100; got 403 from GET /admin/realms/eu/users",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Newman: AssertionError expected response to have status code 200 but got 403 (GET https://id.acme.test/admin/realms/eu/users)",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Expected: 201
Received: 403
POST https://id.acme.test/admin/realms/eu/users",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"assert resp.status_code == 204, resp.text
AssertionError: {"error":"HTTP 403 Forbidden"}
assert 403 == 204
PUT https://id.acme.test/admin/realms/eu/users/1"#,
        "PUT /admin/realms/{realm}/users/{user-id}",
        &["missing-role"],
    ),
    (
        r#"POST https://id.acme.test/realms/eu/protocol/openid-connect/token
Content-Type: application/x-www-form-urlencoded
grant_type=client_credentials&client_id=sync

HTTP/1.1 401
{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
        "",
        &["client-not-found-or-disabled"],
    ),
    (
        r#"oauth2: cannot fetch token: 400 Bad Request
Response: {"error":"invalid_scope","error_description":"Invalid scopes: admin"}"#,
        "",
        &["scope-invalid"],
    ),
    (
        r#"oauth2: "unauthorized_client" "Client not allowed for direct access grants""#,
        "",
        &["direct-access-grants-disabled"],
    ),
    (
        "Error: invalid_request (Missing form parameter: grant_type)",
        "",
        &["grant-unsupported"],
    ),
    (
        r#"403 from https://id.acme.test/realms/eu/protocol/openid-connect/token {"error":"invalid_request","error_description":"HTTPS required"}"#,
        "",
        &["https-required"],
    ),
    (
        "org.keycloak.OAuthErrorException: invalid_grant: Session not active",
        "",
        &["refresh-token-expired"],
    ),
];

/// Reports of people, with what else they write.
const REPORTS: &[Paste] = &[
    (
        r#"I get a 403 when I query the users for the client I created. Keycloak version: 23.0.3

`http://{keycloak_url}/admin/realms/{realm}/users?{username=username}`
**403 Forbidden**
```
{
    "error": "unknown_error"
}
```"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        r#"### Version
21.1.1
### Expected behavior
HTTP endpoint returns 200 with a JSON payload
### Actual behavior
I am getting a 403 response with "error": "unknown_error" in a body.
### How to reproduce
Send GET /admin/realms/test-realm/users with a token of a confidential client"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"DEBUG org.apache.http.headers : http-outgoing-0 >> GET /auth/admin/realms/my-realm HTTP/1.1
DEBUG org.apache.http.headers : http-outgoing-0 >> Accept: application/json
DEBUG org.apache.http.headers : http-outgoing-0 << HTTP/1.1 403 Forbidden
DEBUG org.apache.http.headers : http-outgoing-0 << Content-Type: application/json
DEBUG org.apache.http.wire : http-outgoing-0 << "{"error":"unknown_error"}""#,
        "GET /admin/realms/{realm}",
        &["missing-role"],
    ),
    (
        "2026-04-03 10:48:30.347 ERROR 1 --- [main] d.a.k.config.KeycloakConfigRunner : Could not connect to keycloak in 120 seconds: HTTP 403 Forbidden",
        "",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "11:18:31,365 DEBUG [org.keycloak.services.error.KeycloakErrorHandler] (default task-68) Error response 401: javax.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized
	at org.keycloak.keycloak-services@16.1.0//org.keycloak.services.resources.admin.AdminRoot.authenticateRealmAdminRequest(AdminRoot.java:155)
	at org.keycloak.keycloak-services@16.1.0//org.keycloak.services.resources.admin.AdminRoot.getServerInfo(AdminRoot.java:235)",
        "?",
        &["token-not-accepted"],
    ),
    (
        r#"Error: error logging in: error sending GET request to /auth/admin/serverinfo: 401 Unauthorized. Response body: {"error":"HTTP 401 Unauthorized"}"#,
        "GET /admin/serverinfo",
        &["token-not-accepted"],
    ),
    (
        "After logging in through admin-cli in master my app calls GET /admin/realms/local/users -> 200, GET /admin/realms/staging/users -> 200, but GET /admin/realms/test/users -> 403.",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"I was able to get an access_token (200) and then

curl --location 'http://localhost:8080/admin/realms/demo/users' --header 'Authorization: Bearer ...'

{"error":"HTTP 403 Forbidden"}

The client has realm-management view-users, manage-users."#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "login throws error 400 Bad Request: invalid_grant: Account disabled",
        "",
        &["user-disabled"],
    ),
    (
        r#"2026-01-02T08:00:00 ERROR oauth2_proxy: could not verify id_token: failed to verify token: oidc: expected audience "oauth2-proxy" got ["account"]"#,
        "",
        &["not-the-admin-api"],
    ),
    (
        "Keycloak itself works (200 on /realms/shop/.well-known/openid-configuration) but 403 on https://sso.firm.test/admin/realms/shop/users",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "curl: (22) The requested URL returned error: 403
+ curl -sf -X PUT https://sso.firm.test/admin/realms/shop/users/7/reset-password -d @pw.json",
        "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "Request URL: https://sso.firm.test/admin/realms/shop/clients
Request Method: POST
Status Code: 403 Forbidden
Remote Address: 10.0.0.1:443
Referrer Policy: strict-origin-when-cross-origin",
        "POST /admin/realms/{realm}/clients",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"{"level":40,"time":1770000000,"req":{"method":"GET","url":"/api/staff"},"res":{"statusCode":500},"err":{"type":"AxiosError","message":"Request failed with status code 403","config":{"method":"get","url":"https://sso.firm.test/admin/realms/shop/groups"}}}"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "POST /api/staff 500 - 120ms
KeycloakAdminError 403 Forbidden POST https://sso.firm.test/admin/realms/shop/users",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "HTTPStatusError: Server error '500 Internal Server Error' for url 'https://api.firm.test/members'
caused by httpx.HTTPStatusError: Client error '403 Forbidden' for url 'https://sso.firm.test/admin/realms/shop/users?briefRepresentation=true'",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "java.lang.RuntimeException: Failed : HTTP error code : 403
	at com.firm.KeycloakClient.deleteUser(KeycloakClient.java:77)
DELETE http://kc:8080/auth/admin/realms/shop/users/12",
        "DELETE /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
];

/// A server in front of Keycloak does not reach Keycloak.
const GATEWAYS: &[Paste] = &[
    (
        r#"2026/03/12 09:10:11 [error] 29#29: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: sso.firm.test, request: "GET /admin/realms/shop/users HTTP/1.1", upstream: "http://127.0.0.1:8080/admin/realms/shop/users", host: "sso.firm.test""#,
        "?",
        &["gateway-error"],
    ),
    (
        r#"upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.2, request: "GET /admin/realms/shop/users HTTP/1.1", upstream: "http://10.1.0.2:8080/admin/realms/shop/users""#,
        "?",
        &["gateway-error"],
    ),
    (
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: 111 connection refused",
        "?",
        &["gateway-error"],
    ),
    (
        r#"level=debug msg="'502 Bad Gateway' caused by: dial tcp 172.20.0.3:8080: connect: connection refused" request GET /admin/realms/shop/users"#,
        "?",
        &["gateway-error"],
    ),
    (
        r#"{"DownstreamStatus":502,"OriginStatus":502,"RequestMethod":"GET","RequestPath":"/admin/realms/eu/users"}"#,
        "GET /admin/realms/{realm}/users",
        &["gateway-error"],
    ),
    (
        r#"[2026-02-01T00:00:00Z] "GET /admin/realms/eu/users HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{connection_failure} - "-" 0 91 10 -"#,
        "GET /admin/realms/{realm}/users",
        &["gateway-error"],
    ),
    (
        r#"haproxy[1]: 10.0.0.1:1 [01/Feb/2026:00:00:00.000] https kc/<NOSRV> 0/0/-1/-1/0 503 216 - - SC-- 1/1/0/0/0 0/0 "GET /admin/realms/eu/users HTTP/1.1""#,
        "GET /admin/realms/{realm}/users",
        &["gateway-error"],
    ),
    (
        "[Sun Feb 01 00:00:00 2026] [proxy:error] [pid 9] AH00957: HTTP: attempt to connect to 10.0.0.2:8080 (kc) failed
AH01114: HTTP: failed to make connection to backend: kc",
        "?",
        &["gateway-error"],
    ),
];

/// Bodies of Keycloak in their spellings.
const RESPONSES: &[Paste] = &[
    (
        r#"{"error":"Realm does not exist","error_description":"For more on this error consult the server log."}"#,
        "?",
        &["realm-not-found"],
    ),
    (
        r#"{"error":"Unable to find matching target resource method","error_description":"For more on this error consult the server log."}"#,
        "?",
        &["base-path-wrong", "operation-not-found"],
    ),
    (
        r#"POST /admin/realms/shop/users 409 {"errorMessage":"User exists with same username"}"#,
        "POST /admin/realms/{realm}/users",
        &["request-invalid"],
    ),
    (
        r#"HTTP 404 Not Found: {"error":"Realm not found.","error_description":"For more on this error consult the server log at the debug level."}"#,
        "?",
        &["realm-not-found"],
    ),
    (
        r#"GET /admin/realms/shop/clients/web/roles 404 {"error":"Could not find client"}"#,
        "GET /admin/realms/{realm}/clients/{client-uuid}/roles",
        &["target-not-found"],
    ),
    (
        "Error response code 503: upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        "",
        &["gateway-error"],
    ),
    (
        r#"{"error":"unknown_error","error_description":"For more on this error consult the server log."}"#,
        "?",
        &["server-error"],
    ),
];

/// An application shows its own status beside the error that it got from the token endpoint.
const ERRORS_OF_THE_TOKEN_ENDPOINT: &[Paste] = &[
    (
        "idp.errors.LoginFailed: HTTP 403: {'error': 'unauthorized_client', 'error_description': 'Invalid client secret'}",
        "",
        &["client-secret-wrong"],
    ),
    (
        r#"{"level":"error","msg":"cannot exchange the code","error":"unauthorized_client: Invalid client secret"}
{"level":"info","msg":"client request","status":403,"method":"GET","path":"/oauth/callback"}"#,
        "",
        &["client-secret-wrong"],
    ),
    (
        "<pre>oauth2: cannot fetch token: 401 Unauthorized
Response: {&#34;error&#34;:&#34;unauthorized_client&#34;,&#34;error_description&#34;:&#34;Client secret not provided in request&#34;}</pre>",
        "",
        &["client-secret-wrong"],
    ),
    (
        "POST https://id.acme.test/realms/eu/protocol/openid-connect/token 401 (Unauthorized)
error: \"unauthorized_client\"
error_description: \"Client secret not provided in request\"",
        "",
        &["client-secret-wrong"],
    ),
    (
        "OAuth2AuthenticationException: [invalid_token_response] An error occurred while attempting to retrieve the OAuth 2.0 Access Token Response: 401 : [no body]",
        "",
        &["client-secret-wrong"],
    ),
    (
        "javax.ws.rs.BadRequestException: HTTP 400 Bad Request
	at org.jboss.resteasy.client.jaxrs.internal.ClientInvocation.handleErrorStatus(ClientInvocation.java:227)
	at org.keycloak.admin.client.token.TokenManager.refreshToken(TokenManager.java:110)",
        "",
        &["refresh-token-expired"],
    ),
    (
        r#"{"error":"access_denied","error_description":"Client is not the holder of the token"}"#,
        "",
        &["token-exchange-denied"],
    ),
    (
        "Logging into http://localhost:8080/auth as user admin of realm master
null [RESTEASY003210: Could not find resource for full path: http://localhost:8080/auth/realms/master/protocol/openid-connect/token]",
        "",
        &["base-path-wrong"],
    ),
    (
        "ERROR [org.keycloak.services] KC-SERVICES0015: Unexpected error when authenticating client: java.lang.IllegalArgumentException: URLDecoder: Illegal hex characters in escape (%) pattern",
        "",
        &["client-secret-wrong"],
    ),
];

/// The request is to Keycloak, and not to the Admin API.
const OUTSIDE_THE_ADMIN_API: &[Paste] = &[
    (
        r#"POST https://sso.firm.test/realms/shop/clients-registrations/openid-connect
HTTP/1.1 403 Forbidden
{"error":"insufficient_scope","error_description":"Policy 'Trusted Hosts' rejected request to client-registration service. Details: Host not trusted."}"#,
        "?",
        &["not-the-admin-api"],
    ),
    (
        r#"WARN [org.keycloak.events] type=USER_INFO_REQUEST_ERROR, realmId=eu, clientId=null, userId=null, ipAddress=10.0.0.9, error=access_denied, auth_method=validate_access_token
10.0.0.9 - - [05/Nov/2026:21:01:02 +0100] "GET /realms/eu/protocol/openid-connect/userinfo HTTP/1.1" 403 5668 "-" "-""#,
        "",
        &["insufficient-scope"],
    ),
    (
        "GET https://id.acme.test/realms/eu/protocol/openid-connect/userinfo -> 403 Forbidden",
        "",
        &["insufficient-scope"],
    ),
    (
        r#"Failed to query provider "https://id.acme.test/realms/eu": 401 Unauthorized : You need a valid user and password to access this content"#,
        "",
        &["blocked-by-proxy"],
    ),
    (
        "GET https://id.acme.test/realms/eu/.well-known/openid-configuration returns 403 Forbidden from our cluster",
        "",
        &["blocked-by-proxy"],
    ),
    (
        "Since the update, /realms/eu/account/ returns HTTP 403 Forbidden for every user",
        "",
        &["not-the-admin-api"],
    ),
    (
        "DEBUG [org.keycloak.services.error.KeycloakErrorHandler] (executor-thread-22) Error response 403: jakarta.ws.rs.ForbiddenException: No service account
        at com.firm.scim.ScimServer.verify(ScimServer.java:131)
        at com.firm.scim.ScimUsers.list(ScimUsers.java:63)",
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"HttpResponseException: Unexpected response from server: 403 / Forbidden / Response from server: {"error":"invalid_clientId","error_description":"Client application [orders] is not registered as a resource server."}"#,
        "",
        &["authorization-services-disabled"],
    ),
    (
        r#"HttpResponseException: Unexpected response from server: 403 / Forbidden / Response from server: {"error":"invalid_scope","error_description":"Requires uma_protection scope."}"#,
        "",
        &["insufficient-scope"],
    ),
    (
        "[Nest] 81  WARN [Keycloak] Cannot validate access token: Error: Grant validation failed. Reason: invalid token (wrong ISS)",
        "",
        &["not-the-admin-api"],
    ),
    (
        "WARN [Keycloak] Cannot validate access token: Error: 403:Forbidden",
        "",
        &["not-the-admin-api"],
    ),
    (
        "[AuthFailure] Invalid authentication via OAuth2: unauthorized
GET /oauth2/callback 403",
        "",
        &["not-the-admin-api"],
    ),
    (
        "o.k.a.BearerTokenRequestAuthenticator : Failed to verify token
org.keycloak.common.VerificationException: Didn't find publicKey for specified kid",
        "",
        &["not-the-admin-api"],
    ),
];

/// Bodies of applications that are not Keycloak's, without anything else.
const BODIES_OF_APPLICATIONS: &[Paste] = &[
    (
        r#"{"message":"Forbidden","statusCode":403}"#,
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"{"statusCode":401,"message":"Unauthorized"}"#,
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"HTTP/1.1 403 Forbidden
content-type: application/json

{"detail":"You do not have permission to perform this action."}"#,
        "",
        &["not-the-admin-api"],
    ),
    (
        r#"HTTP/1.1 403
content-type: application/problem+json

{"type":"about:blank","title":"Forbidden","status":403,"instance":"/api/orders"}"#,
        "",
        &["not-the-admin-api"],
    ),
];

/// The text has statuses that are not those of the Admin API request.
const OTHER_STATUSES: &[Paste] = &[
    (
        "POST https://id.north.test/realms/north/protocol/openid-connect/token -> 200 OK
GET https://id.north.test/admin/realms/north/users
Error: connect ECONNREFUSED 10.0.0.3:443",
        "?",
        &["connection-refused"],
    ),
    (
        "POST https://id.north.test/realms/north/protocol/openid-connect/token -> 200 OK
GET https://id.north.test/admin/realms/north/users
Error: socket hang up",
        "?",
        &["connection-lost"],
    ),
    (
        "Before that, POST /admin/realms/north/users gave 403, and now it returns 201.",
        "POST /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "The shop's page at http://localhost:8081/api/orders gives 403 Forbidden. SecurityConfig has hasRole(\"ADMIN\").",
        "",
        &["not-the-admin-api"],
    ),
    (
        "GET https://id.north.test/admin/north/console/whoami 403 {\"error\":\"Token issued for an application that is not the admin console: web\"}",
        "GET /admin/{realm}/console/whoami",
        &["not-the-admin-api"],
    ),
    (
        "I sent GET /north/users with a token of /realms/{realm}/protocol/openid-connect/token and got 403, \"error\": \"unknown_error\"",
        "",
        &["missing-role"],
    ),
    (
        r#"{"httpRequest":{"requestMethod":"POST","requestUrl":"https://sso.north.test/admin/realms/north/groups","status":403}}"#,
        "POST /admin/realms/{realm}/groups",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "HTTP/1.1 401 Unauthorized
WWW-Authenticate: Basic realm=\"Staff only\"
GET /admin/realms/north/users",
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        "GET /admin/realms/north/users 403
<h1>Forbidden</h1><p>Blocked by the firewall</p>",
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        r#"{"errorMessage":"User exists with same username"}"#,
        "",
        &["request-invalid"],
    ),
];

/// Texts whose numbers and words are not about a denied request.
const NO_RESPONSE: &[&str] = &[
    "2026-02-03 10:11:12,345 ERROR [org.keycloak.storage.ldap] (executor-thread-9) Could not query server using DN [ou=people,dc=firm,dc=test]: javax.naming.CommunicationException: ldap.firm.test:636 [Root exception is java.net.ConnectException: Connection refused]",
    "Our gateway should answer with 401 for anonymous users and with 403 for users without the Keycloak realm role. How do I configure that in Envoy?",
    "What should my API return when Keycloak is down? If GET /admin/realms/shop/users would answer 403 in that case we'd have to retry, right?",
    r#"POST /realms/shop/protocol/openid-connect/token/introspect
200 OK
{"active":false}"#,
    r#"POST https://sso.firm.test/realms/shop/protocol/openid-connect/token
HTTP/1.1 200 OK
{"access_token":"…","expires_in":300,"refresh_expires_in":0,"token_type":"Bearer"}"#,
    "Keycloak import finished: 403 users, 12 groups, 404 skipped rows, see ticket KC-403. Anyone knows how to speed it up?",
    "Which realm-management roles do I need so that my backend can reset passwords with the Admin API?",
    "if (response.status === 403) { await refresh(); }",
    "assert response.status_code == 403\nAssertionError: assert 200 == 403",
    "java.sql.SQLException: Access denied for user 'root'@'localhost' (using password: YES)",
    "psql: error: connection to server at \"localhost\", port 5432 failed: Connection refused",
    "POST https://id.north.test/realms/north/protocol/openid-connect/token 200
GET https://id.north.test/admin/realms/north/users",
    "10.0.0.1 - - [02/Feb/2026:10:00:00 +0000] \"GET /realms/north/.well-known/openid-configuration HTTP/1.1\" 200 5121",
];

/// A body or a parser shows that Keycloak did not write the response.
const NOT_KEYCLOAKS: &[Paste] = &[
    (
        "failed to perform initial login to Keycloak: error sending GET request to
/admin/serverinfo: 403 Forbidden. Response body: 404 page not found",
        "GET /admin/serverinfo",
        &["blocked-by-proxy"],
    ),
    (
        "failed to perform initial login to Keycloak: invalid character '<' looking for beginning of value",
        "",
        &["not-keycloak"],
    ),
    (
        "keycloak token request failed: SyntaxError: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        "",
        &["not-keycloak"],
    ),
];

/// A trace or a path shows the request.
const REQUESTS: &[Paste] = &[
    (
        "    user = admin.create_user(data)
  File \"/x/site-packages/keycloak/keycloak_admin.py\", line 231, in create_user
    exists = self.get_user_id(username=payload['username'])
  File \"/x/site-packages/keycloak/keycloak_admin.py\", line 203, in get_users
    return self.__fetch_all(URL_ADMIN_USERS.format(**params_path), query)
  File \"/x/site-packages/keycloak/exceptions.py\", line 102, in raise_error_from_response
keycloak.exceptions.KeycloakGetError: 403: b'{\"error\":\"unknown_error\"}'",
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    (
        "Every call of POST /{realm}/users/{id}/impersonation gives a `403 Forbidden`, also with the role impersonation.",
        "POST /admin/realms/{realm}/users/{user-id}/impersonation",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"POST /admin/realms/eu/clients: 409 Conflict. Response body: {"errorMessage":"Client x already exists"}"#,
        "POST /admin/realms/{realm}/clients",
        &["request-invalid"],
    ),
];

/// Colors of terminals, formats of HTML, prefixes of log collectors, and the status beside the request in a log's message.
const AROUND_THE_REFUSAL: &[Paste] = &[
    (
        "2026-03-02T10:00:01.100000001Z stdout F {\"level\":\"info\",\"msg\":\"GET /admin/realms/eu/users?max=50\",\"status\":200}
2026-03-02T10:00:02.000000001Z stderr F {\"level\":\"error\",\"msg\":\"PUT /admin/realms/eu/users/6f1c/groups/91aa\",\"status\":403}",
        "PUT /admin/realms/{realm}/users/{user-id}/groups/{groupId}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        r#"{"severity":"WARNING","message":"DELETE /admin/realms/eu/clients/11aa was refused","statusCode":403}"#,
        "DELETE /admin/realms/{realm}/clients/{client-uuid}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "\u{1b}[31mERROR\u{1b}[0m \u{1b}[1mGET\u{1b}[0m \u{1b}[36mhttps://sso.eu.test/admin/realms/eu/users/1b\u{1b}[0m \u{1b}[33m403\u{1b}[0m \u{1b}[2m12.1 ms\u{1b}[0m",
        "GET /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "<li>Call <code>GET /admin/realms/eu/users</code> &rarr; <b>403</b></li>",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
    (
        "L'appel GET /admin/realms/eu/users renvoie \"403 Interdit\". Le jeton est bien obtenu (code 200).",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "blocked-by-proxy"],
    ),
];

/// What people write around a refusal: expectations, paths without a slash, Markdown, and bodies that Keycloak does not write.
const AS_PEOPLE_WRITE: &[Paste] = &[
    (
        "Our scripts get a 403 from the `POST` `admin/realms/shop/clients` endpoint since the upgrade.",
        "POST /admin/realms/{realm}/clients",
        &["missing-role"],
    ),
    (
        "The call to https://sso.firm.test/admin/realms/shop/groups is denied.\n\n### Expected behavior\n\nThe endpoint returns a 200 response.\n\n### Actual behavior\n\nI get a 403.",
        "GET /admin/realms/{realm}/groups",
        &["missing-role"],
    ),
    (
        "PUT https://sso.firm.test/admin/realms/shop/users/42 gives a 403.\n**Expected**\nIt should update the user and then send 204 No Content",
        "PUT /admin/realms/{realm}/users/{user-id}",
        &["missing-role"],
    ),
    (
        "It breaks with: _Call failed with status code 403 (Forbidden): GET https://sso.firm.test/admin/realms/shop/clients_",
        "GET /admin/realms/{realm}/clients",
        &["missing-role"],
    ),
    (
        "GET https://sso.firm.test/admin/realms/shop/users\n403\n{\"message\":\"You cannot use this service\"}",
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    (
        "print_r($client->getRoles()); shows Array ( [error] => unknown_error )",
        "",
        &["missing-role"],
    ),
    (
        "array(1) {\n  [\"error\"]=>\n  string(18) \"HTTP 403 Forbidden\"\n}",
        "",
        &["missing-role"],
    ),
    (
        "2025-10-27 11:18:45,198 ERROR [org.keycloak.services.error.KeycloakErrorHandler] (executor-thread-7) Uncaught server error: java.lang.NullPointerException",
        "",
        &["server-error"],
    ),
];

/// Output of frameworks, proxies, pipelines, and test tools, and questions as people ask them.
const OUTPUT_OF_TOOLS: &[Paste] = &[
    // Stack Overflow: java create
    (
        r#"I'm using keycloak-admin-client 26.0.3 in a Spring Boot 3.3 app to create users. My client has service accounts enabled.

```java
Keycloak keycloak = KeycloakBuilder.builder()
        .serverUrl("http://localhost:8080")
        .realm("demo")
        .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
        .clientId("user-service")
        .clientSecret("xxxxx")
        .build();

UserRepresentation user = new UserRepresentation();
user.setUsername("test");
Response response = keycloak.realm("demo").users().create(user);
System.out.println(response.getStatus()); // prints 403
```

The token is fetched fine. Why do I get 403 here? I have the role `manage-account`."#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // spring jaxrs trace
    (
        "2025-11-03T09:21:44.102+01:00 ERROR 1 --- [user-service] [nio-8080-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() for servlet [dispatcherServlet] in context with path [] threw exception [Request processing failed: jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden] with root cause

jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden
	at org.jboss.resteasy.client.jaxrs.internal.ClientInvocation.handleErrorStatus(ClientInvocation.java:266) ~[resteasy-client-6.2.9.Final.jar:6.2.9.Final]
	at org.jboss.resteasy.client.jaxrs.internal.proxy.extractors.DefaultEntityExtractorFactory$3.extractEntity(DefaultEntityExtractorFactory.java:41) ~[resteasy-client-6.2.9.Final.jar:6.2.9.Final]
	at org.jboss.resteasy.client.jaxrs.internal.proxy.ClientInvoker.invokeSync(ClientInvoker.java:136) ~[resteasy-client-6.2.9.Final.jar:6.2.9.Final]
	at org.jboss.resteasy.client.jaxrs.internal.proxy.ClientProxy.invoke(ClientProxy.java:76) ~[resteasy-client-6.2.9.Final.jar:6.2.9.Final]
	at jdk.proxy2/jdk.proxy2.$Proxy178.searchByUsername(Unknown Source) ~[na:na]
	at com.acme.users.KeycloakUserGateway.find(KeycloakUserGateway.java:58) ~[!/:1.4.0]
	at com.acme.users.UserController.me(UserController.java:31) ~[!/:1.4.0]",
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // quarkus restclient
    (
        "2025-10-09 07:55:12,881 ERROR [io.qua.ver.htt.run.QuarkusErrorHandler] (executor-thread-1) HTTP Request to /api/members failed, error id: 0a5a-1: org.jboss.resteasy.reactive.ClientWebApplicationException: Received: 'Forbidden, status code 403' when invoking REST Client method: 'org.acme.kc.AdminApi#members'
	at org.jboss.resteasy.reactive.client.impl.RestClientRequestContext.unwrapException(RestClientRequestContext.java:205)
	at org.jboss.resteasy.reactive.common.core.AbstractResteasyReactiveContext.handleException(AbstractResteasyReactiveContext.java:329)
	at java.base/java.lang.Thread.run(Thread.java:1583)",
        "",
        &["missing-role", "blocked-by-proxy", "unexplained"],
    ),
    // nest kcadmin
    (
        "[Nest] 17  - 11/10/2025, 8:02:11 AM   ERROR [ExceptionsHandler] Network response was not OK.
NetworkError: Network response was not OK.
    at fetchWithError (file:///usr/src/app/node_modules/@keycloak/keycloak-admin-client/lib/utils/fetchWithError.js:16:15)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async Agent._Agent_requestWithParams (file:///usr/src/app/node_modules/@keycloak/keycloak-admin-client/lib/resources/agent.js:142:25)
    at async UsersService.addToGroup (/usr/src/app/dist/users/users.service.js:44:9) {
  response: Response {
    status: 403,
    statusText: 'Forbidden',
    headers: Headers {
      'content-type': 'application/json',
      'content-length': '30'
    },
    body: ReadableStream { locked: true, state: 'closed', supportsBYOB: true },
    bodyUsed: true,
    ok: false,
    redirected: false,
    type: 'basic',
    url: 'http://keycloak:8080/admin/realms/prod/users/0f7f6f5a-9f0d-4f06-a7f6-4c9a6ac0b3f2/groups/6a1b2c3d-0000-4000-8000-000000000009'
  },
  responseData: { error: 'HTTP 403 Forbidden' }
}",
        "?",
        &["missing-role"],
    ),
    // django python keycloak
    (
        r#"Internal Server Error: /accounts/sync/
Traceback (most recent call last):
  File "/venv/lib/python3.12/site-packages/django/core/handlers/exception.py", line 55, in inner
    response = get_response(request)
               ^^^^^^^^^^^^^^^^^^^^^
  File "/app/accounts/views.py", line 41, in sync
    members = kc.get_group_members(group_id=gid)
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.12/site-packages/keycloak/keycloak_admin.py", line 1391, in get_group_members
    return self.__fetch_all(url, query)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.12/site-packages/keycloak/keycloak_admin.py", line 348, in __fetch_all
    partial_results = raise_error_from_response(
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.12/site-packages/keycloak/exceptions.py", line 212, in raise_error_from_response
    raise error(
keycloak.exceptions.KeycloakGetError: 403: b'{"error":"HTTP 403 Forbidden"}'
[10/Nov/2025 08:11:02] "GET /accounts/sync/ HTTP/1.1" 500 145212"#,
        "GET /admin/realms/{realm}/groups/{group-id}/members",
        &["missing-role"],
    ),
    // fastapi httpx
    (
        r#"INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)
INFO:httpx:HTTP Request: POST https://auth.acme.dev/realms/acme/protocol/openid-connect/token "HTTP/1.1 200 OK"
INFO:httpx:HTTP Request: GET https://auth.acme.dev/admin/realms/acme/users?email=a%40b.c&exact=true "HTTP/1.1 200 OK"
INFO:httpx:HTTP Request: PUT https://auth.acme.dev/admin/realms/acme/users/3ed3c3b4-54a4-4b8e-9a8c-cd0e43fd7ae7/execute-actions-email?lifespan=3600 "HTTP/1.1 403 Forbidden"
INFO:     172.18.0.1:53212 - "POST /api/invite HTTP/1.1" 500 Internal Server Error
ERROR:    Exception in ASGI application"#,
        "PUT /admin/realms/{realm}/users/{user-id}/execute-actions-email",
        &["missing-role"],
    ),
    // laravel guzzle
    (
        r#"[2025-11-02 14:03:22] production.ERROR: Client error: `POST https://login.firma.de/admin/realms/kunden/users/c0ffee00-1111-4222-8333-444455556666/role-mappings/clients/7d0f3a2e-0000-4000-8000-1234567890ab` resulted in a `403 Forbidden` response:
{"error":"HTTP 403 Forbidden"}
 {"userId":12,"exception":"[object] (GuzzleHttp\\Exception\\ClientException(code: 403): Client error: `POST https://login.firma.de/admin/realms/kunden/users/c0ffee00-1111-4222-8333-444455556666/role-mappings/clients/7d0f3a2e-0000-4000-8000-1234567890ab` resulted in a `403 Forbidden` response:
{\"error\":\"HTTP 403 Forbidden\"}
 at /var/www/vendor/guzzlehttp/guzzle/src/Exception/RequestException.php:113)
[stacktrace]
#0 /var/www/vendor/guzzlehttp/guzzle/src/Middleware.php(72): GuzzleHttp\\Exception\\RequestException::create(Object(GuzzleHttp\\Psr7\\Request), Object(GuzzleHttp\\Psr7\\Response), NULL, Array, NULL)"#,
        "POST /admin/realms/{realm}/users/{user-id}/role-mappings/clients/{client-id}",
        &["missing-role", "role-not-grantable"],
    ),
    // rails lograge
    (
        "method=GET path=/admin/users format=html controller=Admin::UsersController action=index status=500 error='RestClient::Forbidden: 403 Forbidden' duration=88.12 view=0.00 db=3.11
RestClient::Forbidden (403 Forbidden):
  app/services/keycloak_directory.rb:18:in `list'
  app/controllers/admin/users_controller.rb:7:in `index'",
        "",
        &["missing-role", "blocked-by-proxy", "unexplained"],
    ),
    // serilog clef
    (
        r#"{"@t":"2025-11-10T07:01:22.1234567Z","@mt":"{HttpMethod} {Uri} - {StatusCode}","@l":"Warning","HttpMethod":"DELETE","Uri":"https://id.contoso.test/admin/realms/contoso/users/1a2b3c4d-0000-4000-8000-000000000001","StatusCode":403,"SourceContext":"System.Net.Http.HttpClient.IKeycloakUserClient.ClientHandler"}
{"@t":"2025-11-10T07:01:22.2234567Z","@mt":"Unhandled exception","@l":"Error","@x":"Keycloak.AuthServices.Sdk.KeycloakHttpClientException: Unable to make a request\n   at Keycloak.AuthServices.Sdk.HttpResponseExtensions.EnsureResponseAsync(HttpResponseMessage response, CancellationToken cancellationToken)"}"#,
        "DELETE /admin/realms/{realm}/users/{user-id}",
        &["missing-role", "blocked-by-proxy"],
    ),
    // zap with gocloak
    (
        r#"{"level":"error","ts":1731225600.12,"caller":"provision/groups.go:77","msg":"could not create group","realm":"acme","group":"/teams/blue","error":"403 Forbidden: HTTP 403 Forbidden","errorVerbose":"403 Forbidden: HTTP 403 Forbidden\ngithub.com/Nerzal/gocloak/v13.checkForError\n\t/go/pkg/mod/github.com/!nerzal/gocloak/v13@v13.9.0/client.go:152\ngithub.com/Nerzal/gocloak/v13.(*GoCloak).CreateChildGroup\n\t/go/pkg/mod/github.com/!nerzal/gocloak/v13@v13.9.0/client.go:1123\nmain.main"}"#,
        "POST /admin/realms/{realm}/groups/{group-id}/children",
        &["missing-role"],
    ),
    // kubectl kcc
    (
        "[pod/keycloak-config-cli-29384756-abcde/kcc] 2025-11-10T06:00:11.120Z  INFO 1 --- [           main] d.a.k.config.provider.KeycloakProvider    : Wait 120 seconds until http://keycloak.iam.svc:8080 is available ...
[pod/keycloak-config-cli-29384756-abcde/kcc] 2025-11-10T06:00:12.011Z  INFO 1 --- [           main] d.a.k.config.service.RealmImportService   : Updating realm 'acme'...
[pod/keycloak-config-cli-29384756-abcde/kcc] 2025-11-10T06:00:12.409Z ERROR 1 --- [           main] d.a.keycloak.config.KeycloakConfigRunner  : HTTP 403 Forbidden
[pod/keycloak-config-cli-29384756-abcde/kcc] 
[pod/keycloak-config-cli-29384756-abcde/kcc] jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden
[pod/keycloak-config-cli-29384756-abcde/kcc] 	at org.jboss.resteasy.client.jaxrs.internal.ClientInvocation.handleErrorStatus(ClientInvocation.java:263)
[pod/keycloak-config-cli-29384756-abcde/kcc] 	at jdk.proxy2/jdk.proxy2.$Proxy93.update(Unknown Source)
[pod/keycloak-config-cli-29384756-abcde/kcc] 	at de.adorsys.keycloak.config.repository.RealmRepository.update(RealmRepository.java:76)
[pod/keycloak-config-cli-29384756-abcde/kcc] 	at de.adorsys.keycloak.config.service.RealmImportService.updateRealm(RealmImportService.java:210)",
        "PUT /admin/realms/{realm}",
        &["missing-role"],
    ),
    // compose event secret
    (
        r#"keycloak-1  | 2025-11-10 07:12:43,551 WARN  [org.keycloak.events] (executor-thread-17) type="CLIENT_LOGIN_ERROR", realmId="a1b2c3d4-0000-4000-8000-00000000000a", realmName="acme", clientId="billing", userId="null", ipAddress="172.20.0.1", error="invalid_client_credentials", grant_type="client_credentials"
backend-1   | {"level":"ERROR","message":"token request failed: 401"}
backend-1   | {"level":"ERROR","message":"giving up"}"#,
        "?",
        &["client-secret-wrong"],
    ),
    // har preflight
    (
        r#"{
  "startedDateTime": "2025-11-10T07:20:00.000Z",
  "request": {"method": "OPTIONS", "url": "https://sso.acme.dev/admin/realms/acme/users?max=11", "headers": [{"name": "Access-Control-Request-Method", "value": "GET"}]},
  "response": {"status": 200, "statusText": "", "headers": [{"name":"access-control-allow-origin","value":"https://app.acme.dev"}], "content": {"size": 0, "mimeType": "x-unknown"}}
},
{
  "startedDateTime": "2025-11-10T07:20:00.100Z",
  "request": {"method": "GET", "url": "https://sso.acme.dev/admin/realms/acme/users?max=11", "headers": [{"name": "authorization", "value": "Bearer eyJ..."}]},
  "response": {"status": 403, "statusText": "", "headers": [{"name":"content-type","value":"application/json"}], "content": {"size": 30, "mimeType": "application/json", "text": "eyJlcnJvciI6IkhUVFAgNDAzIEZvcmJpZGRlbiJ9", "encoding": "base64"}}
},"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // postman console
    (
        "▶ POST https://sso.acme.dev/realms/acme/protocol/openid-connect/token
200
121 ms
▶ GET https://sso.acme.dev/admin/realms/acme/clients?clientId=shop
200
32 ms
▶ POST https://sso.acme.dev/admin/realms/acme/clients/0d0c4bd1-8b2c-4a0e-b1a3-f3b6e0f1a001/roles
403
28 ms",
        "POST /admin/realms/{realm}/clients/{client-uuid}/roles",
        &["missing-role", "blocked-by-proxy"],
    ),
    // bruno cli
    (
        "Running Folder Recursively

admin/get-token (200 OK) - 88 ms
admin/create-user (403 Forbidden) - 21 ms
   ✕ status is 201
   expected 403 to equal 201

Requests:    2 total
Tests:       1 failed, 1 total
Ran all requests - 109 ms",
        "",
        &["missing-role", "blocked-by-proxy", "unexplained"],
    ),
    // k6
    (
        r#"INFO[0002] created user: 403 {"error":"HTTP 403 Forbidden"}  source=console
WARN[0002] Request Failed                                error="Post \"https://sso.acme.dev/admin/realms/perf/users\": context canceled"

     ✗ status is 201
      ↳  0% — ✓ 0 / ✗ 500

     http_req_failed................: 100.00% ✓ 500        ✗ 0"#,
        "?",
        &["missing-role"],
    ),
    // jmeter jtl
    (
        "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect
1762760000123,45,Get token,200,OK,Users 1-1,text,true,,1822,311,1,1,https://sso.acme.dev/realms/perf/protocol/openid-connect/token,45,0,12
1762760000201,22,Create user,403,Forbidden,Users 1-1,text,false,,245,990,1,1,https://sso.acme.dev/admin/realms/perf/users,22,0,0",
        "?",
        &["missing-role", "blocked-by-proxy"],
    ),
    // karate fail
    (
        r#"08:31:22.110 [main] DEBUG com.intuit.karate - request:
1 > PUT http://localhost:8080/admin/realms/test/users/5a1b3c3d-0000-4000-8000-000000000001/reset-password
1 > Authorization: Bearer eyJhb...
1 > Content-Type: application/json; charset=UTF-8
{"type":"password","value":"x","temporary":false}

08:31:22.133 [main] DEBUG com.intuit.karate - response time in milliseconds: 22
1 < 403
1 < Content-Type: application/json
{"error":"HTTP 403 Forbidden"}

08:31:22.140 [main] ERROR com.intuit.karate - users.feature:14
status code was: 403, expected: 204, response time in milliseconds: 22, url: http://localhost:8080/admin/realms/test/users/5a1b3c3d-0000-4000-8000-000000000001/reset-password, response:
{"error":"HTTP 403 Forbidden"}"#,
        "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        &["missing-role"],
    ),
    // nginx error rule
    (
        r#"2025/11/10 08:00:01 [error] 29#29: *1041 access forbidden by rule, client: 10.2.3.4, server: sso.acme.dev, request: "GET /admin/realms/acme/users HTTP/2.0", host: "sso.acme.dev""#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    // envoy rbac
    (
        r#"[2025-11-10T08:00:01.123Z] "GET /admin/realms/acme/groups HTTP/2" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 - "10.2.3.4" "Go-http-client/2.0" "5b1e" "sso.acme.dev" "-" inbound|8080|| - 10.244.1.8:8080 10.2.3.4:41234 outbound_.8080_._.keycloak.iam.svc.cluster.local default"#,
        "GET /admin/realms/{realm}/groups",
        &["blocked-by-proxy"],
    ),
    // istio body
    (
        r#"$ curl -s -H "Authorization: Bearer $T" http://keycloak.iam:8080/admin/realms/acme/users
RBAC: access denied"#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    // traefik ipallow
    (
        r#"10.0.3.4 - - [10/Nov/2025:08:00:01 +0000] "GET /admin/realms/acme/groups HTTP/2.0" 403 9 "-" "-" 4242 "keycloak@docker" "-" 0ms
time="2025-11-10T08:00:01Z" level=debug msg="Reject IP 10.0.3.4: \"10.0.3.4\" matched none of the trusted IPs" middlewareName=admin-allow@docker middlewareType=IPAllowLister"#,
        "GET /admin/realms/{realm}/groups",
        &["blocked-by-proxy"],
    ),
    // haproxy nosrv
    (
        r#"Nov 10 08:00:01 lb1 haproxy[2211]: 10.2.3.4:50122 [10/Nov/2025:08:00:01.002] fe_https~ fe_https/<NOSRV> 0/-1/-1/-1/0 403 192 - - PR-- 4/4/0/0/0 0/0 "GET /admin/realms/acme/users HTTP/1.1""#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    // apache authz
    (
        r#"[Mon Nov 10 08:00:01.123456 2025] [authz_core:error] [pid 4711:tid 139] [client 10.2.3.4:50222] AH01630: client denied by server configuration: proxy:http://keycloak:8080/admin/realms/acme/users
10.2.3.4 - - [10/Nov/2025:08:00:01 +0000] "GET /admin/realms/acme/users HTTP/1.1" 403 199 "-" "curl/8.5.0""#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    // alb waf
    (
        r#"h2 2025-11-10T08:00:01.123456Z app/prod-kc/50dc6c495c0c9188 10.2.3.4:2817 - -1 -1 -1 403 - 34 520 "GET https://sso.acme.dev:443/admin/realms/acme/users HTTP/2.0" "axios/1.7.2" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/kc/1 "Root=1-58337262-36d228ad5d99923122bbe354" "sso.acme.dev" "arn:aws:acm:eu-central-1:1:certificate/1" 1 2025-11-10T08:00:01.100000Z "waf" "-" "-" "-" "-" "-" "-""#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    // cloudflare block
    (
        r#"<!DOCTYPE html>
<!--[if lt IE 7]> <html class="no-js ie6 oldie" lang="en-US"> <![endif]-->
<head><title>Attention Required! | Cloudflare</title></head>
<body>
<h1 data-translate="block_headline">Sorry, you have been blocked</h1>
<h2 class="cf-subheadline"><span data-translate="unable_to_access">You are unable to access</span> acme.dev</h2>
<p>Cloudflare Ray ID: <strong>8f0c2b1d3a4b5c6d</strong></p>"#,
        "",
        &["blocked-by-proxy"],
    ),
    // kc debug trace
    (
        "2025-11-10 08:00:01,120 DEBUG [org.keycloak.services.error.KeycloakErrorHandler] (executor-thread-9) Error response 403: jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden
	at org.keycloak.services.resources.admin.fgap.RealmPermissions.requireManageRealm(RealmPermissions.java:88)
	at org.keycloak.services.resources.admin.AuthenticationManagementResource.createFlow(AuthenticationManagementResource.java:271)
	at org.keycloak.services.resources.admin.AuthenticationManagementResource$quarkusrestinvoker$createFlow_7c2.invoke(Unknown Source)
	at org.jboss.resteasy.reactive.server.handlers.InvocationHandler.handle(InvocationHandler.java:29)",
        "POST /admin/realms/{realm}/authentication/flows",
        &["missing-role"],
    ),
    // kc event refresh
    (
        r#"2025-11-10 08:00:01,120 WARN  [org.keycloak.events] (executor-thread-2) type="REFRESH_TOKEN_ERROR", realmId="acme", clientId="worker", userId="null", ipAddress="10.1.1.1", error="invalid_token", reason="Token is not active", grant_type="refresh_token", client_auth_method="client-secret""#,
        "?",
        &["refresh-token-expired"],
    ),
    // GitHub Actions: terraform
    (
        r#"2025-11-10T12:34:56.7890123Z [0m[1mkeycloak_openid_client.app: Creating...[0m
2025-11-10T12:34:57.0890123Z [31m╷[0m[0m
2025-11-10T12:34:57.0890124Z [31m│[0m [0m[1m[31mError: [0m[0m[1merror sending POST request to /admin/realms/acme/clients: 403 Forbidden. Response body: {"error":"HTTP 403 Forbidden"}[0m
2025-11-10T12:34:57.0890125Z [31m│[0m [0m
2025-11-10T12:34:57.0890126Z [31m│[0m [0m[0m  with keycloak_openid_client.app,
2025-11-10T12:34:57.0890127Z [31m│[0m [0m  on clients.tf line 3, in resource "keycloak_openid_client" "app":
2025-11-10T12:34:57.1890123Z ##[error]Terraform exited with code 1."#,
        "POST /admin/realms/{realm}/clients",
        &["missing-role"],
    ),
    // gitlab ansible
    (
        r#"$ ansible-playbook -i inventory realm.yml
TASK [keycloak : create identity provider] ************************************
An exception occurred during task execution. To see the full traceback, use -vvv.
fatal: [localhost]: FAILED! => {"changed": false, "msg": "Could not fetch identity provider github in realm acme: HTTP Error 403: Forbidden"}
PLAY RECAP *********************************************************************
localhost                  : ok=3    changed=1    unreachable=0    failed=1    skipped=0    rescued=0    ignored=0
ERROR: Job failed: exit code 2"#,
        "GET /admin/realms/{realm}/identity-provider/instances/{alias}",
        &["missing-role", "blocked-by-proxy"],
    ),
    // german
    (
        r#"Hallo zusammen, wir betreiben Keycloak 26.2 hinter nginx. Unser Backend holt sich per client_credentials ein Token (klappt, 200) und ruft dann
GET https://login.firma.de/admin/realms/kunden/users/count auf. Antwort: 403 Forbidden mit Body {"error":"HTTP 403 Forbidden"}.
Der Service-Account hat die Rolle "query-users". Was fehlt ihm noch?"#,
        "GET /admin/realms/{realm}/users/count",
        &["missing-role"],
    ),
    // spanish 401
    (
        r#"Buenas, al pedir el token con mi usuario recibo un error 401:
POST http://localhost:8180/realms/tienda/protocol/openid-connect/token
{"error":"invalid_grant","error_description":"Invalid user credentials"}
He comprobado la contraseña varias veces. ¿Alguna idea?"#,
        "?",
        &["user-credentials-wrong"],
    ),
    // french 404
    (
        r#"Bonjour, j'essaie de récupérer un utilisateur avec son nom : GET https://sso.exemple.fr/admin/realms/boutique/users/jean.dupont
et Keycloak répond 404 {"error":"User not found"}. Pourtant l'utilisateur existe bien dans la console."#,
        "GET /admin/realms/{realm}/users/{user-id}",
        &["user-id-is-username"],
    ),
    // ocr postman
    (
        r#"GET    https://sso.acme.dev/admin/realms/acme/users?max=20    Send
Params   Authorization •   Headers (8)   Body   Scripts   Settings
Body   Cookies   Headers (6)   Test Results          Status: 403 Forbidden   Time: 45 ms   Size: 312 B
Pretty   Raw   Preview   Visualize   JSON
1  {
2      "error": "HTTP 403 Forbidden"
3  }"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // smart quotes
    (
        "Our Teams chat:
“GET https://sso.acme.dev/admin/realms/acme/roles” gives us {“error”:“HTTP 403 Forbidden”} since yesterday’s upgrade to 26.3",
        "GET /admin/realms/{realm}/roles",
        &["missing-role"],
    ),
    // elixir tesla
    (
        r#"10:22:31.410 [error] GenServer Acme.Directory terminating
** (MatchError) no match of right hand side value: {:ok, %Tesla.Env{method: :get, url: "https://sso.acme.dev/admin/realms/acme/groups", query: [max: 100], headers: [{"content-type", "application/json"}], body: %{"error" => "HTTP 403 Forbidden"}, status: 403, opts: [], __module__: Tesla, __client__: nil}}
    (acme 0.1.0) lib/acme/directory.ex:31: Acme.Directory.groups/1"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role"],
    ),
    // ktor
    (
        r#"Exception in thread "main" io.ktor.client.plugins.ClientRequestException: Client request(DELETE https://sso.acme.dev/admin/realms/acme/users/5a1b3c3d-0000-4000-8000-000000000001) invalid: 403 Forbidden. Text: "{"error":"HTTP 403 Forbidden"}"
	at io.ktor.client.plugins.DefaultResponseValidationKt$addDefaultResponseValidation$1$1.invokeSuspend(DefaultResponseValidation.kt:54)"#,
        "DELETE /admin/realms/{realm}/users/{user-id}",
        &["missing-role"],
    ),
    // okhttp
    (
        r#"D/OkHttp: --> POST https://sso.acme.dev/admin/realms/acme/groups/11111111-2222-4333-8444-555555555555/children
D/OkHttp: Content-Type: application/json; charset=UTF-8
D/OkHttp: --> END POST (18-byte body)
D/OkHttp: <-- 403 https://sso.acme.dev/admin/realms/acme/groups/11111111-2222-4333-8444-555555555555/children (34ms)
D/OkHttp: content-type: application/json
D/OkHttp: {"error":"HTTP 403 Forbidden"}
D/OkHttp: <-- END HTTP (30-byte body)"#,
        "POST /admin/realms/{realm}/groups/{group-id}/children",
        &["missing-role"],
    ),
    // Clojure: clj http
    (
        r#"clojure.lang.ExceptionInfo: clj-http: status 403
 at slingshot.support$stack_trace.invoke (support.clj:201)
{:cached nil, :request-time 41, :protocol-version {:name "HTTP", :major 1, :minor 1}, :reason-phrase "Forbidden", :headers {"Content-Type" "application/json"}, :orig-content-encoding nil, :status 403, :body "{\"error\":\"HTTP 403 Forbidden\"}", :trace-redirects ["https://sso.acme.dev/admin/realms/acme/clients"]}"#,
        "?",
        &["missing-role"],
    ),
    // dart dio
    (
        r#"DioException [bad response]: This exception was thrown because the response has a status code of 403 and RequestOptions.validateStatus was configured to throw for this status code.
The status code of 403 has the following meaning: "Client error - the request contains bad syntax or cannot be fulfilled"
uri: https://sso.acme.dev/admin/realms/acme/users
method: POST
response: {error: HTTP 403 Forbidden}"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // powershell
    (
        r#"Invoke-RestMethod : {"error":"HTTP 403 Forbidden"}
At C:\scripts\Sync-Users.ps1:27 char:12
+ $groups = Invoke-RestMethod -Method Get -Uri "$base/admin/realms/$realm/groups?max=500" -Headers $h
+           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : InvalidOperation: (System.Net.HttpWebRequest:HttpWebRequest) [Invoke-RestMethod], WebException
    + FullyQualifiedErrorId : WebCmdletWebResponseException,Microsoft.PowerShell.Commands.InvokeRestMethodCommand"#,
        "GET /admin/realms/{realm}/groups",
        &["missing-role"],
    ),
    // spring rs scope
    (
        r#"HTTP/1.1 403
WWW-Authenticate: Bearer error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token.", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1"
X-Content-Type-Options: nosniff
Content-Length: 0"#,
        "?",
        &["not-the-admin-api"],
    ),
    // json token request
    (
        r#"curl --location 'http://localhost:8080/realms/master/protocol/openid-connect/token' \
--header 'Content-Type: application/json' \
--data '{"client_id":"admin-cli","username":"admin","password":"admin","grant_type":"password"}'

{"error":"invalid_request","error_description":"Missing form parameter: grant_type"}"#,
        "?",
        &["grant-unsupported", "request-invalid"],
    ),
    // discord
    (
        r#"maxi — Today at 14:02
hey, anyone got fine grained admin permissions v2 working? my service account has view-users + manage-users
maxi — Today at 14:03
but PUT /admin/realms/game/users/{id}/role-mappings/realm ... sorry POST
it says 403 {"error":"HTTP 403 Forbidden"}
nora — Today at 14:05
which role do you map?
maxi — Today at 14:05
"realm-admin" lol"#,
        "?",
        &["role-not-grantable", "missing-role"],
    ),
    // old auth
    (
        r#"Keycloak 12.0.4 (jboss/keycloak docker). curl -s -H "Authorization: Bearer $TOKEN" "http://localhost:8080/auth/admin/realms/demo/users?briefRepresentation=true"
Response: {"error":"unknown_error"}
HTTP status 403"#,
        "GET /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // ingress json
    (
        r#"{"time":"2025-11-10T08:00:01+00:00","remote_addr":"10.2.3.4","request_method":"GET","uri":"/admin/realms/acme/users","status":"403","upstream_status":"-","upstream_addr":"-","host":"sso.acme.dev","http_user_agent":"okhttp/4.12"}"#,
        "GET /admin/realms/{realm}/users",
        &["blocked-by-proxy"],
    ),
    // ingress json upstream
    (
        r#"{"time":"2025-11-10T08:00:01+00:00","remote_addr":"10.2.3.4","request_method":"POST","uri":"/admin/realms/acme/users","status":"403","upstream_status":"403","upstream_addr":"10.244.0.7:8080","host":"sso.acme.dev"}"#,
        "POST /admin/realms/{realm}/users",
        &["missing-role"],
    ),
    // code not valid
    (
        r"PHP Fatal error:  Uncaught League\OAuth2\Client\Provider\Exception\IdentityProviderException: invalid_grant: Code not valid in /app/vendor/stevenmaguire/oauth2-keycloak/src/Provider/Keycloak.php:201",
        "?",
        &["unexplained", "-", "request-invalid"],
    ),
    // curl h2
    (
        r#"* Connected to sso.acme.dev (203.0.113.7) port 443
* [HTTP/2] [1] OPENED stream for https://sso.acme.dev/admin/realms/acme/client-scopes
* [HTTP/2] [1] [:method: GET]
* [HTTP/2] [1] [:path: /admin/realms/acme/client-scopes]
> GET /admin/realms/acme/client-scopes HTTP/2
> Host: sso.acme.dev
> authorization: Bearer eyJhbGciOi
> 
< HTTP/2 403 
< date: Mon, 10 Nov 2025 08:00:01 GMT
< content-type: application/json
< content-length: 30
< 
* Connection #0 to host sso.acme.dev left intact
{"error":"HTTP 403 Forbidden"}"#,
        "GET /admin/realms/{realm}/client-scopes",
        &["missing-role"],
    ),
    // backstage
    (
        r#"{"class":"KeycloakOrgEntityProvider","level":"error","message":"Error while syncing Keycloak users and groups","plugin":"catalog","name":"NetworkError","response":{"status":403,"url":"https://sso.acme.dev/admin/realms/acme/groups/count"},"responseData":{"error":"HTTP 403 Forbidden"},"service":"backstage","stack":"NetworkError: Network response was not OK.\n    at fetchWithError"}"#,
        "GET /admin/realms/{realm}/groups/count",
        &["missing-role"],
    ),
    // pulumi
    (
        r#"Diagnostics:
  keycloak:index:Group (staff):
    error: 1 error occurred:
    	* error sending POST request to /auth/admin/realms/acme/groups: 403 Forbidden. Response body: {"error":"unknown_error"}"#,
        "POST /admin/realms/{realm}/groups",
        &["missing-role"],
    ),
    // crossplane event
    (
        r#"Events:
  Type     Reason                   Age                From                                              Message
  ----     ------                   ----               ----                                              -------
  Warning  CannotObserveExternalResource  12s (x5 over 40s)  managed/group.keycloak.crossplane.io/v1alpha1, kind=group  cannot run refresh: refresh failed: error sending GET request to /admin/realms/acme/groups/4f5e: 403 Forbidden. Response body: {"error":"HTTP 403 Forbidden"}: "#,
        "GET /admin/realms/{realm}/groups/{group-id}",
        &["missing-role"],
    ),
    // kcadm sessions with one refusal
    (
        "+ kcadm.sh config credentials --server http://localhost:8080 --realm master --user admin
Logging into http://localhost:8080 as user admin of realm master
+ kcadm.sh create realms -s realm=shop -s enabled=true
Created new realm with id 'shop'
+ kcadm.sh create clients -r shop -s clientId=web
Created new client with id '3c1f6f0e-0000-4000-8000-000000000077'
+ kcadm.sh add-roles -r shop --uusername service-account-web --cclientid realm-management --rolename view-users
+ kcadm.sh get users -r shop --config /tmp/sa.config
HTTP 403 Forbidden [For more on this error consult the server log.]",
        "GET /admin/realms/{realm}/users",
        &["missing-role", "token-stale", "roles-not-in-token"],
    ),
    // loki logfmt
    (
        r#"2025-11-10T08:00:01Z level=warn component=sync method=GET url=https://sso.acme.dev/admin/realms/acme/users/count status=200 dur=12ms
2025-11-10T08:00:01Z level=warn component=sync method=GET url=https://sso.acme.dev/admin/realms/acme/users?first=0&max=50 status=200 dur=31ms bytes=2 body="[]""#,
        "?",
        &[
            "allowed-but-filtered",
            "allowed",
            "-",
            "allowed-but-partial",
        ],
    ),
    // issue template 500
    (
        r#"### Before reporting an issue
- [x] I have read and understood the above terms
### Area
admin/fine-grained-permissions
### Describe the bug
With FGAP v2 enabled, `GET /admin/realms/{realm}/users?search=` throws
```
2025-11-10 08:00:01,120 ERROR [org.keycloak.services.error.KeycloakErrorHandler] (executor-thread-9) Uncaught server error: java.lang.NullPointerException: Cannot invoke "org.keycloak.authorization.model.Resource.getId()" because "resource" is null
```
### Version
26.3.1
### Expected behavior
200
### Actual behavior
500 `{"error":"unknown_error","error_description":"For more on this error consult the server log."}`"#,
        "GET /admin/realms/{realm}/users",
        &["server-error"],
    ),
    // oauth2proxy
    (
        r#"[2025/11/10 08:00:01] [oauthproxy.go:902] Error redeeming code during OAuth2 callback: token exchange failed: oauth2: "unauthorized_client" "Invalid client or Invalid client credentials"
10.2.3.4:0 - 5b1e - - [2025/11/10 08:00:01] app.acme.dev GET - "/oauth2/callback?state=abc&code=def" HTTP/1.1 "Mozilla/5.0" 500 2834 0.021"#,
        "?",
        &["client-secret-wrong", "client-not-found-or-disabled"],
    ),
    // tls java
    (
        "Caused by: jakarta.ws.rs.ProcessingException: RESTEASY004655: Unable to invoke request: javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target
	at org.jboss.resteasy.client.jaxrs.engines.ManualClosingApacheHttpClient43Engine.invoke(ManualClosingApacheHttpClient43Engine.java:355)
	at org.keycloak.admin.client.token.TokenManager.grantToken(TokenManager.java:99)",
        "?",
        &["tls-untrusted"],
    ),
    // two refusals of organizations
    (
        "GET https://sso.acme.dev/admin/realms/acme/organizations?search=x -> 403
POST https://sso.acme.dev/admin/realms/acme/organizations/3c1f6f0e-0000-4000-8000-000000000077/members/invite-user -> 403",
        "?",
        &["missing-role", "blocked-by-proxy"],
    ),
    // sa token claims
    (
        r#"My decoded token:
{
  "exp": 1999999999, "iat": 1999999699, "iss": "https://sso.acme.dev/realms/acme",
  "aud": ["realm-management","account"], "azp": "backend", "typ": "Bearer",
  "resource_access": {"realm-management": {"roles": ["view-users","query-groups","query-users"]}, "account": {"roles": ["manage-account"]}},
  "scope": "profile email", "preferred_username": "service-account-backend"
}
and the request
GET https://sso.acme.dev/admin/realms/acme/users/3ed3c3b4-54a4-4b8e-9a8c-cd0e43fd7ae7/sessions works, but
DELETE https://sso.acme.dev/admin/realms/acme/sessions/3ed3c3b4-54a4-4b8e-9a8c-cd0e43fd7ae7 fails with 403"#,
        "DELETE /admin/realms/{realm}/sessions/{session}",
        &["missing-role"],
    ),
];

static MATRIX: LazyLock<Option<Matrix>> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).ok()
});

fn report(text: &str) -> Option<Report> {
    let context = Context {
        matrix: MATRIX.as_ref()?,
        version: None,
        operation: "",
        now: 1_800_000_000,
    };
    read(text, &context).report
}

fn check(pastes: &[Paste]) {
    let mut wrong = Vec::new();
    for (text, operation, causes) in pastes {
        let Some(report) = report(text) else {
            wrong.push(format!("no report: {text}"));
            continue;
        };
        if !causes.contains(&report.cause.code.as_str()) {
            wrong.push(format!(
                "{} instead of {causes:?}: {text}",
                report.cause.code
            ));
        }
        let expected = if operation.is_empty() {
            "unknown"
        } else {
            operation
        };
        if expected != "?" && report.operation != expected {
            wrong.push(format!(
                "{} instead of {expected}: {text}",
                report.operation
            ));
        }
        if operation.is_empty() && !report.roles.needed.is_empty() {
            wrong.push(format!("roles of an unknown operation: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_applications_own_error_does_not_hide_the_request_that_it_is_about() {
    check(AN_APPLICATION_TELLS_OF_ANOTHER_REQUEST);
}

#[test]
fn a_status_of_another_request_is_not_that_of_the_admin_api() {
    check(OTHER_STATUSES);
}

#[test]
fn a_text_without_a_response_gets_no_report() {
    for text in NO_RESPONSE {
        assert_eq!(report(text).map(|report| report.cause.code), None, "{text}");
    }
}

#[test]
fn a_failure_of_a_client_is_not_certain() {
    for (text, code) in [
        (
            "java.net.http.HttpTimeoutException: request timed out",
            "timed-out",
        ),
        ("dial tcp 10.1.1.1:443: i/o timeout", "timed-out"),
        ("code: 'UND_ERR_CONNECT_TIMEOUT'", "timed-out"),
        (
            "org.apache.http.NoHttpResponseException: h:443 failed to respond",
            "connection-lost",
        ),
        (
            "httpx.RemoteProtocolError: Server disconnected without sending a response.",
            "connection-lost",
        ),
        ("connect ECONNREFUSED ::1:8080", "connection-refused"),
    ] {
        let report = report(text).expect(text);
        assert_eq!(report.cause.code, code, "{text}");
        assert_eq!(report.cause.certainty, Certainty::Likely, "{text}");
        assert_eq!(report.status, None, "{text}");
    }
}

#[test]
fn a_refusal_wins_over_requests_that_succeed() {
    check(A_REFUSAL_WINS);
}

#[test]
fn an_application_that_checks_tokens_is_not_keycloak() {
    check(RESOURCE_SERVERS);
}

#[test]
fn the_type_and_the_reason_of_an_event_name_the_cause() {
    check(EVENTS);
}

#[test]
fn a_path_outside_the_roots_of_keycloak_is_a_wrong_base_url() {
    check(BASE_PATHS);
}

#[test]
fn a_browsers_message_about_cors_wins_over_the_status() {
    check(BROWSERS);
}

#[test]
fn the_log_of_a_proxy_shows_who_denied_the_request() {
    check(PROXIES);
}

#[test]
fn a_status_in_prose_is_found_in_every_language() {
    check(PROSE);
}

#[test]
fn messages_of_clients_show_their_request_and_its_cause() {
    check(CLIENTS);
}

#[test]
fn messages_of_further_libraries_show_their_request_and_its_cause() {
    check(LIBRARIES);
}

#[test]
fn reports_of_people_are_read_despite_what_surrounds_the_refusal() {
    check(REPORTS);
}

#[test]
fn a_gateway_that_does_not_reach_keycloak_responded_to_the_client() {
    check(GATEWAYS);
}

#[test]
fn bodies_with_and_without_the_hint_to_the_log_mean_the_same() {
    check(RESPONSES);
}

#[test]
fn the_error_of_the_token_endpoint_wins_over_the_status_of_the_application() {
    check(ERRORS_OF_THE_TOKEN_ENDPOINT);
}

#[test]
fn a_request_outside_the_admin_api_names_no_admin_role() {
    check(OUTSIDE_THE_ADMIN_API);
}

#[test]
fn the_body_of_an_application_names_no_admin_role() {
    check(BODIES_OF_APPLICATIONS);
}

#[test]
fn a_body_that_keycloak_does_not_write_is_of_another_server() {
    check(NOT_KEYCLOAKS);
}

#[test]
fn a_trace_and_a_path_of_the_documentation_show_the_request() {
    check(REQUESTS);
}

#[test]
fn a_missing_body_of_a_400_leaves_the_cause_open() {
    let text = "Call failed with status code 400 (Bad Request): POST http://localhost:8080/realms/eu/protocol/openid-connect/token";
    let report = report(text).expect("a report");
    assert_ne!(report.cause.code, "not-keycloak");
    assert_eq!(report.cause.certainty, Certainty::Possible);
    let also: Vec<&str> = report
        .also_possible
        .iter()
        .map(|other| other.code.as_str())
        .collect();
    for code in ["user-setup-incomplete", "direct-access-grants-disabled"] {
        assert!(also.contains(&code), "{also:?}");
    }
}

#[test]
fn a_status_that_contradicts_the_error_is_never_certain() {
    let text = "HTTP 403: {'error': 'invalid_scope', 'error_description': 'Invalid scopes: x'}";
    let report = report(text).expect("a report");
    assert_eq!(report.cause.code, "scope-invalid");
    assert_eq!(report.cause.certainty, Certainty::Likely);
}

#[test]
fn another_server_in_the_text_is_not_keycloak() {
    check(ANOTHER_SERVER_BESIDE);
}

#[test]
fn a_response_or_an_event_wins_over_a_browsers_message() {
    check(A_BROWSER_AND_MORE);
}

#[test]
fn the_request_that_is_still_denied_is_selected() {
    check(SEVERAL_CALLERS);
}

#[test]
fn formats_of_further_tools_are_read() {
    check(OTHER_FORMATS);
}

#[test]
fn output_of_frameworks_proxies_and_test_tools_is_read() {
    check(OUTPUT_OF_TOOLS);
}

#[test]
fn a_report_in_a_further_language_is_read() {
    check(OTHER_LANGUAGES);
}

#[test]
fn what_surrounds_a_refusal_does_not_hide_it() {
    check(AROUND_THE_REFUSAL);
}

#[test]
fn the_size_of_a_response_is_no_status() {
    for text in [
        r#"10.0.0.1 - - [02/Mar/2026:10:00:00 +0000] "GET /admin/realms/eu/users HTTP/1.1" 200 403 "-" "curl/8""#,
        "GET /admin/realms/eu/users status 200 size 403",
    ] {
        let code = report(text).map(|report| report.cause.code);
        assert_eq!(code.as_deref(), Some("allowed"), "{text}");
    }
}

#[test]
fn a_number_that_is_no_status_is_no_refusal() {
    assert!(MATRIX.is_some());
    for text in [
        "our import synced 403 users and 200 groups, works fine",
        "Keycloak runs on port 8403, and room 403 is free",
        "The Keycloak realm has 403 groups",
    ] {
        assert!(report(text).is_none(), "{text}");
    }
}

#[test]
fn what_people_write_around_a_refusal_is_not_taken_for_it() {
    check(AS_PEOPLE_WRITE);
}

#[test]
fn an_assumed_method_is_named_as_an_assumption() {
    let note = "The text does not show the method. Why403 assumes GET.";
    let evidence = |text| {
        let report = report(text).expect("a report");
        report.cause.evidence
    };
    let assumed = evidence("https://sso.firm.test/admin/realms/shop/users returns 403");
    assert!(
        assumed.iter().any(|sentence| sentence == note),
        "{assumed:?}"
    );
    for text in [
        "GET https://sso.firm.test/admin/realms/shop/users returns 403",
        // The path has no other method.
        "https://sso.firm.test/admin/realms/shop/users/count returns 403",
        "POST https://sso.firm.test/admin/realms/shop/users\nhttps://sso.firm.test/admin/realms/shop/users returns 403",
    ] {
        let stated = evidence(text);
        assert!(stated.iter().all(|sentence| sentence != note), "{text}");
    }
}
