//! `realm-disabled`: the realm is disabled.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::exchange::Call;
use crate::fix::{Change, RealmSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "realm-disabled",
    gate: Gate::Realm,
    title: "Realm is disabled",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        403,
        body!("access_denied", "Realm not enabled"),
        "",
    )],
    meaning: &["The realm is disabled. It issues no tokens until it is enabled again."],
    how_known: "The token endpoint returns this message. Discovery of a disabled realm still responds, so it does not \
        help.",
    looks_like: &[
        ("https-required", "The description is “HTTPS required”."),
        (
            "client-not-found-or-disabled",
            "The realm is enabled, but the client is disabled: 401.",
        ),
    ],
    fix: &[
        "Ask an administrator of master: select the realm, Realm settings → Enabled (top right) → On.",
        "A realm is rarely disabled by accident. Ask before you enable it. Another realm may have replaced it.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let seen = if evidence.token_error(&[403], "access_denied", "Realm not enabled") {
        "The token endpoint returns “Realm not enabled”."
    } else {
        evidence.refused_with(403)?;
        let discovery = evidence
            .response(Call::Discovery)
            .filter(|r| r.status == 403)?;
        keycloak_error(discovery).filter(|e| {
            e.description.contains("Realm not enabled") || e.error.contains("Realm not enabled")
        })?;
        "Discovery returns “Realm not enabled”."
    };
    Some(
        Finding::certain(format!(
            "The realm {} is disabled. It issues no tokens, and up to 26.5 the Admin API rejects its tokens.",
            evidence.token_realm()
        ))
        .seen(seen)
        .change(Change::Realm(RealmSetting::Enabled)),
    )
}
