//! `tls-name-mismatch`: the certificate is for another name.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "tls-name-mismatch",
    gate: Gate::Tls,
    title: "The certificate is for another name",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "curl: (60) SSL: no alternative certificate subject name matches target host name \
             'localhost'",
            "curl",
        ),
        Seen::connection(
            "Hostname/IP does not match certificate's altnames",
            "Node, fetch and axios (ERR_TLS_CERT_ALTNAME_INVALID)",
        ),
        Seen::connection(
            "certificate verify failed: Hostname mismatch, certificate is not valid for \
             'localhost'.",
            "Python, requests and httpx",
        ),
        Seen::connection(
            "javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching \
             localhost found.",
            "Java, java.net.http.HttpClient",
        ),
        Seen::connection(
            "javax.net.ssl.SSLPeerUnverifiedException: Certificate for <localhost> doesn't match \
             any of the subject alternative names",
            "Java, keycloak-admin-client",
        ),
        Seen::connection(
            "x509: certificate is valid for sso.example.org, not localhost",
            "Go",
        ),
    ],
    meaning: &[
        "The certificate is for other names than the one that was called. Often Keycloak is called \
         by its inner name or by its IP address, and the certificate carries only the public name.",
    ],
    how_known: "The TLS library says so. Nothing was sent.",
    looks_like: &[(
        "tls-untrusted",
        "The name fits, and the authority is not trusted.",
    )],
    fix: &[
        "Call Keycloak by a name that stands in its certificate. openssl s_client -connect \
         host:port shows it.",
        "Or have the name that you use added to the certificate.",
        "The token call and the Admin call have to use the same name, else the token's issuer does \
         not fit.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TlsNameMismatch(detail) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "The certificate is not for {}. Nothing was sent.",
            evidence.attempt.base_url.host()
        ))
        .seen(format!("The TLS library says: {detail}."))
        .caller(
            "Use the name in the certificate",
            "Call Keycloak by a name that its certificate carries, or have that name \
             added to the certificate.",
        ),
    )
}
