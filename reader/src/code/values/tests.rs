//! Tests computed paths.

use crate::code::tests::{PASSWORD, USER, assert_found};

#[test]
fn segments_of_an_address_are_followed() {
    assert_found(&[(
        "await (await Address(realm))\n  .AppendPathSegment(\"/admin/realms/\")\n  .AppendPathSegment(realm, true)\n  .AppendPathSegment(\"/groups/\")\n  .AppendPathSegment(id, true)\n  .AppendPathSegment(\"/children\")\n  .PostJsonAsync(group);\nawait (await Address(realm)).AppendPathSegment(\"/admin/realms/\").AppendPathSegment(realm, true).AppendPathSegment(\"/users\").SetQueryParams(query).GetJsonAsync<List<User>>();\n",
        &["POST groups/{group-id}/children", "GET users"],
    )]);
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
