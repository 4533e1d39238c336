//! Tests how certificates are verified, and that the user's own authority is trusted.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diagnosis::exchange::Failure;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, ServerConfig, SignatureScheme,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::binary::{Serving, refused};
use crate::serving::{check, router};
use crate::transport::{exchange, exchange_through};

/// An authority made for one test.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names, with its key.
    pub fn certificate(&self, names: &[&str]) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
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
pub async fn serve(certificate: (CertificateDer<'static>, PrivateKeyDer<'static>)) -> SocketAddr {
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

/// All checks of a server share its authorities, and an authority that a user gave is trusted in no other check.
#[tokio::test]
async fn the_authority_given_with_an_attempt_is_not_trusted_in_the_next_one() {
    let authority = Authority::new();
    let address = serve(authority.certificate(&["127.0.0.1"])).await;
    let url = format!("https://{address}");
    let outgoing = Arc::default();
    for (given, is_trusted) in [("", false), (&*authority.pem(), true), ("", false)] {
        let result = exchange_through(&outgoing, &url, given).await.result;
        assert_eq!(result.is_ok(), is_trusted, "{result:?}");
    }
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

/// Connects to `why403 serve` at `address`, and returns its certificate and the response to a request.
async fn visit(address: &str) -> (CertificateDer<'static>, String) {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anything))
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap();
    let certificates = stream.get_ref().1.peer_certificates().unwrap();
    let certificate = certificates[0].clone().into_owned();
    let request = format!("GET /guide HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    (certificate, answer)
}

/// Trusts every certificate: the test compares the certificate itself.
#[derive(Debug)]
struct Anything;

impl ServerCertVerifier for Anything {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_certificate_is_used_without_a_restart_and_a_broken_one_is_not() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("certificate");
    fs::create_dir_all(&folder).unwrap();
    let (chain, key) = (folder.join("tls.crt"), folder.join("tls.key"));
    let renew = || {
        let own = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()])
            .unwrap()
            .self_signed(&own)
            .unwrap();
        fs::write(&chain, certificate.pem()).unwrap();
        fs::write(&key, own.serialize_pem()).unwrap();
        certificate.der().clone()
    };
    let first = renew();
    let serving = Serving::start(
        &[
            "--tls-certificate",
            chain.to_str().unwrap(),
            "--tls-key",
            key.to_str().unwrap(),
        ],
        &[],
    );
    let address = serving.url.strip_prefix("https://").unwrap().to_owned();
    let (used, answer) = visit(&address).await;
    assert_eq!(used, first);
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    // Links of the page name the scheme that visitors use.
    assert!(answer.contains(&format!("https://{address}/")), "{answer}");
    // A key without its certificate.
    fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(visit(&address).await.0, first);
    fs::write(&chain, "garbage").unwrap();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(visit(&address).await.0, first);
    let second = renew();
    let start = Instant::now();
    while visit(&address).await.0 != second {
        assert!(start.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // A client that does not start TLS disturbs nobody.
    let mut plain = TcpStream::connect(&address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(visit(&address).await.0, second);
    serving.ask_to_stop();
    let (status, log) = tokio::task::spawn_blocking(|| serving.wait())
        .await
        .unwrap();
    assert_eq!(status, Some(0), "{log}");
    for expected in [
        "the key does not fit",
        "contains no certificate",
        "using the changed certificate",
    ] {
        assert!(log.contains(expected), "{expected}: {log}");
    }
    assert!(!log.contains("PRIVATE KEY"), "{log}");
}

#[test]
fn the_server_does_not_start_with_an_unusable_certificate() {
    let missing = "/nonexistent/tls.pem";
    for (arguments, expected) in [
        (
            &["--tls-certificate", missing][..],
            "--tls-certificate needs --tls-key",
        ),
        (&["--tls-key", missing], "--tls-key needs --tls-certificate"),
        (
            &["--tls-certificate", missing, "--tls-key", missing],
            "/nonexistent/tls.pem",
        ),
    ] {
        let error = refused(arguments);
        assert!(error.contains(expected), "{error}");
    }
}
