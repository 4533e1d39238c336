//! Rewrites HAR files so that each response follows its request.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// The requests and responses of a HAR file as a request line, a status line, and a body each; `None` if the text is not a HAR file.
pub fn requests(text: &str) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) || !text.contains("\"request\"") {
        return None;
    }
    let mut rewritten = String::new();
    for entry in entries(text)? {
        let (request, response) = (entry.get("request")?, entry.get("response")?);
        let word =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let _ = writeln!(
            rewritten,
            "{} {}",
            word(request, "method")?,
            word(request, "url")?
        );
        for header in request
            .get("headers")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let (Some(name), Some(value)) = (word(header, "name"), word(header, "value")) {
                let _ = writeln!(rewritten, "{name}: {value}");
            }
        }
        let status = response
            .get("status")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        // A status of 0 means that there was no response.
        if status > 0 {
            let reason = word(response, "statusText").unwrap_or_default();
            let _ = writeln!(rewritten, "HTTP/1.1 {status} {reason}");
        }
        if let Some(body) = response.get("content").and_then(body) {
            let _ = writeln!(rewritten, "{body}");
        }
        rewritten.push('\n');
    }
    Some(rewritten)
}

/// The entries of a file, or of a part of it: one entry, or several with commas between and behind them.
fn entries(text: &str) -> Option<Vec<Value>> {
    let list = |value: Value| match value {
        Value::Array(entries) => Some(entries),
        Value::Object(mut file) => match file.get_mut("log") {
            Some(log) => Some(log.get_mut("entries")?.as_array_mut()?.split_off(0)),
            None => Some(vec![Value::Object(file)]),
        },
        _ => None,
    };
    let entries = match serde_json::from_str(text) {
        Ok(value) => list(value),
        Err(_) if text.trim_start().starts_with('{') => {
            let several = format!("[{}]", text.trim().trim_end_matches(','));
            serde_json::from_str(&several).ok().and_then(list)
        }
        Err(_) => None,
    };
    entries.filter(|entries| {
        entries
            .iter()
            .all(|entry| entry.get("request").is_some() && entry.get("response").is_some())
    })
}

/// The text of a response's content. Firefox and others encode it as Base64.
fn body(content: &Value) -> Option<String> {
    let text = content.get("text")?.as_str()?;
    if content.get("encoding").and_then(Value::as_str) != Some("base64") {
        return Some(text.to_owned());
    }
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::requests;

    #[test]
    fn a_part_of_a_file_is_read_like_the_whole() {
        let entry = r#"{"request":{"method":"GET","url":"https://h/admin/realms/a"},"response":{"status":403,"content":{"text":"eyJlcnJvciI6IkhUVFAgNDAzIEZvcmJpZGRlbiJ9","encoding":"base64"}}}"#;
        let lines =
            "GET https://h/admin/realms/a\nHTTP/1.1 403 \n{\"error\":\"HTTP 403 Forbidden\"}\n\n";
        for text in [
            format!(r#"{{"log":{{"entries":[{entry}]}}}}"#),
            format!("[{entry}]"),
            entry.to_owned(),
            format!("{entry},"),
        ] {
            assert_eq!(requests(&text).as_deref(), Some(lines), "{text}");
        }
        let two = requests(&format!("{entry},\n{entry},")).unwrap_or_default();
        assert_eq!(two, lines.repeat(2));
        for text in [r#"{"request":{"method":"GET"}}"#, "{\"request\"", "[]"] {
            assert_eq!(requests(text).unwrap_or_default(), "", "{text}");
        }
    }
}
