//! Reads functions and classes around an HTTP client that has the base of the Admin API, in many languages: every call with a relative path is
//! a request.

use std::sync::LazyLock;

use permissions::{Matrix, TokenRealm};
use reader::code::{Reader, read};

static MATRIX: LazyLock<Option<Matrix>> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).ok()
});

/// A file and its operations in alphabetical order, with `{}` for each parameter.
type Sample = (&'static str, &'static str, &'static [&'static str]);

macro_rules! sample {
    ($file:literal, $($operation:literal),+) => {
        ($file, include_str!(concat!("code/wrappers/", $file)), &[$($operation),+])
    };
}

const SAMPLES: &[Sample] = &[
    sample!(
        "alamofire.swift",
        "GET users",
        "POST users",
        "PUT users/{}/reset-password"
    ),
    sample!(
        "axios.js",
        "DELETE users/{}/groups/{}",
        "GET users",
        "GET users/{}",
        "PUT users/{}"
    ),
    sample!(
        "base_address.cs",
        "GET users",
        "POST users",
        "PUT users/{}",
        "PUT users/{}/groups/{}"
    ),
    sample!("clj_http.clj", "DELETE users/{}", "GET users", "POST users"),
    sample!("cpr.cpp", "DELETE users/{}", "GET users"),
    sample!("dio.dart", "DELETE users/{}", "GET users", "PUT users/{}"),
    sample!(
        "faraday.rb",
        "DELETE sessions/{}",
        "GET users",
        "POST users/{}/logout"
    ),
    sample!(
        "got.ts",
        "GET clients",
        "GET clients/{}/client-secret",
        "POST clients/{}/client-secret"
    ),
    sample!(
        "guzzle.php",
        "GET users",
        "GET users/{}/groups",
        "POST users",
        "PUT users/{}"
    ),
    sample!(
        "helper.go",
        "DELETE groups/{}",
        "GET groups",
        "GET groups/{}/members",
        "POST groups"
    ),
    sample!("http4s.scala", "GET groups", "GET groups/{}/members"),
    sample!("http_client.fs", "GET users", "POST users"),
    sample!(
        "http_client.java",
        "DELETE users/{}",
        "GET users",
        "POST users"
    ),
    sample!(
        "httpoison.ex",
        "GET users",
        "POST users",
        "PUT users/{}/groups/{}"
    ),
    sample!(
        "httpx.py",
        "DELETE users/{}",
        "GET users/{}",
        "POST users/{}/logout"
    ),
    sample!("httr2.R", "GET users", "GET users/{}/role-mappings/realm"),
    sample!("invoke.ps1", "DELETE users/{}", "GET users"),
    sample!("jenkins.groovy", "GET clients", "POST clients"),
    sample!(
        "ktor.kt",
        "DELETE users/{}",
        "GET groups",
        "GET users",
        "POST users"
    ),
    sample!(
        "ky.ts",
        "GET groups",
        "GET groups/{}/members",
        "POST groups",
        "PUT groups/{}"
    ),
    sample!("laravel.php", "GET events", "GET users/count"),
    sample!("lwp.pl", "DELETE users/{}", "GET users", "PUT users/{}"),
    sample!(
        "nethttp.rb",
        "GET clients",
        "GET clients/{}/service-account-user",
        "PUT clients/{}"
    ),
    sample!("ofetch.ts", "DELETE roles/{}", "GET roles", "POST roles"),
    sample!(
        "req.ex",
        "DELETE users/{}",
        "GET users/{}",
        "GET users/{}/federated-identity"
    ),
    sample!(
        "reqwest.rs",
        "GET users",
        "POST users",
        "PUT users/{}/execute-actions-email"
    ),
    sample!("rest_sharp.cs", "GET users/{}", "PUT users/{}"),
    sample!(
        "rest_template.java",
        "DELETE users/{}",
        "GET users",
        "GET users/{}/role-mappings/realm",
        "POST users"
    ),
    sample!(
        "resty.go",
        "GET users",
        "GET users/{}",
        "PUT users/{}",
        "PUT users/{}/send-verify-email"
    ),
    sample!("resty.lua", "GET users", "POST users"),
    sample!(
        "session.py",
        "GET roles/{}",
        "GET users",
        "POST users",
        "POST users/{}/role-mappings/realm",
        "PUT users/{}/reset-password"
    ),
    sample!("simple.hs", "DELETE users/{}", "GET users"),
    sample!("sttp.scala", "DELETE users/{}", "GET users", "POST users"),
    sample!("suffix.go", "GET users", "GET users/count"),
    sample!("suffix.kt", "GET groups", "GET groups/{}/members"),
    sample!(
        "suffix.py",
        "GET users/{}",
        "GET users/{}/groups",
        "PUT users/{}/reset-password"
    ),
    sample!("two_clients.ts", "GET users"),
    sample!("ureq.rs", "DELETE clients/{}", "GET clients"),
    sample!(
        "web_client.java",
        "DELETE clients/{}/roles/{}",
        "GET clients",
        "GET clients/{}/roles",
        "POST clients/{}/roles"
    ),
];

