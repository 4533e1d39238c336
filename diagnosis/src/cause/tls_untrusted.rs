//! `tls-untrusted`: the certificate is not trusted.

use super::page::Seen;
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
        "The server's certificate is not signed by an authority that the caller trusts, or is no \
         longer valid. Many companies sign their own certificates; a program has to be told about \
         their authority.",
        "Browsers may trust it already, since they use another list of authorities than Java, \
         Python or Node.",
    ],
    how_known: "The TLS library says so, and Why403 shows its words. Nothing was sent. With the \
     authority given as PEM, Why403 tries again.",
    looks_like: &[
        (
            "tls-name-mismatch",
            "The certificate is trusted, and made for another name.",
        ),
        ("scheme-mismatch", "The port speaks no TLS at all."),
    ],
    fix: &[
        "Ask for the company's certificate authority as a PEM file, and give it to the program: \
         curl --cacert, Python verify= or SSL_CERT_FILE, Node NODE_EXTRA_CA_CERTS, Java a trust \
         store with keytool -importcert.",
        "For kcadm.sh: kcadm.sh config truststore.",
        "If the certificate has expired, or the server does not send its intermediate \
         certificates, whoever runs the server has to put that right.",
        "Do not switch the verification off: the secret would go to whoever answers.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
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
