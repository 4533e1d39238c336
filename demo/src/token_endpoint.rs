//! Implements the token endpoint and its errors.

mod client;

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use uuid::Uuid;

use crate::call::{Call, is_percent_encoded};
use crate::clients::Kind;
use crate::key::Key;
use crate::realm::{Person, Realm};
use crate::token::{self, Login, REFRESH_LIFESPAN};
use crate::{CLIENT_ID, Demo, response};

/// Client scopes that the demo's client has by default or may request; the first ones appear in a token's `scope`, in this order.
const SHOWN_SCOPES: [&str; 6] = [
    "email",
    "phone",
    "profile",
    "microprofile-jwt",
    "address",
    "offline_access",
];
const SILENT_SCOPES: [&str; 6] = [
    "acr",
    "basic",
    "organization",
    "roles",
    "service_account",
    "web-origins",
];

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    expires_in: u64,
    refresh_expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(rename = "not-before-policy")]
    not_before_policy: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_state: Option<String>,
    scope: String,
}

/// The parameters of the form, and whether one of them was repeated.
struct Form {
    parameters: HashMap<String, String>,
    repeated: bool,
}

impl Form {
    fn read(call: &Call) -> Result<Self, Response> {
        let mut form = Self {
            parameters: HashMap::new(),
            repeated: false,
        };
        if call.has_content_type("application/x-www-form-urlencoded") {
            if !is_percent_encoded(&call.body) {
                return Err(response::failure());
            }
            for (name, value) in form_urlencoded::parse(&call.body) {
                form.repeated |= form.parameters.contains_key(&*name);
                form.parameters
                    .entry(name.into_owned())
                    .or_insert_with(|| value.into_owned());
            }
        }
        Ok(form)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

/// Handles a POST to the token endpoint.
pub(crate) fn handle(demo: &Demo, call: &Call, realm: Realm) -> Response {
    let Some(key) = demo.key.get() else {
        return response::failure();
    };
    response::not_stored(match grant(demo, key, call, realm) {
        Ok(tokens) => response::protocol(&tokens),
        Err(refusal) => refusal,
    })
}

/// Checks in Keycloak's order: the grant, the client, the form, then what the grant requires.
fn grant(demo: &Demo, key: &Key, call: &Call, realm: Realm) -> Result<Tokens, Response> {
    let form = Form::read(call)?;
    let grant = form
        .get("grant_type")
        .ok_or_else(|| bad("invalid_request", "Missing form parameter: grant_type"))?;
    let grant = Grant::parse(grant)?;
    let (client_id, kind) = client::authenticate(call, &form, realm)?;
    if form.repeated {
        return Err(bad("invalid_request", "duplicated parameter"));
    }
    if call.is_cross_origin() {
        return Err(response::error(StatusCode::FORBIDDEN, "Invalid origin"));
    }
    let login = match grant {
        Grant::ClientCredentials => client_credentials(&form, realm, client_id, kind)?,
        Grant::Password => password(&form, realm, client_id, kind)?,
        Grant::RefreshToken => refresh(key, call, &form, realm, &client_id)?,
        Grant::Elsewhere(error, description) => return Err(bad(error, description)),
    };
    tokens(demo, key, call, &login).ok_or_else(response::failure)
}

/// The requested grant.
enum Grant {
    ClientCredentials,
    Password,
    RefreshToken,
    /// A grant that Keycloak supports but the demo's client may not use, with Keycloak's error.
    Elsewhere(&'static str, &'static str),
}

impl Grant {
    fn parse(grant_type: &str) -> Result<Self, Response> {
        Ok(match grant_type {
            "client_credentials" => Self::ClientCredentials,
            "password" => Self::Password,
            "refresh_token" => Self::RefreshToken,
            "authorization_code" => Self::Elsewhere("invalid_grant", "Code not valid"),
            "urn:ietf:params:oauth:grant-type:device_code" => Self::Elsewhere(
                "invalid_grant",
                "Client not allowed OAuth 2.0 Device Authorization Grant",
            ),
            "urn:openid:params:grant-type:ciba" => {
                Self::Elsewhere("invalid_grant", "Client not allowed OIDC CIBA Grant")
            }
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
                Self::Elsewhere("invalid_grant", "Missing parameter:assertion")
            }
            "urn:ietf:params:oauth:grant-type:token-exchange" => Self::Elsewhere(
                "invalid_request",
                "Standard token exchange is not enabled for the requested client",
            ),
            _ => return Err(bad("unsupported_grant_type", "Unsupported grant_type")),
        })
    }
}

fn client_credentials(
    form: &Form,
    realm: Realm,
    client_id: String,
    kind: Kind,
) -> Result<Login, Response> {
    if let Kind::Public { .. } = kind {
        return Err(unauthorized(
            "unauthorized_client",
            "Public client not allowed to retrieve service account",
        ));
    }
    Ok(Login {
        person: Person::ServiceAccount,
        client_id,
        realm,
        session: None,
        scope: scope(form, realm)?,
    })
}

fn password(form: &Form, realm: Realm, client_id: String, kind: Kind) -> Result<Login, Response> {
    if let Kind::Public {
        direct_access_grants: false,
    } = kind
    {
        return Err(bad(
            "unauthorized_client",
            "Client not allowed for direct access grants",
        ));
    }
    let scope = scope(form, realm)?;
    let username = form
        .get("username")
        .ok_or_else(|| unauthorized("invalid_request", "Missing parameter: username"))?
        .to_lowercase();
    let person = realm.people().iter().copied().find(|person| {
        let user = person.details();
        user.username == username || user.email == Some(&username)
    });
    let password = form.get("password");
    match person {
        Some(person) if password.is_some() && person.password() == password => Ok(Login {
            person,
            client_id,
            realm,
            session: Some(new_session()),
            scope,
        }),
        _ => Err(bad("invalid_grant", "Invalid user credentials")),
    }
}

fn refresh(
    key: &Key,
    call: &Call,
    form: &Form,
    realm: Realm,
    client_id: &str,
) -> Result<Login, Response> {
    let refresh_token = form
        .get("refresh_token")
        .ok_or_else(|| bad("invalid_request", "No refresh token"))?;
    token::verify(key, &call.base, refresh_token, token::Kind::Refresh)
        .filter(|login| login.realm == realm && login.client_id == client_id)
        .ok_or_else(|| bad("invalid_grant", "Invalid refresh token"))
}

/// The granted scope, if every requested scope exists.
fn scope(form: &Form, realm: Realm) -> Result<String, Response> {
    let asked = form.get("scope");
    let words: Vec<&str> = asked.unwrap_or_default().split(' ').collect();
    let known = |word: &&str| {
        *word == "openid" || SHOWN_SCOPES.contains(word) || SILENT_SCOPES.contains(word)
    };
    if let Some(asked) = asked
        && !words.iter().all(known)
    {
        return Err(bad("invalid_scope", &format!("Invalid scopes: {asked}")));
    }
    let mut shown: Vec<&str> = SHOWN_SCOPES
        .into_iter()
        .filter(|scope| matches!(*scope, "email" | "profile") || words.contains(scope))
        .collect();
    // The order depends on the realm's own client scopes, and master has another order.
    if realm == Realm::Master {
        shown.reverse();
    }
    if words.contains(&"openid") {
        shown.insert(0, "openid");
    }
    Ok(shown.join(" "))
}

fn tokens(demo: &Demo, key: &Key, call: &Call, login: &Login) -> Option<Tokens> {
    let roles = demo
        .visitors
        .assigned(&call.visitor, login.person)
        .effective();
    // The upgrade assigns the scope to Keycloak's own clients.
    let for_admin_api = call.release().checks_audience()
        && (login.client_id != CLIENT_ID || demo.visitors.has_admin_api_scope(&call.visitor));
    let access_token = token::sign(key, &login.access_token(&call.base, roles, for_admin_api))?;
    let (refresh_token, id_token) = (
        login.refresh_token(&call.base),
        login.id_token(&call.base, &access_token),
    );
    let asks_for_id = login.scope.split(' ').any(|scope| scope == "openid");
    Some(Tokens {
        expires_in: login.realm.access_token_lifespan(),
        refresh_expires_in: if login.session.is_some() {
            REFRESH_LIFESPAN
        } else {
            0
        },
        refresh_token: match login.session {
            Some(_) => Some(token::sign(key, &refresh_token)?),
            None => None,
        },
        token_type: "Bearer",
        id_token: if asks_for_id {
            Some(token::sign(key, &id_token)?)
        } else {
            None
        },
        not_before_policy: 0,
        session_state: login.session.clone(),
        scope: login.scope.clone(),
        access_token,
    })
}

/// A session ID of 24 characters, the length of Keycloak's.
fn new_session() -> String {
    let (random, more) = (Uuid::new_v4(), Uuid::new_v4());
    URL_SAFE_NO_PAD.encode([&random.as_bytes()[..], &more.as_bytes()[..2]].concat())
}

fn bad(error: &str, description: &str) -> Response {
    response::refusal(StatusCode::BAD_REQUEST, error, description)
}

fn unauthorized(error: &str, description: &str) -> Response {
    response::refusal(StatusCode::UNAUTHORIZED, error, description)
}
