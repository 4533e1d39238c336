//! Tests how certificates are verified, and that the user's own authority is trusted.

use std::net::SocketAddr;
use std::sync::Arc;

use diagnosis::exchange::Failure;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::serving::{check, router};
use crate::transport::exchange;

/// An authority made for one test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names, with its key.
    fn certificate(&self, names: &[&str]) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names)
            .unwrap()
            .signed_by(&key, &self.0)
            .unwrap();
        (certificate.der().clone(), key.into())
    }
}

/// A TLS server with this certificate.
async fn serve(certificate: (CertificateDer<'static>, PrivateKeyDer<'static>)) -> SocketAddr {
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.0], certificate.1)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust the certificate disconnects, which some tests check.
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let mut buffer = [0; 4096];
                    let _ = stream.read(&mut buffer).await;
                    let _ = stream
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                        .await;
                    let _ = stream.shutdown().await;
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted() {
    let address = serve(Authority::new().certificate(&["127.0.0.1", "localhost"])).await;
    for host in ["127.0.0.1", "localhost"] {
        let result = exchange(&format!("https://{host}:{}", address.port()), "")
            .await
            .result;
        assert!(
            matches!(result, Err(Failure::TlsUntrusted(_))),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn the_authority_given_with_the_attempt_is_trusted() {
    let authority = Authority::new();
    let address = serve(authority.certificate(&["127.0.0.1"])).await;
    let url = format!("https://{address}");
    let response = exchange(&url, &authority.pem()).await.result.unwrap();
    assert_eq!((response.status, &*response.body), (200, "{}"));
    // Another authority does not help.
    let result = exchange(&url, &Authority::new().pem()).await.result;
    assert!(
        matches!(result, Err(Failure::TlsUntrusted(_))),
        "{result:?}"
    );
}

#[tokio::test]
async fn a_given_self_signed_certificate_is_trusted() {
    let own = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        (
            certificate.pem(),
            (certificate.der().clone(), PrivateKeyDer::from(key)),
        )
    };
    let (pem, certificate) = own(&["127.0.0.1"]);
    let address = serve(certificate).await;
    let url = format!("https://{address}");
    assert_eq!(exchange(&url, &pem).await.result.unwrap().status, 200);
    let untrusted = Err(Failure::TlsUntrusted(
        "the certificate is self-signed".to_owned(),
    ));
    assert_eq!(exchange(&url, "").await.result, untrusted);
    assert_eq!(
        exchange(&url, &own(&["127.0.0.1"]).0).await.result,
        untrusted
    );
    // The certificate is trusted only for its own names.
    let (pem, certificate) = own(&["sso.example.com"]);
    let address = serve(certificate).await;
    let result = exchange(&format!("https://{address}"), &pem).await.result;
    assert!(
        matches!(result, Err(Failure::TlsNameMismatch(_))),
        "{result:?}"
    );
}

#[tokio::test]
async fn a_certificate_for_another_name_names_it() {
    let authority = Authority::new();
    let address = serve(authority.certificate(&["sso.example.com"])).await;
    let result = exchange(
        &format!("https://localhost:{}", address.port()),
        &authority.pem(),
    )
    .await
    .result;
    assert_eq!(
        result,
        Err(Failure::TlsNameMismatch(
            "the certificate is for sso.example.com, not for localhost".to_owned()
        ))
    );
}

#[tokio::test]
async fn an_expired_certificate_has_its_own_failure() {
    let authority = Authority::new();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let certificate = params.signed_by(&key, &authority.0).unwrap();
    let address = serve((certificate.der().clone(), key.into())).await;
    let result = exchange(
        &format!("https://localhost:{}", address.port()),
        &authority.pem(),
    )
    .await
    .result;
    match result {
        Err(Failure::TlsExpired(words)) => assert!(words.contains("expired"), "{words}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_invalid_authority_is_reported() {
    let address = serve(Authority::new().certificate(&["127.0.0.1"])).await;
    for pem in [
        "-----BEGIN CERTIFICATE-----\nnot base64 at all\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n",
    ] {
        let result = exchange(&format!("https://{address}"), pem).await.result;
        assert!(
            matches!(result, Err(Failure::CertificateAuthority(_))),
            "{pem:?}: {result:?}"
        );
    }
}

#[tokio::test]
async fn http_to_a_server_with_tls_is_a_broken_response() {
    let address = serve(Authority::new().certificate(&["127.0.0.1"])).await;
    let result = exchange(&format!("http://{address}"), "").await.result;
    assert!(
        matches!(result, Err(Failure::BrokenAnswer(_))),
        "{result:?}"
    );
}

#[tokio::test]
async fn an_expired_certificate_has_its_own_cause() {
    let authority = Authority::new();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2020, 2, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &authority.0).unwrap();
    let address = serve((certificate.der().clone(), key.into())).await;
    let input = json!({
        "url": format!("https://{address}"),
        "realm": "acme",
        "client_id": "backend",
        "client_secret": "hush-hush",
        "user_id": "767aa65d-2912-4e44-81de-2301c0e83e25",
        "ca_certificate": authority.pem(),
    });
    let report = check(&router(), &input).await.json();
    assert_eq!(report["cause"]["code"], "tls-expired", "{report}");
    assert_eq!(report["cause"]["certainty"], "certain");
    // A certificate authority would not help.
    assert!(
        !report["fixes"].to_string().contains("CA certificate"),
        "{report}"
    );
}
