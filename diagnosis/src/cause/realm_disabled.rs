//! `realm-disabled`: the realm is disabled.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
