//! Tests that tokens are verified with the realm's published keys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diagnosis::exchange::{Authorization, Body, Call, Request, Signature};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::KeyPair;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::transport::{Limits, Transport};

use crate::transport::attempt;
use crate::upstream::{Behavior, Upstream, answer_bytes};

/// A realm's key as Keycloak publishes it.
fn published(key: &KeyPair, kid: &str) -> Value {
    // An uncompressed point: 4, x, y.
    let (x, y) = key.public_key_raw()[1..].split_at(32);
    json!({
        "kid": kid, "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    })
}

fn token(key: &KeyPair, kid: &str) -> String {
    let header = Header {
        kid: Some(kid.to_owned()),
        ..Header::new(Algorithm::ES256)
    };
    let claims = json!({ "sub": "somebody", "exp": 1 });
    encode(
        &header,
        &claims,
        &EncodingKey::from_ec_der(key.serialized_der()),
    )
    .unwrap()
}

/// The result of verifying a token if the realm publishes these keys.
async fn verify(token: &str, keys: &Value) -> Option<Signature> {
    let body = keys.to_string();
    let answer = answer_bytes("200 OK", "application/json", body.as_bytes());
    let upstream = Upstream::new(Behavior::Bytes(answer)).await;
    let attempt = attempt(&upstream.url(), "");
    let request = Request {
        call: Call::Keys,
        method: "GET",
        url: attempt.base_url.join(["certs"]),
        authorization: Authorization::None,
        body: Body::Empty,
        purpose: String::new(),
    };
    let token = SecretString::from(token);
    let transport = Transport::new(Limits::default(), crate::transport::local(), &attempt, None);
    transport.exchange(request, Some(&token)).await.signature
}

#[tokio::test]
async fn signatures_are_verified() {
    let (ours, theirs) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let keys = json!({ "keys": [
        // Keycloak also publishes keys for encryption, and may publish unknown kinds in the future.
        { "kid": "new", "kty": "FUTURE", "alg": "F1" },
        { "kid": "enc", "kty": "RSA", "alg": "RSA-OAEP", "use": "enc", "n": "AQAB", "e": "AQAB" },
        published(&ours, "ours"),
    ]});
    let good = token(&ours, "ours");
    assert_eq!(verify(&good, &keys).await, Some(Signature::Valid));
    // An expired token still has a valid signature; another check reports that it has expired.
    let forged = token(&theirs, "ours");
    assert_eq!(verify(&forged, &keys).await, Some(Signature::Invalid));
    let parts: Vec<&str> = good.split('.').collect();
    let claims = URL_SAFE_NO_PAD.encode(r#"{"sub":"somebody else","exp":1}"#);
    let tampered = format!("{}.{claims}.{}", parts[0], parts[2]);
    assert_eq!(verify(&tampered, &keys).await, Some(Signature::Invalid));
    assert_eq!(
        verify(&token(&ours, "other"), &keys).await,
        Some(Signature::UnknownKey)
    );
    for (token, keys) in [
        ("no token", &keys),
        (good.as_str(), &json!({})),
        (good.as_str(), &json!([])),
    ] {
        assert_eq!(verify(token, keys).await, None);
    }
}
