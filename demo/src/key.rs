//! Holds the key that signs the demo's tokens.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The text that the key is derived from.
const SEED: &str = "the signing key of the Why403 demo";

/// The key, created on first use, so that a server without demo visitors pays nothing. A real realm signs with RSA by default; an elliptic
/// curve key (ES256, which Keycloak supports as well) is created faster.
///
/// The key is the same in every process, so that each replica of a server accepts the tokens of the others. It is public, like the
/// client secret and the passwords of the demo, so it protects nothing.
#[derive(Default)]
pub(crate) struct LazyKey(OnceLock<Option<Key>>);

impl LazyKey {
    /// The key; `None` if the seed yields no key.
    pub(crate) fn get(&self) -> Option<&Key> {
        self.0.get_or_init(Key::derive).as_ref()
    }
}

/// A key pair, and the published forms of its public key.
pub(crate) struct Key {
    pair: SigningKey,
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
    fn derive() -> Option<Self> {
        let pair = SigningKey::from_slice(&Sha256::digest(SEED)).ok()?;
        let public = pair.verifying_key();
        let x509 = public.to_public_key_der().ok()?;
        let point = public.to_sec1_point(false);
        let (x, y) = (point.x()?, point.y()?);
        let jwk = Jwk {
            kid: URL_SAFE_NO_PAD.encode(Sha256::digest(point.as_bytes())),
            kty: "EC",
            alg: "ES256",
            r#use: "sig",
            crv: "P-256",
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        };
        let x509 = STANDARD.encode(x509.as_bytes());
        Some(Self { pair, jwk, x509 })
    }

    /// The signature of a text, as a JWT contains it (RFC 7518, section 3.4).
    pub(crate) fn sign(&self, text: &str) -> String {
        let signature: Signature = self.pair.sign(text.as_bytes());
        URL_SAFE_NO_PAD.encode(signature.to_bytes())
    }

    /// Whether this key made the signature of a text.
    pub(crate) fn has_signed(&self, text: &str, signature: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .is_some_and(|signature| {
                let public = self.pair.verifying_key();
                public.verify(text.as_bytes(), &signature).is_ok()
            })
    }
}
