//! `realm-disabled`: the realm is disabled.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::exchange::Call;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "realm-disabled",
    gate: Gate::Realm,
    title: "The realm is disabled",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        403,
        body!("access_denied", "Realm not enabled"),
        "",
    )],
    meaning: &[
        "The realm is switched off. It issues no tokens, to nobody, until it is switched on again.",
    ],
    how_known: "The token endpoint says so in words. Discovery of a disabled realm still answers, \
     so it tells nothing.",
    looks_like: &[
        ("https-required", "The description is “HTTPS required”."),
        (
            "client-not-found-or-disabled",
            "The realm is on, and the client is off: 401.",
        ),
    ],
    fix: &[
        "Ask an administrator of master: choose the realm, Realm settings → Enabled (top right) → \
         On.",
        "A realm is rarely switched off by accident. Ask before you switch it on, or whether \
         another realm has taken its place.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let seen = if evidence.token_error(&[403], "access_denied", "Realm not enabled") {
        "The token endpoint says “Realm not enabled”."
    } else {
        evidence.refused_with(403)?;
        let discovery = evidence
            .response(Call::Discovery)
            .filter(|r| r.status == 403)?;
        keycloak_error(discovery).filter(|e| {
            e.description.contains("Realm not enabled") || e.error.contains("Realm not enabled")
        })?;
        "Discovery says “Realm not enabled”."
    };
    Some(
        Finding::certain(format!(
            "The realm {} is switched off: it issues no tokens, and up to 26.5 the Admin \
             API refuses its tokens.",
            evidence.token_realm()
        ))
        .seen(seen)
        .change(Change::EnableRealm),
    )
}
