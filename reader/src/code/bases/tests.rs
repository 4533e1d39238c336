//! Tests names of bases.

use crate::code::tests::{assert_found, found};

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
