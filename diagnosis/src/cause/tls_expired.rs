//! `tls-expired`: the server's certificate has expired.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "tls-expired",
    gate: Gate::Tls,
    title: "Certificate has expired",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "curl: (60) SSL certificate problem: certificate has expired",
            "curl",
        ),
        Seen::connection(
            "Error: certificate has expired",
            "Node, fetch and axios (CERT_HAS_EXPIRED)",
        ),
        Seen::connection(
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired",
            "Python, requests and httpx",
        ),
        Seen::connection(
            "java.security.cert.CertificateExpiredException: NotAfter",
            "Java",
        ),
        Seen::connection("x509: certificate has expired or is not yet valid", "Go"),
    ],
    meaning: &[
        "The validity period of the server's certificate has ended, or the clock of the machine that sends the request is wrong. The TLS \
         library ends the connection before a request is sent.",
    ],
    how_known: "The TLS library returns this error. Nothing was sent.",
    looks_like: &[
        (
            "tls-untrusted",
            "The certificate is still valid, but its authority is not trusted.",
        ),
        (
            "tls-name-mismatch",
            "The certificate is valid for another host name.",
        ),
    ],
    fix: &[
        "Ask the server's operator to renew the certificate. Adding a CA certificate does not help.",
        "Check the dates: openssl s_client -connect host:port, then openssl x509 -noout -dates.",
        "Check the clock of the machine that sends the request.",
        "Do not disable certificate verification. Any server could then receive the secret.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TlsExpired(detail) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "The certificate of {} has expired, so the TLS handshake failed. Nothing was sent.",
            evidence.attempt.base_url.host()
        ))
        .seen(format!("The TLS library returns: {detail}."))
        .hand_off(
            "Ask for a new certificate",
            format!(
                "To the operator of {}: the TLS certificate has expired. Please renew it.",
                evidence.attempt.base_url
            ),
        ),
    )
}
