//! Verifies whether one of the realm's keys signed a token.

use diagnosis::exchange::Signature;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{DecodingKey, crypto, decode_header};

/// Verifies a token with the keys that the realm publishes. `None` if that is not possible: the token is not a JWT, there is no key set, or
/// the algorithm is unknown.
pub(super) fn verify(token: &str, keys: &str) -> Option<Signature> {
    let header = decode_header(token).ok()?;
    let (message, signature) = token.rsplit_once('.')?;
    let keys: serde_json::Value = serde_json::from_str(keys).ok()?;
    // A key of an unknown kind must not hide the others.
    let keys: Vec<Jwk> = keys
        .get("keys")?
        .as_array()?
        .iter()
        .filter_map(|key| serde_json::from_value(key.clone()).ok())
        .collect();
    let named = keys
        .iter()
        .find(|key| header.kid.is_some() && key.common.key_id == header.kid);
    let Some(key) = named else {
        return Some(Signature::UnknownKey);
    };
    let key = DecodingKey::from_jwk(key).ok()?;
    match crypto::verify(signature, message.as_bytes(), &key, header.alg) {
        Ok(true) => Some(Signature::Valid),
        Ok(false) => Some(Signature::Invalid),
        Err(_) => None,
    }
}
