//! Tests the methods of requests.

use crate::code::read;
use crate::code::tests::{assert_found, found, permissions, unclear};

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
fn a_command_in_a_string_keeps_its_method() {
    assert_found(&[(
        "def server = 'https://sso.example'\ndef realm = 'shop'\nsh(script: \"\"\"\n  curl -X DELETE -s \\\n  -H 'Accept: application/json' \\\n  \"${server}/admin/realms/${realm}/users/${id}\"\n\"\"\")\n",
        &["DELETE users/{user-id}"],
    )]);
}

#[test]
fn a_method_in_a_variable_is_reported() {
    let permissions = permissions().expect("the data");
    let text = "def save(id, data, http_method):\n    requests.request(http_method, f\"{kc}/admin/realms/{realm}/users/{id}\", json=data)\n";
    let pasted = read(&permissions, text);
    assert_eq!(found(text), [] as [&str; 0]);
    let why: Vec<&str> = pasted
        .not_understood
        .iter()
        .map(|place| place.why.as_str())
        .collect();
    assert_eq!(why, ["the method is chosen at run time"]);
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
fn a_method_in_another_variable_and_a_location_are_not_understood() {
    let method = "<?php\n$endpoint = $this->core->buildEndpoint(\n  path: '/admin/realms/' . $realm . '/users/' . $id . '/role-mappings/realm'\n);\n$request = $this->core->createRequest(\n  method: $method,\n  endpoint: $endpoint,\n);\n";
    assert_eq!(unclear(method), [3]);
    let option = "$r = Invoke-RestMethod -Uri \"$kc/admin/realms/acme/users\" -Method $verb -Headers $h\nInvoke-RestMethod -Method $verb -Uri \"$kc/admin/realms/acme/groups\"\n";
    assert_eq!(unclear(option), [1, 2]);
    let location = "val ADMIN = \"#{keycloakServer}/admin/realms/#{realm}\"\nexec(http(\"List\").get(ADMIN + \"/client-scopes\"))\nexec(http(\"Delete User\").delete(\"#{userLocation}\"))\nexec(http(\"Join\").put(\"#{userLocation}/groups/#{id}\"))\n";
    assert_eq!(unclear(location), [3, 4]);
    assert_found(&[(location, &["GET client-scopes"])]);
}
