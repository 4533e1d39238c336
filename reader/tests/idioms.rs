//! Reads code, tests, and scripts in the idioms of many languages and tools: each text with all operations that it requests.

use std::sync::LazyLock;

use permissions::{Matrix, TokenRealm};

static MATRIX: LazyLock<Option<Matrix>> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).ok()
});

/// A text and its operations, in alphabetical order. The reading must be complete.
type Idiom = (&'static str, &'static [&'static str]);

const IDIOMS: &[Idiom] = &[
    // java constants class
    (
        r#"package com.acme.kc;
public final class KcPaths {
    public static final String ADMIN = "/admin/realms/{realm}";
    public static final String USERS = ADMIN + "/users";
    public static final String USER = USERS + "/{id}";
    public static final String LOGOUT = USER + "/logout";
    private KcPaths() {}
}

@Service
class KcGateway {
    private final RestClient rest;
    KcGateway(RestClient.Builder b, @Value("${kc.url}") String url) { this.rest = b.baseUrl(url).build(); }
    List<User> users(String realm) { return rest.get().uri(KcPaths.USERS, realm).retrieve().body(new ParameterizedTypeReference<>() {}); }
    void logout(String realm, String id) { rest.post().uri(KcPaths.LOGOUT, realm, id).retrieve().toBodilessEntity(); }
    void disable(String realm, String id, User u) { rest.put().uri(KcPaths.USER, realm, id).body(u).retrieve().toBodilessEntity(); }
}"#,
        &[
            "GET users",
            "POST users/{user-id}/logout",
            "PUT users/{user-id}",
        ],
    ),
    // java resilience
    (
        r#"public class RoleService {
  private final Keycloak keycloak; private final Retry retry = Retry.ofDefaults("kc");
  public void grant(String userId, String role) {
    RealmResource realm = keycloak.realm("acme");
    RoleRepresentation r = Retry.decorateSupplier(retry, () -> realm.roles().get(role).toRepresentation()).get();
    UserResource user = realm.users().get(userId);
    retry.executeRunnable(() -> user.roles().realmLevel().add(List.of(r)));
    List<String> names = user.roles().realmLevel().listEffective().stream().map(RoleRepresentation::getName).toList();
  }
}"#,
        &[
            "GET roles/{role-name}",
            "GET users/{user-id}/role-mappings/realm/composite",
            "POST users/{user-id}/role-mappings/realm",
        ],
    ),
    // kotlin ktor
    (
        r#"class KeycloakApi(engine: HttpClientEngine, private val realm: String) {
    private val client = HttpClient(engine) {
        install(ContentNegotiation) { json() }
        defaultRequest { url("https://sso.acme.dev/admin/realms/$realm/") }
    }
    suspend fun user(id: String): User = client.get("users/$id").body()
    suspend fun create(user: User) = client.post("users") { contentType(ContentType.Application.Json); setBody(user) }
    suspend fun join(id: String, group: String) = client.put("users/$id/groups/$group")
}"#,
        &[
            "GET users/{user-id}",
            "POST users",
            "PUT users/{user-id}/groups/{groupId}",
        ],
    ),
    // kotlin admin ext
    (
        r#"fun Keycloak.clientUuid(realm: String, clientId: String): String =
    realm(realm).clients().findByClientId(clientId).firstOrNull()?.id ?: error("no such client")

fun Keycloak.rotate(realm: String, clientId: String) = with(realm(realm).clients().get(clientUuid(realm, clientId))) {
    generateNewSecret().value
}"#,
        &["GET clients", "POST clients/{client-uuid}/client-secret"],
    ),
    // scala sttp
    (
        r#"object Keycloak {
  val base = uri"https://sso.acme.dev/admin/realms/acme"
  def users(q: String) = basicRequest.get(uri"$base/users?search=$q").auth.bearer(token).response(asJson[List[User]])
  def delete(id: String) = basicRequest.delete(uri"$base/users/$id").auth.bearer(token)
}"#,
        &["DELETE users/{user-id}", "GET users"],
    ),
    // scala http4s
    (
        r#"class KcClient[F[_]: Async](client: Client[F], host: Uri, realm: String) {
  private val admin = host / "admin" / "realms" / realm
  def groups: F[List[Group]] = client.expect[List[Group]](Request[F](Method.GET, admin / "groups").putHeaders(auth))
  def create(g: Group): F[Status] = client.status(Request[F](Method.POST, admin / "groups").withEntity(g))
}"#,
        &["GET groups", "POST groups"],
    ),
    // elixir tesla
    (
        r#"defmodule Acme.Keycloak do
  use Tesla
  plug Tesla.Middleware.BaseUrl, "https://sso.acme.dev/admin/realms/acme"
  plug Tesla.Middleware.JSON

  def user(id), do: get("/users/" <> id)
  def create_user(attrs), do: post("/users", attrs)
  def groups(id), do: get("/users/#{id}/groups")
end"#,
        &[
            "GET users/{user-id}",
            "GET users/{user-id}/groups",
            "POST users",
        ],
    ),
    // elixir req
    (
        r##"defmodule Acme.Kc do
  @base "https://sso.acme.dev"
  def req(realm, token), do: Req.new(base_url: "#{@base}/admin/realms/#{realm}", auth: {:bearer, token})
  def disable(realm, token, id) do
    req = req(realm, token)
    user = Req.get!(req, url: "/users/#{id}").body
    Req.put!(req, url: "/users/#{id}", json: Map.put(user, "enabled", false))
  end
end"##,
        &["GET users/{user-id}", "PUT users/{user-id}"],
    ),
    // dart http
    (
        "class KeycloakAdmin {
  KeycloakAdmin(this.host, this.realm, this._client);
  final String host; final String realm; final http.Client _client;
  Uri _uri(String path, [Map<String, String>? q]) => Uri.https(host, '/admin/realms/$realm$path', q);
  Future<List<dynamic>> users() async => jsonDecode((await _client.get(_uri('/users', {'max': '50'}))).body);
  Future<void> remove(String id) => _client.delete(_uri('/users/$id'));
}",
        &["DELETE users/{user-id}", "GET users"],
    ),
    // swift urlsession
    (
        r#"struct KeycloakAdmin {
    let base: URL  // https://sso.acme.dev/admin/realms/acme
    func setPassword(_ id: String, _ pw: String) async throws {
        var request = URLRequest(url: URL(string: "https://sso.acme.dev/admin/realms/acme/users/\(id)/reset-password")!)
        request.httpMethod = "PUT"
        request.httpBody = try JSONEncoder().encode(Credential(value: pw))
        _ = try await URLSession.shared.data(for: request)
    }
    func create(_ u: User) async throws {
        try await AF.request("https://sso.acme.dev/admin/realms/acme/users", method: .post, parameters: u, encoder: .json).serializingData().value
    }
}"#,
        &["POST users", "PUT users/{user-id}/reset-password"],
    ),
    // bash functions
    (
        r#"#!/usr/bin/env bash
set -euo pipefail
: "${KC_URL:?}" "${REALM:?}"
kc() { # METHOD PATH [curl args]
  local method=$1 path=$2; shift 2
  curl -fsS -X "$method" -H "Authorization: Bearer $(token)" -H 'Content-Type: application/json' "$KC_URL/admin/realms/$REALM$path" "$@"
}
get() { kc GET "$@"; }
id=$(get "/clients?clientId=web" | jq -r '.[0].id')
kc PUT "/clients/$id" -d @client.json
get "/clients/$id/client-secret" | jq -r .value
# kc DELETE "/clients/$id""#,
        &[
            "GET clients",
            "GET clients/{client-uuid}/client-secret",
            "PUT clients/{client-uuid}",
        ],
    ),
    // makefile
    (
        r#"KC_URL ?= http://localhost:8080
REALM := acme
API = $(KC_URL)/admin/realms/$(REALM)
AUTH = -H "Authorization: Bearer $$(./token.sh)"

.PHONY: users seed
users:
	@curl -s $(AUTH) $(API)/users | jq .

seed: user.json
	curl -s -X POST $(AUTH) -H 'Content-Type: application/json' -d @$< $(API)/users
	curl -s -X POST $(AUTH) -d '{"name":"staff"}' -H 'Content-Type: application/json' "$(API)/groups""#,
        &["GET users", "POST groups", "POST users"],
    ),
    // gha workflow
    (
        r#"name: keycloak
on: [push]
jobs:
  seed:
    runs-on: ubuntu-latest
    env:
      API: ${{ vars.KC_URL }}/admin/realms/acme
    steps:
      - uses: actions/checkout@v4
      - name: import clients
        env:
          TOKEN: ${{ steps.token.outputs.token }}
        run: |
          curl -fsS -X POST "$API/partialImport" \
            -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
            --data @partial.json
          curl -fsS -H "Authorization: Bearer $TOKEN" "${API}/client-scopes" > scopes.json
      - run: /opt/keycloak/bin/kcadm.sh update events/config -r acme -s eventsEnabled=true"#,
        &[
            "GET client-scopes",
            "GET events/config",
            "POST partialImport",
            "PUT events/config",
        ],
    ),
    // k6 batch
    (
        "import http from 'k6/http';
import { check } from 'k6';
const BASE = `${__ENV.KC_URL}/admin/realms/${__ENV.REALM}`;
export default function () {
  const params = { headers: { Authorization: `Bearer ${__ENV.TOKEN}` } };
  const res = http.post(`${BASE}/users`, JSON.stringify({ username: `u${__VU}` }), params);
  check(res, { 'is 201': (r) => r.status === 201 });
  const id = res.headers.Location.split('/').pop();
  http.batch([
    ['GET', `${BASE}/users/${id}`, null, params],
    ['GET', `${BASE}/users/${id}/groups`, null, params],
  ]);
  http.del(`${BASE}/users/${id}`, null, params);
}",
        &[
            "DELETE users/{user-id}",
            "GET users/{user-id}",
            "GET users/{user-id}/groups",
            "POST users",
        ],
    ),
    // http file
    (
        "@host = https://sso.acme.dev
@api = {{host}}/admin/realms/acme
@userId = 3ed3c3b4-54a4-4b8e-9a8c-cd0e43fd7ae7

### token
# @name login
POST {{host}}/realms/acme/protocol/openid-connect/token
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials&client_id=backend&client_secret={{$dotenv SECRET}}

### federated identities
GET {{api}}/users/{{userId}}/federated-identity
Authorization: Bearer {{login.response.body.access_token}}

###
# DELETE {{api}}/users/{{userId}}
POST {{api}}/users/{{userId}}/impersonation
Authorization: Bearer {{login.response.body.access_token}}",
        &[
            "GET users/{user-id}/federated-identity",
            "POST users/{user-id}/impersonation",
        ],
    ),
    // karate
    (
        "Feature: users
  Background:
    * url baseUrl + '/admin/realms/' + realm
    * header Authorization = 'Bearer ' + token

  Scenario: create and delete
    Given path 'users'
    And request { username: 'ann', enabled: true }
    When method post
    Then status 201
    * def id = responseHeaders['Location'][0].split('/').pop()

    Given path 'users', id, 'credentials'
    When method get
    Then status 200

    Given path 'users', id
    When method delete
    Then status 204",
        &[
            "DELETE users/{user-id}",
            "GET users/{user-id}/credentials",
            "POST users",
        ],
    ),
    // pykc async
    (
        r#"from functools import partial
from keycloak import KeycloakAdmin, KeycloakOpenIDConnection

class Directory:
    def __init__(self):
        conn = KeycloakOpenIDConnection(server_url=URL, realm_name="acme", client_id="svc", client_secret_key=SECRET)
        self._kc = KeycloakAdmin(connection=conn)

    async def everyone(self):
        return await self._kc.a_get_users({"briefRepresentation": True})

    async def join(self, uid, gid):
        await self._kc.a_group_user_add(user_id=uid, group_id=gid)

    def sessions(self, uid):
        fetch = partial(self._kc.get_sessions, uid)
        return with_retry(fetch)"#,
        &[
            "GET users",
            "GET users/{user-id}/sessions",
            "PUT users/{user-id}/groups/{groupId}",
        ],
    ),
    // aiohttp httpx
    (
        r#"class Kc:
    def __init__(self, base: str, realm: str, token: str):
        self._http = httpx.AsyncClient(base_url=f"{base}/admin/realms/{realm}", headers={"Authorization": f"Bearer {token}"})

    async def roles(self):
        r = await self._http.get("/roles", params={"first": 0})
        r.raise_for_status()
        return r.json()

    async def stream_events(self):
        async with self._http.stream("GET", "/admin-events") as r:
            async for line in r.aiter_lines():
                yield line

    async def drop(self, name):
        req = self._http.build_request("DELETE", f"/roles/{name}")
        await self._http.send(req)"#,
        &["DELETE roles/{role-name}", "GET admin-events", "GET roles"],
    ),
    // csharp typed client
    (
        r#"builder.Services.AddHttpClient<KcAdmin>(c => c.BaseAddress = new Uri($"{cfg["Kc:Url"]}/admin/realms/{cfg["Kc:Realm"]}/"))
    .AddPolicyHandler(Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, _ => TimeSpan.FromSeconds(1)));

