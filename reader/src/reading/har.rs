//! Rewrites HAR files so that each response follows its request.

use std::fmt::Write as _;

use serde_json::Value;

/// The requests and responses of a HAR file as a request line, a status line, and a body each; `None` if the text is not a HAR file.
pub fn requests(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('{') || !text.contains("\"entries\"") {
        return None;
    }
    let har: Value = serde_json::from_str(text).ok()?;
    let mut rewritten = String::new();
    for entry in har.get("log")?.get("entries")?.as_array()? {
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
        if let Some(body) = response
            .get("content")
            .and_then(|content| word(content, "text"))
        {
            let _ = writeln!(rewritten, "{body}");
        }
        rewritten.push('\n');
    }
    Some(rewritten)
}
