//! Identifies and authenticates the client of a token request.

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::{Form, bad, unauthorized};
use crate::call::{Call, is_percent_encoded};
use crate::clients::{self, Kind};
use crate::realm::Realm;

/// Finds the client and checks its credentials.
pub(super) fn authenticate(
    call: &Call,
    form: &Form,
    realm: Realm,
) -> Result<(String, Kind), Response> {
    let (mut client_id, mut secret) = match call.basic().and_then(basic_credentials) {
        Some(credentials) => {
            let (client_id, secret) = credentials?;
            (Some(client_id), Some(secret))
        }
        None => (None, None),
    };
    // The form takes precedence over the header.
    client_id = form.get("client_id").map(ToOwned::to_owned).or(client_id);
    secret = form.get("client_secret").map(ToOwned::to_owned).or(secret);
    let unknown = || {
        unauthorized(
            "invalid_client",
            "Invalid client or Invalid client credentials",
        )
    };
    let client_id = client_id.ok_or_else(unknown)?;
    let kind = clients::kind(realm, &client_id).ok_or_else(unknown)?;
    let proven = match kind {
        Kind::Confidential { secret: expected } => secret.as_deref() == Some(expected),
        Kind::Sealed => false,
        Kind::Public { .. } => true,
    };
    if proven {
        Ok((client_id, kind))
    } else {
        Err(unauthorized(
            "unauthorized_client",
            "Invalid client or Invalid client credentials",
        ))
    }
}

/// Client ID and secret of a Basic header; `None` if it does not contain them.
fn basic_credentials(encoded: &str) -> Option<Result<(String, String), Response>> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    if !is_percent_encoded(decoded.as_bytes()) {
        return Some(Err(bad(
            "unauthorized_client",
            "Unexpected error when authenticating client",
        )));
    }
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    Some(Ok((decode(client_id), decode(secret))))
}
