//! `tls-untrusted`: the certificate is not trusted.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "tls-untrusted",
    gate: Gate::Tls,
    title: "The certificate is not trusted",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let (Failure::TlsUntrusted(detail) | Failure::CertificateAuthority(detail)) =
        evidence.failure()?
    else {
        return None;
    };
    Some(
        Finding::certain(
            "The server's certificate is not signed by an authority that is trusted \
             here, or is no longer valid. Nothing was sent.",
        )
        .seen(format!("The TLS library says: {detail}."))
        .caller(
            "Give the certificate authority",
            "If your company signs its own certificates, give its certificate authority \
             (PEM) with the check. If the certificate has expired, whoever runs the \
             server has to renew it.",
        ),
    )
}
