//! Decides which certificates are trusted: the machine's authorities, the operator's, and the one that the user gave for this check.

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

/// A TLS configuration that trusts the machine's authorities, the operator's, and those in `pem`.
pub(super) fn trusting(
    operators: &[CertificateDer<'static>],
    pem: Option<&str>,
) -> Result<ClientConfig, Failure> {
    let mut roots = MACHINE.get_or_init(machine).clone();
    let unusable = |error: &dyn std::fmt::Display| Failure::CertificateAuthority(error.to_string());
    let mut given = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem.unwrap_or_default().as_bytes()) {
        given.push(certificate.map_err(|error| unusable(&error))?);
    }
    if pem.is_some() && given.is_empty() {
        return Err(unusable(&"it contains no certificate"));
    }
    given.extend_from_slice(operators);
    if given.is_empty() {
        return config(|builder| builder.with_root_certificates(roots));
    }
    for certificate in &given {
        roots
            .add(certificate.clone())
            .map_err(|error| unusable(&error))?;
    }
    let verifier =
        GivenOrSigned::new(roots, given, provider()).map_err(|error| unusable(&error))?;
    config(|builder| {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
    })
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

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
