//! `tls-name-mismatch`: the certificate is for another name.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
