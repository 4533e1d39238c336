//! Creates `DPoP` proofs (RFC 9449).

use std::ops::Range;

use anyhow::Result;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

use super::stage::{now, unique};

/// A proof for a `POST` to a URL, signed with a new key.
pub(super) fn proof(url: &str) -> Result<String> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
    // The uncompressed point: one byte that marks it, then both coordinates.
    let point = pair.public_key().as_ref();
    let coordinate =
        |at: Range<usize>| BASE64_URL_SAFE_NO_PAD.encode(point.get(at).unwrap_or_default());
    let jwk =
        json!({ "kty": "EC", "crv": "P-256", "x": coordinate(1..33), "y": coordinate(33..65) });
    let mut header = Header::new(Algorithm::ES256);
    header.typ = Some("dpop+jwt".to_owned());
    header.jwk = Some(serde_json::from_value(jwk)?);
    let claims = json!({ "htm": "POST", "htu": url, "iat": now(), "jti": unique() });
    let key = EncodingKey::from_ec_der(pair.to_pkcs8v1()?.as_ref());
    Ok(jsonwebtoken::encode(&header, &claims, &key)?)
}
