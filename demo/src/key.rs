//! Holds the key that signs the demo's tokens.

use std::sync::OnceLock;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;

/// The key, created on first use, so that a server without demo visitors pays nothing. A real realm signs with RSA by default; an elliptic
/// curve key (ES256, which Keycloak supports as well) is created faster.
#[derive(Default)]
pub(crate) struct LazyKey(OnceLock<Option<Key>>);

impl LazyKey {
    /// The key; `None` if this machine cannot create one.
    pub(crate) fn get(&self) -> Option<&Key> {
        self.0.get_or_init(Key::generate).as_ref()
    }
}

/// A key pair, and the published forms of its public key.
pub(crate) struct Key {
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: DecodingKey,
    pub(crate) jwk: Jwk,
    /// The public key in the realm information: X.509, Base64.
    pub(crate) x509: String,
}

/// The public key at the certs endpoint.
#[derive(Clone, Serialize)]
pub(crate) struct Jwk {
    pub(crate) kid: String,
    kty: &'static str,
    alg: &'static str,
    r#use: &'static str,
    crv: &'static str,
    x: String,
    y: String,
}

impl Key {
    fn generate() -> Option<Self> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
        let private = pair.to_pkcs8v1().ok()?;
        let x509: PublicKeyX509Der<'_> = pair.public_key().as_der().ok()?;
        // An uncompressed point: 4, then both coordinates.
        let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Some(Self {
            signing: EncodingKey::from_ec_der(private.as_ref()),
            verifying: DecodingKey::from_ec_components(&x, &y).ok()?,
            jwk: Jwk {
                kid: URL_SAFE_NO_PAD.encode(digest(&SHA256, pair.public_key().as_ref())),
                kty: "EC",
                alg: "ES256",
                r#use: "sig",
                crv: "P-256",
                x,
                y,
            },
            x509: STANDARD.encode(x509.as_ref()),
        })
    }
}
