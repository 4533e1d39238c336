//! Tests functions that append their argument to a base.

use crate::code::tests::{PASSWORD, USER, assert_found, found, unclear};

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
fn the_method_of_an_arrow_function_is_its_own() {
    assert_found(&[(
        "async function call(path, init = {}) {\n  return request(`${BASE}/admin/realms/${REALM}/${path}`, { method: init.method ?? 'GET' });\n}\nexport const groups = () => call('groups?brief=false');\nexport const add = (name) => call('groups', { method: 'POST', body: { name } });\n",
        &["GET groups", "POST groups"],
    )]);
}
