//! Builds the requests of probes.

use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use crate::attempt::{Attempt, Client, Operation, TokenSource};
use crate::cause::{is_name, name_parameter};
use crate::evidence::{Evidence, token_of, token_text};
use crate::exchange::{Authorization, Body, Call, FormValue, Request};

/// Builds the request of a call, if everything that it needs is known.
pub(super) fn request(evidence: &Evidence, call: Call) -> Option<Request> {
    match call {
        Call::Token | Call::FreshToken | Call::TokenOtherRealm => token_call(evidence, call),
        Call::Operation => operation(
            evidence.attempt,
            call,
            token_text(evidence.attempt, evidence.exchanges)?,
            "Send the Admin request.",
        ),
        Call::FreshOperation => operation(
            evidence.attempt,
            call,
            token_of(evidence.exchanges, Call::FreshToken)?,
            "Send the Admin request again with the new token.",
        ),
        Call::Serverinfo
        | Call::UnknownUser
        | Call::UserList
        | Call::UserLookup
        | Call::TargetList
        | Call::TargetRead
        | Call::UserCount
        | Call::EventsConfig
        | Call::RealmRead
        | Call::Userinfo => look_as_caller(evidence, call),
        Call::Discovery
        | Call::DiscoveryMaster
        | Call::DiscoveryOtherBase
        | Call::DiscoveryOtherScheme
        | Call::Keys => look(evidence, call),
    }
}

fn get(call: Call, url: Url, authorization: Authorization, purpose: impl Into<String>) -> Request {
    Request {
        call,
        method: "GET",
        url,
        authorization,
        body: Body::Empty,
        purpose: purpose.into(),
    }
}

/// Builds a request that needs no token.
fn look(evidence: &Evidence, call: Call) -> Option<Request> {
    let realm = evidence.token_realm();
    let base = &evidence.attempt.base_url;
    let (url, purpose) = match call {
        Call::Discovery => (
            base.join(discovery(&realm)),
            "Read discovery: issuer and version.".to_owned(),
        ),
        Call::DiscoveryMaster => (
            base.join(discovery("master")),
            "Read discovery of master: is Keycloak at this base URL?".to_owned(),
        ),
        Call::DiscoveryOtherBase => {
            let other = evidence.other_base()?;
            (
                other.join(discovery(&realm)),
                format!("Read discovery at {other}: is Keycloak there?"),
            )
        }
        Call::DiscoveryOtherScheme => {
            let other = evidence.other_scheme()?;
            (
                other.join(discovery(&realm)),
                format!("Read discovery at {other}: is Keycloak there?"),
            )
        }
        Call::Keys => (
            base.join(["realms", &realm, "protocol", "openid-connect", "certs"]),
            "Read the realm's keys: did this realm sign the token?".to_owned(),
        ),
        _ => return None,
    };
    Some(get(call, url, Authorization::None, purpose))
}

/// Builds a request with the caller's token.
fn look_as_caller(evidence: &Evidence, call: Call) -> Option<Request> {
    let attempt = evidence.attempt;
    let base = &attempt.base_url;
    let realm = attempt.realm.as_str();
    let (url, purpose) = match call {
        Call::Serverinfo => (
            base.join(["admin", "serverinfo"]),
            "Read server info: does the caller have any admin role?",
        ),
        Call::UnknownUser => (
            base.join(["admin", "realms", realm, "users", &nobody(attempt)]),
            "Request a random ID: 404 means the caller may read users, 403 means it may not.",
        ),
        Call::UserList => {
            let mut url = base.join(["admin", "realms", realm, "users"]);
            url.set_query(Some("max=1&briefRepresentation=true"));
            (url, "List users: can the caller see any user?")
        }
        Call::UserLookup => {
            let name = attempt.operation.params.get("user-id")?;
            if !is_name(name) {
                return None;
            }
            let mut url = base.join(["admin", "realms", realm, "users"]);
            url.query_pairs_mut()
                .append_pair(name_parameter(name), name)
                .append_pair("exact", "true")
                .append_pair("briefRepresentation", "true");
            (url, "Look up the user's ID by the name in the path.")
        }
        Call::TargetList => {
            let listed = attempt.operation.one_of().filter(|of| *of != "users")?;
            let mut url = base.join(["admin", "realms", realm, listed]);
            url.set_query(Some("max=1"));
            (
                url,
                "List the same kind of resource: can the caller see any other?",
            )
        }
        Call::TargetRead => {
            let target = attempt.operation.guarded_target()?;
            // Keycloak protects nothing from being read, but roles of clients and of the realm require different roles.
            let operation = &attempt.operation;
            if operation.is_read()
                && (operation.template == target || !operation.is_of_role_by_id())
            {
                return None;
            }
            let read = Operation {
                method: "GET",
                template: target.to_owned(),
                query: None,
                ..attempt.operation.clone()
            };
            (
                read.url(base),
                "Read the target: is it one of Keycloak's own?",
            )
        }
        // Leaves out the search of the request: the count ignores parts of it, such as exact and first (recordings
        // list-search-that-the-count-ignores and list-page-behind-the-end).
        Call::UserCount => (
            base.join(["admin", "realms", realm, "users", "count"]),
            "Count the users of the realm.",
        ),
        Call::EventsConfig => (
            base.join(["admin", "realms", realm, "events", "config"]),
            "Read the event settings: does the realm store events?",
        ),
        Call::RealmRead => (
            base.join(["admin", "realms", realm]),
            "Read the realm: which fields can the caller see?",
        ),
        Call::Userinfo => (
            base.join([
                "realms",
                &evidence.token_realm(),
                "protocol",
                "openid-connect",
                "userinfo",
            ]),
            "Read userinfo: does the realm accept the token?",
        ),
        _ => return None,
    };
    let token = token_text(attempt, evidence.exchanges).filter(|_| evidence.token_can_be_sent())?;
    let authorization = Authorization::Bearer(SecretString::from(token));
    Some(get(call, url, authorization, purpose))
}

