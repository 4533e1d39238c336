//! Tests that operations are found in pasted code.

use super::clients;
use permissions::{Matrix, Permissions, TokenRealm};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::LazyLock};

static MATRIX: LazyLock<Option<Matrix>> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../../permissions/data/permissions.json")).ok()
});

fn permissions() -> Option<Permissions<'static>> {
    MATRIX
        .as_ref()
        .map(|matrix| matrix.newest(TokenRealm::Target))
}

/// The operations found, without the common part of their paths.
fn found(text: &str) -> Vec<String> {
    let Some(permissions) = permissions() else {
        return Vec::new();
    };
    let pasted = super::read(&permissions, text);
    let known = pasted.operations.iter().map(ToString::to_string);
    let unknown = pasted.unknown.iter().map(|call| format!("? {call}"));
    known
        .chain(unknown)
        .map(|call| call.replace("/admin/realms/{realm}/", ""))
        .collect()
}

const USER: &str = "GET users/{user-id}";
const PASSWORD: &str = "PUT users/{user-id}/reset-password";

/// A text and its operations.
type Pasted<'t> = (&'t str, &'t [&'t str]);

fn assert_found(table: &[Pasted]) {
    for (text, expected) in table {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn javascript() {
    assert_found(&[
        (
            "const r = await fetch(`${base}/admin/realms/${realm}/users/${encodeURIComponent(user.id)}`);",
            &[USER],
        ),
        (
            "await fetch(`${base}/admin/realms/${realm}/users/${id}/reset-password`, {\n  method: 'PUT',\n  headers: { Authorization: `Bearer ${t}` },\n});",
            &[PASSWORD],
        ),
        (
            "axios.put(base + '/admin/realms/' + realm + '/users/' + id + '/reset-password', body)",
            &[PASSWORD],
        ),
        (
            "axios.get<User[]>(`/admin/realms/${realm}/users?search=${q}`)",
            &["GET users"],
        ),
        (
            "axios({ method: 'delete', url: `/admin/realms/${realm}/users/${id}` })",
            &["DELETE users/{user-id}"],
        ),
        (
            "axios({\n  url: `/admin/realms/${realm}/users/${id}`,\n  method: 'delete',\n})",
            &["DELETE users/{user-id}"],
        ),
        (
            "const url = `${base}/admin/realms/${realm}/users/${id}/reset-password`;\nconst body = {};\nawait axios.put(url, body);",
            &[PASSWORD],
        ),
        (
            "const usersUrl = new URL(`/admin/realms/${realm}/users`, base)\nconst res = await fetch(usersUrl, { method: 'POST' })",
            &["POST users"],
        ),
        (
            "await Promise.all([\n  fetch(`/admin/realms/a/users`),\n  fetch(`/admin/realms/a/groups`, { method: 'POST' }),\n])",
            &["GET users", "POST groups"],
        ),
        (
            "const api = axios.create({ baseURL: `${host}/admin/realms/${realm}` });\nawait api.get(`/users/${id}`);\nawait api.post('/groups', g);",
            &[USER, "POST groups"],
        ),
        (
            "router.get('/me', async () => {\n  await got.post(`${kc}/admin/realms/x/users`)\n})",
            &["POST users"],
        ),
        (
            "fetch(url + '/admin/realms/' + realm + '/users' + query)",
            &["GET users"],
        ),
        (
            "fetch(`${base}/admin/realms/${realm}/users${query}`)",
            &["GET users"],
        ),
        (
            "$.ajax({ type: 'POST', url: '/auth/admin/realms/x/users' })",
            &["POST users"],
        ),
    ]);
}

#[test]
fn java() {
    assert_found(&[
        (
            "String url = base + \"/admin/realms/\" + realm + \"/users/\" + id;\nrestTemplate.exchange(url, HttpMethod.DELETE, entity, Void.class);",
            &["DELETE users/{user-id}"],
        ),
        (
            "restTemplate.postForEntity(base + \"/admin/realms/{realm}/users\", user, Void.class, realm);",
            &["POST users"],
        ),
        (
            "restTemplate.getForObject(\n    base + \"/admin/realms/\" + realm\n    + \"/users/\" + id,\n    User.class);",
            &[USER],
        ),
        (
            "webClient.get()\n    .uri(\"/admin/realms/{realm}/users/{id}\", realm, id)\n    .retrieve();",
            &[USER],
        ),
        (
            "webClient.method(HttpMethod.PUT).uri(\"/admin/realms/{realm}/users/{id}/reset-password\", r, id)",
            &[PASSWORD],
        ),
        (
            "HttpRequest.newBuilder()\n  .uri(URI.create(base + \"/admin/realms/\" + realm + \"/users\"))\n  .POST(BodyPublishers.ofString(json))\n  .build();",
            &["POST users"],
        ),
        (
            "HttpRequest.newBuilder(URI.create(String.format(\"%s/admin/realms/%s/users/%s\", base, realm, id))).DELETE().build()",
            &["DELETE users/{user-id}"],
        ),
        (
            "@RequestLine(\"PUT /admin/realms/{realm}/users/{id}/reset-password\")\nvoid reset();",
            &[PASSWORD],
        ),
        (
            "@PostMapping(\"/admin/realms/{realm}/groups\")\nvoid create();\n\n@GetMapping(value = \"/admin/realms/{realm}/users/{id}\")\nUser get();",
            &["POST groups", USER],
        ),
        (
            "@DELETE\n@Path(\"/admin/realms/{realm}/users/{id}\")\nvoid delete();",
            &["DELETE users/{user-id}"],
        ),
        (
            "@Path(\"/admin/realms/{realm}/users\")\n@POST\nResponse create();",
            &["POST users"],
        ),
        (
            "@RequestMapping(method = RequestMethod.PUT, value = \"/admin/realms/{realm}/users/{id}\")",
            &["PUT users/{user-id}"],
        ),
        (
            "@GET(\"admin/realms/{realm}/users\")\nCall<List<User>> users();",
            &["GET users"],
        ),
        (
            "HttpPut put = new HttpPut(base + \"/admin/realms/x/users/\" + id);",
            &["PUT users/{user-id}"],
        ),
    ]);
}

#[test]
fn go_csharp_php_python_ruby_and_rust() {
    assert_found(&[
        (
            "req, err := http.NewRequest(\"PUT\", base+\"/admin/realms/\"+realm+\"/users/\"+id+\"/reset-password\", body)",
            &[PASSWORD],
        ),
        (
            "url := fmt.Sprintf(\"%s/admin/realms/%s/users/%s\", base, realm, id)\nreq, err := http.NewRequestWithContext(ctx, http.MethodDelete, url, nil)",
            &["DELETE users/{user-id}"],
        ),
        (
            "resp, err := http.NewRequest(\n\t\"POST\",\n\tbase+\"/admin/realms/x/users\",\n\tbody,\n)",
            &["POST users"],
        ),
        (
            "await client.PutAsync($\"{baseUrl}/admin/realms/{realm}/users/{Uri.EscapeDataString(id)}/reset-password\", content);",
            &[PASSWORD],
        ),
        (
            "var r = new HttpRequestMessage(HttpMethod.Post, $\"admin/realms/{realm}/users\");",
            &["POST users"],
        ),
        (
            "await http.GetFromJsonAsync<List<User>>($\"admin/realms/{realm}/users\");",
            &["GET users"],
        ),
        (
            "$response = $client->request('DELETE', '/admin/realms/' . $realm . '/users/' . $id);",
            &["DELETE users/{user-id}"],
        ),
        (
            "Http::withToken($t)->post(\"$base/admin/realms/$realm/users\", $user);",
            &["POST users"],
        ),
        (
            "curl_setopt($ch, CURLOPT_URL, \"$base/admin/realms/$realm/users/{$user->id}\");",
            &[USER],
        ),
        (
            "requests.put(f\"{base}/admin/realms/{realm}/users/{user['id']}/reset-password\", json=c, headers=h)",
            &[PASSWORD],
        ),
        (
            "url = f'{base}/admin/realms/{realm}/users/{uid}'\nr = session.delete(\n    url,\n    headers=h)",
            &["DELETE users/{user-id}"],
        ),
        (
            "requests.request(\n    method=\"POST\",\n    url=\"{}/admin/realms/{}/users\".format(base, realm),\n)",
            &["POST users"],
        ),
        (
            "conn.put \"/admin/realms/#{realm}/users/#{id}/reset-password\"",
            &[PASSWORD],
        ),
        (
            "client.delete(format!(\"{}/admin/realms/{}/users/{}\", base, realm, id)).send().await?;",
            &["DELETE users/{user-id}"],
        ),
        (
            "Invoke-RestMethod -Method Put -Uri \"$base/admin/realms/$realm/users/$id/reset-password\"",
            &[PASSWORD],
        ),
    ]);
}

#[test]
fn logs_and_commands() {
    assert_found(&[
        (
            "10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] \"PUT /auth/admin/realms/shop/users/7f3a/reset-password HTTP/1.1\" 403 12",
            &[PASSWORD],
        ),
        (
            "{\"RequestMethod\":\"DELETE\",\"RequestPath\":\"/admin/realms/shop/users/7f3a\",\"DownstreamStatus\":403}",
            &["DELETE users/{user-id}"],
        ),
        (
            "{\"RequestPath\":\"/admin/realms/shop/users\",\"RequestMethod\":\"POST\"}\n{\"RequestPath\":\"/admin/realms/shop/users\",\"RequestMethod\":\"GET\"}",
            &["POST users", "GET users"],
        ),
        (
            "{\"request\":{\"method\":\"PUT\",\"uri\":\"\\/admin\\/realms\\/shop\\/users\\/7f\"}}",
            &["PUT users/{user-id}"],
        ),
        (
            "curl -X PUT \\\n  -H \"Authorization: Bearer $T\" \\\n  https://sso.example/admin/realms/shop/users/1/reset-password",
            &[PASSWORD],
        ),
        (
            "curl https://sso.example/admin/realms/shop/users -H 'Authorization: Bearer x' -d '{\"username\":\"a\"}'",
            &["POST users"],
        ),
        (
            "curl --request DELETE --url 'https://sso.example/admin/realms/shop/users/1'",
            &["DELETE users/{user-id}"],
        ),
        (
            "Request URL: https://sso.example/admin/realms/shop/users/1\nRequest Method: PUT\nStatus Code: 403",
            &["PUT users/{user-id}"],
        ),
        ("GET /admin/realms/%7Brealm%7D/users/%7Buser-id%7D", &[USER]),
        (
            "GET https://sso.example/admin/realms/:realm/users/:id",
            &[USER],
        ),
        ("/admin/realms/<realm>/users/<id>.", &[USER]),
        (
            "| PUT | `/admin/realms/{realm}/users/{id}` | changes a user |",
            &["PUT users/{user-id}"],
        ),
        ("GET /admin/realms/shop", &["GET /admin/realms/{realm}"]),
        (
            "GET /admin/realms\nGET /admin/serverinfo",
            &["GET /admin/realms", "GET /admin/serverinfo"],
        ),
        (
            "DELETE /admin/realms/shop/nonsense/1?token=hush",
            &["? DELETE nonsense/1"
                .replace("nonsense", "/admin/realms/shop/nonsense")
                .as_str()],
        ),
    ]);
}

/// A preflight requires no role, and a referrer is not the target.
#[test]
fn preflights_and_referrers_are_ignored() {
    assert_found(&[
        (
            "\"OPTIONS /admin/realms/acme/users HTTP/1.1\" 204 0\n\"DELETE /admin/realms/acme/users/1 HTTP/1.1\" 204 0",
            &["DELETE users/{user-id}"],
        ),
        (
            "{\"RequestMethod\":\"OPTIONS\",\"RequestPath\":\"/admin/realms/acme/users\"}\n{\"RequestMethod\":\"GET\",\"RequestPath\":\"/admin/realms/acme/groups\"}",
            &["GET groups"],
        ),
        ("OPTIONS /users\nGET /groups", &["GET groups"]),
        // A constant with that name is not a method.
        (
            "fetch(`${base}/admin/realms/${realm}/users`, OPTIONS)",
            &["GET users"],
        ),
        (
            "10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] \"PUT /admin/realms/acme/users/1/reset-password HTTP/2.0\" 204 0 \"https://sso.example/admin/realms/acme/clients?x=1\" \"Mozilla/5.0 (X11)\"",
            &[PASSWORD],
        ),
        (
            "10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] \"GET /favicon.ico HTTP/1.1\" 200 0 \"https://sso.example/admin/realms/acme/clients\" \"curl\"",
            &[],
        ),
        (
            "{\"uri\":\"/admin/realms/acme/users\",\"headers\":{\"Referer\":[\"https://sso.example/admin/realms/acme/groups\"]},\"method\":\"POST\"}",
            &["POST users"],
        ),
        (
            "curl -H 'Referer: https://sso.example/admin/realms/acme/groups' https://sso.example/admin/realms/acme/users",
            &["GET users"],
        ),
        (
            "PATCH /admin/realms/acme/users/1",
            &["? PATCH /admin/realms/acme/users/1"],
        ),
        (
            "\"PATCH /auth/admin/realms/acme/users/1 HTTP/1.1\" 405",
            &["? PATCH /admin/realms/acme/users/1"],
        ),
    ]);
}

#[test]
fn lists_of_paths_below_the_realm() {
    assert_found(&[
        (
            "users/{id}\nGET /users\n- DELETE groups/1  # leave\n* `POST /users`",
            &[USER, "GET users", "DELETE groups/{group-id}", "POST users"],
        ),
        (
            "[\n  \"/users/{id}\",\n  \"/groups\",\n]",
            &[USER, "GET groups"],
        ),
        // Prose, and paths of other software.
        (
            "users\nclients and users\nGET /orders\n./users/me.js\nGET users of the realm",
            &[],
        ),
        ("PATCH /users", &["? PATCH users"]),
    ]);
}

#[test]
fn operations_that_openapi_omits() {
    assert_found(&[
        (
            "await fetch(`${base}/admin/realms/${realm}/user-storage/${id}/sync?action=triggerFullSync`, { method: \"POST\" })",
            &["POST user-storage/{id}/sync"],
        ),
        (
            "curl -X POST \"$KC/admin/realms/acme/clear-user-cache\"",
            &["POST clear-user-cache"],
        ),
        (
            "GET /admin/realms/acme/ui-ext/brute-force-user?first=0&max=11",
            &["GET ui-ext/brute-force-user"],
        ),
        (
            "requests.get(f\"{base}/admin/{realm}/console/whoami\")",
            &["GET /admin/{realm}/console/whoami"],
        ),
        (
            "curl \"$KC/admin/api/acme/clients/v2/app\"",
            &["GET /admin/api/{realm}/clients/v2/{id}"],
        ),
        (
            "kcadm.sh create clear-realm-cache -r acme",
            &["POST clear-realm-cache"],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nkcAdminClient.cache.clearUserCache();\nkcAdminClient.userStorageProvider.sync({ id });\nkcAdminClient.whoAmI.find();\n",
            &[
                "POST clear-user-cache",
                "POST user-storage/{id}/sync",
                "GET /admin/{realm}/console/whoami",
            ],
        ),
        // Paths of other software.
        ("fetch('/admin/api/2024-01/products.json')", &[]),
        ("fetch('/admin/acme/console/settings')", &[]),
    ]);
}

#[test]
fn kcadm_commands() {
    assert_found(&[
        ("kcadm.sh get users -r demo", &["GET users"]),
        (
            "/opt/keycloak/bin/kcadm.sh create users -r demo -s username=a -s enabled=true",
            &["POST users"],
        ),
        (
            "$KCADM delete -r demo users/$ID",
            &["DELETE users/{user-id}"],
        ),
        (
            "kcadm.sh update users/1 -r demo -s enabled=false",
            &[USER, "PUT users/{user-id}"],
        ),
        (
            "kcadm.sh update users/1/reset-password -r demo -s type=password -n",
            &[PASSWORD],
        ),
        (
            "kcadm.sh update realms/demo -f realm.json",
            &["PUT /admin/realms/{realm}"],
        ),
        (
            "kcadm.sh get realms && kcadm.sh get serverinfo",
            &["GET /admin/realms", "GET /admin/serverinfo"],
        ),
        (
            "kcadm.sh set-password -r demo --username a --new-password b",
            &["GET users", PASSWORD],
        ),
        (
            "kcadm.sh add-roles -r demo --uusername a \\\n  --cclientid realm-management --rolename view-users",
            &[
                "GET users",
                "GET clients",
                "GET clients/{client-uuid}/roles",
                "POST users/{user-id}/role-mappings/clients/{client-id}",
            ],
        ),
        (
            "kcadm.sh remove-roles -r demo --gid 1 --rolename x",
            &["GET roles", "DELETE groups/{group-id}/role-mappings/realm"],
        ),
        (
            "ID=$(kcadm.sh get clients -r demo -q clientId=a --fields id --format csv --noquotes)",
            &["GET clients"],
        ),
        (
            "kcadm.sh config credentials --server http://localhost:8080 --realm master",
            &[],
        ),
        // Other names, and lists of other programs.
        (
            "KC=/opt/keycloak/bin/kcadm.sh\n\"$KC\" get groups -r demo\n${KC} delete users/$ID -r demo",
            &["GET groups", "DELETE users/{user-id}"],
        ),
        (
            "kc() { kubectl exec -i keycloak-0 -- /opt/keycloak/bin/kcadm.sh \"$@\"; }\nkc create roles -r demo -s name=x",
            &["POST roles"],
        ),
        (
            "subprocess.run([\"kcadm.sh\", \"get\", \"users\", \"-r\", \"demo\"])",
            &["GET users"],
        ),
        (
            "execa('kcadm.sh', ['create', 'groups', '-r', 'demo'])",
            &["POST groups"],
        ),
        // A value of a command is no command.
        (
            "OUT=$(kcadm.sh get realms)\necho $OUT get users",
            &["GET /admin/realms"],
        ),
    ]);
}

#[test]
fn methods_of_clients_as_values_and_blocks_with_a_receiver() {
    assert_found(&[
        (
            "kc = KeycloakAdmin(server_url=u)\nasyncio.to_thread(kc.get_clients, {})\nfetch = kc.get_users\npool.map(kc.delete_user, ids)",
            &["GET clients", "GET users", "DELETE users/{user-id}"],
        ),
        (
            "kc = KeycloakAdmin(server_url=u)\nkc.get_users = Mock()\nkc.get_clients.return_value = []",
            &[],
        ),
        (
            "RolesResource roles = realmResource.roles();\nnames.forEach(roles::deleteRole);\nnames.map(realmResource.users()::searchByUsername);",
            &["DELETE roles/{role-name}", "GET users"],
        ),
        (
            "val users: UsersResource = realm.users()\nusers.run {\n    search(\"a\")\n    get(id).apply { logout() }\n}",
            &["GET users", "POST users/{user-id}/logout"],
        ),
        (
            "with(keycloak.realm(\"a\").users().get(id)) { resetPassword(c) }\nkeycloak.realm(\"a\").groups().let { it.add(g) }",
            &[PASSWORD, "POST groups"],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nwithAuth(({ users }) => users.find({ email }));\nconst f = ({ groups }) => groups.find((g) => g.id === id);",
            &["GET users"],
        ),
    ]);
}

#[test]
fn functions_of_a_shell_are_followed_to_their_calls() {
    assert_found(&[
        (
            "kc() {\n  local method=$1 path=$2; shift 2\n  curl -X \"$method\" \"$KC/admin/realms/$REALM$path\" \"$@\"\n}\nget() { kc GET \"$@\"; }\nget \"/clients?clientId=a\"\nkc PUT \"/clients/$id\" -d @a.json",
            &["GET clients", "PUT clients/{client-uuid}"],
        ),
        (
            "api() { curl -fsS \"${KC}/admin/realms/${REALM}${1}\" \"${@:2}\"; }\napi /users\nretry api \"/users/${ID}\" -X DELETE\napi /groups -d '{}' | jq .\necho api /roles",
            &["GET users", "DELETE users/{user-id}", "POST groups"],
        ),
        (
            "function api {\n  curl \"$KC/admin/realms/$REALM/$1\"\n}\nx=$(api groups)",
            &["GET groups"],
        ),
        // Without a function, the path is not known.
        ("curl \"$KC/admin/realms/$REALM$path\"", &[]),
        (
            "curl \"$KC/admin/realms/$REALM$query\"",
            &["GET /admin/realms/{realm}"],
        ),
    ]);
}

#[test]
fn constants_below_a_base_are_followed() {
    let base = "const api = axios.create({ baseURL: `${kc}/admin/realms/${realm}` });\nconst USERS = '/users';\n";
    for (code, expected) in [
        ("api.get(USERS)", "GET users"),
        ("api.get(`${USERS}/${id}`)", USER),
        ("api.put(USERS + '/' + id + '/reset-password', c)", PASSWORD),
        (
            "const path = (id) => `${USERS}/${id}`;\napi.delete(path(1))",
            "DELETE users/{user-id}",
        ),
    ] {
        assert_eq!(found(&format!("{base}{code}")), [expected], "{code}");
    }
    assert_found(&[
        (
            "private const string Base = \"https://h/admin/realms/a\";\nprivate const string Users = \"/users\";\nawait http.DeleteAsync($\"{Base}{Users}/{id}\");",
            &["DELETE users/{user-id}"],
        ),
        (
            "let base = Url::parse(&format!(\"{s}/admin/realms/{r}/\"))?;\nlet kc = Kc { base };\nself.http.get(self.base.join(\"groups\")?).send()",
            &["GET groups"],
        ),
    ]);
}

#[test]
fn a_path_that_httr2_appends_is_reported() {
    let text = "base <- \"https://h/admin/realms/a\"\nhttr::GET(paste0(base, \"/users\"))\nrequest(base) |> req_url_path_append(\"groups\")";
    assert_found(&[(text, &["GET users"])]);
    assert_eq!(unclear(text), [3]);
}

#[test]
fn files_with_requests_and_steps() {
    assert_found(&[
        (
            "@kc = http://h/admin/realms/a\n@users = {{kc}}/users\n### list\nGET {{users}}?max=1 HTTP/1.1\n###\nDELETE {{kc}}/groups/{{id}}",
            &["GET users", "DELETE groups/{group-id}"],
        ),
        (
            "Feature: a\n  Background:\n    * url base + '/admin/realms/' + realm\n  Scenario: b\n    Given path 'users'\n    When method post\n    Given path 'users', id, '/groups'\n    When method get\n  Scenario: c\n    Given url other\n    And path 'users'\n    When method delete",
            &["POST users", "GET users/{user-id}/groups"],
        ),
        (
            "*** Variables ***\n${API}    /admin/realms/a\n*** Test Cases ***\nA\n    POST On Session    kc    ${API}/groups    json=${b}",
            &["POST groups"],
        ),
    ]);
}

#[test]
fn admin_clients() {
    assert_found(&[
        (
            "UserRepresentation u = keycloak.realm(\"x\").users().get(id).toRepresentation();",
            &[USER],
        ),
        (
            "keycloak.realm(realm)\n    .users()\n    .search(\"a\", true);",
            &["GET users"],
        ),
        (
            "realmResource.users().get(userId).roles().clientLevel(uuid).add(List.of(role));",
            &["POST users/{user-id}/role-mappings/clients/{client-id}"],
        ),
        (
            "UsersResource usersResource = realm.users();\nusersResource.create(user);\nuserResource.resetPassword(cred);",
            &["POST users", PASSWORD],
        ),
        (
            "keycloak.realms().realm(\"x\").clients().get(id).roles().list()",
            &["GET clients/{client-uuid}/roles"],
        ),
        (
            "keycloak.realm(\"x\").clients().findByClientId(\"a\").get(0).getId()",
            &["GET clients"],
        ),
        (
            "await kcAdminClient.users.findOne({ id });\nawait this.keycloak.users.resetPassword({ id, realm, credential })",
            &[USER, PASSWORD],
        ),
        (
            "await kcAdmin.clients.listRoles({ id: c.id })",
            &["GET clients/{client-uuid}/roles"],
        ),
        (
            "keycloak_admin.get_user(user_id)\nkeycloak_admin.set_user_password(user_id=u, password=p)",
            &[USER, PASSWORD],
        ),
        (
            "await keycloak_admin.a_get_groups()",
            &["GET groups", "GET groups/{group-id}/children"],
        ),
        // Other software has users as well.
        (
            "prisma.users.create({})\ndb.users.find()\nuser.roles().list2()\nrepo.get_user(1)",
            &[],
        ),
    ]);
}

#[test]
fn java_follows_variables() {
    assert_found(&[
        (
            "UsersResource users = realm.users(); users.create(rep); users.get(id).resetPassword(c); users.delete(id);",
            &["POST users", PASSWORD, "DELETE users/{user-id}"],
        ),
        (
            "UserResource user = keycloak.realm(\"x\").users().get(id);\nUserRepresentation u = user.toRepresentation();\nuser.update(u);\nuser.remove();",
            &[USER, "PUT users/{user-id}", "DELETE users/{user-id}"],
        ),
        // The chain is more specific than the type.
        (
            "RoleScopeResource level = realm.users().get(id).roles().realmLevel();\nlevel.add(List.of(role));",
            &["POST users/{user-id}/role-mappings/realm"],
        ),
        (
            "var roles = realm.clients().get(uuid).roles();\nroles.create(role);",
            &["POST clients/{client-uuid}/roles"],
        ),
        (
            "RealmResource acme = keycloak.realm(\"acme\");\nacme.toRepresentation();\nacme.groups().add(g);",
            &["GET /admin/realms/{realm}", "POST groups"],
        ),
        // A parameter, a field that is declared later, a method that returns a resource, and Kotlin.
        (
            "void lock(UserResource target) { target.update(u); }",
            &["PUT users/{user-id}"],
        ),
        (
            "void a() { this.people.create(u); }\nprivate final UsersResource people;",
            &["POST users"],
        ),
        (
            "void a() { people().get(id).logout(); }\nprivate UsersResource people() { return kc.realm(r).users(); }",
            &["POST users/{user-id}/logout"],
        ),
        (
            "void a() { people().list().forEach(one -> people().delete(one.getId())); }\nprivate UsersResource people() { return kc.realm(r).users(); }",
            &["GET users", "DELETE users/{user-id}"],
        ),
        (
            "val people: UsersResource = realm.users()\npeople?.create(u)\nval one = people.get(id)\none.remove()",
            &["POST users", "DELETE users/{user-id}"],
        ),
        // A request among the arguments of another one.
        (
            "realm.users().get(realm.users().search(\"a\").get(0).getId()).remove();",
            &["GET users", "DELETE users/{user-id}"],
        ),
        // Another object with the same name.
        (
            "class A { UsersResource users; }\nclass B { void b(UserRepository users) { users.create(u); } }",
            &[],
        ),
    ]);
}

#[test]
fn javascript_follows_variables_and_any_client_that_is_imported() {
    assert_found(&[
        ("await kcAdminClient.realms.find()", &["GET /admin/realms"]),
        (
            "const {users} = kcAdminClient; await users.create({})",
            &["POST users"],
        ),
        (
            "const { users: people, groups } = this.kcAdmin;\npeople.del({ id });\ngroups.find();",
            &["DELETE users/{user-id}", "GET groups"],
        ),
        (
            "const people = kcAdminClient.users;\npeople.findOne({ id });",
            &[USER],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nclient.users.listGroups({ id });\nclient.users.listSessions({ id });\n(await connected()).identityProviders.find();",
            &[
                "GET users/{user-id}/groups",
                "GET users/{user-id}/sessions",
                "GET identity-provider/instances",
            ],
        ),
        // Another client, and the fields of a body.
        (
            "client.users.listGroups({ id });\nconst { users } = db;\nusers.create({})",
            &[],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nconst { users } = await load();\nusers.create({})",
            &[],
        ),
    ]);
}

#[test]
fn python_and_go() {
    assert_found(&[
        (
            "keycloak_admin.create_group({'name': 'a'})\nkeycloak_admin.create_group({'name': 'a'}, parent=g)\nkeycloak_admin.create_realm(payload={})",
            &[
                "POST groups",
                "POST groups/{group-id}/children",
                "POST /admin/realms",
            ],
        ),
        (
            "client = KeycloakAdmin(connection=c)\nclient.get_user(u)\nother.get_user(u)",
            &[USER],
        ),
        (
            "import \"github.com/Nerzal/gocloak/v13\"\nclient := gocloak.NewClient(url)\nuser, err := client.GetUserByID(ctx, token.AccessToken, realm, id)\nerr = client.SetPassword(ctx, t, id, realm, p, false)\nclient.AddClientRolesToUser(ctx, t, realm, c, u, roles)",
            &[
                USER,
                PASSWORD,
                "POST users/{user-id}/role-mappings/clients/{client-id}",
            ],
        ),
        ("s.gocloak.CreateUser(ctx, t, realm, u)", &["POST users"]),
        // Signing in is not a request to the Admin API, and other objects have methods with such names.
        (
            "token, err := gocloakClient.LoginClient(ctx, id, secret, realm)\nrepo.GetUsers(ctx)",
            &[],
        ),
    ]);
}

/// Checks a method and its request in a file that uses the library.
fn assert_methods(before: &str, methods: &[(&str, &str)]) {
    for (method, expected) in methods {
        let text = format!("{before}{method}(a, b);");
        assert!(
            found(&text).iter().any(|call| call == expected),
            "{text}: {:?}",
            found(&text)
        );
        assert_eq!(
            found(&format!("store.{method}(a, b);")),
            [""; 0],
            "{method}"
        );
    }
}

#[test]
fn methods_of_keycloak_net() {
    assert_methods(
        "using Keycloak.Net;\nvar kc = new KeycloakClient(url, secret);\nkc.",
        &[
            ("GetUserAsync", "GET users/{user-id}"),
            ("CreateUserAsync", "POST users"),
            ("DeleteUserAsync", "DELETE users/{user-id}"),
            ("GetUsersCountAsync", "GET users/count"),
            ("GetClientsAsync", "GET clients"),
            ("GetRolesAsync", "GET clients/{client-uuid}/roles"),
            ("GetGroupHierarchyAsync", "GET groups"),
            ("GetRealmAsync", "GET /admin/realms/{realm}"),
            ("UpdateUserAsync", "PUT users/{user-id}"),
            (
                "GetIdentityProviderInstancesAsync",
                "GET identity-provider/instances",
            ),
        ],
    );
}

#[test]
fn overloads_are_distinguished_by_their_arguments() {
    for (call, expected) in [
        ("GetRolesAsync(realm)", "GET roles"),
        (
            "AddCompositesToRoleAsync(realm, name, new Dictionary<string, List<Role>>().Values)",
            "POST roles/{role-name}/composites",
        ),
        ("GetRolesAsync(realm, first: 0, max: 10)", "GET roles"),
        (
            "GetRolesAsync(realm, clientId, max: 10)",
            "GET clients/{client-uuid}/roles",
        ),
        (
            "CreateRoleAsync(realm, new Role { Name = \"a\", Description = \"b\" })",
            "POST roles",
        ),
        (
            "CreateRoleAsync(realm, id, role, cancellationToken)",
            "POST clients/{client-uuid}/roles",
        ),
        (
            "DeleteRoleByNameAsync(\"a, b\", name)",
            "DELETE roles/{role-name}",
        ),
        ("RemoveUserSessionsAsync(realm)", "POST logout-all"),
        (
            "RemoveUserSessionsAsync(realm, user.Id)",
            "POST users/{user-id}/logout",
        ),
    ] {
        let text = format!(
            "using Keycloak.Net;\nvar kc = new KeycloakClient(url, secret);\nawait kc.{call};"
        );
        assert_eq!(found(&text), [expected], "{call}");
    }
    for (call, expected) in [
        (
            "identityProviders().get(a).update(provider)",
            "PUT identity-provider/instances/{alias}",
        ),
        (
            "identityProviders().get(a).update(id, mapper)",
            "PUT identity-provider/instances/{alias}/mappers/{id}",
        ),
        (
            "flows().addExecution(alias, data)",
            "POST authentication/flows/{flowAlias}/executions/execution",
        ),
        (
            "flows().addExecution(execution)",
            "POST authentication/executions",
        ),
        (
            "clients().get(id).getProtocolMappers().createMapper(mapper)",
            "POST clients/{client-uuid}/protocol-mappers/models",
        ),
        (
            "clients().get(id).getProtocolMappers().createMapper(List.of(a, b))",
            "POST clients/{client-uuid}/protocol-mappers/add-models",
        ),
    ] {
        let text = format!(
            "import org.keycloak.admin.client.Keycloak;\nvoid run() {{ kc.realm(r).{call}; }}"
        );
        assert_eq!(found(&text), [expected], "{call}");
    }
}

#[test]
fn frames_of_overloads() {
    let permissions = permissions().expect("the data");
    for (frame, expected) in [
        (
            "CreateRoleAsync(String realm, Role role, CancellationToken cancellationToken)",
            "POST roles",
        ),
        (
            "CreateRoleAsync(String realm, String clientId, Role role, CancellationToken cancellationToken)",
            "POST clients/{client-uuid}/roles",
        ),
        (
            "GetRolesAsync(String realm, Nullable`1 first, Nullable`1 max, String search)",
            "GET roles",
        ),
        ("GetUserAsync(String realm, String userId)", USER),
    ] {
        let trace =
            format!("   at Keycloak.Net.KeycloakClient.{frame} in KeycloakClient.cs:line 19\n");
        let (_, operation) = super::of_frame(&permissions, &trace).expect(frame);
        let operation = operation.to_string().replace("/admin/realms/{realm}/", "");
        assert_eq!(operation, expected, "{frame}");
    }
    // Without parameters, the frame does not tell which overload it is.
    let trace = "   at Keycloak.Net.KeycloakClient.CreateRoleAsync()\n";
    assert_eq!(super::of_frame(&permissions, trace), None);
}

#[test]
fn groups_of_an_organization_in_javascript() {
    let import = "import KcAdminClient from '@keycloak/keycloak-admin-client';\nconst kc = new KcAdminClient();\n";
    for (call, expected) in [
        (
            "kc.organizations.groups(id).find()",
            &["GET organizations/{org-id}/groups"][..],
        ),
        (
            "kc.organizations.groups(id).addMemberToOrgGroup({ groupId, userId })",
            &["PUT organizations/{org-id}/groups/{group-id}/members/{userId}"],
        ),
        (
            "const groups = kc.organizations.groups(id);\ngroups.create({ name })",
            &["POST organizations/{org-id}/groups"],
        ),
        ("kc.groups.create({ name })", &["POST groups"]),
        ("kc.organizations.groups(id).isOrgGroups()", &[]),
    ] {
        assert_eq!(
            found(&format!("{import}await {call};\n")),
            expected,
            "{call}"
        );
    }
}

#[test]
fn the_priority_of_an_execution_is_raised_or_lowered() {
    let client = "from keycloak import KeycloakAdmin\nkc = KeycloakAdmin()\n";
    for (call, expected) in [
        ("kc.change_execution_priority(id, 1)", "raise"),
        ("kc.change_execution_priority(id, -2)", "lower"),
        (
            "kc.change_execution_priority(execution_id=id, diff=-1)",
            "lower",
        ),
    ] {
        let found = found(&format!("{client}{call}\n"));
        assert_eq!(found.len(), 1, "{call}: {found:?}");
        assert!(
            found[0].ends_with(&format!("{expected}-priority")),
            "{call}: {found:?}"
        );
    }
}

#[test]
fn methods_of_keycloak_auth_services() {
    assert_methods(
        "using Keycloak.AuthServices.Sdk.Admin;\nvoid A(IKeycloakClient c) { c.",
        &[
            ("GetUsersAsync", "GET users"),
            ("CreateUserWithResponseAsync", "POST users"),
            ("UpdateUserAsync", "PUT users/{user-id}"),
            ("DeleteUserAsync", "DELETE users/{user-id}"),
            ("ResetPasswordAsync", "PUT users/{user-id}/reset-password"),
            ("GetCredentialsAsync", "GET users/{user-id}/credentials"),
            ("GetUserCountAsync", "GET users/count"),
            ("CreateGroupAsync", "POST groups"),
            ("CreateChildGroupAsync", "POST groups/{group-id}/children"),
            ("GetRealmAsync", "GET /admin/realms/{realm}"),
        ],
    );
}

#[test]
fn methods_of_fschmtt_keycloak() {
    assert_methods(
        "use Fschmtt\\Keycloak\\Keycloak;\n$keycloak->",
        &[
            ("groups()->members", "GET groups/{group-id}/members"),
            ("users()->credentials", "GET users/{user-id}/credentials"),
            ("roles()->create", "POST roles"),
            ("roles()->delete", "DELETE roles/{role-name}"),
            ("organizations()->all", "GET organizations"),
            (
                "clients()->getClientSecret",
                "GET clients/{client-uuid}/client-secret",
            ),
            (
                "users()->leaveGroup",
                "DELETE users/{user-id}/groups/{groupId}",
            ),
            ("realms()->keys", "GET keys"),
            ("realms()->delete", "DELETE /admin/realms/{realm}"),
            ("groups()->byPath", "GET group-by-path/{path}"),
        ],
    );
}

#[test]
fn methods_of_the_keycloak_crate() {
    assert_methods(
        "use keycloak::KeycloakAdmin;\nlet acme = admin.realm(\"acme\");\n",
        &[
            ("admin.realm_users_get", "GET users"),
            ("admin.realm_users_with_user_id_get", "GET users/{user-id}"),
            (
                "admin.realm_users_with_user_id_delete",
                "DELETE users/{user-id}",
            ),
            ("admin.realm_clients_get", "GET clients"),
            ("admin.realm_roles_get", "GET roles"),
            ("admin.realm_groups_post", "POST groups"),
            ("admin.realm_get", "GET /admin/realms/{realm}"),
            (
                "admin.realm_users_with_user_id_reset_password_put",
                "PUT users/{user-id}/reset-password",
            ),
            ("acme.users_count_get", "GET users/count"),
            ("acme.organizations_get", "GET organizations"),
            ("acme.users_post", "POST users"),
        ],
    );
}

#[test]
fn other_calls_of_these_libraries_are_reported() {
    let permissions = permissions().expect("the data file is read");
    for (text, expected) in [
        (
            "using Keycloak.Net;\nvar kc = new KeycloakClient(u, s);\nawait kc.FlyAsync();",
            "kc.FlyAsync",
        ),
        (
            "use Fschmtt\\Keycloak\\Keycloak;\n$keycloak->users()->fly($realm);",
            "users->fly",
        ),
        (
            "use keycloak::KeycloakAdmin;\nlet sso = KeycloakAdmin::new(u, t, c);\nsso.realm_wings_get(r);",
            "sso.realm_wings_get",
        ),
    ] {
        let pasted = super::read(&permissions, text);
        assert_eq!(pasted.not_followed, [expected], "{text}");
    }
}

#[test]
fn calls_that_are_not_followed_are_reported() {
    let permissions = permissions().expect("the data file is read");
    for (text, expected) in [
        (
            "import org.keycloak.admin.client.Keycloak;\nUsersResource users = realm.users(); users.migrate(); users.create(u);",
            &["users.migrate"][..],
        ),
        (
            "import org.keycloak.admin.client.resource.*;\nvoid a(RoleMappingResource roles, HologramsResource parts) { roles.realmLevel().add(r); parts.add(c); parts.toString(); }",
            &["roles.realmLevel", "parts.add"],
        ),
        (
            "import org.keycloak.admin.client.Keycloak;\nkc.realm(r).holograms().query();",
            &["realm().holograms"],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nconst client = new KcAdminClient();\nclient.users.fly();\nprisma.users.findMany();",
            &["users.fly"],
        ),
        (
            "admin = KeycloakAdmin()\nadmin.get_everything()\nadmin.get_current_realm()",
            &["admin.get_everything"],
        ),
        (
            "import \"github.com/Nerzal/gocloak/v13\"\nc := gocloak.NewClient(url)\nc.GetEverything(ctx, t, realm)\nc.LoginClient(ctx, id, secret, realm)\nc.Do(request)",
            &["c.GetEverything"],
        ),
        // The file uses no library for the Admin API.
        ("ItemResource items; items.sell(); client.users.fly();", &[]),
    ] {
        let pasted = super::read(&permissions, text);
        assert_eq!(pasted.not_followed, expected, "{text}");
        assert_eq!(pasted.is_complete(), expected.is_empty());
    }
}

#[test]
fn every_call_in_the_tables_exists() {
    let permissions = permissions().expect("the data file is read");
    let matrix = permissions.matrix();
    let table: Vec<(&str, String)> = clients::libraries()
        .into_iter()
        .flat_map(|(_, senders)| senders)
        .chain(super::ansible::senders())
        .chain(super::terraform::senders())
        .flat_map(|sender| sender.requests)
        .chain(super::declared::table())
        .collect();
    assert!(table.len() > 500);
    let missing: BTreeSet<_> = table
        .into_iter()
        .filter(|(method, path)| {
            let path = path.replace("{}", "1");
            // Newer versions have removed some of them.
            !matrix.versions().iter().any(|version| {
                let permissions = matrix.at(*version, TokenRealm::Target);
                permissions.find(method, &path).is_some()
            })
        })
        .collect();
    let missing: Vec<_> = missing
        .iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    // What libraries send, and no measured version responds to: removed before, not released yet, or never there.
    assert_eq!(
        missing,
        [
            "DELETE clients/{}/nodes",
            "DELETE groups/{}/members/{}",
            "GET members/{}/groups",
            "GET organizations/{}/groups/{}/management/permissions",
            "POST authentication/flows/{}/executions",
            "POST testSMTPConnection/{}",
            "PUT groups/{}/members/{}",
            "PUT organizations/{}/groups/{}/management/permissions",
            "PUT organizations/{}/identity-providers/{}",
            "PUT organizations/{}/members/{}/membership-type",
            "PUT users/{}/remove-totp",
        ]
    );
}

#[test]
fn a_call_is_listed_once() {
    let log =
        "\"GET /admin/realms/a/users/1 HTTP/1.1\"\n\"GET /admin/realms/b/users/2 HTTP/1.1\"\n"
            .repeat(3);
    assert_eq!(found(&log), [USER]);
    assert_eq!(
        found("GET /admin/realms/a/x\nGET /admin/realms/a/x").len(),
        1
    );
}

/// Twice the text takes about twice the time, whatever the text is.
#[test]
fn the_time_grows_linearly_with_the_text() {
    let permissions = permissions().expect("the data file is read");
    for piece in [
        "(",
        "{",
        "\"",
        "`",
        "/admin/realms/",
        "/admin/realms/${",
        "\"/admin/realms/\" + ",
        "admin",
        "kcadm ",
        ".users()",
        "kc.",
        "@\n",
        "x = ",
        "a.realm((",
        "UsersResource users = realm.users(); ",
        "org.keycloak.admin.client.realm(a).users().get(b).roles().x();\n",
        "users.get(users.get(",
        "const {users} = kc; users.find();",
        "@keycloak/keycloak-admin-client a.users.b();",
        "x = KeycloakAdmin(); x.get_y();\n",
        "Nerzal/gocloak c := gocloak.NewClient(); c.GetUsers();",
        "using Keycloak.Net; KeycloakClient a = b; a.GetUserAsync(r);",
        "Fschmtt\\Keycloak Users $a = $kc->users(); $a->get(r);",
        "use keycloak::x; let a = KeycloakAdmin::new(); a.realm_users_get(r);",
        "\"GET /a HTTP/1.1\" 200 \"https://a/admin/realms/a\" ",
        "url = \"/admin/realms/a/users\"\n",
        "GET /admin/realms/a/users\n",
        "\n\n",
        "é",
        "fetch(`/admin/realms/${a}/users`)\n",
    ] {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len());
            (0..2)
                .map(|_| {
                    let started = std::time::Instant::now();
                    let _ = super::read(&permissions, &text);
                    started.elapsed()
                })
                .min()
                .unwrap_or_default()
        };
        // Other programs may use the processor, so one undisturbed run of several is enough.
        let is_linear = |_| {
            let (short, long) = (time(4_000), time(40_000));
            long < short * 30 + std::time::Duration::from_millis(20)
        };
        assert!(
            (0..6).any(is_linear),
            "{piece:?}: the time grows faster than the text"
        );
    }
}

