//! Tests whole files in the style of real projects.

use crate::code::read;
use crate::code::tests::{Pasted, assert_found, permissions, unclear};

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

/// A file in the style of a real project, its operations, and whether every request can be followed.
const FILES: &[(&str, &[&str], bool)] = &[
    (
        include_str!("../../../tests/code/axios.ts"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../../tests/code/csharp.cs"),
        &["GET users/{user-id}", "POST users"],
        true,
    ),
    (
        include_str!("../../../tests/code/php.php"),
        &["DELETE groups/{group-id}", "GET groups"],
        true,
    ),
    (
        include_str!("../../../tests/code/ruby.rb"),
        &["GET users", "PUT users/{user-id}/reset-password"],
        true,
    ),
    (
        include_str!("../../../tests/code/go.go"),
        &["GET users", "PUT users/{user-id}/groups/{groupId}"],
        true,
    ),
    (
        include_str!("../../../tests/code/kotlin.kt"),
        &["GET users/{user-id}", "POST users/{user-id}/logout"],
        true,
    ),
    (
        include_str!("../../../tests/code/rust.rs"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../../tests/code/spring.java"),
        &["DELETE users/{user-id}", "GET users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/pyreq.py"),
        &["DELETE users/{user-id}", "GET users", "PUT users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/sh2.sh"),
        &["GET users", "POST groups"],
        true,
    ),
    (
        include_str!("../../../tests/code/angular.ts"),
        &["GET users", "PUT users/{user-id}"],
        false,
    ),
    (
        include_str!("../../../tests/code/helper.ts"),
        &["GET users", "POST groups"],
        false,
    ),
    (
        include_str!("../../../tests/code/openapi.ts"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../../tests/code/comment.py"),
        &["GET groups"],
        true,
    ),
    (
        include_str!("../../../tests/code/pykc.py"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../../tests/code/refit.cs"),
        &["DELETE groups/{group-id}", "GET users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/feign.java"),
        &["GET users/{user-id}", "PUT users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/webclient.java"),
        &["DELETE users/{user-id}", "GET users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/keycloaknet.cs"),
        &[
            "GET users",
            "POST users",
            "POST users/{user-id}/logout",
            "PUT users/{user-id}/groups/{groupId}",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/authservices.cs"),
        &[
            "GET groups",
            "GET users/{user-id}",
            "PUT users/{user-id}/groups/{groupId}",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/fschmtt.php"),
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
        include_str!("../../../tests/code/keycloakcrate.rs"),
        &[
            "GET /admin/realms",
            "GET groups",
            "GET groups/{group-id}/members",
            "POST users",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/ansible.yml"),
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
        include_str!("../../../tests/code/keycloak_admin.rb"),
        &[
            "GET groups",
            "GET users",
            "GET users/{user-id}",
            "POST users",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/nethttp.rb"),
        &["GET users", "POST groups", "PUT users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/url_helper.go"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../../tests/code/notebook.ipynb"),
        &["GET users", "POST users"],
        true,
    ),
    (
        include_str!("../../../tests/code/invoke.ps1"),
        &["DELETE users/{user-id}", "GET users", "POST groups"],
        true,
    ),
    (
        include_str!("../../../tests/code/got.ts"),
        &[
            "DELETE groups/{group-id}",
            "GET groups",
            "GET groups/{group-id}/members",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/jaxrs.java"),
        &[
            "DELETE users/{user-id}/groups/{groupId}",
            "GET users",
            "PUT users/{user-id}",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/spring_type.java"),
        &[
            "DELETE groups/{group-id}",
            "GET groups",
            "POST groups/{group-id}/children",
        ],
        true,
    ),
    (
        include_str!("../../../tests/code/curl.php"),
        &["DELETE users/{user-id}", "POST users"],
        true,
    ),
    (
        include_str!("../../../tests/code/webclient_builder.java"),
        &["GET users", "PUT users/{user-id}/reset-password"],
        true,
    ),
    (
        include_str!("../../../tests/code/kcadm.sh"),
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
        include_str!("../../../tests/code/swift.swift"),
        &["DELETE users/{user-id}"],
        true,
    ),
    (
        include_str!("../../../tests/code/dart.dart"),
        &["DELETE users/{user-id}", "GET users"],
        true,
    ),
    (
        include_str!("../../../tests/code/roles.tf"),
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
    (
        include_str!("../../../tests/code/operator.yaml"),
        &[],
        false,
    ),
    (
        include_str!("../../../tests/code/crossplane.yaml"),
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
        let pasted = read(&permissions, text);
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
