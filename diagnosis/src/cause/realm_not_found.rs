//! `realm-not-found`: the realm does not exist.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "realm-not-found",
    gate: Gate::Realm,
    title: "The realm does not exist",
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
    let realm = evidence.attempt.token_realm();
    let refused = evidence.token_refusal().filter(|r| {
        r.status == 404 && keycloak_error(r).is_some_and(|e| e.error == "Realm does not exist")
    });
    let (realm, seen) = if refused.is_some() {
        (
            realm.as_str(),
            "The token endpoint says “Realm does not exist”.",
        )
    } else {
        let response = evidence.refusal().filter(|r| r.status == 404)?;
        keycloak_error(response).filter(|e| e.error.starts_with("Realm not found"))?;
        (
            evidence.attempt.realm.as_str(),
            "The Admin API says “Realm not found.”.",
        )
    };
    Some(
        Finding::certain(format!(
            "There is no realm “{realm}” on this server. Names are case-sensitive, and \
             the name is not the display name."
        ))
        .seen(seen)
        .caller(
            "Correct the realm",
            "The realm's name is in the address of the Admin Console \
             (…/console/#/<realm>/…) and of discovery (…/realms/<realm>/…).",
        ),
    )
}