public sealed class KcAdmin(HttpClient http)
{
    private const string Users = "users";
    public Task<User[]?> Find(string mail) => http.GetFromJsonAsync<User[]>($"{Users}?email={mail}&exact=true");
    public Task<HttpResponseMessage> Create(User u, CancellationToken ct) => http.PostAsJsonAsync(Users, u, ct);
    public async Task Verify(string id)
    {
        using var req = new HttpRequestMessage(HttpMethod.Put, $"{Users}/{id}/send-verify-email");
        using var res = await http.SendAsync(req);
        res.EnsureSuccessStatusCode();
    }
}"#,
        &[
            "GET users",
            "POST users",
            "PUT users/{user-id}/send-verify-email",
        ],
    ),
    // go joinpath
    (
        r#"type Client struct { base *url.URL; realm string; hc *http.Client }

func (c *Client) do(ctx context.Context, method string, body any, elem ...string) (*http.Response, error) {
	u := c.base.JoinPath(append([]string{"admin", "realms", c.realm}, elem...)...)
	req, err := http.NewRequestWithContext(ctx, method, u.String(), encode(body))
	if err != nil { return nil, err }
	return c.hc.Do(req)
}

func (c *Client) User(ctx context.Context, id string) (*User, error) {
	res, err := c.do(ctx, http.MethodGet, nil, "users", id)
	return decode[User](res, err)
}

func (c *Client) Logout(ctx context.Context, id string) error {
	_, err := c.do(ctx, http.MethodPost, nil, "users", id, "logout")
	return err
}"#,
        &["GET users/{user-id}", "POST users/{user-id}/logout"],
    ),
    // go gocloak iface
    (
        "type Keycloak interface {
	LoginClient(ctx context.Context, clientID, clientSecret, realm string, scopes ...string) (*gocloak.JWT, error)
	GetUsers(ctx context.Context, token, realm string, params gocloak.GetUsersParams) ([]*gocloak.User, error)
}

