//! Reads a response: status, headers, and a body of limited size.

use std::collections::BTreeMap;

use diagnosis::exchange::{Failure, Response};
use reqwest::header::HeaderMap;

use super::failure;

/// Reads the response with a body of at most `limit` bytes.
pub(super) async fn read(mut response: reqwest::Response, limit: u64) -> Result<Response, Failure> {
    let status = response.status().as_u16();
    let headers = names_and_values(response.headers());
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failure::classify(&error))?
    {
        append(&mut body, &chunk, limit)?;
    }
    Ok(Response {
        status,
        headers,
        body: text(body),
    })
}

/// Appends a chunk to a body, unless the body would exceed the limit.
pub(super) fn append(body: &mut Vec<u8>, piece: &[u8], limit: u64) -> Result<(), Failure> {
    if (body.len() + piece.len()) as u64 > limit {
        return Err(Failure::TooLarge(limit));
    }
    body.extend_from_slice(piece);
    Ok(())
}

/// The body as text, invalid UTF-8 replaced.
pub(super) fn text(body: Vec<u8>) -> String {
    String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The headers by lower-case name; repeated ones are joined with commas.
pub(super) fn names_and_values(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        found
            .entry(name.as_str().to_owned())
            .and_modify(|joined| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    found
}
