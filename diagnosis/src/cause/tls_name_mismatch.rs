//! `tls-name-mismatch`: the certificate is for another name.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "tls-name-mismatch",
    gate: Gate::Tls,
    title: "Certificate is for another host name",
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
        "The certificate is valid for other host names. Often the base URL contains an internal name or IP address, \
         but the certificate contains only the public name.",
    ],
    how_known: "The TLS library returns this error. Nothing was sent.",
    looks_like: &[(
        "tls-untrusted",
        "The host name matches, but the authority is not trusted.",
    )],
    fix: &[
        "Use a host name from the certificate. openssl s_client -connect host:port shows the certificate.",
        "Or add your host name to the certificate.",
        "Use the same host name for the token request and the Admin request. Otherwise the token's issuer does not \
         match.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TlsNameMismatch(detail) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "The certificate is not valid for {}. Nothing was sent.",
            evidence.attempt.base_url.host()
        ))
        .seen(format!("The TLS library returns: {detail}."))
        .caller(
            "Use a host name from the certificate",
            "Use a host name that the certificate contains, or add your host name to the certificate.",
        ),
    )
}
