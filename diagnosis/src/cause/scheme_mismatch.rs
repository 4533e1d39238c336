//! `scheme-mismatch`: https spoken to a plain port, or http to a TLS port.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