proptest! {
    #[test]
    fn no_pasted_text_panics(text in "\\PC{0,300}") {
        let _ = found(&text);
    }

    #[test]
    fn no_text_that_looks_like_calls_panics(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "/admin/realms", "/admin/realms/x/users/", "${", "}", "{", "(", ")", "\"", "'", "`", " + ", "fetch(", ".get(", "method: ", "PUT", "\n", "\\\n",
            "=", ";", "é", "😀", "kcadm.sh ", "update users/1 -s ", "-", "kc.users.", "findOne", ".realm(", ".users()", "%7B", "%7", "<", ">", "$", "curl -d",
            "@GET\n", "GET ", "/users", "UsersResource users", "users", ".", "const {users} ", "kc.", "KeycloakAdmin(", "gocloak.NewClient", "OPTIONS ", " HTTP/1.1\"",
            "Referer: https://a/", ": ", ";", "return ", "org.keycloak.admin.client", "get(",
            "Request Method", "\\/", "?", "#", " . ", "x", ",",
        ]), 0..40)) {
        let _ = found(&pieces.concat());
    }
}

#[test]
fn a_pasted_text_names_its_operations() {
    let permissions = permissions();
    let text = r#"
        10.0.0.1 - - "GET /auth/admin/realms/shop/users/7f3a HTTP/1.1" 403
        await fetch(`${base}/admin/realms/${realm}/users/${id}/reset-password`, { method: 'PUT' })
        client.post("/admin/realms/shop/groups?x=1", body)
        /admin/realms/shop/users/7f3a
        DELETE /admin/realms/shop/nonsense/1
        nothing to see here
    "#;
    let found = super::read(&permissions.expect("the data"), text);
    let names: Vec<String> = found.operations.iter().map(ToString::to_string).collect();
    assert_eq!(
        names,
        [
            "GET /admin/realms/{realm}/users/{user-id}",
            "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
            "POST /admin/realms/{realm}/groups"
        ]
    );
    assert_eq!(found.unknown, ["DELETE /admin/realms/shop/nonsense/1"]);
}