/// A user ID that no user has. It is the same for the same attempt, so that a check can be repeated exactly.
fn nobody(attempt: &Attempt) -> String {
    let typed = attempt
        .operation
        .params
        .get("user-id")
        .map_or("", String::as_str);
    Uuid::new_v5(
        &Uuid::NAMESPACE_OID,
        format!("nobody but {typed}").as_bytes(),
    )
    .to_string()
}

fn discovery(realm: &str) -> [&str; 4] {
    ["realms", realm, ".well-known", "openid-configuration"]
}

fn operation(attempt: &Attempt, call: Call, token: String, purpose: &str) -> Option<Request> {
    if !token.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    let body = attempt.operation.body();
    let note = match body {
        Some("[]") => " The body is an empty list because your body is unknown.",
        Some(_) => " The body is an empty object because your body is unknown.",
        None => "",
    };
    Some(Request {
        call,
        method: attempt.operation.method,
        url: attempt.operation.url(&attempt.base_url),
        authorization: Authorization::Bearer(SecretString::from(token)),
        body: body.map_or(Body::Empty, |body| Body::Json(body.to_owned())),
        purpose: format!("{purpose}{note}"),
    })
}

/// Builds a token request: the one of the attempt, or one of the probes.
fn token_call(evidence: &Evidence, call: Call) -> Option<Request> {
    let attempt = evidence.attempt;
    let asked = attempt.token_realm().as_str();
    match call {
        Call::Token => Some(token(
            attempt,
            call,
            asked,
            attempt.client()?,
            "Request a token.".to_owned(),
        )),
        Call::FreshToken => {
            let client = attempt.client().filter(|_| evidence.token_was_given())?;
            client.secret.as_ref()?;
            Some(token(
                attempt,
                call,
                &evidence.token_realm(),
                client,
                "Request a new token for the same client: does the client lack the role, or is the token old?"
                    .to_owned(),
            ))
        }
        Call::TokenOtherRealm => {
            let other = if attempt.token_realm().is_master() {
                attempt.realm.as_str()
            } else {
                "master"
            };
            let client = attempt.client().filter(|_| !evidence.token_was_given())?;
            (other != asked).then(|| {
                let purpose =
                    format!("Request a token from realm {other}: do the credentials belong there?");
                token(attempt, call, other, client, purpose)
            })
        }
        _ => None,
    }
}

/// Builds a token request as in OAuth 2.0: the client's credentials are form fields (`client_secret_post`).
fn token(attempt: &Attempt, call: Call, realm: &str, client: &Client, purpose: String) -> Request {
    let plain = |text: &str| FormValue::Plain(text.to_owned());
    let mut form = Vec::new();
    if let TokenSource::Password {
        username, password, ..
    } = &attempt.token_source
    {
        form.push(("grant_type", plain("password")));
        form.push(("username", plain(username)));
        form.push(("password", FormValue::Secret(password.clone())));
    } else {
        form.push(("grant_type", plain("client_credentials")));
    }
    form.push(("client_id", plain(client.id.as_str())));
    if let Some(secret) = &client.secret {
        form.push(("client_secret", FormValue::Secret(secret.clone())));
    }
    if let Some(scope) = &attempt.scope {
        form.push(("scope", plain(scope)));
    }
    Request {
        call,
        method: "POST",
        url: attempt
            .base_url
            .join(["realms", realm, "protocol", "openid-connect", "token"]),
        authorization: Authorization::None,
        body: Body::Form(form),
        purpose,
    }
}
