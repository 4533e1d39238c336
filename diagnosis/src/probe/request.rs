//! Builds the requests of probes.

use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use crate::attempt::{Attempt, Client, Operation, TokenSource};
use crate::cause::{is_name, name_parameter};
use crate::evidence::{Evidence, token_of, token_text};
use crate::exchange::{Authorization, Body, Call, FormValue, Request};

/// Builds the request of a call, if everything that it needs is known.
#[allow(
    clippy::too_many_lines,
    reason = "one table: a call that is declared has a request"
)]
pub(super) fn request(evidence: &Evidence, call: Call) -> Option<Request> {
    let attempt = evidence.attempt;
    let base = &attempt.base_url;
    let realm = attempt.realm.as_str();
    let token_realm = evidence.token_realm();
    match call {
        Call::Token => first_token(attempt),
        Call::FreshToken => fresh_token(evidence),
        Call::TokenOtherRealm => token_of_other_realm(evidence),
        Call::Operation => operation(
            attempt,
            call,
            token_text(attempt, evidence.exchanges)?,
            "Send the Admin request.",
        ),
        Call::FreshOperation => operation(
            attempt,
            call,
            token_of(evidence.exchanges, Call::FreshToken)?,
            "Send the Admin request again with the new token.",
        ),
        Call::Discovery => Some(look(
            call,
            base.join(discovery(&token_realm)),
            "Read discovery: issuer and version.",
        )),
        Call::DiscoveryMaster => Some(look(
            call,
            base.join(discovery("master")),
            "Read discovery of master: is Keycloak at this base URL?",
        )),
        Call::DiscoveryOtherBase => {
            let other = evidence.other_base()?;
            let purpose = format!("Read discovery at {other}: is Keycloak there?");
            Some(look(call, other.join(discovery(&token_realm)), purpose))
        }
        Call::DiscoveryOtherScheme => {
            let other = evidence.other_scheme()?;
            let purpose = format!("Read discovery at {other}: is Keycloak there?");
            Some(look(call, other.join(discovery(&token_realm)), purpose))
        }
        Call::Keys => Some(look(
            call,
            base.join([
                "realms",
                &token_realm,
                "protocol",
                "openid-connect",
                "certs",
            ]),
            "Read the realm's keys: did this realm sign the token?",
        )),
        Call::Serverinfo => look_as_caller(
            evidence,
            call,
            base.join(["admin", "serverinfo"]),
            "Read server info: does the caller have any admin role?",
        ),
        Call::UnknownUser => look_as_caller(
            evidence,
            call,
            base.join(["admin", "realms", realm, "users", &nobody(attempt)]),
            "Request a random ID: 404 means the caller may read users, 403 means it may not.",
        ),
        Call::UserList => {
            let mut url = base.join(["admin", "realms", realm, "users"]);
            url.set_query(Some("max=1&briefRepresentation=true"));
            let purpose = "List users: can the caller see any user?";
            look_as_caller(evidence, call, url, purpose)
        }
        Call::UserLookup => {
            let name = attempt.user_id().filter(|id| is_name(id))?;
            let mut url = base.join(["admin", "realms", realm, "users"]);
            url.query_pairs_mut()
                .append_pair(name_parameter(name), name)
                .append_pair("exact", "true")
                .append_pair("briefRepresentation", "true");
            let purpose = "Look up the user's ID by the name in the path.";
            look_as_caller(evidence, call, url, purpose)
        }
        Call::TargetList => {
            let listed = attempt.operation.one_of().filter(|of| *of != "users")?;
            let mut url = base.join(["admin", "realms", realm, listed]);
            url.set_query(Some("max=1"));
            let purpose = "List the same kind of resource: can the caller see any other?";
            look_as_caller(evidence, call, url, purpose)
        }
        Call::TargetRead => {
            let operation = &attempt.operation;
            let target = operation.guarded_target()?;
            // Keycloak protects nothing from being read, but roles of clients and of the realm require different roles.
            if operation.is_read()
                && (operation.template == target || !operation.is_of_role_by_id())
            {
                return None;
            }
            let read = Operation {
                method: "GET",
                template: target.to_owned(),
                query: None,
                ..operation.clone()
            };
            let purpose = "Read the target: is it one of Keycloak's own?";
            look_as_caller(evidence, call, read.url(base), purpose)
        }
        // Leaves out the search of the request: the count ignores parts of it, such as exact and first (recordings
        // list-search-that-the-count-ignores and list-page-behind-the-end).
        Call::UserCount => look_as_caller(
            evidence,
            call,
            base.join(["admin", "realms", realm, "users", "count"]),
            "Count the users of the realm.",
        ),
        Call::EventsConfig => look_as_caller(
            evidence,
            call,
            base.join(["admin", "realms", realm, "events", "config"]),
            "Read the event settings: does the realm store events?",
        ),
        Call::RealmRead => look_as_caller(
            evidence,
            call,
            base.join(["admin", "realms", realm]),
            "Read the realm: which fields can the caller see?",
        ),
        Call::Userinfo => look_as_caller(
            evidence,
            call,
            base.join([
                "realms",
                &token_realm,
                "protocol",
                "openid-connect",
                "userinfo",
            ]),
            "Read userinfo: does the realm accept the token?",
        ),
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
fn look(call: Call, url: Url, purpose: impl Into<String>) -> Request {
    get(call, url, Authorization::None, purpose)
}

/// Builds a request with the caller's token, if the token can be sent.
fn look_as_caller(evidence: &Evidence, call: Call, url: Url, purpose: &str) -> Option<Request> {
    let token = token_text(evidence.attempt, evidence.exchanges)
        .filter(|_| evidence.token_can_be_sent())?;
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

/// The token request of the attempt.
fn first_token(attempt: &Attempt) -> Option<Request> {
    let realm = attempt.token_realm().as_str();
    let purpose = "Request a token.".to_owned();
    Some(token(
        attempt,
        Call::Token,
        realm,
        attempt.client()?,
        purpose,
    ))
}

/// The request for a new token of the client that a given token was issued to.
fn fresh_token(evidence: &Evidence) -> Option<Request> {
    let attempt = evidence.attempt;
    let client = attempt.client().filter(|_| evidence.token_was_given())?;
    client.secret.as_ref()?;
    let purpose = "Request a new token for the same client: does the client lack the role, or is the token old?";
    let realm = evidence.token_realm();
    Some(token(
        attempt,
        Call::FreshToken,
        &realm,
        client,
        purpose.to_owned(),
    ))
}

/// The token request in another realm that may have the client.
fn token_of_other_realm(evidence: &Evidence) -> Option<Request> {
    let attempt = evidence.attempt;
    let other = attempt.other_realm()?;
    let client = attempt.client().filter(|_| !evidence.token_was_given())?;
    let purpose = format!("Request a token from realm {other}: do the credentials belong there?");
    let call = Call::TokenOtherRealm;
    Some(token(attempt, call, other, client, purpose))
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