func (s *Service) Sync(ctx context.Context) error {
	tok, err := s.kc.LoginClient(ctx, s.id, s.secret, s.realm)
	if err != nil { return err }
	users, err := s.kc.GetUsers(ctx, tok.AccessToken, s.realm, gocloak.GetUsersParams{Max: gocloak.IntP(-1)})
	for _, u := range users {
		if err := s.kc.AddUserToGroup(ctx, tok.AccessToken, s.realm, *u.ID, s.group); err != nil { return err }
	}
	return s.kc.DeleteGroup(ctx, tok.AccessToken, s.realm, s.old)
}",
        &[
            "DELETE groups/{group-id}",
            "GET users",
            "PUT users/{user-id}/groups/{groupId}",
        ],
    ),
    // ts kcadmin destructured
    (
        "import KcAdminClient from '@keycloak/keycloak-admin-client';
const kc = new KcAdminClient({ baseUrl: process.env.KC_URL, realmName: 'acme' });
export const withAuth = async <T>(fn: (c: KcAdminClient) => Promise<T>) => { await kc.auth(cred); return fn(kc); };

export const findUser = (email: string) => withAuth(({ users }) => users.find({ email, exact: true }));
export const addRoles = (id: string, roles: any[]) => withAuth(c => c.users.addRealmRoleMappings({ id, roles }));
export async function wipe(id: string) {
  const { users, groups } = kc;
  for (const g of await groups.listMembers({ id })) await users.del({ id: g.id! });
}",
        &[
            "DELETE users/{user-id}",
            "GET groups/{group-id}/members",
            "GET users",
            "POST users/{user-id}/role-mappings/realm",
        ],
    ),
    // ruby httparty
    (
        r##"class KeycloakAdmin
  include HTTParty
  base_uri "#{ENV.fetch('KC_URL')}/admin/realms/#{ENV.fetch('KC_REALM')}"
  format :json

  def initialize(token) = @options = { headers: { 'Authorization' => "Bearer #{token}" } }
  def clients = self.class.get('/clients', @options)
  def set_password(id, password)
    self.class.put("/users/#{id}/reset-password", @options.merge(body: { value: password }.to_json))
  end
end"##,
        &["GET clients", "PUT users/{user-id}/reset-password"],
    ),
    // php symfony
    (
        "final class KeycloakAdmin
{
    public function __construct(private HttpClientInterface $client, private string $realm)
    {
        $this->client = $client->withOptions(['base_uri' => sprintf('%s/admin/realms/%s/', $_ENV['KC_URL'], $realm)]);
    }
    public function find(string $mail): array
    {
        return $this->client->request('GET', 'users', ['query' => ['email' => $mail]])->toArray();
    }
    public function lock(string $id): void
    {
        $this->client->request('PUT', sprintf('users/%s', $id), ['json' => ['enabled' => false]]);
    }
}",
        &["GET users", "PUT users/{user-id}"],
    ),
    // rust url join
    (
        r#"pub struct Admin { http: reqwest::Client, base: Url }
impl Admin {
    pub fn new(server: &str, realm: &str) -> anyhow::Result<Self> {
        Ok(Self { http: reqwest::Client::new(), base: Url::parse(&format!("{server}/admin/realms/{realm}/"))? })
    }
    pub async fn groups(&self) -> anyhow::Result<Vec<Group>> {
        Ok(self.http.get(self.base.join("groups")?).bearer_auth(&self.token).send().await?.error_for_status()?.json().await?)
    }
    pub async fn remove(&self, id: &str) -> anyhow::Result<()> {
        self.http.request(Method::DELETE, self.base.join(&format!("groups/{id}"))?).send().await?;
        Ok(())
    }
}"#,
        &["DELETE groups/{group-id}", "GET groups"],
    ),
    // postman collection
    (
        r#"{"info":{"name":"kc","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
 "variable":[{"key":"base","value":"https://sso.acme.dev"}],
 "item":[
  {"name":"list","request":{"method":"GET","header":[],"url":{"raw":"{{base}}/admin/realms/{{realm}}/users?max=10","host":["{{base}}"],"path":["admin","realms","{{realm}}","users"],"query":[{"key":"max","value":"10"}]}}},
  {"name":"idp","request":{"method":"POST","header":[],"body":{"mode":"raw","raw":"{}"},"url":{"raw":"{{base}}/admin/realms/{{realm}}/identity-provider/instances","host":["{{base}}"],"path":["admin","realms","{{realm}}","identity-provider","instances"]}}}
 ]}"#,
        &["GET users", "POST identity-provider/instances"],
    ),
    // jmx
    (
        r#"<HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="Create user" enabled="true">
  <stringProp name="HTTPSampler.domain">${host}</stringProp>
  <stringProp name="HTTPSampler.protocol">https</stringProp>
  <stringProp name="HTTPSampler.path">/admin/realms/${realm}/users</stringProp>
  <stringProp name="HTTPSampler.method">POST</stringProp>
</HTTPSamplerProxy>
<HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="Delete user" enabled="false">
  <stringProp name="HTTPSampler.path">/admin/realms/${realm}/users/${id}</stringProp>
  <stringProp name="HTTPSampler.method">DELETE</stringProp>
</HTTPSamplerProxy>"#,
        &["POST users"],
    ),
    // gatling
    (
        r#"class Users extends Simulation {
  val protocol = http.baseUrl("https://sso.acme.dev/admin/realms/perf").authorizationHeader("Bearer ${token}")
  val scn = scenario("crud")
    .exec(http("create").post("/users").body(StringBody("{}")).asJson.check(status.is(201)))
    .exec(http("list").get("/users").queryParam("max", "5"))
    .exec(http("del").delete("/users/${id}"))
  setUp(scn.inject(atOnceUsers(1))).protocols(protocol)
}"#,
        &["DELETE users/{user-id}", "GET users", "POST users"],
    ),
    // cypress playwright
    (
        "// cypress/support/commands.ts
Cypress.Commands.add('kc', (method: string, path: string, body?: object) =>
  cy.request({ method, url: `${Cypress.env('kc')}/admin/realms/e2e${path}`, body, auth: { bearer: token } }));
beforeEach(() => {
  cy.kc('POST', '/users', { username: 'joe' });
});
afterEach(() => { cy.kc('DELETE', `/users/${id}`); });

// playwright/fixtures.ts
const api = await request.newContext({ baseURL: 'http://localhost:8080/admin/realms/e2e/' });
await api.post('groups', { data: { name: 'x' } });
await api.fetch('groups/count', { method: 'GET' });",
        &[
            "DELETE users/{user-id}",
            "GET groups/count",
            "POST groups",
            "POST users",
        ],
    ),
    // locust
    (
        r#"class Admin(HttpUser):
    host = "https://sso.acme.dev"
    @task(3)
    def search(self):
        self.client.get(f"/admin/realms/{REALM}/users", params={"search": "a"}, name="/users")
    @task
    def update(self):
        with self.client.put(f"/admin/realms/{REALM}/users/{self.uid}", json={}, catch_response=True) as r:
            r.success()"#,
        &["GET users", "PUT users/{user-id}"],
    ),
    // spring httpexchange
    (
        r#"@HttpExchange(url = "/admin/realms/{realm}", accept = "application/json")
public interface KeycloakAdminApi {
    @GetExchange("/users") List<UserRep> users(@PathVariable String realm, @RequestParam String email);
    @PutExchange("/users/{id}") void update(@PathVariable String realm, @PathVariable String id, @RequestBody UserRep u);
    @DeleteExchange("/users/{id}/consents/{client}") void revoke(@PathVariable String realm, @PathVariable String id, @PathVariable String client);
}"#,
        &[
            "DELETE users/{user-id}/consents/{client}",
            "GET users",
            "PUT users/{user-id}",
        ],
    ),
    // micronaut
    (
        r#"@Client("${kc.url}/admin/realms/${kc.realm}")
@Header(name = "Authorization", value = "Bearer ${kc.token}")
public interface KcClient {
    @Get("/users{?search,max}") Publisher<User> users(String search, int max);
    @Post("/users") HttpResponse<?> create(@Body User u);
    @Delete("/users/{id}") void delete(String id);
}"#,
        &["DELETE users/{user-id}", "GET users", "POST users"],
    ),
    // quarkus restclient
    (
        r#"@Path("/admin/realms/{realm}/clients")
@RegisterRestClient(configKey = "keycloak")
@OidcClientFilter
public interface ClientsApi {
    @GET Uni<List<Client>> list(@PathParam("realm") String realm, @QueryParam("clientId") String clientId);
    @GET @Path("/{id}/service-account-user") Uni<User> sa(@PathParam("realm") String realm, @PathParam("id") String id);
    @POST Uni<Response> create(@PathParam("realm") String realm, Client c);
}"#,
        &[
            "GET clients",
            "GET clients/{client-uuid}/service-account-user",
            "POST clients",
        ],
    ),
    // jenkinsfile
    (
        r#"pipeline {
  agent any
  environment { KC = 'https://sso.acme.dev/admin/realms/acme' }
  stages {
    stage('seed') {
      steps {
        httpRequest httpMode: 'POST', url: "${KC}/groups", customHeaders: [[name: 'Authorization', value: "Bearer ${TOKEN}"]], requestBody: '{"name":"x"}'
        sh """
          curl -sf -H "Authorization: Bearer ${TOKEN}" ${KC}/groups
        """
      }
    }
  }
}"#,
        &["GET groups", "POST groups"],
    ),
    // perl r
    (
        r#"my $ua = LWP::UserAgent->new;
my $base = "$ENV{KC}/admin/realms/acme";
my $res = $ua->get("$base/users?max=10", Authorization => "Bearer $t");
$ua->request(HTTP::Request->new(DELETE => "$base/users/$id", $h));"#,
        &["DELETE users/{user-id}", "GET users"],
    ),
    // lua resty
    (
        r#"local http = require "resty.http"
local httpc = http.new()
local base = os.getenv("KC_URL") .. "/admin/realms/" .. realm
local res, err = httpc:request_uri(base .. "/users/" .. id .. "/role-mappings", {
  method = "GET",
  headers = { ["Authorization"] = "Bearer " .. token },
})
httpc:request_uri(base .. "/users/" .. id, { method = "DELETE" })"#,
        &[
            "DELETE users/{user-id}",
            "GET users/{user-id}/role-mappings",
        ],
    ),
    // python urllib wrapper
    (
        r#"ADMIN = os.environ["KC_URL"].rstrip("/") + "/admin/realms/" + os.environ["KC_REALM"]

def call(method, path, payload=None):
    data = json.dumps(payload).encode() if payload is not None else None
    req = urllib.request.Request(ADMIN + path, data=data, method=method, headers=headers())
    for attempt in range(3):
        try:
            with urllib.request.urlopen(req, timeout=10) as r:
                return json.load(r) if r.length else None
        except urllib.error.HTTPError as e:
            if e.code < 500: raise

def ensure_group(name):
    for g in call("GET", f"/groups?search={quote(name)}"):
        if g["name"] == name: return g["id"]
    call("POST", "/groups", {"name": name})

def members(gid): return call("GET", f"/groups/{gid}/members?max=1000")
"""
call("DELETE", f"/groups/{gid}")
""""#,
        &["GET groups", "GET groups/{group-id}/members", "POST groups"],
    ),
    // java generated openapi
    (
        r#"UsersApi users = new UsersApi(apiClient);
List<UserRepresentation> l = users.adminRealmsRealmUsersGet("acme", true, null, null, null, null, null, null, 0, null, null, 50, null, null, null);
users.adminRealmsRealmUsersUserIdPut("acme", id, rep);
new GroupsApi(apiClient).adminRealmsRealmGroupsGroupIdDelete("acme", gid);"#,
        &[
            "DELETE groups/{group-id}",
            "GET users",
            "PUT users/{user-id}",
        ],
    ),
    // csharp authservices
    (
        r#"public class Onboarding(IKeycloakClient kc, IKeycloakUserClient users)
{
    public async Task Run(string realm, UserRepresentation u, string groupId)
    {
        await users.CreateUserAsync(realm, u);
        var found = (await users.GetUsersAsync(realm, new GetUsersRequestParameters { Username = u.Username })).Single();
        await users.JoinGroupAsync(realm, found.Id!, groupId);
        await users.ExecuteActionsEmailAsync(realm, found.Id!, new ExecuteActionsEmailRequest { Actions = ["VERIFY_EMAIL"] });
    }
}"#,
        &[
            "GET users",
            "POST users",
            "PUT users/{user-id}/execute-actions-email",
            "PUT users/{user-id}/groups/{groupId}",
        ],
    ),
    // node undici own server
    (
        "app.get('/admin/users', requireAdmin, async (req, res) => {
  const r = await undici.request(`${KC}/admin/realms/${req.params.realm}/users`, { method: 'GET', headers: auth(req) });
  res.status(r.statusCode).json(await r.body.json());
});
app.delete('/admin/users/:id', async (req, res) => {
  await undici.request(`${KC}/admin/realms/main/users/${req.params.id}`, { method: 'DELETE' });
});",
        &["DELETE users/{user-id}", "GET users"],
    ),
    // dockerfile curl
    (
        r#"FROM curlimages/curl:8.8.0
ENV KC=http://keycloak:8080
RUN apk add jq
CMD sh -c 'T=$(curl -s -d grant_type=client_credentials -d client_id=s -d client_secret=$S $KC/realms/master/protocol/openid-connect/token | jq -r .access_token) && curl -X PUT -H "Authorization: Bearer $T" $KC/admin/realms/acme/default-groups/$G'"#,
        &["PUT default-groups/{groupId}"],
    ),
    // vertx webclient
    (
        r#"WebClient client = WebClient.create(vertx, new WebClientOptions().setDefaultHost("sso.acme.dev").setSsl(true).setDefaultPort(443));
client.get("/admin/realms/acme/users").addQueryParam("max", "10").bearerTokenAuthentication(t).send();
client.request(HttpMethod.PUT, "/admin/realms/acme/users/" + id).sendJson(body);
client.deleteAbs("https://sso.acme.dev/admin/realms/acme/users/" + id).send();"#,
        &["DELETE users/{user-id}", "GET users", "PUT users/{user-id}"],
    ),
    // tanstack hooks
    (
        "const api = ky.create({ prefixUrl: `${import.meta.env.VITE_KC}/admin/realms/acme`, hooks: { beforeRequest: [addToken] } });
export const useUsers = (q: string) => useQuery({ queryKey: ['users', q], queryFn: () => api.get('users', { searchParams: { search: q } }).json() });
export const useRemove = () => useMutation({ mutationFn: (id: string) => api.delete(`users/${id}`), onSuccess: () => queryClient.invalidateQueries({ queryKey: ['users'] }) });",
        &["DELETE users/{user-id}", "GET users"],
    ),
    // kcadm var
    (
        r#"#!/bin/bash
KC=/opt/keycloak/bin/kcadm.sh
$KC config credentials --server http://localhost:8080 --realm master --user admin --password admin
$KC create roles -r acme -s name=reader
"$KC" get clients -r acme --fields id,clientId
${KC} delete users/$ID -r acme"#,
        &["DELETE users/{user-id}", "GET clients", "POST roles"],
    ),
    // kcadm var lower
    (
        r#"kcadm="docker exec kc /opt/keycloak/bin/kcadm.sh"
$kcadm create groups -r acme -s name=staff
$kcadm set-password -r acme --username ann --new-password x"#,
        &[
            "GET users",
            "POST groups",
            "PUT users/{user-id}/reset-password",
        ],
    ),
    // kcadm alias func
    (
        r#"kc() { kubectl exec -i keycloak-0 -- /opt/keycloak/bin/kcadm.sh "$@"; }
kc create client-scopes -r acme -s name=x -s protocol=openid-connect
kc get realms/acme"#,
        &["GET /admin/realms/{realm}", "POST client-scopes"],
    ),
    // kcadm python
    (
        r#"import subprocess
def kcadm(*args):
    return subprocess.run(["/opt/keycloak/bin/kcadm.sh", *args], check=True, capture_output=True)
kcadm("create", "users", "-r", "acme", "-s", "username=ann")
subprocess.run(["kcadm.sh", "get", "users", "-r", "acme"])"#,
        &["GET users", "POST users"],
    ),
    // py to thread
    (
        r#"from keycloak import KeycloakAdmin
admin = KeycloakAdmin(server_url=URL, username="a", password="b", realm_name="acme")
async def go():
    users = await asyncio.to_thread(admin.get_users, {"max": 10})
    with ThreadPoolExecutor() as pool:
        pool.map(admin.delete_user, [u["id"] for u in users])
        pool.submit(admin.create_group, {"name": "x"})
    loop.run_in_executor(None, admin.get_clients)"#,
        &[
            "DELETE users/{user-id}",
            "GET clients",
            "GET users",
            "POST groups",
        ],
    ),
    // js method ref
    (
        "import KcAdminClient from '@keycloak/keycloak-admin-client';
const kc = new KcAdminClient();
const del = kc.users.del;
await Promise.all(ids.map(id => limit(() => kc.users.del({ id }))));
await pRetry(() => kc.groups.find(), { retries: 3 });
const { users: kcUsers } = kc;
await kcUsers.findOne({ id });
const api = kc.clients;
await api.listRoles({ id });",
        &[
            "DELETE users/{user-id}",
            "GET clients/{client-uuid}/roles",
            "GET groups",
            "GET users/{user-id}",
        ],
    ),
    // kotlin scopes
    (
        r#"val realm = keycloak.realm("acme")
realm.users().run {
    val u = search("ann").first()
    get(u.id).apply {
        resetPassword(cred)
        logout()
    }
}
realm.roles().let { it.create(RoleRepresentation()) }
realm.groups().also { g -> g.add(group) }"#,
        &[
            "GET users",
            "POST groups",
            "POST roles",
            "POST users/{user-id}/logout",
            "PUT users/{user-id}/reset-password",
        ],
    ),
    // rust field join2
    (
        r#"struct Kc { base: Url, http: Client }
fn new(server: Url, realm: &str) -> Kc {
    let base = server.join(&format!("admin/realms/{realm}/")).unwrap();
    Kc { base, http: Client::new() }
}
impl Kc {
    async fn user(&self, id: &str) -> Result<User> {
        let url = self.base.join(&format!("users/{id}"))?;
        Ok(self.http.get(url).send().await?.json().await?)
    }
    async fn create(&self, u: &User) -> Result<()> {
        self.http.post(self.base.join("users")?).json(u).send().await?;
        Ok(())
    }
}"#,
        &["GET users/{user-id}", "POST users"],
    ),
    // py urljoin
    (
        r#"from urllib.parse import urljoin
BASE = urljoin(os.environ["KC"], f"admin/realms/{REALM}/")
r = requests.get(urljoin(BASE, "users"), headers=h)
r = requests.delete(urljoin(BASE, f"users/{uid}"), headers=h)"#,
        &["DELETE users/{user-id}", "GET users"],
    ),
    // js new url
    (
        "const base = new URL(`/admin/realms/${realm}/`, process.env.KC);
await fetch(new URL('users', base), { headers });
await fetch(new URL(`users/${id}`, base), { method: 'DELETE', headers });
const u = new URL('groups', base); u.searchParams.set('max', '5');
await fetch(u, { headers });",
        &["DELETE users/{user-id}", "GET groups", "GET users"],
    ),
    // cs const interp
    (
        r#"public class Kc {
  private const string Base = "https://sso.acme.dev/admin/realms/acme";
  private const string UsersPath = "/users";
  private readonly HttpClient _http;
  public Task<string> List() => _http.GetStringAsync($"{Base}{UsersPath}?max=10");
  public Task Delete(string id) => _http.DeleteAsync(Base + UsersPath + "/" + id);
}"#,
        &["DELETE users/{user-id}", "GET users"],
    ),
    // cs baseaddress ctor
    (
        r#"public class Kc {
  private const string GroupsPath = "groups";
  public Kc(HttpClient http, IOptions<KcOptions> o) {
    _http = http;
    _http.BaseAddress = new Uri($"{o.Value.Url}/admin/realms/{o.Value.Realm}/");
  }
  public Task<Group[]?> All() => _http.GetFromJsonAsync<Group[]>(GroupsPath);
  public Task Add(Group g) => _http.PostAsJsonAsync($"{GroupsPath}", g);
  public Task Child(string id, Group g) => _http.PostAsJsonAsync($"{GroupsPath}/{id}/children", g);
}"#,
        &[
            "GET groups",
            "POST groups",
            "POST groups/{group-id}/children",
        ],
    ),
    // ts axios const below
    (
        "const client = axios.create({ baseURL: `${KC}/admin/realms/${REALM}` });
const USERS = '/users';
export const list = () => client.get(USERS);
export const one = (id: string) => client.get(`${USERS}/${id}`);
export const roles = (id: string) => client.post(USERS + '/' + id + '/role-mappings/realm', []);",
        &[
            "GET users",
            "GET users/{user-id}",
            "POST users/{user-id}/role-mappings/realm",
        ],
    ),
    // py session const
    (
        r#"class Kc(requests.Session):
    USERS = "/users"
    def __init__(self, base, realm):
        super().__init__()
        self.base = f"{base}/admin/realms/{realm}"
    def users(self): return self.get(self.base + self.USERS).json()
    def user(self, uid): return self.get(f"{self.base}{self.USERS}/{uid}").json()
    def kill(self, uid): return self.delete("%s%s/%s" % (self.base, self.USERS, uid))"#,
        &["DELETE users/{user-id}", "GET users", "GET users/{user-id}"],
    ),
    // go const sprintf
    (
        r#"const (
	usersPath = "/admin/realms/%s/users"
	userPath  = usersPath + "/%s"
	logoutFmt = userPath + "/logout"
)
func (c *Client) List(ctx context.Context) error { return c.call(ctx, "GET", fmt.Sprintf(usersPath, c.realm), nil) }
func (c *Client) Logout(ctx context.Context, id string) error { return c.call(ctx, "POST", fmt.Sprintf(logoutFmt, c.realm, id), nil) }"#,
        &["GET users", "POST users/{user-id}/logout"],
    ),
    // java uri components
    (
        r#"URI uri = UriComponentsBuilder.fromHttpUrl(base).pathSegment("admin", "realms", realm, "users", id, "groups").build().toUri();
ResponseEntity<Group[]> r = restTemplate.exchange(uri, HttpMethod.GET, entity, Group[].class);
URI del = UriBuilder.fromUri(base).path("admin/realms").path(realm).path("users").path(id).build();
client.target(del).request().delete();"#,
        &["DELETE users/{user-id}", "GET users/{user-id}/groups"],
    ),
    // java jaxrs target
    (
        r#"WebTarget admin = ClientBuilder.newClient().target(server).path("admin").path("realms").path(realm);
User u = admin.path("users").path(id).request().header("Authorization", "Bearer " + t).get(User.class);
admin.path("users/{id}/logout").resolveTemplate("id", id).request().post(null);"#,
        &["GET users/{user-id}", "POST users/{user-id}/logout"],
    ),
    // php laravel macro
    (
        r#"Http::macro('keycloak', fn () => Http::baseUrl(config('kc.url').'/admin/realms/'.config('kc.realm'))->withToken(Token::get())->acceptJson());
class Directory {
    public function users() { return Http::keycloak()->get('/users', ['max' => 50])->throw()->json(); }
    public function drop(string $id) { Http::keycloak()->delete("/users/{$id}")->throw(); }
    public function roles(string $id) { return Http::keycloak()->get('/users/'.$id.'/role-mappings'); }
}"#,
        &[
            "DELETE users/{user-id}",
            "GET users",
            "GET users/{user-id}/role-mappings",
        ],
    ),
    // php guzzle const
    (
        r#"final class Kc {
    private const USERS = 'users';
    private Client $http;
    public function __construct(string $url, string $realm) {
        $this->http = new Client(['base_uri' => "$url/admin/realms/$realm/"]);
    }
    public function all() { return $this->http->get(self::USERS); }
    public function one($id) { return $this->http->request('GET', self::USERS . '/' . $id); }
    public function put($id, $u) { return $this->http->putAsync(sprintf('%s/%s', self::USERS, $id), ['json' => $u]); }
}"#,
        &["GET users", "GET users/{user-id}", "PUT users/{user-id}"],
    ),
    // ruby faraday const
    (
        r##"class Kc
  USERS = 'users'.freeze
  def conn
    @conn ||= Faraday.new(url: "#{url}/admin/realms/#{realm}/") { |f| f.request :json }
  end
  def all = conn.get(USERS).body
  def one(id) = conn.get("#{USERS}/#{id}").body
  def lock(id)
    conn.put("#{USERS}/#{id}") { |req| req.body = { enabled: false } }
  end
end"##,
        &["GET users", "GET users/{user-id}", "PUT users/{user-id}"],
    ),
    // sh glue
    (
        r#"#!/bin/sh
call() {
  METHOD="$1"; ENDPOINT="$2"
  shift 2
  curl -s -X "$METHOD" "$KC_URL/admin/realms/$REALM$ENDPOINT" -H "Authorization: Bearer $TOKEN" "$@"
}
call GET /users?max=1
call POST "/groups" -d '{"name":"x"}'
call DELETE /groups/$GID"#,
        &["DELETE groups/{group-id}", "GET users", "POST groups"],
    ),
    // sh glue2
    (
        r#"#!/usr/bin/env bash
api() { curl -fsS -H "Authorization: Bearer $TOKEN" "${KC}/admin/realms/${REALM}${1}" "${@:2}"; }
api /users
api "/users/${ID}" -X DELETE
api /groups -X POST -H 'Content-Type: application/json' -d '{"name":"a"}'"#,
        &["DELETE users/{user-id}", "GET users", "POST groups"],
    ),
    // sh case
    (
        r#"#!/bin/bash
BASE="$KC/admin/realms/$REALM"
case "$1" in
  list) curl -s -H "$AUTH" "$BASE/users" ;;
  rm)   curl -s -H "$AUTH" -X DELETE "$BASE/users/$2" ;;
  lock) http PUT "$BASE/users/$2" enabled:=false "$AUTH" ;;
