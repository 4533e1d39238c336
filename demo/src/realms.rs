//! Public endpoints of a realm: discovery and keys.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde::Serialize;

use crate::call::Call;
use crate::key::Jwk;
use crate::realm::Realm;
use crate::release::ADMIN_API_SCOPE;
use crate::{Demo, response, token_endpoint};

/// The response from the URL of the realm itself.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct PublicRealm<'a> {
    realm: &'a str,
    #[serde(rename = "public_key")]
    public_key: &'a str,
    token_service: String,
    account_service: String,
    tokens_not_before: u64,
}

#[derive(Serialize)]
struct Certs<'a> {
    keys: [&'a Jwk; 1],
}

/// Handles a request below `/realms/{realm}`.
pub(crate) fn handle(demo: &Demo, call: &Call, realm: &str, path: &[&str]) -> Response {
    let Some(realm) = Realm::named(realm) else {
        return response::error(StatusCode::NOT_FOUND, "Realm does not exist");
    };
    let (allowed, endpoint): (_, fn(&Demo, &Call, Realm) -> Response) = match path {
        [] => (Method::GET, public_realm),
        [".well-known", "openid-configuration"] => (Method::GET, discovery),
        ["protocol", "openid-connect", "token"] => (Method::POST, token_endpoint::handle),
        ["protocol", "openid-connect", "certs"] => (Method::GET, certs),
        ["protocol", protocol, ..] if *protocol != "openid-connect" => {
            return response::error(StatusCode::NOT_FOUND, "Protocol not found");
        }
        _ => return response::bare(StatusCode::NOT_FOUND),
    };
    // HEAD is handled like GET; the server removes the body.
    if call.method == allowed || (call.method == Method::HEAD && allowed == Method::GET) {
        endpoint(demo, call, realm)
    } else {
        response::bare(StatusCode::METHOD_NOT_ALLOWED)
    }
}

fn public_realm(demo: &Demo, call: &Call, realm: Realm) -> Response {
    let Some(key) = demo.key.get() else {
        return response::failure();
    };
    let issuer = realm.issuer(&call.base);
    response::representation(&PublicRealm {
        realm: realm.name(),
        public_key: &key.x509,
        token_service: format!("{issuer}/protocol/openid-connect"),
        account_service: format!("{issuer}/account"),
        tokens_not_before: 0,
    })
}

fn discovery(_: &Demo, call: &Call, realm: Realm) -> Response {
    let mut document = include_str!("../data/openid-configuration.json")
        .trim_ascii_end()
        .to_owned();
    if call.release().checks_audience() {
        let scopes = "\"scopes_supported\":[";
        document = document.replace(scopes, &format!("{scopes}\"{ADMIN_API_SCOPE}\","));
    }
    // A JSON string without its quotes, because the base URL comes from the request.
    let issuer = serde_json::Value::from(realm.issuer(&call.base)).to_string();
    response::protocol_text(document.replace("{issuer}", issuer.trim_matches('"')))
}

fn certs(demo: &Demo, _: &Call, _: Realm) -> Response {
    demo.key.get().map_or_else(response::failure, |key| {
        response::protocol(&Certs { keys: [&key.jwk] })
    })
}
