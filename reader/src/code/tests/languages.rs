//! Tests requests in the idioms of single languages, and in logs.

use crate::code::read;
use crate::code::tests::{PASSWORD, Pasted, USER, assert_found, found, permissions, unclear};

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
    let found = read(&permissions.expect("the data"), text);
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

#[test]
fn every_result_has_its_line() {
    let permissions = permissions().expect("the data");
    let text = "const A = `${url}/admin/realms/${r}`;\n\nfetch(`${A}/users`);\nfetch(`${A}${path}`);\nimport { X } from 'acme-keycloak-sdk';\n";
    let pasted = read(&permissions, text);
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
fn lines_behind_a_continued_line_keep_their_numbers() {
    let permissions = permissions().expect("the data");
    let text = "curl -X PUT \\\n  -H \"$AUTH\" \\\n  $KC/admin/realms/r/users/1\ncurl $KC/admin/realms/r/groups\n";
    let pasted = read(&permissions, text);
    let lines: Vec<usize> = pasted.found.iter().map(|place| place.line).collect();
    assert_eq!(lines, [3, 4]);
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