/// A file in the style of a real project, its operations, and whether every request can be followed.
const FILES: &[(&str, &[&str], bool)] = &[
    (
        include_str!("../../tests/code/axios.ts"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../tests/code/csharp.cs"),
        &["GET users/{user-id}", "POST users"],
        true,
    ),
    (
        include_str!("../../tests/code/php.php"),
        &["DELETE groups/{group-id}", "GET groups"],
        true,
    ),
    (
        include_str!("../../tests/code/ruby.rb"),
        &["GET users", "PUT users/{user-id}/reset-password"],
        true,
    ),
    (
        include_str!("../../tests/code/go.go"),
        &["GET users", "PUT users/{user-id}/groups/{groupId}"],
        true,
    ),
    (
        include_str!("../../tests/code/kotlin.kt"),
        &["GET users/{user-id}", "POST users/{user-id}/logout"],
        true,
    ),
    (
        include_str!("../../tests/code/rust.rs"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../tests/code/spring.java"),
        &["DELETE users/{user-id}", "GET users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/pyreq.py"),
        &["DELETE users/{user-id}", "GET users", "PUT users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/sh2.sh"),
        &["GET users", "POST groups"],
        true,
    ),
    (
        include_str!("../../tests/code/angular.ts"),
        &["GET users", "PUT users/{user-id}"],
        false,
    ),
    (
        include_str!("../../tests/code/helper.ts"),
        &["GET users", "POST groups"],
        false,
    ),
    (
        include_str!("../../tests/code/openapi.ts"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../tests/code/comment.py"),
        &["GET groups"],
        true,
    ),
    (
        include_str!("../../tests/code/pykc.py"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../tests/code/refit.cs"),
        &["DELETE groups/{group-id}", "GET users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/feign.java"),
        &["GET users/{user-id}", "PUT users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/webclient.java"),
        &["DELETE users/{user-id}", "GET users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/keycloaknet.cs"),
        &[
            "GET users",
            "POST users",
            "POST users/{user-id}/logout",
            "PUT users/{user-id}/groups/{groupId}",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/authservices.cs"),
        &[
            "GET groups",
            "GET users/{user-id}",
            "PUT users/{user-id}/groups/{groupId}",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/fschmtt.php"),
        &[
            "GET /admin/serverinfo",
            "GET clients/{client-uuid}",
            "GET groups",
            "GET users",
            "POST users",
            "PUT clients/{client-uuid}",
            "PUT users/{user-id}/groups/{groupId}",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/keycloakcrate.rs"),
        &[
            "GET /admin/realms",
            "GET groups",
            "GET groups/{group-id}/members",
            "POST users",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/ansible.yml"),
        &[
            "DELETE groups/{group-id}",
            "GET clients",
            "GET groups",
            "GET users",
            "POST clients",
            "PUT clients/{client-uuid}",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/keycloak_admin.rb"),
        &[
            "GET groups",
            "GET users",
            "GET users/{user-id}",
            "POST users",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/nethttp.rb"),
        &["GET users", "POST groups", "PUT users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/url_helper.go"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../tests/code/notebook.ipynb"),
        &["GET users", "POST users"],
        true,
    ),
    (
        include_str!("../../tests/code/invoke.ps1"),
        &["DELETE users/{user-id}", "GET users", "POST groups"],
        true,
    ),
    (
        include_str!("../../tests/code/got.ts"),
        &[
            "DELETE groups/{group-id}",
            "GET groups",
            "GET groups/{group-id}/members",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/jaxrs.java"),
        &[
            "DELETE users/{user-id}/groups/{groupId}",
            "GET users",
            "PUT users/{user-id}",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/spring_type.java"),
        &[
            "DELETE groups/{group-id}",
            "GET groups",
            "POST groups/{group-id}/children",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/curl.php"),
        &["DELETE users/{user-id}", "POST users"],
        true,
    ),
    (
        include_str!("../../tests/code/webclient_builder.java"),
        &["GET users", "PUT users/{user-id}/reset-password"],
        true,
    ),
    (
        include_str!("../../tests/code/kcadm.sh"),
        &[
            "DELETE /admin/realms/{realm}",
            "GET roles",
            "GET users",
            "GET users/{user-id}/role-mappings/realm",
            "POST /admin/realms",
            "POST users/{user-id}/role-mappings/realm",
            "PUT users/{user-id}/reset-password",
        ],
        true,
    ),
    (
        include_str!("../../tests/code/swift.swift"),
        &["DELETE users/{user-id}"],
        true,
    ),
    (
        include_str!("../../tests/code/dart.dart"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../tests/code/roles.tf"),
        &[
            "DELETE identity-provider/instances/{alias}",
            "DELETE users/{user-id}/role-mappings/clients/{client-id}",
            "DELETE users/{user-id}/role-mappings/realm",
            "GET /admin/serverinfo",
            "GET clients/{client-uuid}/service-account-user",
            "GET identity-provider/instances/{alias}",
            "GET roles-by-id/{role-id}",
            "GET users/{user-id}",
            "GET users/{user-id}/role-mappings",
            "POST identity-provider/instances",
            "POST users/{user-id}/role-mappings/clients/{client-id}",
            "POST users/{user-id}/role-mappings/realm",
            "PUT identity-provider/instances/{alias}",
        ],
        true,
    ),
    (include_str!("../../tests/code/operator.yaml"), &[], false),
    (
        include_str!("../../tests/code/crossplane.yaml"),
        &[
            "DELETE clients/{client-uuid}",
            "DELETE groups/{group-id}",
            "GET /admin/serverinfo",
            "GET clients/{client-uuid}",
            "GET clients/{client-uuid}/client-secret",
            "GET groups/{group-id}",
            "POST clients",
            "POST groups",
            "PUT clients/{client-uuid}",
            "PUT groups/{group-id}",
        ],
        true,
    ),
];

#[test]
fn files_are_followed_from_their_bases_to_their_requests() {
    let permissions = permissions().expect("the data");
    for (text, expected, complete) in FILES {
        let pasted = super::read(&permissions, text);
        let mut found: Vec<String> = pasted
            .operations
            .iter()
            .map(|operation| operation.to_string().replace("/admin/realms/{realm}/", ""))
            .collect();
        found.sort();
        assert_eq!(found, *expected, "{text}");
        assert_eq!(
            pasted.is_complete(),
            *complete,
            "{text}{:?}",
            pasted.not_understood
        );
    }
}

#[test]
fn a_file_of_keycloak_config_cli_leads_to_the_requests_of_its_types() {
    let permissions = permissions().expect("the data");
    let pasted = super::read(&permissions, include_str!("../../tests/code/realm.yaml"));
    assert!(pasted.is_complete(), "{:?}", pasted.not_understood);
    let found: Vec<String> = pasted
        .operations
        .iter()
        .map(|operation| operation.to_string().replace("/admin/realms/{realm}/", ""))
        .collect();
    for request in [
        "GET /admin/serverinfo",
        "POST /admin/realms",
        "PUT /admin/realms/{realm}",
        "POST clients",
        "DELETE clients/{client-uuid}",
        "POST groups/{group-id}/children",
        "POST users",
        "POST users/{user-id}/role-mappings/realm",
    ] {
        assert!(found.iter().any(|one| one == request), "{request}");
    }
    // The file has no such types.
    for request in [
        "POST roles",
        "POST identity-provider/instances",
        "POST components",
    ] {
        assert!(found.iter().all(|one| one != request), "{request}");
    }
    let because = pasted.found.iter().map(|place| place.because);
    assert!(
        because
            .into_iter()
            .all(|because| because.contains("keycloak-config-cli"))
    );
}

#[test]
fn a_type_of_a_realm_file_that_is_not_known_is_reported() {
    let permissions = permissions().expect("the data");
    let text =
        "realm: acme\nsslRequired: external\nattributes: { a: b }\nholograms:\n  - name: x\n";
    let pasted = super::read(&permissions, text);
    let lost: Vec<(usize, &str)> = pasted
        .not_understood
        .iter()
        .map(|place| (place.line, place.why.as_str()))
        .collect();
    assert_eq!(
        lost,
        [(
            4,
            "the requests of keycloak-config-cli for holograms are unknown"
        )]
    );
    assert_eq!(pasted.operations.len(), 4);
}

#[test]
fn a_realm_file_in_json_is_imported_as_a_whole() {
    let permissions = permissions().expect("the data");
    for (text, expected, complete) in [
        (
            r#"{"id":"1","realm":"acme","clients":[],"keycloakVersion":"26.7.0"}"#,
            "POST /admin/realms",
            true,
        ),
        (
            r#"{"realm":"acme","enabled":true,"clients":[{"clientId":"web"}]}"#,
            "POST /admin/realms",
            false,
        ),
        (
            r#"{"ifResourceExists":"SKIP","users":[{"username":"jane"}]}"#,
            "POST partialImport",
            true,
        ),
        (
            r#"{"clients":[{"clientId":"web"}],"roles":{"realm":[]}}"#,
            "POST partialImport",
            true,
        ),
    ] {
        assert_eq!(found(text), [expected], "{text}");
        assert_eq!(
            super::read(&permissions, text).is_complete(),
            complete,
            "{text}"
        );
    }
    // Other JSON with such names.
    for text in [
        r#"{"clients":3}"#,
        r#"{"users":[{"name":"a"}],"cars":[1]}"#,
        r#"{"realm":"acme","auth-server-url":"https://h","resource":"web"}"#,
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn resources_of_the_operators_send_no_known_request() {
    let permissions = permissions().expect("the data");
    for (kind, group, why) in [
        (
            "KeycloakRealmImport",
            "k8s.keycloak.org/v2alpha1",
            "its own job",
        ),
        ("Keycloak", "k8s.keycloak.org/v2alpha1", "runs the server"),
        (
            "KeycloakClient",
            "legacy.k8s.keycloak.org/v1alpha1",
            "unknown",
        ),
    ] {
        let text = format!("apiVersion: {group}\nkind: {kind}\nmetadata:\n  name: a\n");
        let pasted = super::read(&permissions, &text);
        assert!(pasted.operations.is_empty());
        assert!(pasted.not_understood[0].why.contains(why), "{text}");
    }
}

#[test]
fn a_base_is_followed_through_functions_attributes_and_other_objects() {
    for (text, expected) in [
        (
            "defmodule Kc do\n  @root \"/admin/realms/\"\n  def users(realm), do: Tesla.get(client(), @root <> realm <> \"/users\")\n  def all, do: Tesla.get(@root)\nend\n",
            &["GET users", "GET /admin/realms"][..],
        ),
        (
            "defmodule Kc do\n  def create(t, user) do\n    :post\n    |> Finch.build(\n      \"#{api(base(), realm())}/users\",\n      headers(t)\n    )\n  end\n\n  defp api(base, realm) do\n    \"#{base}/admin/realms/#{realm}\"\n  end\nend\n",
            &["POST users"],
        ),
        (
            "function adminUrl(realm) {\n  return `${host}/admin/realms/${realm}`;\n}\nawait axios.delete(`${adminUrl(realm)}/users/${id}`);\n",
            &["DELETE users/{user-id}"],
        ),
        (
            "val url = \"${config.url}/admin/realms/${config.realm}/users/${id}/logout\"\nclient.post().uri(url)\nval token = \"${config.url}/realms/x/protocol/openid-connect/token\"\nclient.post().uri(token)\n",
            &["POST users/{user-id}/logout"],
        ),
        (
            "var (\n\tlist = endpoint{http.MethodGet, \"/admin/realms/{realm}/groups\"}\n\tcreate = endpoint{http.MethodPost, \"/admin/realms/{realm}/groups\"}\n)\nc.do(list)\nc.do(create)\n",
            &["GET groups", "POST groups"],
        ),
        (
            "code=$(curl -s -o /dev/null -w \"%{http_code}\" http://kc:8080/admin/realms)\n",
            &["GET /admin/realms"],
        ),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn a_string_of_several_lines_hides_no_code_behind_it() {
    let text = "query = \"\"\"\n  SELECT 1\n\"\"\"\nrequests.get(f\"{kc}/admin/realms/{realm}/users\")\nother = \"\"\"\n  x\n\"\"\"\n";
    assert_eq!(found(text), ["GET users"]);
}

#[test]
fn a_base_without_requests_is_not_complete() {
    let permissions = permissions().expect("the data");
    let text = "def api(realm):\n    return f\"{HOST}/admin/realms/{realm}\"\n";
    let pasted = super::read(&permissions, text);
    assert!(pasted.operations.is_empty());
    assert!(!pasted.is_complete());
}

#[test]
fn every_interface_of_the_java_client_is_followed() {
    assert_found(&[
        (
            "import org.keycloak.admin.client.Keycloak;\nrealm.components().component(id).update(c);\nrealm.flows().createFlow(f);\nrealm.clientScopes().get(id).getProtocolMappers().createMapper(m);\nrealm.clients().get(id).authorization().resources().create(r);\nrealm.identityProviders().get(alias).addMapper(m);\nrealm.organizations().get(id).members().addMember(u);\n",
            &[
                "PUT components/{id}",
                "POST authentication/flows",
                "POST client-scopes/{client-scope-id}/protocol-mappers/models",
                "POST clients/{client-uuid}/authz/resource-server/resource",
                "POST identity-provider/instances/{alias}/mappers",
                "POST organizations/{org-id}/members",
            ],
        ),
        (
            "import org.keycloak.admin.client.resource.AuthenticationManagementResource;\nAuthenticationManagementResource flows = flows();\nflows.removeRequiredAction(alias);\n",
            &["DELETE authentication/required-actions/{alias}"],
        ),
    ]);
}

#[test]
fn every_result_has_its_line() {
    let permissions = permissions().expect("the data");
    let text = "const A = `${url}/admin/realms/${r}`;\n\nfetch(`${A}/users`);\nfetch(`${A}${path}`);\nimport { X } from 'acme-keycloak-sdk';\n";
    let pasted = super::read(&permissions, text);
    let lines: Vec<usize> = pasted.found.iter().map(|place| place.line).collect();
    assert_eq!(lines, [3]);
    let lost: Vec<(usize, &str)> = pasted
        .not_understood
        .iter()
        .map(|place| (place.line, place.why.as_str()))
        .collect();
    assert_eq!(
        lost,
        [
            (4, "the path is built at run time"),
            (
                5,
                "the methods of the library acme-keycloak-sdk are unknown"
            ),
        ]
    );
}

#[test]
fn a_client_with_a_base_reports_paths_that_are_built_at_run_time() {
    let permissions = permissions().expect("the data");
    let js = "const api = axios.create({ baseURL: `${KC}/admin/realms/${REALM}` });\n";
    let py = "client = httpx.Client(base_url=f\"{KC}/admin/realms/{REALM}\")\n";
    for (base, line, is_complete) in [
        (js, "export const raw = (path) => api.get(path);", false),
        (
            js,
            "export function raw(path) { return api.get(path); }",
            false,
        ),
        (js, "api.post(computePath(3), body);", false),
        (js, "api.get(`${path}`);", false),
        (js, "api.get<User[]>(path);", false),
        (js, "api.delete(`/users/${id}`);", true),
        (js, "const GROUPS = '/groups';\napi.get(GROUPS);", true),
        (
            js,
            "const get = (path) => api.get(path);\nget('/groups');",
            true,
        ),
        (js, "const status = api.defaults.timeout;", true),
        (js, "map.get(path);", true),
        (py, "def raw(path):\n    return client.get(path)", false),
        (
            py,
            "def get(path):\n    return client.get(path)\nget('/groups')",
            true,
        ),
        (py, "client.put(f\"/users/{id}\", json=user)", true),
    ] {
        let text = format!(
            "{base}{}\n{line}\n",
            if base == js {
                "api.get('/users');"
            } else {
                "client.get(\"/users\")"
            }
        );
        let pasted = super::read(&permissions, &text);
        assert_eq!(
            pasted.is_complete(),
            is_complete,
            "{text}: {:?}",
            pasted.not_understood
        );
        assert!(!pasted.operations.is_empty(), "{text}");
    }
}

#[test]
fn an_assignment_alone_is_not_a_request() {
    for text in [
        "const ADMIN = `${url}/admin/realms/${realm}`;",
        "base = os.environ['KC'] + '/admin/realms/' + realm",
        "USERS_URL=\"$KC/admin/realms/$REALM/users\"",
        "private static final String USERS = \"/admin/realms/{realm}/users\";",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn a_method_is_beside_its_address_in_a_mapping() {
    assert_found(&[
        // Ansible's `uri`, with the method far above the address.
        (
            "- name: Add roles\n  uri:\n    body: \"{{ roles | to_json }}\"\n    method: POST\n    headers:\n      Accept: application/json\n    status_code:\n      - 204\n    url: \"{{ kc }}/admin/realms/{{ realm }}/users/{{ user }}/role-mappings/clients/{{ client }}\"\n",
            &["POST users/{user-id}/role-mappings/clients/{client-id}"],
        ),
        (
            "- uri:\n    url: \"{{ kc }}/admin/realms/{{ realm }}/groups\"\n    body:\n      method: GET\n    body_format: json\n    return_content: true\n    method: POST\n- uri:\n    url: \"{{ kc }}/admin/realms/{{ realm }}/users\"\n",
            &["POST groups", "GET users"],
        ),
        // An address that goes on, on the next line.
        (
            "- uri:\n    method: GET\n    url: \"{{ kc }}/admin/realms/{{ realm }}/clients/{{ id }}\\\n      /authz/resource-server/scope?deep=false\"\n",
            &["GET clients/{client-uuid}/authz/resource-server/scope"],
        ),
        // Postman, with a long body between the method and the address.
        (
            "{\"item\": [{\n  \"request\": {\n    \"method\": \"PUT\",\n    \"header\": [],\n    \"body\": {\n      \"mode\": \"raw\",\n      \"raw\": \"{\\\"method\\\": 1,\\n\\\"enabled\\\": true, \\\"publicClient\\\": false, \\\"bearerOnly\\\": false, \\\"consentRequired\\\": false}\"\n    },\n    \"url\": {\n      \"raw\": \"{{url}}/admin/realms/{{realm}}/clients/{{id}}\",\n      \"host\": [\"{{url}}\"]\n    }\n  }\n}]}\n",
            &["PUT clients/{client-uuid}"],
        ),
    ]);
}

#[test]
fn a_path_behind_an_address_elsewhere_is_followed() {
    assert_found(&[
        (
            "path := \"/realms/{realm}/users/{id}/consents/{client}\"\n_, err := c.newRequest(ctx).\n  SetPathParams(params).\n  Delete(path)\n",
            &["DELETE users/{user-id}/consents/{client}"],
        ),
        (
            "await client.post(`/realms/${realm}/groups`, group);\nawait client.post(`/realms/${realm}/protocol/openid-connect/token`, form);\n",
            &["POST groups"],
        ),
    ]);
}

#[test]
fn a_template_with_its_values_is_followed() {
    assert_found(&[
        (
            "GROUPS = \"admin/realms/{realm}/groups\"\n\ndef groups(self):\n    path = GROUPS.format(realm=self.realm)\n    url = f\"{self.server}/{path}\"\n    return self.client.request_json(\"POST\", url)\n",
            &["POST groups"],
        ),
        (
            "static final String USER = \"/admin/realms/{realm}/users/{id}\";\nhttp.put(base + USER.replace(\"{id}\", id), body);\n",
            &["PUT users/{user-id}"],
        ),
    ]);
}

#[test]
fn segments_of_an_address_are_followed() {
    assert_found(&[(
        "await (await Address(realm))\n  .AppendPathSegment(\"/admin/realms/\")\n  .AppendPathSegment(realm, true)\n  .AppendPathSegment(\"/groups/\")\n  .AppendPathSegment(id, true)\n  .AppendPathSegment(\"/children\")\n  .PostJsonAsync(group);\nawait (await Address(realm)).AppendPathSegment(\"/admin/realms/\").AppendPathSegment(realm, true).AppendPathSegment(\"/users\").SetQueryParams(query).GetJsonAsync<List<User>>();\n",
        &["POST groups/{group-id}/children", "GET users"],
    )]);
}

#[test]
fn a_text_about_keycloak_without_a_request_is_not_complete() {
    let permissions = permissions().expect("the data");
    for (text, complete) in [
        (
            "namespace KeycloakProvider;\nclass Groups : BaseProvider {\n  Task Get() => Send(Build(\"groups\"));\n}\n",
            false,
        ),
        (
            "import Keycloak from 'keycloak-js';\nconst keycloak = new Keycloak({ url, realm, clientId });\nawait keycloak.init({ onLoad: 'login-required' });\n",
            true,
        ),
    ] {
        let pasted = super::read(&permissions, text);
        assert!(pasted.operations.is_empty());
        assert_eq!(pasted.is_complete(), complete, "{text}");
    }
}

#[test]
fn a_path_that_another_file_defines_is_reported() {
    let permissions = permissions().expect("the data");
    let text = "GROUPS_PATH = \"admin/realms/{realm}/groups\"\nclient.get(f\"{url}/admin/realms/{realm}/users\")\nclient.get(url + constants.MEMBERS_PATH.format(id=id))\nclient.get(url + self.GROUPS_PATH)\n";
    let pasted = super::read(&permissions, text);
    let lost: Vec<(usize, &str)> = pasted
        .not_understood
        .iter()
        .map(|place| (place.line, place.why.as_str()))
        .filter(|(_, why)| why.contains("elsewhere"))
        .collect();
    assert_eq!(lost, [(3, "the path is defined elsewhere")]);
}

#[test]
fn lines_behind_a_continued_line_keep_their_numbers() {
    let permissions = permissions().expect("the data");
    let text = "curl -X PUT \\\n  -H \"$AUTH\" \\\n  $KC/admin/realms/r/users/1\ncurl $KC/admin/realms/r/groups\n";
    let pasted = super::read(&permissions, text);
    let lines: Vec<usize> = pasted.found.iter().map(|place| place.line).collect();
    assert_eq!(lines, [3, 4]);
}

#[test]
fn a_mapping_ends_where_its_indentation_ends() {
    assert_found(&[
        (
            "function update() {\n  const req = {\n    url: `${base}/admin/realms/${realm}/users/${id}`,\n    json: true,\n    method: 'PUT'\n  };\n  request(req, done);\n}\nfunction find() {\n  const req = {\n    url: `${base}/admin/realms/${realm}/groups`,\n    json: true\n  };\n  request(req, done);\n}\n",
            &["PUT users/{user-id}", "GET groups"],
        ),
        (
            "requests:\n  - url: \"{{ kc }}/admin/realms/{{ realm }}/roles\"\n    method: POST\n  - url: \"{{ kc }}/admin/realms/{{ realm }}/users\"\n  - method: PUT\n    url: \"{{ kc }}/admin/realms/{{ realm }}/groups/{{ id }}\"\n",
            &["POST roles", "GET users", "PUT groups/{group-id}"],
        ),
    ]);
}

#[test]
fn a_method_on_a_later_line_of_the_request_is_found() {
    assert_found(&[
        // PowerShell: a continued line, and a hash table of arguments.
        (
            "Invoke-RestMethod -Uri \"$KC/admin/realms/$REALM/groups\" `\n  -Headers $headers `\n  -Method Post\n$arguments = @{\n  Uri = \"$KC/admin/realms/$REALM/clients/$id\"\n  Headers = $headers\n  Method = 'Put'\n}\nInvoke-RestMethod @arguments\n",
            &["POST groups", "PUT clients/{client-uuid}"],
        ),
        // RestSharp: the address in the client, and in the request.
        (
            "var client = new RestClient(url + \"/admin/realms/\" + realm + \"/users\");\nvar request = new RestRequest(Method.POST);\nclient.Execute(request);\nvar other = new RestRequest($\"/admin/realms/{realm}/roles\").AddJsonBody(body);\nawait api.PostAsync(other);\n",
            &["POST users", "POST roles"],
        ),
        // Jakarta REST.
        (
            "client.target(server).path(\"admin/realms/{realm}/users/{id}\").resolveTemplate(\"realm\", realm).request().header(\"Authorization\", token).delete();",
            &["DELETE users/{user-id}"],
        ),
        // Lua.
        (
            "local answer = http:request_uri(base .. \"/admin/realms/\" .. realm .. \"/users/\" .. id, {\n  method = \"DELETE\",\n})\n",
            &["DELETE users/{user-id}"],
        ),
    ]);
}

#[test]
fn paths_that_are_not_followed_are_reported() {
    let permissions = permissions().expect("the data");
    let request = "client.get(base + \"/admin/realms/\" + realm + \"/groups\");\n";
    for (text, why) in [
        (
            "String address = builder.pathSegment(\"admin\", \"realms\", realm, \"users\").toUriString();\n",
            "no request in the text uses this path",
        ),
        (
            "public String usersAddress() {\n    return url + \"/admin/realms/\" + realm + \"/users\";\n}\n",
            "no request in the text uses this path",
        ),
    ] {
        let pasted = super::read(&permissions, &format!("{request}{text}"));
        let whys: Vec<&str> = pasted
            .not_understood
            .iter()
            .map(|place| place.why.as_str())
            .collect();
        assert_eq!(whys, [why], "{text}");
    }
}

#[test]
fn paths_are_followed_through_entries_functions_and_constants() {
    assert_found(&[
        // Entries of a dictionary, an assignment in another function, and a message with the URL.
        (
            "class Kc:\n    ROOT = \"{url}/admin/realms/{realm}\"\n    def __init__(self, url, realm):\n        root = self.ROOT.format(url=url, realm=realm)\n        self.urls = {\n            \"people\": f\"{root}/users\",\n            \"teams\": f\"{root}/groups\",\n        }\n    def token(self, data):\n        target = f\"{self.url}/realms/master/protocol/openid-connect/token\"\n        return requests.post(target, data=data)\n    def add(self, data):\n        target = self.urls[\"teams\"]\n        found = requests.post(target, json=data)\n        if not found.ok:\n            raise Failed(f\"status {found.status_code}\", target)\n    def save(self, id, data):\n        target = \"{0}/{1}\".format(self.urls[\"people\"], id)\n        requests.put(target, json=data)\n",
            &["POST groups", "PUT users/{user-id}"],
        ),
        // Functions that return the URL for their arguments.
        (
            "class Api:\n    def _people(self) -> str:\n        return f\"{self.base}/admin/realms/{self.realm}/users\"\n    def _password(self, person: UUID) -> str:\n        return f\"{self._people()}/{person}/reset-password\"\n    def change(self, person, body):\n        return requests.put(url=self._password(person=person), json=body)\n    def count(self):\n        return requests.get(f\"{self._people()}/count\")\n",
            &[PASSWORD, "GET users/count"],
        ),
        (
            "module Teams\n  def path\n    \"admin/realms/#{@agent.realm}/groups\"\n  end\n  def rename(id, body)\n    @agent.put(\"#{path}/#{id}\", body)\n  end\nend\n",
            &["PUT groups/{group-id}"],
        ),
        // Constants of constants.
        (
            "package kc\nconst (\n\tusersPath = \"/admin/realms/:realm/users\"\n\tuserPath  = usersPath + \"/:id\"\n\tjoinPath  = userPath + \"/groups/:group\"\n)\nfunc (c *Client) Join(t string) error { return c.put(t, url.Path(joinPath), url.Param(\"realm\", r)) }\n",
            &["PUT users/{user-id}/groups/{groupId}"],
        ),
        // Strings side by side.
        (
            "def roles(self, person):\n    url = (\n        f\"{self.base}/admin/realms/{self.realm}/users/\"\n        f\"{quote(person, safe='')}/role-mappings/realm\"\n    )\n    return self.session.get(\n        url,\n        timeout=30,\n    )\n",
            &["GET users/{user-id}/role-mappings/realm"],
        ),
        // A path of segments, and a lambda.
        (
            "const link = [host, 'admin', 'realms', realm, 'users', id].join('/');\nawait axios.delete(link);\n",
            &["DELETE users/{user-id}"],
        ),
        (
            "team = lambda id: f\"{kc}/admin/realms/{realm}/groups/{id}\"\nrequests.delete(team(7))\n",
            &["DELETE groups/{group-id}"],
        ),
    ]);
}

#[test]
fn functions_that_pass_their_path_on_are_followed() {
    assert_found(&[
        (
            "class Kc {\n  private async send(method: string, path: string, body?: unknown) {\n    return fetch(`${this.base}/admin/realms/${this.realm}${path}`, { method, body });\n  }\n  read(path: string) {\n    return this.send('GET', path);\n  }\n  erase(path: string) {\n    return this.send('DELETE', path);\n  }\n  members(id: string) { return this.read(`/groups/${id}/members`); }\n  leave(id: string) { const path = '/users/' + id; return this.erase(path); }\n}\n",
            &["GET groups/{group-id}/members", "DELETE users/{user-id}"],
        ),
        (
            "<?php\nclass Kc {\n  function all() { return $this->send('GET', 'roles'); }\n  function drop(string $id) { return $this->send('DELETE', \"users/$id\"); }\n  private function send(string $method, string $path, array $data = [])\n  {\n    $token = $this->token();\n    $options = [\n      'headers' => [\n        'Authorization' => 'Bearer ' . $token,\n        'Accept' => 'application/json',\n      ],\n    ];\n    if ($data) $options['json'] = $data;\n    return $this->http->request(\n      $method,\n      \"/admin/realms/{$this->conf->realm}/{$path}\",\n      $options\n    );\n  }\n}\n",
            &["GET roles", "DELETE users/{user-id}"],
        ),
        (
            "async function call({ method, path, body }) {\n  return fetch(`${base}/admin/realms/${realm}/${path}`, { method, body });\n}\nawait call({ method: 'POST', path: 'groups', body });\n",
            &["POST groups"],
        ),
    ]);
}

#[test]
fn requests_below_a_base_of_another_file_are_found_by_names() {
    assert_found(&[
        (
            "public class Members {\n  private final KeycloakApi api;\n  Members(KeycloakApi api) { this.api = api; }\n  void join(String id, String group) { api.put(\"/users/\" + id + \"/groups/\" + group); }\n}\n",
            &["PUT users/{user-id}/groups/{groupId}"],
        ),
        (
            "import { keycloakRequest } from './request';\nexport const find = (id: string) => keycloakRequest('GET', `/users/${id}`, token);\n",
            &[USER],
        ),
        (
            "# Sets passwords in Keycloak.\nasync def change(user, value, rest=None):\n    url = f'/users/{user[\"id\"]}/reset-password'\n    await rest.request('PUT', url, {'value': value})\n    return user.get('groups')\n",
            &[PASSWORD],
        ),
    ]);
    for text in [
        // Another API, in a program that signs its users in with Keycloak.
        "import Keycloak from 'keycloak-js';\nconst keycloak = new Keycloak({ url, realm, clientId });\nexport const list = () => api.get('/users');\nexport const add = (u) => api.post('/users', u);\n",
        "class OktaClient { find(id) { return this.http.get('/users/' + id); } }\n",
        "github.get('/users/' + name); auth0.patch('/api/v2/users/' + id, body);\n",
    ] {
        assert_eq!(found(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn a_command_in_a_string_keeps_its_method() {
    assert_found(&[(
        "def server = 'https://sso.example'\ndef realm = 'shop'\nsh(script: \"\"\"\n  curl -X DELETE -s \\\n  -H 'Accept: application/json' \\\n  \"${server}/admin/realms/${realm}/users/${id}\"\n\"\"\")\n",
        &["DELETE users/{user-id}"],
    )]);
}

#[test]
fn a_request_of_a_client_for_keycloak_that_is_not_understood_is_reported() {
    let permissions = permissions().expect("the data");
    let text = "class Info {\n  constructor(private readonly client: KeycloakAdminClient) {}\n  realm() { return this.client.getJson<Realm>(''); }\n  users() { return this.client.getJson<User[]>('/users'); }\n}\n";
    let pasted = super::read(&permissions, text);
    assert_eq!(found(text), ["GET users"]);
    let lines: Vec<usize> = pasted
        .not_understood
        .iter()
        .map(|place| place.line)
        .collect();
    assert_eq!(lines, [3]);
}

#[test]
fn a_method_in_a_variable_is_reported() {
    let permissions = permissions().expect("the data");
    let text = "def save(id, data, http_method):\n    requests.request(http_method, f\"{kc}/admin/realms/{realm}/users/{id}\", json=data)\n";
    let pasted = super::read(&permissions, text);
    assert_eq!(found(text), [] as [&str; 0]);
    let why: Vec<&str> = pasted
        .not_understood
        .iter()
        .map(|place| place.why.as_str())
        .collect();
    assert_eq!(why, ["the method is chosen at run time"]);
}

/// Compares the section of a tool in `docs/declarations.md` with the number of its types and with the types without a mapping.
pub(super) fn assert_documented(tool: &str, total: usize, unmapped: &[impl std::fmt::Display]) {
    let page = include_str!("../../../docs/declarations.md");
    let (_, section) = page
        .split_once(&format!("## {tool}\n"))
        .expect("its section");
    let section = section.split("\n## ").next().unwrap_or(section);
    let documented: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("- "))
        .collect();
    let expected: Vec<String> = unmapped.iter().map(|name| format!("- `{name}`")).collect();
    assert_eq!(documented, expected);
    let mapped = format!("{} of {total}", total - unmapped.len());
    assert!(section.contains(&mapped), "{mapped}: {section}");
}

/// The lines that are not understood.
fn unclear(text: &str) -> Vec<usize> {
    let permissions = permissions().expect("the data");
    let pasted = super::read(&permissions, text);
    pasted
        .not_understood
        .iter()
        .map(|place| place.line)
        .collect()
}

#[test]
fn makefiles_and_jmeter_plans() {
    assert_found(&[
        (
            "ADMIN = $(KC)/admin/realms/$(REALM)\nseed:\n\tcurl -X POST $(ADMIN)/users -d @user.json\n\ndrop:\n\tcurl -X DELETE $(ADMIN)/users/$(ID)\n",
            &["POST users", "DELETE users/{user-id}"],
        ),
        (
            "<HTTPSamplerProxy testname=\"a\">\n<stringProp name=\"HTTPSampler.path\">/admin/realms/${realm}/users/${id}</stringProp>\n<stringProp name=\"HTTPSampler.method\">DELETE</stringProp>\n</HTTPSamplerProxy>\n<HTTPSamplerProxy>\n<stringProp name=\"HTTPSampler.method\">POST</stringProp>\n<stringProp name=\"HTTPSampler.path\">/admin/realms/${realm}/users</stringProp>\n</HTTPSamplerProxy>\n",
            &["DELETE users/{user-id}", "POST users"],
        ),
    ]);
}

#[test]
fn functions_that_join_segments() {
    assert_found(&[(
        "root = f\"{url}/admin/realms/{realm}/\"\ndef _url(*parts):\n    return root + \"/\".join(parts)\ndef kick(uid):\n    s.post(_url(\"users\", uid, \"logout\"))\ndef one(uid):\n    return s.get(_url(\"users\", uid)).json()\n",
        &["POST users/{user-id}/logout", USER],
    )]);
    // A named argument is not a segment.
    assert_found(&[(
        "root = f\"{url}/admin/realms/{realm}/\"\ndef _url(*parts, page=0):\n    return root + \"/\".join(parts)\ndef users(page):\n    return s.get(_url(\"users\", page=page)).json()\n",
        &["GET users"],
    )]);
    assert_found(&[(
        "var root = $\"{url}/admin/realms/{realm}\";\nstring Url(params string[] parts) => root + \"/\" + string.Join(\"/\", parts);\nawait http.PostAsync(Url(\"users\", id, \"logout\"), null);\n",
        &["POST users/{user-id}/logout"],
    )]);
}

#[test]
fn functions_of_a_shell_with_named_parameters() {
    let text = "API=\"$KC/admin/realms/$REALM\"\napi() {\n  local method=$1 path=$2; shift 2\n  curl -X \"$method\" \"$API$path\" \"$@\"\n}\napi GET \"/users?username=$name\"\napi PUT \"/users/$id/reset-password\" -d @-\n";
    assert_eq!(found(text), ["GET users", PASSWORD]);
    assert_eq!(unclear(text), [] as [usize; 0]);
}

#[test]
fn bases_without_the_realm_and_commands_without_a_method() {
    assert_found(&[
        (
            "this.client = builder.baseUrl(url + \"/admin/realms\").build();\nclient.get()\n  .uri(\"/{realm}/groups\", realm)\n  .retrieve();\n",
            &["GET groups"],
        ),
        (
            "$admin = \"$Server/admin/realms/$Realm\"\nfunction Invoke-Keycloak { param($Method, $Path)\n  Invoke-RestMethod -Uri \"$admin/$Path\" -Method $Method\n}\n$users = Invoke-Keycloak -Path \"users?max=1000\"\n",
            &["GET users"],
        ),
        (
            "export function admin({ url, realm }) {\n  return got.extend({ prefixUrl: `${url}/admin/realms/${realm}` });\n}\nconst api = admin(options);\nawait api(`clients/${id}/client-secret`).json();\n",
            &["GET clients/{client-uuid}/client-secret"],
        ),
    ]);
}

#[test]
fn the_method_of_an_arrow_function_is_its_own() {
    assert_found(&[(
        "async function call(path, init = {}) {\n  return request(`${BASE}/admin/realms/${REALM}/${path}`, { method: init.method ?? 'GET' });\n}\nexport const groups = () => call('groups?brief=false');\nexport const add = (name) => call('groups', { method: 'POST', body: { name } });\n",
        &["GET groups", "POST groups"],
    )]);
}

#[test]
fn paths_without_a_request_are_reported() {
    // Another file uses the entry. The URL of the second request comes from the header of a response.
    let entry = "const base = `${url}/admin/realms/${realm}`;\nexport const PATHS = {\n  CLIENTS: '/clients',\n};\nfetch(`${base}/users`);\n";
    assert_eq!(found(entry), ["GET users"]);
    assert_eq!(unclear(entry), [3]);
    let location = "const BASE = `${KC}/admin/realms/load`;\nconst made = http.post(`${BASE}/users`, body);\nhttp.del(made.headers.Location, null, params);\n";
    assert_eq!(found(location), ["POST users"]);
    assert_eq!(unclear(location), [3]);
    let segments = "fun url(vararg parts: String) = server.toHttpUrl().newBuilder()\n  .addPathSegments(\"admin/realms/$realm\")\n  .apply { parts.forEach { addPathSegment(it) } }.build()\n";
    assert_eq!(unclear(segments), [2]);
    let unknown = "from keycloak import KeycloakAdmin\nadmin = KeycloakAdmin(server_url=url)\nadmin.get_users({})\nadmin.purge_users()\n";
    assert_eq!(found(unknown), ["GET users"]);
    assert_eq!(unclear(unknown), [4]);
    // Routes of the server itself are not requests.
    let routes = "const base = `${url}/admin/realms/${realm}`;\nrouter.use('/users', list);\nfetch(`${base}/groups`);\n";
    assert_eq!(unclear(routes), [] as [usize; 0]);
}

#[test]
fn segments_that_builders_join() {
    const DELETE: &str = "DELETE users/{user-id}";
    assert_found(&[
        // Ktor: in the block of the request, also below another URL.
        (
            "suspend fun drop(id: String) {\n  http.delete {\n    url {\n      takeFrom(base)\n      appendPathSegments(\"admin\", \"realms\", realm, \"users\", id)\n    }\n  }\n}",
            &[DELETE],
        ),
        (
            "suspend fun add(r: Role) = http.request(base) {\n  method = HttpMethod.Post\n  url.appendPathSegments(listOf(\"admin\", \"realms\", realm, \"roles\"))\n  setBody(r)\n}",
            &["POST roles"],
        ),
        // Flurl: one segment each, a list of segments, and a base with a header.
        (
            "public Task<User> Get(string id) => await _url.AppendPathSegment(\"admin\").AppendPathSegment(\"realms\").AppendPathSegment(_realm)\n  .AppendPathSegment(\"users\").AppendPathSegment(id).WithOAuthBearerToken(t).GetJsonAsync<User>();",
            &[USER],
        ),
        (
            "public Task Drop(string id) => _url.AppendPathSegments(new[] { \"admin\", \"realms\", _realm, \"users\", id }).DeleteAsync();",
            &[DELETE],
        ),
        (
            "IFlurlRequest Admin() => _url.AppendPathSegments(\"admin\", \"realms\", _realm).WithOAuthBearerToken(Token());\npublic Task Kill(string id) => Admin().AppendPathSegments(\"users\", id, \"logout\").PostAsync();",
            &["POST users/{user-id}/logout"],
        ),
        // Go: two results, the path of a URL, and a list that is appended to another one.
        (
            "u, err := url.JoinPath(c.base, \"admin\", \"realms\", c.realm, \"users\", id)\nif err != nil { return err }\nreq, err := http.NewRequest(http.MethodDelete, u, nil)",
            &[DELETE],
        ),
        (
            "u := *c.base\nu.Path = path.Join(u.Path, \"admin\", \"realms\", c.realm, \"users\", id)\nreq, err := http.NewRequest(\"DELETE\", u.String(), nil)",
            &[DELETE],
        ),
        (
            "package kc\n\nfunc (a *API) url(parts ...string) (string, error) {\n\treturn url.JoinPath(a.base, append([]string{\"admin\", \"realms\", a.realm}, parts...)...)\n}\n\nfunc (a *API) Drop(id string) error {\n\tu, err := a.url(\"users\", id)\n\treq, err := http.NewRequest(http.MethodDelete, u, nil)\n\treturn a.do(req, err)\n}\n",
            &[DELETE],
        ),
        // Java: Jakarta REST, Spring, and OkHttp.
        (
            "URI uri = UriBuilder.fromUri(base).path(\"admin\").segment(\"realms\", realm, \"users\", id).build();\nclient.target(uri).request().delete();",
            &[DELETE],
        ),
        (
            "List<User> users() {\n  return client.target(base).path(\"admin\").path(\"realms\").path(realm).path(\"users\")\n      .request(JSON).header(\"Authorization\", t).get(LIST);\n}",
            &["GET users"],
        ),
        (
            "void drop(String id) {\n  webClient.method(HttpMethod.DELETE)\n      .uri(b -> b.pathSegment(\"admin\", \"realms\", realm, \"users\", id).build())\n      .retrieve();\n}",
            &[DELETE],
        ),
        (
            "<T> T call(HttpMethod method, Class<T> type, String... segments) {\n  URI uri = UriComponentsBuilder.fromUriString(base).pathSegment(\"admin\", \"realms\", realm).pathSegment(segments).build().toUri();\n  return rest.exchange(uri, method, entity(), type).getBody();\n}\nvoid drop(String id) { call(HttpMethod.DELETE, Void.class, \"users\", id); }",
            &[DELETE],
        ),
        (
            "var uri = new URIBuilder(base).setPathSegments(List.of(\"admin\", \"realms\", realm, \"users\", id)).build();\nhttp.execute(new HttpDelete(uri));",
            &[DELETE],
        ),
        // Python: tuples, lists with more lists in them, and other libraries.
        (
            "requests.delete(\"/\".join((base, \"admin\", \"realms\", realm, \"users\", uid)))",
            &[DELETE],
        ),
        (
            "def _url(self, *parts):\n    return \"/\".join([self.base, \"admin\", \"realms\", self.realm, *map(quote, parts)])\n\ndef drop(self, uid):\n    requests.delete(self._url(\"users\", uid))\n",
            &[DELETE],
        ),
        (
            "u = furl(host).add(path=[\"admin\", \"realms\", realm, \"users\", uid])\nawait c.delete(u.url)",
            &[DELETE],
        ),
        // JavaScript, Dart, Rust, Elixir, PowerShell, and .NET.
        (
            "const kc = (method, ...segments) => http.request({ method, url: ['', 'admin', 'realms', realm, ...segments].join('/') });\nexport const drop = (id) => kc('delete', 'users', id);",
            &[DELETE],
        ),
        (
            "final uri = base.replace(pathSegments: ['admin', 'realms', realm, 'users', id]);\nawait http.delete(uri, headers: headers);",
            &[DELETE],
        ),
        (
            "fn endpoint(&self, segments: &[&str]) -> Url {\n    let mut url = self.base.clone();\n    url.path_segments_mut().unwrap().extend(&[\"admin\", \"realms\", &self.realm]).extend(segments);\n    url\n}\nfn drop(&self, id: &str) { self.http.delete(self.endpoint(&[\"users\", id])).send(); }",
            &[DELETE],
        ),
        (
            "defmodule Kc do\n  def url(parts), do: Enum.join([base(), \"admin\", \"realms\", realm() | parts], \"/\")\n  def drop(id), do: Req.delete!(url([\"users\", id]))\nend",
            &[DELETE],
        ),
        (
            "Invoke-RestMethod -Method Delete -Uri (@($base,'admin','realms',$realm,'users',$id) -join '/')",
            &[DELETE],
        ),
        (
            "var b = new UriBuilder(_base) { Path = string.Join('/', \"admin\", \"realms\", _realm, \"users\", id) };\nawait _http.DeleteAsync(b.Uri);",
            &[DELETE],
        ),
    ]);
}

#[test]
fn methods_given_as_values() {
    const DELETE: &str = "DELETE users/{user-id}";
    assert_found(&[
        (
            "conn.run_request(:delete, \"/admin/realms/#{@realm}/users/#{id}\", nil, headers)",
            &[DELETE],
        ),
        (
            "webClient.method(HttpMethod.DELETE)\n    .uri(\"/admin/realms/{realm}/users/{id}\", realm, id)\n    .retrieve();",
            &[DELETE],
        ),
        (
            "var r = new HttpRequestMessage { Method = HttpMethod.Delete, RequestUri = new Uri(_base, $\"admin/realms/{_realm}/users/{id}\") };\nawait _http.SendAsync(r);",
            &[DELETE],
        ),
        (
            "var request = new HttpRequestMessage();\nrequest.Method = HttpMethod.Delete;\nrequest.RequestUri = new Uri($\"{_base}/admin/realms/{_realm}/users/{id}\");\nawait _http.SendAsync(request);",
            &[DELETE],
        ),
        (
            "http.request(DELETE) { req ->\n  uri.path = \"/admin/realms/${realm}/users/${id}\"\n}",
            &[DELETE],
        ),
        (
            "auto r = cpr::Delete(cpr::Url{base + \"/admin/realms/\" + realm + \"/users/\" + id}, cpr::Bearer{token});",
            &[DELETE],
        ),
        (
            "curl_easy_setopt(curl, CURLOPT_URL, (base + \"/admin/realms/\" + realm + \"/users/\" + id).c_str());\ncurl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, \"DELETE\");\ncurl_easy_perform(curl);",
            &[DELETE],
        ),
        (
            "curl_setopt($ch, CURLOPT_CUSTOMREQUEST, 'DELETE');\ncurl_setopt($ch, CURLOPT_URL, $base . '/admin/realms/' . $realm . '/users/' . $id);\ncurl_exec($ch);",
            &[DELETE],
        ),
    ]);
    // A method that a table translates is not guessed.
    let text = "const verbs = { read: 'GET', drop: 'DELETE' };\nconst send = (verb, path) => request(`${base}/admin/realms/${realm}${path}`, { method: verbs[verb] });\nsend('drop', `/users/${id}`);";
    assert!(found(text).is_empty());
    assert_eq!(unclear(text), [3]);
}

#[test]
fn messages_headers_and_disabled_code_are_no_requests() {
    for text in [
        "log.info(\"would call DELETE /admin/realms/%s/users/%s\", realm, uid)",
        "raise PermissionError(\"GET /admin/realms/x/users needs view-users\") from e",
        "echo \"rotate later: POST /admin/realms/$REALM/clients/$ID/client-secret\"",
        "reply(201, undefined, { Location: 'https://sso.test/admin/realms/acme/users/1' })",
        "#if false\nawait http.DeleteAsync($\"/admin/realms/{realm}/users/{id}\");\n#endif",
    ] {
        assert!(found(text).is_empty(), "{text}");
    }
    // A message does not hide the request beside it.
    assert_found(&[
        (
            "logger.warn('deleting', id); await http.delete(`${base}/admin/realms/${realm}/users/${id}`);",
            &["DELETE users/{user-id}"],
        ),
        (
            "echo \"$(curl -X DELETE \"$KC/admin/realms/$REALM/users/$ID\")\"",
            &["DELETE users/{user-id}"],
        ),
    ]);
}

#[test]
fn services_with_helpers_are_complete() {
    let table: &[Pasted] = &[
        // A nested function with retries, and a root that is a local variable.
        (
            "export function create(config) {\n  const adminRoot = `${config.url}/admin/realms/${config.realm}`;\n  async function send(verb, path, body) {\n    return withRetry(async () => {\n      const res = await fetch(adminRoot + path, { method: verb, body });\n      return res.json();\n    });\n  }\n  return { drop: (id) => send('DELETE', `/users/${id}`) };\n}",
            &["DELETE users/{user-id}"],
        ),
        // A decorated method, whose path is trimmed.
        (
            "class Settings:\n    def __post_init__(self):\n        self.base = f\"{URL}/admin/realms/{self.realm}\"\n\nclass Directory:\n    @retry()\n    def _request(self, method, resource, **kwargs):\n        url = f\"{self.settings.base}/{resource.lstrip('/')}\"\n        return self.session.request(method, url, **kwargs)\n\n    def drop(self, uid):\n        self._request(\"DELETE\", f\"users/{uid}\")\n",
            &["DELETE users/{user-id}"],
        ),
        // A function of Rust with a reference to itself, whose request has the same name.
        (
            "impl Keycloak {\n    fn request(&self, method: Method, path: &str) -> RequestBuilder {\n        let url = format!(\"{}/admin/realms/{}/{}\", self.server, self.realm, path);\n        self.http.request(method, url)\n    }\n    async fn read<T>(&self, path: &str) -> T {\n        self.request(Method::GET, path).send().await\n    }\n    async fn account(&self, id: &str) -> User {\n        self.read(&format!(\"clients/{id}/service-account-user\")).await\n    }\n}",
            &["GET clients/{client-uuid}/service-account-user"],
        ),
        // A shell function that forwards its remaining arguments.
        (
            "#!/bin/bash\napi() {\n  local verb=$1 path=$2\n  shift 2\n  curl --fail \\\n    --request \"$verb\" \\\n    \"$@\" \\\n    \"$KC_URL/admin/realms/$KC_REALM/$path\"\n}\nretry api PUT \"clients/$id\" --data @client.json\n",
            &["PUT clients/{client-uuid}"],
        ),
        // A builder that another function sends, with a step that has the name of a function.
        (
            "private fun url(path: String) = \"${settings.host}/admin/realms/${settings.realm}/$path\".toHttpUrl()\nfun drop(id: String) = execute<Unit>(Request.Builder().url(url(\"client-scopes/$id\")).delete())",
            &["DELETE client-scopes/{client-scope-id}"],
        ),
        // A path in the block of a builder, below a base.
        (
            "private val client = builder.baseUrl(\"${props.baseUrl}/admin/realms/${props.realm}\").build()\nsuspend fun drop(id: UUID) {\n  client.delete().uri { it.path(\"/users/{id}/consents/{client}\").build(id, \"app\") }.retrieve()\n}",
            &["DELETE users/{user-id}/consents/{client}"],
        ),
        // Types within types.
        (
            "class R {\n  final _dio = Dio(BaseOptions(baseUrl: '${config.url}/admin/realms/${config.realm}'));\n  list() => _dio.get<List<Map<String, dynamic>>>('/users', queryParameters: {'search': search});\n}",
            &["GET users"],
        ),
        (
            "_client = new RestClient(url + \"/admin/realms/\" + realm);\nvar request = new RestRequest(\"users\").AddQueryParameter(\"email\", email);\nreturn await _client.GetAsync<List<User>>(request);",
            &["GET users"],
        ),
        // A function whose calls pass the whole URL.
        (
            "const users = (realm) => `${process.env.KC}/admin/realms/${realm}/users`;\nasync function api(method, url, body) {\n  const res = await fetch(url, { method, body });\n  return res.json();\n}\nexports.create = (realm, u) => api('POST', users(realm), u);",
            &["POST users"],
        ),
        // A variable of the environment in a workflow.
        (
            "env:\n  KC: ${{ vars.KC_URL }}/admin/realms/${{ vars.KC_REALM }}\nsteps:\n  - run: |\n      curl -fsS -X PUT \"$KC/clients/$ID\" -d @client.json\n",
            &["PUT clients/{client-uuid}"],
        ),
    ];
    assert_found(table);
    for (text, _) in table {
        assert_eq!(unclear(text), [0_usize; 0], "{text}");
    }
}

#[test]
fn routes_and_conditions_are_no_requests_and_wildcards_are_segments() {
    assert_found(&[
        // The handler of a route of this program sends another request.
        (
            "const ADMIN = `${host}/admin/realms/${realm}`;\nrouter.delete('/users/:id', async (req, res) => {\n  await axios.put(`${ADMIN}/users/${req.params.id}`, { enabled: false });\n});",
            &["PUT users/{user-id}"],
        ),
        (
            "cy.intercept('GET', '/admin/realms/**/users*').as('users');",
            &["GET users"],
        ),
    ]);
    let text = "await fetch(`${base}/admin/realms/${realm}/users/${id}`, { method: id ? 'PUT' : 'POST', body });";
    assert!(found(text).is_empty());
    assert_eq!(unclear(text), [1]);
}

#[test]
fn further_libraries_and_languages() {
    let table: &[Pasted] = &[
        // Vert.x
        (
            "client.deleteAbs(base + \"/admin/realms/\" + realm + \"/users/\" + id).send();",
            &["DELETE users/{user-id}"],
        ),
        // Micronaut
        (
            "@Client(value = \"${keycloak.url}\", path = \"/admin/realms/${keycloak.realm}\")\npublic interface KeycloakClient {\n  @Get(\"/groups{?search}\")\n  Mono<List<Group>> groups(@Nullable String search);\n  @Delete(\"/users/{id}/groups/{groupId}\")\n  Mono<HttpResponse<Void>> leave(String id, String groupId);\n}",
            &["GET groups", "DELETE users/{user-id}/groups/{groupId}"],
        ),
        // A function of another module
        (
            "import { kcFetch } from '@/lib/keycloak';\nawait kcFetch(`/users/${params.id}`, { method: 'DELETE' });\nconst res = await kcFetch(`/users/${params.id}`);",
            &["DELETE users/{user-id}", "GET users/{user-id}"],
        ),
        // The base of the Admin API, made from the issuer
        (
            "const base = process.env.ISSUER.replace('/realms/', '/admin/realms/');\nexport async function kcFetch(path, init = {}) {\n  return fetch(`${base}${path}`, { ...init, headers });\n}\nexport const add = (body) => kcFetch('/users', { method: 'POST', body });",
            &["POST users"],
        ),
        // Symfony: a constant of a class
        (
            "$this->client->request(\n    Request::METHOD_PUT,\n    sprintf('/admin/realms/%s/users/%s/execute-actions-email', $this->realm, $id),\n    ['json' => $actions],\n);",
            &["PUT users/{user-id}/execute-actions-email"],
        ),
        // Faraday: an option whose value mentions a member of the same name
        (
            "def conn\n  @conn ||= Faraday.new(url: \"#{Settings.keycloak.url}/admin/realms/#{Settings.keycloak.realm}/\")\nend\ndef leave(user, group)\n  conn.delete(\"users/#{user}/groups/#{group}\")\nend",
            &["DELETE users/{user-id}/groups/{groupId}"],
        ),
        // Rust: a lazy static
        (
            "static ADMIN: LazyLock<String> = LazyLock::new(|| format!(\"{}/admin/realms/{}\", env!(\"URL\"), env!(\"REALM\")));\nasync fn remove(client: &Client, id: Uuid) {\n    client.delete(format!(\"{}/users/{id}\", *ADMIN)).send().await;\n}",
            &["DELETE users/{user-id}"],
        ),
        // PowerShell: a function with a table of arguments
        (
            "function Invoke-KcAdmin {\n  param([string]$Path, [string]$Method = 'Get')\n  $splat = @{\n    Uri = \"$($script:Url)/admin/realms/$($script:Realm)/$Path\"\n    Method = $Method\n  }\n  Invoke-RestMethod @splat\n}\nfunction Remove-KcGroup { param($Id) Invoke-KcAdmin -Method Delete -Path \"groups/$Id\" }",
            &["DELETE groups/{group-id}"],
        ),
        // Ansible: a variable that contains the base
        (
            "- hosts: localhost\n  vars:\n    admin: \"{{ kc }}/admin/realms/{{ realm }}\"\n  tasks:\n    - name: Disable\n      uri:\n        url: \"{{ admin }}/users/{{ id }}\"\n        method: PUT\n",
            &["PUT users/{user-id}"],
        ),
        // R and Haskell
        (
            "library(httr)\nadmin <- paste0(Sys.getenv(\"KC\"), \"/admin/realms/\", realm)\nDELETE(paste0(admin, \"/groups/\", gid))\n",
            &["DELETE groups/{group-id}"],
        ),
        (
            "deleteUser :: Text -> App ()\ndeleteUser uid = do\n  req <- parseRequest (\"DELETE \" <> base <> \"/admin/realms/\" <> realm <> \"/users/\" <> unpack uid)\n",
            &["DELETE users/{user-id}"],
        ),
    ];
    assert_found(table);
    for (text, _) in table {
        assert_eq!(unclear(text), [0_usize; 0], "{text}");
    }
}

#[test]
fn a_client_with_another_base_is_not_keycloak() {
    assert_found(&[
        (
            "const kc = axios.create({ baseURL: `${URL}/admin/realms/${REALM}` });\nconst shop = axios.create({ baseURL: SHOP_URL });\nawait kc.post('/users', u);\nawait shop.delete('/clients/' + id);",
            &["POST users"],
        ),
        // The base is a name in the text.
        (
            "const ADMIN = `${URL}/admin/realms/${REALM}`;\nconst kc = axios.create({ baseURL: ADMIN });\nconst shop = axios.create({ baseURL: SHOP_URL });\nawait kc.delete('/users/' + id);\nawait shop.delete('/clients/' + id);",
            &["DELETE users/{user-id}"],
        ),
        (
            "A=\"$KC/admin/realms/$R\"\nprintf 'GET %s/groups\\n' \"$A/groups\"\necho x; curl -X DELETE \"$A/users/$1\"",
            &["DELETE users/{user-id}"],
        ),
    ]);
}

#[test]
fn a_method_in_another_variable_and_a_location_are_not_understood() {
    let method = "<?php\n$endpoint = $this->core->buildEndpoint(\n  path: '/admin/realms/' . $realm . '/users/' . $id . '/role-mappings/realm'\n);\n$request = $this->core->createRequest(\n  method: $method,\n  endpoint: $endpoint,\n);\n";
    assert_eq!(unclear(method), [3]);
    let option = "$r = Invoke-RestMethod -Uri \"$kc/admin/realms/acme/users\" -Method $verb -Headers $h\nInvoke-RestMethod -Method $verb -Uri \"$kc/admin/realms/acme/groups\"\n";
    assert_eq!(unclear(option), [1, 2]);
    let location = "val ADMIN = \"#{keycloakServer}/admin/realms/#{realm}\"\nexec(http(\"List\").get(ADMIN + \"/client-scopes\"))\nexec(http(\"Delete User\").delete(\"#{userLocation}\"))\nexec(http(\"Join\").put(\"#{userLocation}/groups/#{id}\"))\n";
    assert_eq!(unclear(location), [3, 4]);
    assert_found(&[(location, &["GET client-scopes"])]);
}

#[test]
fn arguments_of_declarations_add_and_remove_requests() {
    let realm_role =
        "resource \"keycloak_role\" \"a\" {\n  realm_id = \"acme\"\n  name = \"a\"\n}\n";
    let client_role = "resource \"keycloak_role\" \"a\" {\n  realm_id = \"acme\"\n  client_id = keycloak_openid_client.c.id\n  composite_roles = [b.id]\n}\n";
    let user = "resource \"keycloak_user\" \"a\" {\n  username = \"a\"\n  initial_password {\n    value = var.p\n  }\n}\n";
    let sent = |text: &str| {
        let permissions = permissions().expect("the data");
        let pasted = super::read(&permissions, text);
        let mut sent: Vec<String> = pasted
            .operations
            .iter()
            .map(|operation| operation.to_string().replace("/admin/realms/{realm}/", ""))
            .collect();
        sent.sort();
        sent
    };
    assert_eq!(
        sent(realm_role),
        [
            "DELETE roles-by-id/{role-id}",
            "GET /admin/serverinfo",
            "GET roles-by-id/{role-id}",
            "GET roles/{role-name}",
            "POST roles",
            "PUT roles-by-id/{role-id}",
        ]
    );
    assert_eq!(
        sent(client_role),
        [
            "DELETE roles-by-id/{role-id}",
            "DELETE roles-by-id/{role-id}/composites",
            "GET /admin/serverinfo",
            "GET clients/{client-uuid}/roles/{role-name}",
            "GET roles-by-id/{role-id}",
            "GET roles-by-id/{role-id}/composites",
            "POST clients/{client-uuid}/roles",
            "POST roles-by-id/{role-id}/composites",
            "PUT roles-by-id/{role-id}",
        ]
    );
    assert!(sent(user).contains(&"PUT users/{user-id}/reset-password".to_owned()));
    let kind = "apiVersion: role.keycloak.crossplane.io/v1alpha1\nkind: Role\nspec:\n  forProvider:\n    clientIdRef:\n      name: c\n    compositeRolesRefs:\n      - name: b\n";
    assert_eq!(sent(kind), sent(client_role));
}
