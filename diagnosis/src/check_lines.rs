//! Writes the lines of an output that describe the check, and builds the check from them again.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::attempt::{Attempt, Input, TokenSource};
use crate::evidence::{Evidence, Stage, keycloak_error};
use crate::exchange::{
    Authorization, Body, CHALLENGE, Call, Exchange, Request, Response, Signature,
};

/// The first line of the output.
pub const FIRST_LINE: &str = "why403-settle/1";
/// The last line of the output.
pub const LAST_LINE: &str = "end why403-settle/1";
/// The beginning of a line about the check.
pub const CHECK: &str = "check ";
/// The beginning of a line with a fact.
pub const FACT: &str = "fact ";
/// The value of a fact whose request failed.
pub const FAILED: &str = "failed";
/// The name of the line with the claims of the token, as JSON.
pub const CLAIMS: &str = "claims";

/// The claims that the diagnosis reads. Claims about a person, such as name and email address, are not among them.
const CLAIM_NAMES: [&str; 13] = [
    "iss",
    "azp",
    "client_id",
    "typ",
    "iat",
    "acr",
    "scope",
    "sub",
    "sid",
    "preferred_username",
    "realm_access",
    "resource_access",
    "clientHost",
];

/// The body is a list with entries. Without a shape, the body is an empty list.
const LIST: &str = "list";
/// The body is an object.
const OBJECT: &str = "object";

/// Replaces a secret that was sent: the output does not contain it.
const NOT_SHOWN: &str = "not-shown-here";

/// The lines, as names and values. Values are on one line, because no parsed name contains a line break.
pub(crate) fn check_lines(evidence: &Evidence) -> Vec<(String, String)> {
    let attempt = evidence.attempt;
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| lines.push((name.to_owned(), value));
    add("url", attempt.base_url.to_string());
    add("realm", attempt.realm.to_string());
    if let Some(realm) = &attempt.auth_realm {
        add("token-realm", realm.to_string());
    }
    let grant = match &attempt.token_source {
        TokenSource::ClientCredentials(_) => "client-credentials",
        TokenSource::Password { .. } => "password",
        TokenSource::Given { .. } => "token",
    };
    add("grant", grant.to_owned());
    if let Some(client) = attempt.client() {
        add("client", client.id.to_string());
        if client.secret.is_some() {
            add("secret", "sent".to_owned());
        }
    }
    if let TokenSource::Password { username, .. } = &attempt.token_source {
        add("user", username.clone());
    }
    if let Some(scope) = &attempt.scope {
        add("scope", evidence.secrets().hide(scope));
    }
    let operation = &attempt.operation;
    let query = operation
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    add("operation", format!("{}{query}", operation.name()));
    for name in operation.target_names() {
        if let Some(value) = operation.params.get(name) {
            add(&format!("param-{name}"), value.clone());
        }
    }
    let decided = match evidence.stage() {
        Stage::TokenRefused(response) => Some(("token", response)),
        Stage::OperationRefused(response) | Stage::OperationAnswered(response) => {
            Some(("operation", response))
        }
        _ => None,
    };
    if let Some((call, response)) = decided {
        add("response", format!("{call} {}", response.status));
        if (200..300).contains(&response.status)
            && let Some(shape) = shape(response)
        {
            add("body", shape.to_owned());
        }
        if let Some(error) = keycloak_error(response) {
            add("error", one_line(&error.error));
            if !error.description.is_empty() {
                add("description", one_line(&error.description));
            }
        }
    }
    if evidence.signature() == Some(Signature::Valid) {
        add("signature", "valid".to_owned());
    }
    if let Some(response) = evidence.response(Call::Userinfo) {
        // Without an error, the challenge shows that no token arrived.
        let challenge = if response.saw_no_token() {
            " without-error"
        } else {
            ""
        };
        add("userinfo", format!("{}{challenge}", response.status));
    }
    if let Some(token) = &evidence.token {
        // Compact JSON has spaces only inside strings. The escape keeps mail programs from breaking the line at a space.
        let claims = claims(token.claims()).to_string();
        add(CLAIMS, claims.replace(' ', "\\u0020"));
    }
    lines
}