/// The method and the path below the realm.
fn short(operation: &str) -> String {
    let mut short = String::new();
    let mut rest = operation;
    while let Some((before, after)) = rest.split_once('{') {
        short.push_str(before);
        short.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    short.push_str(rest);
    short.replace("/admin/realms/{}/", "")
}

#[test]
fn every_call_of_a_function_around_a_client_is_a_request() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let permissions = matrix.newest(TokenRealm::Target);
    for (file, text, expected) in SAMPLES {
        let pasted = read(&permissions, text);
        let mut found: Vec<String> = pasted
            .operations
            .iter()
            .map(|operation| short(&operation.to_string()))
            .collect();
        found.sort();
        assert_eq!(found, *expected, "{file}");
        assert!(pasted.is_complete(), "{file}: {:?}", pasted.not_understood);
    }
}

/// Requests whose path goes on with a variable that has several values. In no language is one of them a request with a shorter path.
const OPEN: [&str; 15] = [
    r#"for path in ["/users", "/groups"]:
    r = requests.get(f"{KEYCLOAK_URL}/admin/realms/{REALM}{path}", headers=h)"#,
    r"const paths = ['/users', '/groups'];
for (const p of paths) {
  await fetch(`${base}/admin/realms/${realm}${p}`, { headers });
}",
    r#"package main
func main() {
	for _, p := range []string{"/users", "/roles"} {
		req, _ := http.NewRequest("GET", base+"/admin/realms/"+realm+p, nil)
		do(req)
	}
}"#,
    r##"%w[/users /groups].each do |p|
  uri = URI("#{base}/admin/realms/#{realm}#{p}")
  Net::HTTP.get(uri, headers)
end"##,
    r#"foreach (var p in new[] { "/users", "/groups" })
{
    var json = await http.GetStringAsync($"{url}/admin/realms/{realm}{p}");
}"#,
    r#"for (String p : List.of("/users", "/groups")) {
    String json = rest.getForObject(url + "/admin/realms/" + realm + p, String.class);
}"#,
    r#"<?php
foreach (['/users', '/groups'] as $p) {
    $r = Http::withToken($token)->get("$url/admin/realms/$realm$p");
}"#,
    r#"#!/bin/sh
for p in /users /groups; do
  curl -s -H "Authorization: Bearer $T" "$KC/admin/realms/$REALM$p"
