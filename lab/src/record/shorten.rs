//! Shortens responses to what a diagnosis needs, and removes secrets.

use diagnosis::exchange::{Call, Response};
use serde_json::Value;

/// The headers that show which server responded, and why.
const HEADERS: [&str; 8] = [
    "content-type",
    "www-authenticate",
    "location",
    "server",
    "via",
    "allow",
    "cache-control",
    "retry-after",
];

/// The maximum length of a part of serverinfo. Longer parts (providers, themes, mapper types) are the same for every server.
const LONG: usize = 600;

/// The response with the relevant headers, and a body without parts that are the same for every server.
pub(super) fn response(call: Call, response: &Response) -> Response {
    let mut headers = response.headers.clone();
    headers.retain(|name, _| HEADERS.contains(&name.as_str()));
    let short = match serde_json::from_str::<Value>(&response.body) {
        Ok(json) if response.status == 200 => shortened(call, json),
        _ => None,
    };
    Response {
        status: response.status,
        headers,
        body: short.unwrap_or_else(|| response.body.clone()),
    }
}

/// The body of a request whose response is mostly the same for every server.
fn shortened(call: Call, mut body: Value) -> Option<String> {
    match call {
        Call::Serverinfo => {
            for part in body.as_object_mut()?.values_mut() {
                if part.to_string().len() > LONG {
                    *part = emptied(part);
                }
            }
        }
        // The signature is verified already; only the IDs of the keys matter.
        Call::Keys => {
            for key in body.get_mut("keys")?.as_array_mut()? {
                key.as_object_mut()?
                    .retain(|name, _| ["kid", "kty", "alg", "use"].contains(&name.as_str()));
            }
        }
        Call::RealmRead => {
            for part in body.as_object_mut()?.values_mut() {
                if part.is_array() || part.is_object() {
                    *part = emptied(part);
                }
            }
        }
        // Only the existence of Keycloak and its issuer matter.
        Call::DiscoveryMaster | Call::DiscoveryOtherBase => {
            body.as_object_mut()?.retain(|name, _| name == "issuer");
        }
        // Lists of algorithms are most of the document, and repeat those of the ID token.
        Call::Discovery => {
            body.as_object_mut()?.remove("mtls_endpoint_aliases");
            for (name, value) in body.as_object_mut()? {
                let repeats = name.contains("_alg_values") || name.contains("_enc_values");
                if repeats && !name.starts_with("id_token_") {
                    *value = emptied(value);
                }
            }
        }
        _ => return None,
    }
    Some(body.to_string())
}

fn emptied(value: &Value) -> Value {
    if value.is_array() {
        Value::Array(Vec::new())
    } else {
        Value::Object(serde_json::Map::new())
    }
}

/// Replaces the signature of every token in a recording, so that the claims can be read but the tokens cannot be used.
pub(super) fn cut_signatures(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_signatures(text),
        Value::Array(values) => values.iter_mut().for_each(cut_signatures),
        Value::Object(fields) => fields.values_mut().for_each(cut_signatures),
        _ => {}
    }
}

/// Replaces the signature of every `header.payload.signature` in a text.
fn without_signatures(text: &str) -> String {
    let in_token = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let mut cut = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter| !in_token(letter)).unwrap_or(from.len());
        let (token, after) = from.split_at(end);
        cut.push_str(before);
        match token.rsplit_once('.') {
            Some((signed, signature))
                if token.matches('.').count() == 2 && !signature.is_empty() =>
            {
                cut.push_str(signed);
                cut.push_str(".c2lnbmF0dXJlLXJlbW92ZWQ");
            }
            _ => cut.push_str(token),
        }
        rest = after;
    }
    cut.push_str(rest);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_loses_its_signature() {
        let mut value = serde_json::json!({
            "input": { "token": "eyJhbGci.eyJpc3Mi.c2VjcmV0" },
            "exchanges": [{ "body": "{\"access_token\":\"eyJhbGci.eyJpc3Mi.c2VjcmV0\",\"refresh_token\":\"eyJub25l.eyJz.c2VjcmV0\"}" }],
        });
        cut_signatures(&mut value);
        let text = value.to_string();
        assert!(!text.contains("c2VjcmV0"), "{text}");
        assert!(text.contains("eyJhbGci.eyJpc3Mi."), "{text}");
        assert!(text.contains("eyJub25l.eyJz."), "{text}");
    }

    #[test]
    fn other_text_stays_unchanged() {
        for text in [
            "",
            "eyJ",
            "a.b.c",
            "**********",
            "eyJhbGci.eyJpc3Mi",
            "eyJhbGci.eyJpc3Mi.",
        ] {
            assert_eq!(without_signatures(text), text);
        }
    }

    #[test]
    fn serverinfo_keeps_its_keys_and_its_short_parts() {
        let body = serde_json::json!({
            "systemInfo": { "version": "26.7.3" }, "themes": { "login": "x".repeat(LONG) }, "enums": ["x".repeat(LONG)],
        });
        let answer = Response {
            status: 200,
            headers: [].into(),
            body: body.to_string(),
        };
        let short = response(Call::Serverinfo, &answer).json().unwrap();
        assert_eq!(
            short,
            serde_json::json!({ "systemInfo": { "version": "26.7.3" }, "themes": {}, "enums": [] })
        );
    }
}