/// The shape of the body of an allowed request: the output does not contain the body itself.
fn shape(response: &Response) -> Option<&'static str> {
    match response.json()? {
        Value::Array(entries) if entries.is_empty() => None,
        Value::Array(_) => Some(LIST),
        Value::Object(_) => Some(OBJECT),
        _ => None,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The claims that the diagnosis reads. The prefix of the token's ID is kept, because it shows the kind of the token.
fn claims(all: &Map<String, Value>) -> Value {
    let mut kept: Map<String, Value> = CLAIM_NAMES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), all.get(*name)?.clone())))
        .collect();
    if kept.contains_key("clientHost") {
        kept.insert("clientHost".to_owned(), "".into());
    }
    if let Some(id) = all.get("jti").and_then(Value::as_str) {
        let prefix = id.split_once(':').map_or("", |(prefix, _)| prefix);
        let id = if prefix.is_empty() {
            "id".to_owned()
        } else {
            format!("{prefix}:id")
        };
        kept.insert("jti".to_owned(), id.into());
    }
    Value::Object(kept)
}

/// The check that the lines describe, with the responses that decided. `None` if the lines do not describe a check.
pub(crate) fn attempt(lines: &BTreeMap<String, String>) -> Option<(Attempt, Vec<Exchange>)> {
    let get = |name: &str| lines.get(name).cloned().unwrap_or_default();
    let token = lines
        .get(CLAIMS)
        .and_then(|claims| serde_json::from_str::<Map<String, Value>>(claims).ok())
        .map(|claims| token(&claims));
    let (call, status) = match get("response").split_once(' ') {
        Some((call, status)) => (
            match call {
                "token" => Call::Token,
                _ => Call::Operation,
            },
            Some(status.parse::<u16>().ok()?),
        ),
        None => (Call::Operation, None),
    };
    let secret = || SecretString::from(NOT_SHOWN.to_owned());
    let grant = get("grant");
    let mut input = Input {
        url: get("url"),
        realm: get("realm"),
        auth_realm: get("token-realm"),
        client_id: get("client"),
        username: get("user"),
        scope: get("scope"),
        operation: get("operation"),
        ..Input::default()
    };
    if lines.contains_key("secret") {
        input.client_secret = secret();
    }
    match grant.as_str() {
        "password" => input.password = secret(),
        "token" => input.token = SecretString::from(token.clone()?),
        _ => {}
    }
    input.grant = grant;
    for (name, value) in lines
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("param-")?, value)))
    {
        if name == "user-id" {
            input.user_id.clone_from(value);
        } else {
            input.params.insert(name.to_owned(), value.clone());
        }
    }
    input.send_writes = status.is_some() && call == Call::Operation;
    let attempt = input.parse().ok()?;
    let mut exchanges = Vec::new();
    let was_given = matches!(attempt.token_source, TokenSource::Given { .. });
    if let Some(token) = token.filter(|_| !was_given && call == Call::Operation) {
        let body = json!({ "access_token": token });
        exchanges.push(exchange(&attempt, Call::Token, 200, body.to_string()));
    }
    if let Some(status) = status {
        let body = match get("body").as_str() {
            _ if !(200..300).contains(&status) => {
                json!({ "error": get("error"), "error_description": get("description") })
            }
            LIST => json!([{}]),
            OBJECT => json!({}),
            _ => json!([]),
        };
        exchanges.push(exchange(&attempt, call, status, body.to_string()));
    }
    if let Some(userinfo) = lines.get("userinfo") {
        let (status, challenge) = userinfo
            .split_once(' ')
            .map_or((userinfo.as_str(), None), |(status, _)| {
                (status, Some("Bearer"))
            });
        let body = "{}".to_owned();
        let mut asked = exchange(&attempt, Call::Userinfo, status.parse().ok()?, body);
        if let (Ok(response), Some(challenge)) = (&mut asked.result, challenge) {
            response
                .headers
                .insert(CHALLENGE.to_owned(), challenge.to_owned());
        }
        exchanges.push(asked);
    }
    if lines.contains_key("signature") {
        let mut keys = exchange(&attempt, Call::Keys, 200, "{}".to_owned());
        keys.signature = Some(Signature::Valid);
        exchanges.push(keys);
    }
    Some((attempt, exchanges))
}

/// A JWT with these claims and without a valid signature.
fn token(claims: &Map<String, Value>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&json!({ "alg": "RS256", "typ": "JWT" })),
        part(&Value::Object(claims.clone())),
        URL_SAFE_NO_PAD.encode("not-a-signature")
    )
}

fn exchange(attempt: &Attempt, call: Call, status: u16, body: String) -> Exchange {
    Exchange {
        request: Request {
            call,
            method: attempt.operation.method,
            url: attempt.operation.url(&attempt.base_url),
            authorization: Authorization::None,
            body: Body::Empty,
            purpose: String::new(),
        },
        result: Ok(Response {
            status,
            headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
            body,
        }),
        millis: 0,
        signature: None,
    }
}
