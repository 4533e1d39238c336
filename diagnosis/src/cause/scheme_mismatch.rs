//! `scheme-mismatch`: https spoken to a plain port, or http to a TLS port.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::speaks_of_https;
use crate::exchange::{Call, Failure};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "scheme-mismatch",
    gate: Gate::Tls,
    title: "https spoken to a plain port, or http to a TLS port",
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
        "https:// was used for a port that speaks plain HTTP, or http:// for a port that expects \
         TLS. The two sides do not understand each other's first bytes.",
    ],
    how_known: "The handshake broke off, or the server says in words that it expects HTTPS. Why403 \
     then asks discovery over the other scheme on the same port; if that answers, this is certain.",
    looks_like: &[
        (
            "https-required",
            "Keycloak answers, and says that the realm requires HTTPS.",
        ),
        (
            "tls-untrusted",
            "TLS works, and the certificate is not trusted.",
        ),
        ("not-keycloak", "The port belongs to something else."),
    ],
    fix: &[
        "Use the other scheme with this port, or the other port: Keycloak's own are 8080 for http \
         and 8443 for https.",
        "Behind a proxy, the proxy's port decides.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let base = &evidence.attempt.base_url;
    let broken = matches!(
        evidence.failure(),
        Some(Failure::TlsProtocol(_) | Failure::BrokenAnswer(_))
    );
    let told = evidence.any_refusal().is_some_and(speaks_of_https);
    if !broken && !told {
        return None;
    }
    let other = evidence.other_scheme()?;
    let answered = evidence.response(Call::DiscoveryOtherScheme).is_some();
    let spoken = if base.scheme() == "https" {
        "TLS was spoken to a port that answers plain HTTP"
    } else {
        "plain HTTP was spoken to a port that expects TLS"
    };
    if answered || told {
        Some(
            Finding::certain(format!("{spoken}. The address is {other}."))
                .seen(if answered {
                    format!("{other} answers.")
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
                "The TLS handshake with {base} broke off: probably {spoken}."
            ))
            .seen("The TLS handshake broke off.")
            .apart("Whether the port answers the other scheme.")
            .caller(
                "Check scheme and port",
                format!("Try {other}, or another port."),
            ),
        )
    } else {
        None
    }
}
