//! Tests requests by their paths.

use crate::code::read;
use crate::code::tests::{PASSWORD, USER, assert_found, found, permissions, unclear};

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
fn a_base_without_requests_is_not_complete() {
    let permissions = permissions().expect("the data");
    let text = "def api(realm):\n    return f\"{HOST}/admin/realms/{realm}\"\n";
    let pasted = read(&permissions, text);
    assert!(pasted.operations.is_empty());
    assert!(!pasted.is_complete());
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
