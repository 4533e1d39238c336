//! `https-required`: the realm requires HTTPS.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
