//! Normalizes responses before they are compared.
//!
//! - The base URL, and the realm's name if a side uses another one: they always differ.
//! - IDs: those that a request can name become their name, all others `{id}`. So a response must still contain the right user's ID.
//! - Tokens: replaced by their claims without times, IDs, and hashes, but with their lifespan and the letters before the ID. The signature
//!   is left out: the demo signs with an elliptic curve, because creating an RSA key takes long. A refresh token only has to exist, because
//!   only the server itself reads it.
//! - The realm's keys, for the same reason: only whether there is a key for signatures.
//! - The order of lists: Keycloak keeps most of them in hash sets, so the order differs between servers.
//! - Creation times, and the seconds that a slow server subtracts from a lifespan before it responds.
//! - serverinfo: only its keys. The demo returns the features, but not the hundreds of providers.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Side;
use crate::keycloak::story;

/// A response without what cannot be equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normal {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: Option<String>,
    /// The body: JSON, or a string.
    pub body: Value,
}

impl Normal {
    /// The first difference between two responses, in a few words; `None` if there is none.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        if self.status != other.status || self.content_type != other.content_type {
            return Some(format!("{self:?} and {other:?}"));
        }
        difference("", &self.body, &other.body)
    }
}

/// Descends to the smallest part that differs.
fn difference(at: &str, left: &Value, right: &Value) -> Option<String> {
    match (left, right) {
        _ if left == right => None,
        (Value::Object(left), Value::Object(right)) => {
            let names = left.keys().chain(right.keys());
            names.into_iter().find_map(|name| {
                let part =
                    |whole: &Map<String, Value>| whole.get(name).cloned().unwrap_or_default();
                difference(&format!("{at}/{name}"), &part(left), &part(right))
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut parts = left.iter().zip(right).enumerate();
            parts.find_map(|(place, (left, right))| {
                difference(&format!("{at}/{place}"), left, right)
            })
        }
        _ => Some(format!("{at}: {left} and {right}")),
    }
}

pub(super) fn answer(side: &Side, status: u16, content_type: Option<String>, text: &str) -> Normal {
    let text = text
        .replace(&side.base_url, "{base}")
        .replace(&side.realm, story::REALM);
    let mut body = match serde_json::from_str(&text) {
        Ok(body) => value(side, body),
        Err(_) => Value::from(text),
    };
    if body.get("systemInfo").or(body.get("profileInfo")).is_some() {
        let names = body.as_object().into_iter().flat_map(Map::keys);
        body = names
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
    }
    Normal {
        status,
        content_type,
        body,
    }
}

fn value(side: &Side, body: Value) -> Value {
    match body {
        Value::String(text) => Value::from(named(side, text)),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(|item| value(side, item)).collect();
            items.sort_by_key(Value::to_string);
            Value::from(items)
        }
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, field)| {
                let field = self::field(side, &name, field);
                (name, field)
            });
            let mut fields: Map<String, Value> = fields.collect();
            // Other crates in the build decide whether a map keeps its order, and lists are sorted by their text.
            fields.sort_keys();
            Value::Object(fields)
        }
        other => other,
    }
}

/// Normalizes a field, which may be dynamic because of its name.
fn field(side: &Side, name: &str, field: Value) -> Value {
    match (name, &field) {
        ("createdTimestamp", Value::Number(_)) => json!("{time}"),
        ("public_key", Value::String(_)) => json!("{key}"),
        ("session_state" | "sid", Value::String(_)) => json!("{session}"),
        ("refresh_token", Value::String(_)) => json!("{refresh token}"),
        ("expires_in" | "refresh_expires_in", Value::Number(seconds)) => {
            json!(seconds.as_u64().map(|seconds| seconds.next_multiple_of(10)))
        }
        ("scope", Value::String(scope)) => {
            let mut scopes: Vec<&str> = scope.split(' ').collect();
            scopes.sort_unstable();
            json!(scopes)
        }
        ("access_token" | "id_token", Value::String(token)) => claims(side, token),
        ("keys", Value::Array(keys)) => json!(
            keys.iter()
                .any(|key| key["use"] == "sig" && key["kid"].is_string())
        ),
        _ => value(side, field),
    }
}

/// The claims of a token, without times and IDs.
fn claims(side: &Side, token: &str) -> Value {
    let Ok(mut claims) =
        jsonwebtoken::dangerous::insecure_decode_claims::<Map<String, Value>>(token)
    else {
        return json!("not a token");
    };
    let time = |name: &str| claims.get(name).and_then(Value::as_u64).unwrap_or_default();
    let lasts = time("exp").saturating_sub(time("iat"));
    claims.retain(|name, _| name != "exp" && name != "iat");
    claims.insert("lasts".to_owned(), json!(lasts));
    for (name, claim) in &mut claims {
        let text = claim.as_str().unwrap_or_default();
        match name.as_str() {
            "jti" => *claim = json!(text.split_once(':').map(|(letters, _)| letters)),
            "at_hash" => *claim = json!(text.len()),
            _ => {}
        }
    }
    // The claims come from inside the token, so they still contain the base URL.
    let text = Value::Object(claims).to_string();
    let text = text
        .replace(&side.base_url, "{base}")
        .replace(&side.realm, story::REALM);
    value(side, serde_json::from_str(&text).unwrap_or_default())
}

/// The name of an ID, `{id}` for an ID without a name, and any other text unchanged.
fn named(side: &Side, text: String) -> String {
    let is_id = text.len() == 36
        && text.char_indices().all(|(at, letter)| match at {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        });
    if !is_id {
        return text;
    }
    let known = side.values.iter().find(|(_, value)| **value == text);
    known.map_or_else(|| "{id}".to_owned(), |(name, _)| format!("{{{name}}}"))
}
