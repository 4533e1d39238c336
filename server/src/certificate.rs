//! Loads the server's own certificate, and loads it again when its files change, so that a renewed certificate needs no restart.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

/// The time between two reads of the files.
const RELOAD: Duration = Duration::from_secs(5);

/// The files with the certificate chain and its key, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The chain, the server's certificate first.
    pub chain: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Why the certificate is unusable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", .file.display())]
pub struct CertificateError {
    file: PathBuf,
    reason: String,
}

impl CertificateError {
    fn new(file: &Path, reason: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// The content of the files.
#[derive(PartialEq, Eq)]
struct Content {
    chain: Vec<u8>,
    key: Vec<u8>,
}

impl CertificateFiles {
    fn content(&self) -> Result<Content, CertificateError> {
        let read =
            |file: &Path| std::fs::read(file).map_err(|error| CertificateError::new(file, error));
        Ok(Content {
            chain: read(&self.chain)?,
            key: read(&self.key)?,
        })
    }

    /// Parses the content, and verifies that the key belongs to the certificate.
    fn parse(&self, content: &Content) -> Result<Arc<CertifiedKey>, CertificateError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&content.chain)
            .collect::<Result<_, _>>()
            .map_err(|error| CertificateError::new(&self.chain, error))?;
        if chain.is_empty() {
            return Err(CertificateError::new(
                &self.chain,
                "the file contains no certificate",
            ));
        }
        let key = PrivateKeyDer::from_pem_slice(&content.key).map_err(|_| {
            CertificateError::new(&self.key, "the file contains no private key in PEM")
        })?;
        CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())
            .map(Arc::new)
            .map_err(|error| {
                CertificateError::new(&self.key, format!("the key does not fit: {error}"))
            })
    }
}

/// The certificate in use.
struct Current(RwLock<Arc<CertifiedKey>>);

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Current")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // No code panics while it holds the lock.
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current))
    }
}

/// Loads the certificate, and watches its files in the background. Fails if the certificate is unusable. If a changed certificate is
/// unusable, the earlier certificate stays, and the log contains an error.
pub fn acceptor(files: CertificateFiles) -> Result<TlsAcceptor, CertificateError> {
    let content = files.content()?;
    let current = Arc::new(Current(RwLock::new(files.parse(&content)?)));
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| CertificateError::new(&files.chain, error))?
        .with_no_client_auth()
        .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    tokio::spawn(watch(files, content, current));
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Replaces the certificate when the content of the files changes. Each error is logged once.
async fn watch(files: CertificateFiles, mut used: Content, current: Arc<Current>) {
    let mut known = None;
    loop {
        tokio::time::sleep(RELOAD).await;
        let loaded = files.content().and_then(|content| {
            if content == used {
                return Ok(None);
            }
            files.parse(&content).map(|key| Some((content, key)))
        });
        match loaded {
            Ok(None) => known = None,
            Ok(Some((content, key))) => {
                used = content;
                known = None;
                *current.0.write().unwrap_or_else(PoisonError::into_inner) = key;
                tracing::info!(certificate = %files.chain.display(), "using the changed certificate");
            }
            Err(error) => {
                if known.as_ref() != Some(&error) {
                    tracing::error!(%error, "the changed certificate is unusable; the earlier one stays in use");
                }
                known = Some(error);
            }
        }
    }
}