done"#,
    r#"listOf("/users", "/groups").forEach { p ->
    client.get("$url/admin/realms/$realm$p")
}"#,
    r#"for p in ["/users", "/groups"] {
    client.get(format!("{url}/admin/realms/{realm}{p}")).bearer_auth(&t).send().await?;
}"#,
    r#"for p in ["/users", "/groups"] {
    let url = URL(string: "\(base)/admin/realms/\(realm)\(p)")!
    let (data, _) = try await URLSession.shared.data(from: url)
}"#,
    r"for (final p in ['/users', '/groups']) {
  final r = await http.get(Uri.parse('$base/admin/realms/$realm$p'), headers: headers);
}",
    r##"defmodule X do
  def all(token) do
    for p <- ["/users", "/groups"], do: Req.get!("#{@base}/admin/realms/#{@realm}#{p}", auth: {:bearer, token})
  end
end"##,
    r#"Seq("/users", "/groups").map(p => basicRequest.get(uri"$base/admin/realms/$realm$p").send(backend))"#,
    r#"use LWP::UserAgent;
foreach my $p ('/users', '/groups') {
    my $r = $ua->get("$base/admin/realms/$realm$p", Authorization => "Bearer $t");
}"#,
];

#[test]
fn a_variable_directly_behind_the_realm_is_never_left_out() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let permissions = matrix.newest(TokenRealm::Target);
    for text in OPEN {
        let pasted = read(&permissions, text);
        assert!(pasted.operations.is_empty(), "{text}");
        assert!(!pasted.is_complete(), "{text}");
    }
}

/// Variables that are queries: the path ends before them.
const QUERIES: [(&str, &str); 5] = [
    (
        r#"import requests
def search(qs):
    return requests.get(f"{KC}/admin/realms/{REALM}/users{qs}", headers=h).json()
print(search("?email=a@b.c"))"#,
        "GET users",
    ),
    (
        r#"package kc
func (c *C) find(ctx context.Context, v url.Values) ([]User, error) {
	u := c.base + "/admin/realms/" + c.realm + "/users"
	if len(v) > 0 {
		u += "?" + v.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	return c.users(req, err)
}"#,
        "GET users",
    ),
    (
        r"const suffix = filter ? `?${new URLSearchParams(filter)}` : '';
const res = await fetch(`${KC}/admin/realms/${realm}/users${suffix}`, { headers });",
        "GET users",
    ),
    (
        r#"String extra = search == null ? "" : "?search=" + URLEncoder.encode(search, UTF_8);
HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/admin/realms/" + realm + "/groups" + extra)).GET().build();"#,
        "GET groups",
    ),
    (
        r"<?php
$tail = $clientId ? '?clientId=' . urlencode($clientId) : '';
$clients = $http->get($base . '/admin/realms/' . $realm . '/clients' . $tail)->json();",
        "GET clients",
    ),
];

#[test]
fn a_query_behind_a_path_changes_nothing() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let permissions = matrix.newest(TokenRealm::Target);
    for (text, expected) in QUERIES {
        let pasted = read(&permissions, text);
        let found: Vec<String> = pasted
            .operations
            .iter()
            .map(|operation| short(&operation.to_string()))
            .collect();
        assert_eq!(found, [expected], "{text}");
        assert!(pasted.is_complete(), "{text}: {:?}", pasted.not_understood);
    }
}

