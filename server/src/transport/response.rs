//! Reads a response: status, headers, and a body of limited size.

use std::collections::BTreeMap;
use std::error::Error;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::response::Parts;
use diagnosis::exchange::{Failure, Response};
use http_body_util::BodyExt;

use super::memory::Held;

/// Reads the response with a body of at most `limit` bytes, for which `held` needs room; `failed` classifies an error of the body.
pub(super) async fn read<B>(
    parts: Parts,
    mut rest: B,
    limit: u64,
    held: Option<&Held>,
    failed: impl Fn(&B::Error) -> Failure,
) -> Result<Response, Failure>
where
    B: axum::body::HttpBody<Data = Bytes, Error: Error> + Unpin,
{
    let mut body = Vec::new();
    while let Some(frame) = rest.frame().await {
        if let Ok(data) = frame.map_err(|error| failed(&error))?.into_data() {
            if held.is_some_and(|held| !held.take(data.len())) {
                return Err(Failure::TooLarge(limit));
            }
            append(&mut body, &data, limit)?;
        }
    }
    Ok(Response {
        status: parts.status.as_u16(),
        headers: names_and_values(&parts.headers),
        body: text(body),
    })
}

/// Appends a chunk to a body, unless the body would exceed the limit.
fn append(body: &mut Vec<u8>, piece: &[u8], limit: u64) -> Result<(), Failure> {
    if (body.len() + piece.len()) as u64 > limit {
        return Err(Failure::TooLarge(limit));
    }
    body.extend_from_slice(piece);
    Ok(())
}

/// The body as text, invalid UTF-8 replaced.
fn text(body: Vec<u8>) -> String {
    String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The headers by lower-case name; repeated ones are joined with commas.
fn names_and_values(headers: &HeaderMap) -> BTreeMap<String, String> {
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