esac"#,
        &["DELETE users/{user-id}", "GET users", "PUT users/{user-id}"],
    ),
    // http file jetbrains
    (
        r#"### List
GET {{base}}/admin/realms/{{realm}}/users?max=5
Authorization: Bearer {{$auth.token("kc")}}

### Update
PUT {{base}}/admin/realms/{{realm}}/users/{{id}}
Content-Type: application/json

{"enabled": false}

> {% client.test("ok", () => client.assert(response.status === 204)) %}

###
//DELETE {{base}}/admin/realms/{{realm}}/users/{{id}}"#,
        &["GET users", "PUT users/{user-id}"],
    ),
    // http file vars
    (
        r#"@kc = http://localhost:8080/admin/realms/acme
GET {{kc}}/users HTTP/1.1
###
POST {{kc}}/groups HTTP/1.1
content-type: application/json

{ "name": "x" }
###
DELETE {{kc}}/groups/{{id}} HTTP/1.1"#,
        &["DELETE groups/{group-id}", "GET users", "POST groups"],
    ),
    // hurl
    (
        "GET {{base}}/admin/realms/{{realm}}/users
Authorization: Bearer {{token}}
HTTP 200

DELETE {{base}}/admin/realms/{{realm}}/users/{{id}}
Authorization: Bearer {{token}}
HTTP 204",
        &["DELETE users/{user-id}", "GET users"],
    ),
    // cs field sdk
    (
        "using Keycloak.AuthServices.Sdk.Admin;
public class Onboarding
{
    private readonly IKeycloakUserClient _users;
    public Onboarding(IKeycloakUserClient users) { _users = users; }
    public Task Run(string realm, UserRepresentation u) => _users.CreateUserAsync(realm, u);
}",
        &["POST users"],
    ),
    // kotlin primary ctor
    (
        "class Directory(private val realm: RealmResource, private val users: UsersResource = realm.users()) {
    fun lock(id: String) = users.get(id).update(UserRepresentation().apply { isEnabled = false })
    fun all() = realm.groups().groups()
}",
        &["GET groups", "PUT users/{user-id}"],
    ),
    // ts class inject
    (
        "@Injectable()
export class KcService {
  constructor(@Inject('KC') private readonly kc: KcAdminClient) {}
  @Retry(3)
  remove(id: string) { return this.kc.users.del({ id }); }
  async impersonate(id: string) { return this.kc.users.impersonation({ id }, { user: id, realm: 'acme' }); }
}",
        &[
            "DELETE users/{user-id}",
            "POST users/{user-id}/impersonation",
        ],
    ),
    // go embedded
    (
        r#"type Admin struct {
	*gocloak.GoCloak
	tok *gocloak.JWT
}
func (a *Admin) Drop(ctx context.Context, id string) error { return a.DeleteUser(ctx, a.tok.AccessToken, a.realm, id) }
func (a *Admin) Role(ctx context.Context) error { _, err := a.GoCloak.GetRealmRole(ctx, a.tok.AccessToken, a.realm, "x"); return err }"#,
        &["DELETE users/{user-id}", "GET roles/{role-name}"],
    ),
    // ts enum path
    (
        "enum Path { Users = '/users', Groups = '/groups' }
const kc = (m: Method, p: string) => fetch(`${URL}/admin/realms/acme${p}`, { method: m, headers });
await kc('GET', Path.Users);
await kc('POST', Path.Groups);
await kc('DELETE', `${Path.Groups}/${id}`);",
        &["DELETE groups/{group-id}", "GET users", "POST groups"],
    ),
    // scala akka
    (
        r#"val base = s"$host/admin/realms/$realm"
Http().singleRequest(HttpRequest(uri = s"$base/users"))
Http().singleRequest(HttpRequest(HttpMethods.DELETE, uri = s"$base/users/$id"))
Http().singleRequest(HttpRequest(method = HttpMethods.POST, uri = base + "/groups", entity = e))"#,
        &["DELETE users/{user-id}", "GET users", "POST groups"],
    ),
    // dart dio base
    (
        "final dio = Dio(BaseOptions(baseUrl: '$kc/admin/realms/$realm'));
Future<void> f(String id) async {
  await dio.get('/users');
  await dio.request('/users/$id', options: Options(method: 'PUT'), data: {});
  await dio.delete<void>('/users/$id');
}",
        &["DELETE users/{user-id}", "GET users", "PUT users/{user-id}"],
    ),
    // perl mojo
    (
        r#"my $tx = $ua->put("$ENV{KC}/admin/realms/$realm/users/$id" => {Authorization => "Bearer $t"} => json => {enabled => \0});
my $list = $ua->get("$ENV{KC}/admin/realms/$realm/groups" => $h)->result->json;"#,
        &["GET groups", "PUT users/{user-id}"],
    ),
    // groovy rest
    (
        r#"def client = new RESTClient("https://sso/admin/realms/acme/")
client.get(path: 'users', query: [max: 1])
client.post(path: 'groups', body: [name: 'x'], requestContentType: JSON)
client.delete(path: "users/${id}")"#,
        &["DELETE users/{user-id}", "GET users", "POST groups"],
    ),
    // cpp curl
    (
        r#"std::string url = base + "/admin/realms/" + realm + "/users/" + id;
curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");"#,
        &["PUT users/{user-id}"],
    ),
    // cpr
    (
        r#"cpr::Response r = cpr::Get(cpr::Url{base + "/admin/realms/acme/users"}, cpr::Bearer{t});
auto d = cpr::Delete(cpr::Url{base + "/admin/realms/acme/users/" + id}, cpr::Bearer{t});"#,
        &["DELETE users/{user-id}", "GET users"],
    ),
    // clojure
    (
        r#"(ns acme.keycloak
  (:require [clj-http.client :as http]))