/// The files of a program, and its operations in alphabetical order.
type Directory = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const DIRECTORIES: &[Directory] = &[
    (
        &[
            (
                "py_client/client.py",
                r#"import requests

class ApiClient:
    """Small client for the Keycloak admin API."""
    def __init__(self, url, realm, token):
        self.base = f"{url}/admin/realms/{realm}"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path, **kw):
        return self._send("GET", path, **kw)

    def post(self, path, **kw):
        return self._send("POST", path, **kw)

    def put(self, path, **kw):
        return self._send("PUT", path, **kw)

    def delete(self, path, **kw):
        return self._send("DELETE", path, **kw)

    def _send(self, method, path, **kw):
        response = self.session.request(method, self.base + path, **kw)
        response.raise_for_status()
        return response"#,
            ),
            (
                "py_client/users.py",
                r#"from .client import ApiClient

class Users:
    def __init__(self, api: ApiClient):
        self.api = api

    def find(self, email):
        return self.api.get("/users", params={"email": email}).json()

    def create(self, user):
        self.api.post("/users", json=user)

    def update(self, user_id, changes):
        self.api.put(f"/users/{user_id}", json=changes)

    def leave(self, user_id, group_id):
        self.api.delete(f"/users/{user_id}/groups/{group_id}")"#,
            ),
        ],
        &[
            "DELETE users/{}/groups/{}",
            "GET users",
            "POST users",
            "PUT users/{}",
        ],
    ),
    (
        &[
            (
                "ts_client/http.ts",
                r"import axios from 'axios';
import { config } from './config';

export const http = axios.create({ baseURL: `${config.keycloak.url}/admin/realms/${config.keycloak.realm}` });",
            ),
            (
                "ts_client/groups.ts",
                r"import { http } from './http';

export const listGroups = async () => (await http.get<Group[]>('/groups')).data;
export const addChild = (parent: string, name: string) => http.post(`/groups/${parent}/children`, { name });
export async function members(id: string) {
  const { data } = await http.get<User[]>(`/groups/${id}/members`);
  return data;
}",
            ),
        ],
        &[
            "GET groups",
            "GET groups/{}/members",
            "POST groups/{}/children",
        ],
    ),
    (
        &[
            (
                "go_client/client.go",
                r#"package keycloak

type Client struct {
	hc   *http.Client
	base string
}

func NewClient(url, realm string, hc *http.Client) *Client {
	return &Client{hc: hc, base: url + "/admin/realms/" + realm}
}

func (c *Client) do(ctx context.Context, method, path string, in, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, encode(in))
	if err != nil {
		return err
	}
	return decode(c.hc.Do(req))(out)
}"#,
            ),
            (
                "go_client/clients.go",
                r#"package keycloak

// Clients lists the clients of the Keycloak realm.
func (c *Client) Clients(ctx context.Context) (out []ClientRepresentation, err error) {
	err = c.do(ctx, http.MethodGet, "/clients", nil, &out)
	return
}

func (c *Client) Secret(ctx context.Context, id string) (out Credential, err error) {
	err = c.do(ctx, http.MethodGet, "/clients/"+id+"/client-secret", nil, &out)
	return
}

func (c *Client) DeleteClient(ctx context.Context, id string) error {
	return c.do(ctx, http.MethodDelete, "/clients/"+id, nil, nil)
}"#,
            ),
        ],
        &[
            "DELETE clients/{}",
            "GET clients",
            "GET clients/{}/client-secret",
        ],
    ),
    (
        &[
            (
                "java_client/AdminHttp.java",
                r#"package com.acme.keycloak;

@Component
public class AdminHttp {
    private final RestClient client;

    public AdminHttp(KeycloakProperties properties) {
        this.client = RestClient.builder().baseUrl(properties.url() + "/admin/realms/" + properties.realm()).build();
    }

    public <T> T get(String path, Class<T> type) {
        return client.get().uri(path).retrieve().body(type);
    }

    public void post(String path, Object body) {
        client.post().uri(path).body(body).retrieve().toBodilessEntity();
    }
}"#,
            ),
            (
                "java_client/UserService.java",
                r#"package com.acme.keycloak;

@Service
public class UserService {
    private final AdminHttp http;

    public UserService(AdminHttp http) {
        this.http = http;
    }

    public User[] find(String email) {
        return http.get("/users?email=" + email, User[].class);
    }

    public void create(User user) {
        http.post("/users", user);
        Role role = http.get("/roles/member", Role.class);
    }
}"#,
            ),
        ],
        &["GET roles/{}", "GET users", "POST users"],
    ),
    (
        &[
            (
                "php_client/KeycloakApi.php",
                r"<?php
namespace App;

use GuzzleHttp\Client;

class KeycloakApi
{
    private Client $http;

    public function __construct()
    {
        $this->http = new Client(['base_uri' => getenv('KC_URL') . '/admin/realms/' . getenv('KC_REALM') . '/']);
    }

    public function get(string $path, array $query = []): array
    {
        return json_decode($this->http->get($path, ['query' => $query])->getBody(), true);
    }

    public function delete(string $path): void
    {
        $this->http->delete($path);
    }
}",
            ),
            (
                "php_client/Cleanup.php",
                r"<?php
namespace App;

class Cleanup
{
    public function __construct(private KeycloakApi $api) {}

    public function run(): void
    {
        foreach ($this->api->get('users', ['enabled' => 'false']) as $user) {
            $this->api->delete('users/' . $user['id']);
        }
    }
}",
            ),
        ],
        &["DELETE users/{}", "GET users"],
    ),
    (
        &[
            (
                "rb_client/client.rb",
                r##"module Keycloak
  class Client
    def initialize
      @conn = Faraday.new(url: "#{ENV["KC_URL"]}/admin/realms/#{ENV["KC_REALM"]}")
    end

    def get(path, params = {}) = @conn.get(path, params).body
    def put(path, body) = @conn.put(path, body).body
  end
end"##,
            ),
            (
                "rb_client/sync.rb",
                r#"client = Keycloak::Client.new
client.get("users", max: 100).each do |user|
  client.put("users/#{user["id"]}", { emailVerified: true })
end"#,
            ),
        ],
        &["GET users", "PUT users/{}"],
    ),
];

