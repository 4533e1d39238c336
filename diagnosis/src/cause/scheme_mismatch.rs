//! `scheme-mismatch`: the request uses HTTPS on an HTTP port, or HTTP on an HTTPS port.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::speaks_of_https;
use crate::exchange::{Call, Failure};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "scheme-mismatch",
    gate: Gate::Tls,
    title: "Wrong protocol: HTTPS sent to an HTTP port (or the reverse)",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "error:0A00010B:SSL routines::wrong version number",
            "curl, https to a plain port",
        ),
        Seen::connection(
            "[SSL: WRONG_VERSION_NUMBER] wrong version number",
            "Python, https to a plain port",
        ),
        Seen::connection(
            "SSL routines:ssl3_get_record:wrong version number",
            "Node, https to a plain port (EPROTO, ERR_SSL_WRONG_VERSION_NUMBER)",
        ),
        Seen::connection(
            "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message",
            "Java, keycloak-admin-client, https to a plain port",
        ),
        Seen::connection(
            "javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?",
            "Java, java.net.http.HttpClient, https to a plain port",
        ),
        Seen::connection(
            "tls: first record does not look like a TLS handshake",
            "Go, https to a plain port",
        ),
        Seen::connection(
            "The plain HTTP request was sent to HTTPS port",
            "nginx (400), http to a TLS port",
        ),
        Seen::connection(
            "curl: (56) Recv failure: Connection reset by peer",
            "curl, http to a TLS port that closes",
        ),
        Seen::connection(
            "HTTP/1.1 header parser received no bytes",
            "Java, java.net.http.HttpClient, http to a TLS port that closes",
        ),
    ],
    meaning: &[
        "https:// was used for a port that expects plain HTTP, or http:// for a port that expects TLS.",
    ],
    how_known: "The TLS handshake failed, or the server says that it expects HTTPS. Why403 then requests discovery \
        with the other scheme on the same port. If that succeeds, this is certain.",
    looks_like: &[
        (
            "https-required",
            "Keycloak responds and says that the realm requires HTTPS.",
        ),
        (
            "tls-untrusted",
            "TLS works, but the certificate is not trusted.",
        ),
        ("not-keycloak", "Another service uses the port."),
    ],
    fix: &[
        "Use the other scheme with this port, or use another port. By default, Keycloak uses 8080 for HTTP and 8443 \
         for HTTPS.",
        "Behind a proxy, use the proxy's port.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let base = &evidence.attempt.base_url;
    let broken = matches!(
        evidence.failure(),
        Some(Failure::TlsProtocol(_) | Failure::BrokenAnswer(_))
    );
    let says_https = evidence.any_refusal().is_some_and(speaks_of_https);
    if !broken && !says_https {
        return None;
    }
    let other = evidence.other_scheme()?;
    let answered = evidence.response(Call::DiscoveryOtherScheme).is_some();
    let spoken = if base.scheme() == "https" {
        "HTTPS was sent to an HTTP port"
    } else {
        "HTTP was sent to a TLS port"
    };
    if answered || says_https {
        Some(
            Finding::certain(format!("Wrong protocol: {spoken}. Use {other}."))
                .seen(if answered {
                    format!("{other} responds.")
                } else {
                    "The server says that it expects HTTPS.".to_owned()
                })
                .caller(
                    "Use the other scheme",
                    format!("Use {other} as the base URL."),
                ),
        )
    } else if matches!(evidence.failure(), Some(Failure::TlsProtocol(_))) {
        Some(
            Finding::likely(format!(
                "The TLS handshake with {base} failed: probably {spoken}."
            ))
            .seen("The TLS handshake failed.")
            .apart("Whether the port responds with the other scheme.")
            .caller(
                "Check the scheme and port",
                format!("Use {other} or another port."),
            ),
        )
    } else {
        None
    }
}
