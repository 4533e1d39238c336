//! `https-required`: the realm requires HTTPS.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "https-required",
    gate: Gate::Realm,
    title: "Realm requires HTTPS",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        403,
        body!("invalid_request", "HTTPS required"),
        "",
    )],
    meaning: &[
        "The realm does not accept requests over plain HTTP (setting Require SSL). Keycloak received this request \
         over plain HTTP.",
        "Behind a proxy that terminates TLS, a request can be HTTPS for you but plain HTTP for Keycloak. This happens \
         if Keycloak is not configured to trust the proxy's headers.",
    ],
    how_known: "The token endpoint and discovery return this message.",
    looks_like: &[
        ("realm-disabled", "The description is “Realm not enabled”."),
        (
            "scheme-mismatch",
            "HTTPS is sent to an HTTP port, or the reverse. There is no response from Keycloak.",
        ),
    ],
    fix: &[
        "Use the https:// URL of Keycloak.",
        "Behind a proxy: start Keycloak with --proxy-headers=xforwarded (or forwarded), and set X-Forwarded-Proto: \
         https in the proxy.",
        "For tests on your own machine only: Realm settings → General → Require SSL: External requests allows plain \
         HTTP from local addresses.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let seen = if evidence.token_error(&[403], "invalid_request", "HTTPS required") {
        "The token endpoint returns “HTTPS required”."
    } else {
        evidence.refused_with(403)?;
        let discovery = evidence
            .response(Call::Discovery)
            .filter(|r| r.status == 403)?;
        keycloak_error(discovery).filter(|e| e.description.contains("HTTPS required"))?;
        "Discovery returns “HTTPS required”."
    };
    Some(
        Finding::certain(format!(
            "The realm {} does not accept plain HTTP (setting “Require SSL”). Behind a proxy that terminates TLS, \
             Keycloak sees plain HTTP unless it trusts the proxy's headers.",
            evidence.token_realm()
        ))
        .seen(seen)
        .caller("Use HTTPS", "Use the https:// URL of Keycloak.")
        .hand_off(
            "Or configure the proxy headers",
            "Behind a proxy, start Keycloak with --proxy-headers=xforwarded (or forwarded), and set X-Forwarded-Proto \
             in the proxy.",
        ),
    )
}
