//! Which certificates are trusted? The machine's authorities, and the one that the user gave for this attempt.

use std::sync::{Arc, OnceLock};

use diagnosis::exchange::Failure;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Reading them takes milliseconds, so once per process, at the first https call.
static MACHINE: OnceLock<RootCertStore> = OnceLock::new();

/// TLS that trusts the machine's authorities and those in `pem`.
pub(super) fn trusting(pem: Option<&str>) -> Result<ClientConfig, Failure> {
    let mut roots = MACHINE.get_or_init(machine).clone();
    if let Some(pem) = pem {
        let unusable =
            |error: &dyn std::fmt::Display| Failure::CertificateAuthority(error.to_string());
        let mut given = 0;
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| unusable(&error))?;
            roots.add(certificate).map_err(|error| unusable(&error))?;
            given += 1;
        }
        if given == 0 {
            return Err(unusable(&"there is no certificate in it"));
        }
    }
    config(roots)
}

/// TLS for a client that never speaks it.
pub(super) fn trusting_nobody() -> Result<ClientConfig, Failure> {
    config(RootCertStore::empty())
}

fn machine() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // What cannot be read is not trusted: the call's own failure tells, with the name of the authority.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn config(roots: RootCertStore) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::TlsProtocol(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
