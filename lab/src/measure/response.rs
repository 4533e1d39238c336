//! Classifies a response: allowed, partial, or denied.

use std::collections::BTreeMap;

use permissions::State;
use serde_json::Value;

use super::callers::Reply;

/// The text that Keycloak shows instead of a secret.
const MASK: &str = "**********";

/// Classifies a response by comparing it with that of a caller with every role (`full`) and of one without a role (`none`).
///
/// - 403 (or 401) is denied.
/// - If the full caller succeeds, a success is allowed, or partial if its response lacks something that the full one has. 404 is denied: a
///   target that the full caller finds was hidden. Any other error (for example a conflict with what an earlier request left behind) comes
///   after the permission check if the caller without a role is denied, so it is allowed.
/// - If even the full caller gets an error other than a denial (an email that cannot be sent, a feature that is off), a response other than
///   the 403 of the caller without a role is allowed. If that caller gets the same error, the result is unknown.
pub(super) fn state(reply: &Reply, full: &Reply, none: &Reply) -> State {
    if full.is_refusal() && none.is_refusal() {
        return if reply.is_refusal() {
            State::Denied
        } else {
            State::Allowed
        };
    }
    if !full.is_success() && none.status == full.status {
        return State::Unknown;
    }
    if reply.is_refusal() {
        return State::Denied;
    }
    if full.is_success() && !reply.is_success() {
        return if none.is_refusal() && reply.status != 404 {
            State::Allowed
        } else {
            State::Denied
        };
    }
    if full.is_success() && is_cut(&reply.json(), &full.json()) {
        State::Partial
    } else {
        State::Allowed
    }
}

/// Whether `answer` lacks something that `full` has: fields, entries of a list, a part of a count, or the value behind a mask.
fn is_cut(answer: &Value, full: &Value) -> bool {
    let (mut some, mut all) = (Outline::default(), Outline::default());
    some.add(answer, "");
    all.add(full, "");
    let lacks = all
        .parts
        .iter()
        .any(|(path, count)| some.parts.get(path).copied().unwrap_or_default() < *count);
    let masked = some
        .masked
        .iter()
        .any(|(path, count)| all.masked.get(path).copied().unwrap_or_default() < *count);
    lacks || masked
}

/// A measure of what a response contains.
#[derive(Default)]
struct Outline {
    /// Path → how often it occurs with a value. List positions and map keys count only as a number.
    parts: BTreeMap<String, u64>,
    masked: BTreeMap<String, u64>,
}

impl Outline {
    fn add(&mut self, value: &Value, path: &str) {
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (name, field) in fields {
                    // The field describes what the caller may do with the object, so it always differs.
                    if name != "access" {
                        self.add(field, &format!("{path}.{name}"));
                    }
                }
            }
            Value::Array(entries) => {
                for entry in entries {
                    *self.parts.entry(format!("{path}[]")).or_default() += 1;
                    self.add(entry, &format!("{path}[]"));
                }
            }
            // A bare number or a count is compared by its value: `users/count` counts what the caller may see.
            Value::Number(number) if path.is_empty() || path == ".count" => {
                *self.parts.entry(path.to_owned()).or_default() +=
                    number.as_u64().unwrap_or_default();
            }
            Value::String(text) if text == MASK => {
                *self.masked.entry(path.to_owned()).or_default() += 1;
            }
            Value::String(text) if text.is_empty() => {}
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                *self.parts.entry(path.to_owned()).or_default() += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reply(status: u16, body: &Value) -> Reply {
        Reply {
            status,
            location: None,
            text: body.to_string(),
        }
    }

    #[test]
    fn responses_are_classified_by_comparison() {
        let user = json!({"id": "1", "username": "john", "access": {"view": true, "manage": true}});
        let refusal = json!({"error": "HTTP 403 Forbidden"});
        for (answer, full, none, expected) in [
            (
                reply(200, &user),
                reply(200, &user),
                reply(403, &refusal),
                State::Allowed,
            ),
            (
                reply(403, &refusal),
                reply(200, &user),
                reply(403, &refusal),
                State::Denied,
            ),
            (
                reply(404, &refusal),
                reply(200, &user),
                reply(403, &refusal),
                State::Denied,
            ),
            (
                reply(409, &refusal),
                reply(204, &user),
                reply(403, &refusal),
                State::Allowed,
            ),
            (
                reply(409, &refusal),
                reply(204, &user),
                reply(204, &user),
                State::Denied,
            ),
            (
                reply(200, &json!([])),
                reply(200, &json!([user])),
                reply(403, &refusal),
                State::Partial,
            ),
            (
                reply(200, &json!({"id": "1"})),
                reply(200, &user),
                reply(403, &refusal),
                State::Partial,
            ),
            (
                reply(200, &json!({"id": "1", "username": "john"})),
                reply(200, &user),
                reply(403, &refusal),
                State::Allowed,
            ),
            (
                reply(200, &json!(3)),
                reply(200, &json!(12)),
                reply(403, &refusal),
                State::Partial,
            ),
            (
                reply(200, &json!({"secret": MASK})),
                reply(200, &json!({"secret": "s"})),
                reply(403, &refusal),
                State::Partial,
            ),
            (
                reply(500, &refusal),
                reply(500, &refusal),
                reply(403, &refusal),
                State::Allowed,
            ),
            (
                reply(501, &refusal),
                reply(501, &refusal),
                reply(501, &refusal),
                State::Unknown,
            ),
            (
                reply(200, &user),
                reply(200, &user),
                reply(200, &user),
                State::Allowed,
            ),
        ] {
            assert_eq!(
                state(&answer, &full, &none),
                expected,
                "{answer:?} beside {full:?}"
            );
        }
    }
}