#[test]
fn calls_are_followed_to_functions_and_clients_of_other_files() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let reader = Reader::new(matrix.newest(TokenRealm::Target));
    for (files, expected) in DIRECTORIES {
        let pasted = reader.read_files(files);
        let mut found: Vec<String> = pasted
            .iter()
            .flat_map(|pasted| &pasted.operations)
            .map(|operation| short(&operation.to_string()))
            .collect();
        found.sort();
        found.dedup();
        assert_eq!(found, *expected, "{files:?}");
        for pasted in &pasted {
            assert!(
                pasted.is_complete(),
                "{files:?}: {:?}",
                pasted.not_understood
            );
        }
    }
}

#[test]
fn a_function_of_another_folder_is_not_called_unless_it_is_imported() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let reader = Reader::new(matrix.newest(TokenRealm::Target));
    let client = "export const http = axios.create({ baseURL: `${KC}/admin/realms/${REALM}` });";
    let call = "http.get('/users');";
    let imports = "import { http } from '../keycloak/api';\nhttp.get('/users');";
    let own = "import { http } from './shop';\nhttp.get('/users');";
    for (text, count) in [(call, 0), (imports, 1), (own, 0)] {
        let files = [("src/keycloak/api.ts", client), ("src/users/list.ts", text)];
        let pasted = reader.read_files(&files);
        assert_eq!(pasted[1].operations.len(), count, "{text}");
        assert_eq!(pasted[0].is_complete(), count > 0, "{text}");
    }
}

#[test]
fn a_function_of_another_file_that_makes_a_url_or_gets_a_variable_method_is_no_request() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let reader = Reader::new(matrix.newest(TokenRealm::Target));
    let url = "export const adminUrl = (path) => `${KC}/admin/realms/${REALM}${path}`;";
    let posts = "import { adminUrl } from './url.js';\n// Keycloak\nfetch(adminUrl('/users'), { method: 'POST' });";
    let send = "package kc\nfunc (c *Client) do(method, path string) error {\n\treq, err := http.NewRequest(method, c.url+\"/admin/realms/\"+c.realm+path, nil)\n\treturn send(req, err)\n}\n";
    let touch =
        "package kc\nfunc (c *Client) touch(m string) error { return c.do(m, \"/users\") }\n";
    for files in [
        [("url.js", url), ("users.js", posts)],
        [("do.go", send), ("users.go", touch)],
    ] {
        let pasted = reader.read_files(&files);
        assert!(pasted[1].operations.is_empty(), "{files:?}");
        assert!(
            !pasted.iter().all(reader::code::Pasted::is_complete),
            "{files:?}"
        );
    }
}
