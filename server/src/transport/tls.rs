//! Decides which certificates are trusted: the machine's authorities, and the one that the user gave for this check.

use std::sync::{Arc, OnceLock};

use diagnosis::exchange::Failure;
use rustls::client::WantsClientCert;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use super::self_signed::GivenOrSigned;

/// Reading them takes milliseconds, so they are read once per process, at the first https request.
static MACHINE: OnceLock<RootCertStore> = OnceLock::new();

/// A TLS configuration that trusts the machine's authorities and those in `pem`.
pub(super) fn trusting(pem: Option<&str>) -> Result<ClientConfig, Failure> {
    let mut roots = MACHINE.get_or_init(machine).clone();
    let Some(pem) = pem else {
        return config(|builder| builder.with_root_certificates(roots));
    };
    let unusable = |error: &dyn std::fmt::Display| Failure::CertificateAuthority(error.to_string());
    let mut given = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|error| unusable(&error))?;
        roots
            .add(certificate.clone())
            .map_err(|error| unusable(&error))?;
        given.push(certificate);
    }
    if given.is_empty() {
        return Err(unusable(&"it contains no certificate"));
    }
    let verifier = GivenOrSigned::new(roots, given).map_err(|error| unusable(&error))?;
    config(|builder| {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
    })
}

/// A TLS configuration for a client that never uses TLS.
pub(super) fn trusting_nobody() -> Result<ClientConfig, Failure> {
    config(|builder| builder.with_root_certificates(RootCertStore::empty()))
}

fn machine() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // An unreadable authority is not trusted; the failure of the request then names it.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn config(
    verifying: impl FnOnce(
        ConfigBuilder<ClientConfig, WantsVerifier>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert>,
) -> Result<ClientConfig, Failure> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::TlsProtocol(error.to_string()))?;
    Ok(verifying(builder).with_no_client_auth())
}

pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
