//! Decides which certificates are trusted: the machine's authorities, the operator's, and the one that the user gave for this check.

use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use diagnosis::exchange::Failure;
use rustls::client::{Resumption, WantsClientCert};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use super::self_signed::GivenOrSigned;

/// Reading them takes milliseconds, so they are read once per process, at the first https request.
static MACHINE: OnceLock<Arc<RootCertStore>> = OnceLock::new();

/// The operator's certificate authorities, which are trusted in addition to the machine's.
#[derive(Debug, Default)]
pub struct Authorities {
    certificates: Vec<CertificateDer<'static>>,
    /// The configuration of checks without an authority of their own. A copy of the machine's authorities takes 87 kB, too much for each
    /// check.
    config: OnceLock<Result<Arc<ClientConfig>, Failure>>,
}

impl Authorities {
    /// Reads the certificates of a PEM file. The error names the problem, but not the file.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read(file).map_err(|error| error.to_string())?;
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(&text)
            .collect::<Result<_, _>>()
            .map_err(|error| format!("the file is not PEM: {error}"))?;
        if certificates.is_empty() {
            return Err(
                "the file contains no certificate. A certificate starts with -----BEGIN CERTIFICATE-----"
                    .to_owned(),
            );
        }
        for certificate in &certificates {
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|error| format!("a certificate in it is not valid: {error}"))?;
        }
        Ok(Self {
            certificates,
            config: OnceLock::new(),
        })
    }

    /// The number of certificates.
    pub(crate) fn len(&self) -> usize {
        self.certificates.len()
    }

    /// A TLS configuration that trusts the machine's authorities, the operator's, and those in `pem`.
    pub(super) fn trusting(&self, pem: Option<&str>) -> Result<Arc<ClientConfig>, Failure> {
        match pem {
            Some(pem) => build_config([given(pem)?, self.certificates.clone()].concat()),
            None => self
                .config
                .get_or_init(|| build_config(self.certificates.clone()))
                .clone(),
        }
    }
}

/// The certificates that the user gave.
fn given(pem: &str) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| unusable(&error))?;
    if certificates.is_empty() {
        return Err(unusable(&"it contains no certificate"));
    }
    Ok(certificates)
}

fn unusable(error: &dyn Display) -> Failure {
    Failure::CertificateAuthority(error.to_string())
}

/// A TLS configuration that trusts the machine's authorities and these.
fn build_config(added: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, Failure> {
    let machine = MACHINE.get_or_init(|| Arc::new(machine()));
    if added.is_empty() {
        return config(|builder| builder.with_root_certificates(Arc::clone(machine)));
    }
    let mut roots = RootCertStore::clone(machine);
    for certificate in &added {
        roots
            .add(certificate.clone())
            .map_err(|error| unusable(&error))?;
    }
    let verifier =
        GivenOrSigned::new(roots, added, provider()).map_err(|error| unusable(&error))?;
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
) -> Result<Arc<ClientConfig>, Failure> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::TlsProtocol(error.to_string()))?;
    let mut config = verifying(builder).with_no_client_auth();
    // A check reuses its connections. Checks share no TLS session, so that a server cannot link the users of two checks.
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
