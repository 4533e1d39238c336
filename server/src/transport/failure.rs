//! Classifies why there was no response, by the error values of the resolver, the TLS library, and the socket, not by their messages.

use std::error::Error;
use std::io::{self, ErrorKind};

use diagnosis::exchange::Failure;
use rustls::CertificateError;

use super::address::{LookupError, lacks_descriptors};
use super::guarded::TooMuch;
use super::self_signed::is_an_authority;

/// The words for a response that is incomplete.
pub(super) const CLOSED: &str = "the connection was closed before the response was complete";

/// The failure that an error means. `in_handshake` states that the error occurred during the TLS handshake.
pub(super) fn classify_at(error: &(dyn Error + 'static), in_handshake: bool) -> Failure {
    let causes = causes(error);
    causes
        .iter()
        .find_map(|&cause| {
            lookup(cause)
                .or_else(|| tls(cause))
                .or_else(|| too_much(cause))
        })
        .or_else(|| causes.iter().find_map(|&cause| socket(cause, in_handshake)))
        .or_else(|| causes.iter().find_map(|&cause| http(cause)))
        .unwrap_or_else(|| Failure::BrokenAnswer(innermost(&causes)))
}

/// The error and its sources. `source` does not return the content of an `io::Error`, so it is unwrapped separately.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    let mut found = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        found.push(cause);
        next = match cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    found
}

/// Whether this process or this machine has no descriptors left, which says nothing about Keycloak.
pub(super) fn is_exhaustion(error: &(dyn Error + 'static)) -> bool {
    causes(error).into_iter().any(|cause| {
        matches!(
            cause.downcast_ref::<LookupError>(),
            Some(LookupError::Exhausted)
        ) || cause
            .downcast_ref::<io::Error>()
            .is_some_and(lacks_descriptors)
    })
}

fn lookup(cause: &(dyn Error + 'static)) -> Option<Failure> {
    Some(match cause.downcast_ref::<LookupError>()? {
        LookupError::Unknown | LookupError::Exhausted => Failure::Dns,
        LookupError::Refused(why) => Failure::AddressNotAllowed(why.clone()),
    })
}

fn too_much(cause: &(dyn Error + 'static)) -> Option<Failure> {
    let TooMuch(limit) = cause.downcast_ref::<TooMuch>()?;
    Some(Failure::TooLarge(*limit))
}

fn tls(cause: &(dyn Error + 'static)) -> Option<Failure> {
    let error = cause.downcast_ref::<rustls::Error>()?;
    Some(match error {
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => Failure::TlsNameMismatch(names(error)),
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => Failure::TlsExpired(error.to_string()),
        _ if is_an_authority(error) => {
            Failure::TlsUntrusted("the certificate is self-signed".to_owned())
        }
        rustls::Error::InvalidCertificate(_)
        | rustls::Error::NoCertificatesPresented
        | rustls::Error::UnsupportedNameType => Failure::TlsUntrusted(error.to_string()),
        rustls::Error::InvalidMessage(_) => {
            Failure::TlsProtocol("the server does not speak TLS".to_owned())
        }
        _ => Failure::TlsProtocol(error.to_string()),
    })
}

/// The names in the certificate.
fn names(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            expected,
            presented,
        }) => {
            let presented: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
            if presented.is_empty() {
                format!(
                    "the certificate contains no host name, so it is not valid for {}",
                    expected.to_str()
                )
            } else {
                format!(
                    "the certificate is for {}, not for {}",
                    presented.join(", "),
                    expected.to_str()
                )
            }
        }
        _ => error.to_string(),
    }
}

/// `DnsName("a.example")` → `a.example`: the TLS library formats a certificate's names with `Debug`.
fn bare(name: &str) -> &str {
    name.split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .map_or(name, |inner| inner.trim_matches('"'))
}

fn socket(cause: &(dyn Error + 'static), in_handshake: bool) -> Option<Failure> {
    match cause.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::ConnectionRefused
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable
        | ErrorKind::PermissionDenied => Some(Failure::ConnectionRefused),
        // The system gave up before our own limit; its message says so.
        ErrorKind::TimedOut => None,
        // The TCP connection was established, because a refused one has its own error: the TLS handshake failed.
        _ => in_handshake.then(|| {
            Failure::TlsProtocol("the connection was closed during the TLS handshake".to_owned())
        }),
    }
}

fn http(cause: &(dyn Error + 'static)) -> Option<Failure> {
    let error = cause.downcast_ref::<hyper::Error>()?;
    let words = if error.is_parse() {
        "the response is not HTTP"
    } else {
        CLOSED
    };
    Some(Failure::BrokenAnswer(words.to_owned()))
}

fn innermost(causes: &[&(dyn Error + 'static)]) -> String {
    causes.last().map(ToString::to_string).unwrap_or_default()
}
