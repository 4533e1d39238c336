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
    title: "The realm requires HTTPS",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        403,
        body!("invalid_request", "HTTPS required"),
        "",
    )],
    meaning: &[
        "The realm takes no calls over plain HTTP (setting Require SSL), and for Keycloak this \
         call came over plain HTTP.",
        "Behind a proxy that ends TLS the call can be HTTPS for you and plain HTTP for Keycloak, \
         if Keycloak was not told to trust the proxy's headers.",
    ],
    how_known: "The token endpoint says so in words, and so does discovery.",
    looks_like: &[
        ("realm-disabled", "The description is “Realm not enabled”."),
        (
            "scheme-mismatch",
            "TLS is spoken to a plain port, or the reverse: no answer of Keycloak at all.",
        ),
    ],
    fix: &[
        "Use the https:// address of Keycloak.",
        "Behind a proxy: start Keycloak with --proxy-headers=xforwarded (or forwarded), and let \
         the proxy set X-Forwarded-Proto: https.",
        "For tests on your own machine only: Realm settings → General → Require SSL: External \
         requests allows plain HTTP from local addresses.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let seen = if evidence.token_error(&[403], "invalid_request", "HTTPS required") {
        "The token endpoint says “HTTPS required”."
    } else {
        evidence.refused_with(403)?;
        let discovery = evidence
            .response(Call::Discovery)
            .filter(|r| r.status == 403)?;
        keycloak_error(discovery).filter(|e| e.description.contains("HTTPS required"))?;
        "Discovery says “HTTPS required”."
    };
    Some(
        Finding::certain(format!(
            "The realm {} does not talk over plain HTTP (its setting “Require SSL”). \
             Behind a proxy that ends TLS, Keycloak sees plain HTTP unless it is told to \
             trust the proxy's headers.",
            evidence.token_realm()
        ))
        .seen(seen)
        .caller("Use https", "Use the https:// address of Keycloak.")
        .hand_off(
            "Behind a proxy: tell Keycloak about it",
            "Start Keycloak with --proxy-headers=xforwarded (or forwarded), and let the \
             proxy set X-Forwarded-Proto.",
        ),
    )
}
