//! `tls-untrusted`: the certificate is not trusted.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "tls-untrusted",
    gate: Gate::Tls,
    title: "Certificate is not trusted",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "curl: (60) SSL certificate problem: unable to get local issuer certificate",
            "curl",
        ),
        Seen::connection(
            "unable to verify the first certificate",
            "Node, fetch and axios (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
        ),
        Seen::connection(
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local \
             issuer certificate",
            "Python, requests and httpx",
        ),
        Seen::connection(
            "PKIX path building failed: \
             sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid \
             certification path to requested target",
            "Java; kcadm.sh",
        ),
    ],
    meaning: &[
        "The server's certificate is not signed by a trusted authority or is no longer valid. Many companies sign \
         their own certificates. Programs must be configured to trust the company's authority.",
        "A browser may trust the certificate already, because browsers, Java, Python, and Node use different lists of \
         authorities.",
    ],
    how_known: "The TLS library returns this error, and Why403 shows it. Nothing was sent. Enter the CA certificate \
        as PEM to run the check again.",
    looks_like: &[
        (
            "tls-name-mismatch",
            "The certificate is trusted but valid for another host name.",
        ),
        ("scheme-mismatch", "The port does not use TLS."),
    ],
    fix: &[
        "Get the company's CA certificate as a PEM file and configure it: curl --cacert, Python verify= or \
         SSL_CERT_FILE, Node NODE_EXTRA_CA_CERTS, Java a trust store created with keytool -importcert.",
        "For kcadm.sh: kcadm.sh config truststore.",
        "If the certificate has expired, or the server does not send its intermediate certificates, the server's \
         operator must fix this.",
        "Do not disable certificate verification. Any server could then receive the secret.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let (Failure::TlsUntrusted(detail) | Failure::CertificateAuthority(detail)) =
        evidence.failure()?
    else {
        return None;
    };
    Some(
        Finding::certain(
            "The server's certificate is not signed by a trusted authority. Nothing was sent.",
        )
        .seen(format!("The TLS library returns: {detail}."))
        .caller(
            "Enter the CA certificate",
            "If your company signs its own certificates, enter its CA certificate (PEM) in the form.",
        ),
    )
}
