//! `base-path-wrong`: keycloak is at another path.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, is_unknown_path, issuer};
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "base-path-wrong",
    gate: Gate::Keycloak,
    title: "Keycloak is at another path",
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
    let response = evidence.any_refusal()?;
    let base = &evidence.attempt.base_url;
    let other = evidence.other_base()?;
    let there = evidence.response(Call::DiscoveryOtherBase).and_then(issuer);
    if let Some(issuer) = there {
        let here = evidence.issuer();
        if here.is_some() {
            return None;
        }
        return Some(
            Finding::certain(format!(
                "Keycloak is at {other}, not at {base}. Up to version 16 its path began with \
             /auth; since then it does so only where it was configured."
            ))
            .seen(format!(
                "Discovery at {other} answers with the issuer {issuer}."
            ))
            .seen(format!("At {base} the answer is a {}.", response.status))
            .caller(
                "Change the base URL",
                format!("Use {other} as the base URL."),
            ),
        );
    }
    if evidence.token_refusal().is_some() && is_unknown_path(response) {
        return Some(
            Finding::likely(format!(
                "A Keycloak answers at {base}, and does not know the path of its own token \
             endpoint: the base URL has too much or too little path."
            ))
            .seen("Keycloak's 404 says that no resource has this path.")
            .apart("The base URL that discovery works on.")
            .caller(
                "Change the base URL",
                "The base URL is the part before /realms in the address of discovery \
             (…/realms/<realm>/.well-known/openid-configuration).",
            ),
        );
    }
    (response.status == 404 && !is_keycloaks(response) && !evidence.keycloak_seen()).then(|| {
        Finding::possible("The base URL may lack a path, or have one too much.")
            .apart("The base URL that discovery works on.")
            .caller(
                "Change the base URL",
                "Keycloak may have been given a relative path of its \
             own, such as /auth or /sso.",
            )
    })
}
