//! Lists the requests to which the demo and a real Keycloak must respond alike.

use lab::compare::Request;

const CLIENT: &str = "client_id=403-forbidden-fix-client&client_secret={secret}";

fn get(path: &str) -> Request {
    Request::new("GET", path)
}

/// Requests without a token or with an invalid one.
pub fn of_anybody() -> Vec<Request> {
    let user = "/admin/realms/{realm}/users/{user}";
    let mut requests: Vec<Request> = [
        "/nope",
        "/auth/realms/{realm}",
        "/auth/realms/{realm}/.well-known/openid-configuration",
        "/auth/admin/realms/{realm}/users",
        "/realms",
        "/realms/{realm}",
        "/realms/{realm}/",
        "/realms/master",
        "/realms/nope",
        "/realms/{realm}/nope",
        "/realms/{realm}/.well-known/openid-configuration",
        "/realms/nope/.well-known/openid-configuration",
        "/realms/{realm}/.well-known/nope",
        "/realms/{realm}/protocol/openid-connect/certs",
        "/realms/nope/protocol/openid-connect/certs",
        "/realms/{realm}/protocol/openid-connect/nope",
        "/realms/{realm}/protocol/nope",
        "/realms/{realm}/protocol/openid-connect/token",
        "/admin/realms",
        "/admin/realms/{realm}",
        "/admin/realms/nope",
        "/admin/realms/{realm}/nope",
        "/admin/serverinfo",
        user,
    ]
    .into_iter()
    .map(get)
    .collect();
    let methods = [
        Request::new("POST", "/realms/{realm}"),
        Request::new("PUT", "/realms/{realm}/protocol/openid-connect/token"),
        Request::new("DELETE", "/admin/realms/{realm}/users"),
        Request::new(
            "POST",
            "/admin/realms/{realm}/protocol/openid-connect/token",
        ),
        Request::token_of("nope", "grant_type=client_credentials"),
    ];
    requests.extend(methods);
    requests.extend(
        [
            "Bearer abc",
            "Bearer",
            "Basic YTpi",
            "Bearer Bearer {token}",
            "Bearer \"{token}\"",
            "Bearer {token}x",
            "{token}",
            "bearer {token}",
            "Bearer {user-token}",
        ]
        .map(|value| get(user).header("authorization", value)),
    );
    let origins = ["https://elsewhere.example", "null"];
    requests.extend(origins.map(|origin| get(user).bearer("{token}").header("origin", origin)));
    requests.extend(origins.map(|origin| {
        get("/admin/realms/nope")
            .bearer("{token}")
            .header("origin", origin)
    }));
    requests.push(
        get("/admin/serverinfo")
            .bearer("{token}")
            .header("origin", "null"),
    );
    requests.push(
        get("/admin/serverinfo")
            .bearer("{admin-token}")
            .header("origin", "null"),
    );
    requests.push(get(user).header("origin", "null"));
    requests
}