;; the realm's base
(def base (str (System/getenv "KC_URL") "/admin/realms/" (System/getenv "KC_REALM")))

(defn users [token]
  (http/get (str base "/users") {:oauth-token token :as :json}))

(defn reset-password [token id password]
  (http/put (str base "/users/" id "/reset-password")
            {:oauth-token token :form-params {:type "password" :value password}}))

(defn drop-group [token id]
  (let [url (str (kc-url) "/admin/realms/acme/groups/" id)
        options {:oauth-token token}]
    (http/delete url options)))

(defn add-role [token role]
  (http/request {:method :post :url (str base "/roles") :body (json/encode role)}))"#,
        &["DELETE groups/{group-id}", "GET users", "POST roles", "PUT users/{user-id}/reset-password"],
    ),
    // visual basic
    (
        r#"Imports System.Net.Http

Public Class KeycloakAdmin
    Private ReadOnly _client As New HttpClient With {.BaseAddress = New Uri("https://sso.firm.test/")}

    Public Async Function GetUsers() As Task(Of String)
        ' later: Await _client.DeleteAsync("admin/realms/acme/groups/1")
        Dim response = Await _client.GetAsync("admin/realms/acme/users")
        Return Await response.Content.ReadAsStringAsync()
    End Function

    Public Async Function Disable(id As String, content As HttpContent) As Task
        Dim url As String = "admin/realms/acme/users/" & id
        Await _client.PutAsync(url, content)
    End Function

    Public Async Function AddGroup(content As HttpContent) As Task
        Dim request As New HttpRequestMessage(HttpMethod.Post, baseUrl & "/admin/realms/" & realm & "/groups")
        Await _client.SendAsync(request)
    End Function
End Class"#,
        &["GET users", "POST groups", "PUT users/{user-id}"],
    ),
    // php endpoint before request
    (
        r"<?php
class Users {
  public function all(string $realm): array {
    $endpoint = $this->core->buildEndpoint(path: '/admin/realms/' . $realm . '/users');
    $request = $this->core->createRequest(
      method: 'GET',
      endpoint: $endpoint,
    );
    return $this->core->send($request);
  }
  public function rename(string $realm, string $id, array $user): void {
    $endpoint = $this->core->buildEndpoint(
      path: '/admin/realms/' . $realm . '/users/' . $id
    );
    $request = $this->core->createRequest(
      method: 'PUT',
      endpoint: $endpoint,
      body: json_encode($user),
    );
    $this->core->send($request);
  }
}",
        &["GET users", "PUT users/{user-id}"],
    ),
    // powershell options in braces
    (
        r#"$token = (Invoke-RestMethod -Method Post -Uri "$kc/realms/master/protocol/openid-connect/token" -Body @{client_id='admin-cli';grant_type='password'}).access_token
$users = Invoke-RestMethod -Headers @{Authorization = "Bearer $token"} -Uri "$kc/admin/realms/acme/users?username=bob"
if ($users.Count -gt 0) { $id = $users[0].id; Invoke-RestMethod -Headers @{ Authorization = "Bearer $token" } -Uri "$kc/admin/realms/acme/users/$id/role-mappings/realm" | ConvertTo-Json }
$role = Invoke-RestMethod -Headers @{ Authorization = "Bearer $token"; Accept = "application/json" } "$kc/admin/realms/acme/roles/staff"
Invoke-RestMethod -Headers @{Authorization = "Bearer $token"} -Method Post -Uri "$kc/admin/realms/acme/users/$id/role-mappings/realm" -Body $role
$realm = Invoke-RestMethod -Headers @{Authorization = "Bearer $token"} -Uri "$kc/admin/realms/acme"
$realm.eventsEnabled = $true
Invoke-RestMethod -Headers @{Authorization = "Bearer $token"} -Method Put -Uri "$kc/admin/realms/acme" -Body ($realm | ConvertTo-Json)"#,
        &[
            "GET /admin/realms/{realm}",
            "GET roles/{role-name}",
            "GET users",
            "GET users/{user-id}/role-mappings/realm",
            "POST users/{user-id}/role-mappings/realm",
            "PUT /admin/realms/{realm}",
        ],
    ),
    // java methods that return resources
    (
        r"package test.firm.access.keycloak.roles;

import test.firm.access.keycloak.support.KeycloakAdminSupport;

public class RoleGateway {
    private final KeycloakAdminSupport keycloak;

    public void grant(String userId, String role) { this.userRoles(userId).realmLevel().add(List.of(this.role(role))); }
    public void revoke(String groupId, String role) { groupRoles(groupId).realmLevel().remove(List.of(this.role(role))); }
    public List<RoleRepresentation> all() { return Mono.fromCallable(() -> rolesResource().list()); }
    public void rename(String id, RoleRepresentation role) { this.keycloak.rolesById().updateRole(id, role); }
    public UPConfig profile() { return this.keycloak.userProfile().getConfiguration(); }
    public void leave(String id) { this.realm().removeDefaultGroup(id); }

    private RoleMappingResource userRoles(String userId) { return this.keycloak.users().get(userId).roles(); }
    private RoleMappingResource groupRoles(String groupId) {
        return this.keycloak.groups().group(groupId).roles();
    }
    private RoleRepresentation role(String name) { return this.keycloak.roles().get(name).toRepresentation(); }
    private RolesResource rolesResource() { return this.realm().roles(); }
    private RealmResource realm() { return this.keycloak.realm(this.config.realm()); }
}",
        &["DELETE default-groups/{groupId}", "DELETE groups/{group-id}/role-mappings/realm", "GET roles", "GET roles/{role-name}", "GET users/profile", "POST users/{user-id}/role-mappings/realm", "PUT roles-by-id/{role-id}"],
    ),
    // elixir with types of functions
    (
        r#"defmodule Acme.Admin do
  @base_path "/admin/realms/"

  @spec realms(GenServer.server()) :: {:ok, list()} | {:error, any()}
  def realms(client), do: client |> Tesla.get(@base_path)

  @spec users(GenServer.server(), String.t()) :: {:ok, list()} | {:error, any()}
  def users(client, realm_name) do
    client
    |> Tesla.get(@base_path <> realm_name <> "/users")
  end

  def realm(client, realm_name) do
    client
    |> Tesla.delete(@base_path <> realm_name)
  end
end"#,
        &["DELETE /admin/realms/{realm}", "GET /admin/realms", "GET users"],
    ),
    // ansible urls of several variables
    (
        r#"- name: "Create user {{ user.username }}"
  ansible.builtin.uri:
    url: "{{ keycloak_url }}{{ keycloak_context }}/admin/realms/{{ item.realm | default(keycloak_realm) }}/users"
    method: POST
    body_format: json
    status_code: 201

- name: Shorten the lifespan of tokens
  ansible.builtin.uri:
    url: "{{ keycloak_url }}{{ keycloak_context }}/admin/realms/{{ keycloak_realm }}"
    method: PUT
    body: { accessTokenLifespan: 300 }

- name: Set the password
  ansible.builtin.uri:
    url: "{{ keycloak_url }}{{ keycloak_context }}/admin/realms/{{ keycloak_realm }}/users/{{ (found.json | first).id }}/reset-password"
    method: PUT

- name: Create a client
  middleware_automation.keycloak.keycloak_client:
    auth_keycloak_url: "{{ keycloak_url }}{{ keycloak_context }}"
    realm: "{{ keycloak_realm }}"
    client_id: "{{ item.client_id }}"
    id: "{{ item.id | default(omit) }}""#,
        &["GET clients", "GET clients/{client-uuid}", "POST clients", "POST users", "PUT /admin/realms/{realm}", "PUT clients/{client-uuid}", "PUT users/{user-id}/reset-password"],
    ),
];

#[test]
fn every_idiom_is_read_completely() {
    let matrix = MATRIX.as_ref().expect("the data file is read");
    let permissions = matrix.newest(TokenRealm::Target);
    for (text, expected) in IDIOMS {
        let found = reader::code::read(&permissions, text);
        let mut operations: Vec<String> = found
            .operations
            .iter()
            .map(|operation| operation.to_string().replace("/admin/realms/{realm}/", ""))
            .collect();
        operations.sort();
        assert_eq!(operations, *expected, "{text}");
        assert!(found.is_complete(), "{:?}", found.not_understood);
    }
}
