//! Reads HTTP methods from the names of functions and from what marks them in code.

use super::scan::{PREFLIGHT, verb};

/// The method in the name of a function: `get`, `postForEntity`, `PutAsync`, `DeleteMapping`, `HttpPatch`, `adminGet`, `kc_delete`.
pub(super) fn of_callee(callee: &str) -> Option<&'static str> {
    const AFTER: [&str; 21] = [
        // Vert.x: an absolute URL.
        "abs",
        "async",
        "forobject",
        "forentity",
        "forlocation",
        "mapping",
        "exchange",
        "json",
        "asjson",
        "jsonasync",
        "asjsonasync",
        "fromjson",
        "fromjsonasync",
        "stringasync",
        "streamasync",
        "bytearrayasync",
        "request",
        "requestasync",
        "call",
        "raw",
        "one",
    ];
    const METHODS: [(&str, &str); 6] = [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("delete", "DELETE"),
        ("del", "DELETE"),
        ("patch", "PATCH"),
    ];
    // `submitForm` of Ktor sends a form as the body of a POST.
    if callee.starts_with("submitForm") {
        return Some("POST");
    }
    let lower = callee.to_ascii_lowercase();
    let lower = ["http", "execute"]
        .iter()
        .find_map(|begin| lower.strip_prefix(begin))
        .unwrap_or(&lower);
    for (word, method) in METHODS {
        if let Some(rest) = lower.strip_prefix(word)
            && (rest.is_empty() || AFTER.contains(&rest))
        {
            return Some(method);
        }
        // At the end of the name it must be a separate word: `adminGet`, not `forget`.
        if let Some(rest) = lower.strip_suffix(word)
            && (rest.ends_with('_')
                || callee
                    .as_bytes()
                    .get(callee.len() - word.len())
                    .is_some_and(u8::is_ascii_uppercase))
        {
            return Some(method);
        }
    }
    None
}

pub(super) fn marked(text: &str) -> Option<&'static str> {
    marks(text).next()
}

pub(super) fn last_marked(text: &str) -> Option<&'static str> {
    marks(text).last()
}

/// The methods that are marked as such: `PUT`, `"put"` as the value of `method`, `-X put`, `Method.Put`, `MethodPut`, `HttpPut`.
fn marks(text: &str) -> impl Iterator<Item = &'static str> {
    let bytes = text.as_bytes();
    let mut words = text
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .peekable();
    let mut before = "";
    std::iter::from_fn(move || {
        for word in words.by_ref() {
            let key = std::mem::replace(&mut before, word);
            let preflight = (word == PREFLIGHT).then_some(PREFLIGHT);
            let method = verb(word).or(preflight).or_else(|| {
                verb(
                    word.strip_prefix("Method")
                        .or_else(|| word.strip_prefix("Http"))
                        .or_else(|| word.strip_prefix("CURLOPT_"))
                        .or_else(|| word.strip_prefix("METHOD_"))?,
                )
            });
            let Some(method) = method else { continue };
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let around = (
                at.checked_sub(1).and_then(|index| bytes.get(index)),
                bytes.get(at + word.len()),
            );
            let quoted = matches!(around, (Some(open), Some(close)) if open == close && matches!(open, b'"' | b'\'' | b'`'));
            let named = key.to_ascii_lowercase();
            let keyed = named.ends_with("method")
                || ["x", "request", "verb", "type", "curlopt_customrequest"]
                    .contains(&named.as_str());
            // As a method it is a value; as a single word it is usually a constant of the program.
            if preflight.is_some() && !(keyed && quoted) {
                continue;
            }
            if word == method || word.len() > method.len() || keyed || (quoted && key.is_empty()) {
                return Some(method);
            }
        }
        None
    })
}

/// The method in a name: `doDelete`, `get_json`, `PutAsync`, `postForObject`.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    if let Some(found) = verb(name) {
        return Some(found);
    }
    let lower = name.to_ascii_lowercase();
    ["delete", "patch", "post", "put", "get"]
        .into_iter()
        .find_map(|word| {
            let fits = lower.starts_with(word)
                && name.len() > word.len()
                && name
                    .as_bytes()
                    .get(word.len())
                    .is_some_and(|next| next.is_ascii_uppercase() || *next == b'_')
                || lower.ends_with(&format!("_{word}"))
                || lower.ends_with(word)
                    && name
                        .get(name.len() - word.len()..)
                        .is_some_and(|end| end.as_bytes()[0].is_ascii_uppercase());
            fits.then(|| verb(word)).flatten()
        })
}

/// A method as a constant of a library: `MethodPut`, `PUT`, `HttpMethod.Put`.
pub(super) fn constant(word: &str) -> Option<&'static str> {
    verb(word.strip_prefix("Method").unwrap_or(word))
}