/// Requests to the token endpoint.
pub fn of_the_token_endpoint() -> Vec<Request> {
    let mut requests: Vec<Request> = [
        "grant_type=client_credentials",
        "grant_type=client_credentials&scope=openid",
        "grant_type=client_credentials&scope=profile",
        "grant_type=client_credentials&scope=address phone",
        "grant_type=client_credentials&scope=nope",
        "grant_type=client_credentials&scope=openid nope",
        "grant_type=client_credentials&scope=",
        "grant_type=password&username=john-doe&password=john-doe-password",
        "grant_type=password&username=JOHN-DOE&password=john-doe-password&scope=openid",
        "grant_type=password&username=John.Doe@example.com&password=john-doe-password",
        "grant_type=password&username=john-doe&password=wrong",
        "grant_type=password&username=nobody&password=wrong",
        "grant_type=password&username=service-account-403-forbidden-fix-client&password=x",
        "grant_type=password&username=john-doe",
        "grant_type=password&password=x",
        "grant_type=password&username=john-doe&password=wrong&scope=nope",
        "grant_type=nope",
        "grant_type=",
        "scope=openid",
        "grant_type=client_credentials&grant_type=password",
        "grant_type=authorization_code&code=x",
        "grant_type=refresh_token&refresh_token=x",
        "grant_type=refresh_token",
        "grant_type=refresh_token&refresh_token={token}",
        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange",
        "grant_type=urn:ietf:params:oauth:grant-type:device_code",
        "grant_type=urn:openid:params:grant-type:ciba",
        "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer",
        "grant_type=urn:ietf:params:oauth:grant-type:pre-authorized_code",
    ]
    .into_iter()
    .map(|form| Request::token(&format!("{form}&{CLIENT}")))
    .collect();
    requests.extend(
        [
            "grant_type=client_credentials",
            "grant_type=client_credentials&client_id=nope&client_secret={secret}",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client&client_secret=wrong",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client&client_secret=**********",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client&client_secret=%00",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client&client_secret=%ff",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client&client_secret=a%zz",
            "grant_type=client_credentials&grant_type=x&client_id=403-forbidden-fix-client&client_secret=wrong",
            "grant_type=nope&client_id=nope",
            "client_id=nope",
            "",
            "grant_type=client_credentials&client_id=admin-cli",
            "grant_type=client_credentials&client_id=account",
            "grant_type=client_credentials&client_id=broker&client_secret=x",
            "grant_type=client_credentials&client_id=realm-management",
            "grant_type=password&client_id=account&username=a&password=b",
            "grant_type=password&client_id=nope&username=a&password=b",
            "grant_type=password&client_id=admin-cli&username=john-doe&password=john-doe-password",
        ]
        .map(Request::token),
    );
    requests.extend(
        [
            "grant_type=password&client_id=admin-cli&username={admin}&password={admin-password}",
            "grant_type=password&client_id=admin-cli&username={admin}&password=wrong",
            "grant_type=password&client_id=admin-cli&username=john-doe&password=john-doe-password",
            "grant_type=client_credentials&client_id=403-forbidden-fix-client&client_secret={secret}",
        ]
        .map(|form| Request::token_of("master", form)),
    );
    // client:secret, and invalid credentials.
    requests.extend(
        [
            "Basic !!!",
            "Basic YWJj",
            "Basic NDAzLWZvcmJpZGRlbi1maXgtY2xpZW50Ong=",
            "Basic NDAzLWZvcmJpZGRlbi1maXgtY2xpZW50OmEleno=",
        ]
        .map(|basic| {
            Request::token("grant_type=client_credentials").header("authorization", basic)
        }),
    );
    let credentials = format!("grant_type=client_credentials&{CLIENT}");
    let token_path = "/realms/{realm}/protocol/openid-connect/token";
    requests.push(Request::new("POST", token_path).body("text/plain", &credentials));
    requests.push(Request::new("POST", token_path).json(r#"{"grant_type":"client_credentials"}"#));
    requests.push(Request::new("POST", &format!("{token_path}?{credentials}")));
    requests.push(Request::token(&credentials).header("origin", "https://elsewhere.example"));
    requests.push(
        Request::token("grant_type=client_credentials&client_id=nope").header("origin", "null"),
    );
    requests
}

/// Errors when roles are assigned, and the lists of assigned roles.
pub fn of_role_mappings() -> Vec<Request> {
    let mappings =
        "/admin/realms/{realm}/users/{service-account}/role-mappings/clients/{management}";
    let post = |body: &str| {
        Request::new("POST", mappings)
            .bearer("{admin-token}")
            .json(body)
    };
    let delete = |body: &str| {
        Request::new("DELETE", mappings)
            .bearer("{admin-token}")
            .json(body)
    };
    let look = |path: &str| get(&format!("{mappings}{path}")).bearer("{admin-token}");
    vec![
        post("[]"),
        post("x"),
        post("{}"),
        post("null"),
        post(r#"["view-users"]"#),
        post(r#"[{"name":"view-"#),
        post(r#"[{"name":"nope"}]"#),
        post(r#"[{"name":"view-users"}]"#),
        post(r#"[{"name":"view-users","id":"{nobody}"}]"#),
        post(r#"[{role:view-users},{"name":"nope","id":"x"}]"#),
        look(""),
        Request::new("POST", mappings).bearer("{admin-token}"),
        Request::new("POST", mappings)
            .bearer("{admin-token}")
            .body("application/x-www-form-urlencoded", "a=b"),
        Request::new("PUT", mappings)
            .bearer("{admin-token}")
            .json("[]"),
        post("[{role:view-users}]"),
        post("[{role:view-users}]"),
        look(""),
        look("/composite"),
        look("/available"),
        look("/nope"),
        get("/admin/realms/{realm}/users/{service-account}/role-mappings").bearer("{admin-token}"),
        get("/admin/realms/{realm}/users/{user}/role-mappings").bearer("{admin-token}"),
        delete("x"),
        delete("[]"),
        delete(r#"[{"name":"nope","id":"x"}]"#),
        delete("[{role:view-users}]"),
        delete("[{role:view-users}]"),
        look(""),
        post("{all-roles}"),
        look(""),
        look("/available"),
        Request::new("DELETE", mappings).bearer("{admin-token}"),
        look(""),
    ]
}

/// Assigns roles to the service account, as the administrator.
pub fn assign(roles: &[&str]) -> Request {
    mapping("POST", roles)
}

/// Unassigns roles from the service account.
pub fn unassign(roles: &[&str]) -> Request {
    mapping("DELETE", roles)
}

fn mapping(method: &'static str, roles: &[&str]) -> Request {
    let path = "/admin/realms/{realm}/users/{service-account}/role-mappings/clients/{management}";
    let roles: Vec<String> = roles
        .iter()
        .map(|role| format!("{{role:{role}}}"))
        .collect();
    Request::new(method, path)
        .bearer("{admin-token}")
        .json(&format!("[{}]", roles.join(",")))
}

/// Requests with tokens that were issued after an assignment.
pub fn with_fresh_tokens() -> Vec<Request> {
    vec![
        Request::token(&format!("grant_type=client_credentials&{CLIENT}")),
        get("/admin/realms/{realm}/users/{user}").bearer("{token}"),
        get("/admin/realms/{realm}/users/{user}").bearer("{user-token}"),
    ]
}

/// Paths below `/users` of the realm.
const USERS: &[&str] = &[
    "",
    "/",
    "/count",
    "/{user}",
    "/{user}/",
    "/{nobody}",
    "/john-doe",
    "/{service-account}",
    "/{user}/nope",
    "/{nobody}/nope",
    "?username=john-doe&exact=true",
    "?username=john&exact=true",
    "?username=JOHN",
    "?username=service",
    "?username=zzz",
    "?username=service-account-403-forbidden-fix-client&exact=true",
    "?search=doe",
    "?search=example",
    "?search=john%20doe",
    "?search=*oe*",
    "?search=%22doe%22",
    "?search=service",
    "?search=id:{user}",
    "?search=id:{nobody}",
    "?search=",
    "?email=john.doe@example.com&exact=true",
    "?firstName=jo&lastName=oe",
    "?lastName=oe&exact=true",
    "?enabled=true",
    "?enabled=false",
    "?emailVerified=false",
    "?username=john&email=zzz",
    "?max=0",
    "?max=1",
    "?max=-1",
    "?max=x",
    "?max=",
    "?first=1",
    "?max=99999999999",
    "?briefRepresentation=true",
    "?q=a:b",
    "?username=%zz",
    "?foo=bar",
    "/count?search=zzz",
    "/count?username=john",
    "/count?enabled=true",
    "/count?search=doe",
    "/count?username=service",
    "/{user}/role-mappings",
    "/{service-account}/role-mappings",
    "/{service-account}/role-mappings/clients/{management}",
    "/{service-account}/role-mappings/clients/{management}/composite",
    "/{service-account}/role-mappings/clients/{management}/available",
    "/{user}/role-mappings/clients/{management}/available",
    "/{service-account}/role-mappings/clients/{nobody}",
    "/{nobody}/role-mappings/clients/{nobody}",
    "/{service-account}/role-mappings/clients/realm-management",
    "/{service-account}/role-mappings/clients",
];

/// Paths below `/clients` of the realm.
const CLIENTS: &[&str] = &[
    "",
    "?clientId=403-forbidden-fix-client",
    "?clientId=realm-management",
    "?clientId=zzz",
    "?clientId=Forbidden&search=true",
    "/{client}",
    "/{management}",
    "/{nobody}",
    "/{client}/client-secret",
    "/{client}/service-account-user",
    "/{management}/service-account-user",
    "/{management}/roles",
    "/{client}/roles",
    "/{management}/roles/view-users",
    "/{management}/roles/nope",
    "/{management}/roles/realm-admin/composites",
    "/{management}/roles/view-users/composites",
    "/{management}/roles/view-organizations/composites",
];

/// Requests of a caller to the Admin API.
pub fn of_the_admin_api(token: &str) -> Vec<Request> {
    let mut requests: Vec<Request> = [
        "/admin/serverinfo",
        "/admin/realms/{realm}",
        "/admin/realms/nope",
        "/admin/realms/nope/users/{user}",
        "/admin/realms/master/users/{user}",
        "/admin/realms/{realm}/nope",
    ]
    .into_iter()
    .map(get)
    .collect();
    let below =
        |resource: &str, path: &str| get(&format!("/admin/realms/{{realm}}/{resource}{path}"));
    requests.extend(USERS.iter().map(|path| below("users", path)));
    requests.extend(CLIENTS.iter().map(|path| below("clients", path)));
    let users = "/admin/realms/{realm}/users/{user}/role-mappings/clients/{management}";
    requests.extend([
        Request::new("PUT", "/admin/realms/{realm}/users/{nobody}").json("{}"),
        Request::new("DELETE", "/admin/realms/{realm}/users/{nobody}"),
        Request::new("PATCH", "/admin/realms/{realm}/users/{user}"),
        Request::new("POST", "/admin/realms/{realm}/users/{user}"),
        Request::new("PATCH", "/admin/realms/{realm}/users"),
        Request::new("POST", users).json("[]"),
        Request::new("POST", users).json("x"),
        Request::new("POST", users).json("[{role:view-users}]"),
        get(&format!("{users}/available")),
        Request::new("DELETE", users).json("[{role:view-users}]"),
        Request::new("POST", users).json("[{role:manage-users}]"),
        Request::new("DELETE", users).json("[{role:manage-users}]"),
        Request::new("POST", users).json("[{role:manage-realm}]"),
        Request::new("DELETE", users).json("[{role:manage-realm}]"),
    ]);
    requests
        .into_iter()
        .map(|request| request.bearer(token))
        .collect()
}
