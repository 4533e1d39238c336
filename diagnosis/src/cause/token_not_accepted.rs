//! `token-not-accepted`: keycloak does not accept the token, and does not say why.

use super::shared::{excerpt, not_accepted};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::access_token;
use crate::exchange::{Call, Signature};
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "token-not-accepted",
    gate: Gate::TokenAccepted,
    title: "Keycloak does not accept the token, and does not say why",
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
    if !not_accepted(evidence) {
        return None;
    }
    let mut finding = Finding::likely(
        "The token looks right, and Keycloak does not take it. It may have been \
             revoked or logged out, or its client or user disabled since it was issued; \
             one answer stands for all of these.",
    )
    .seen(
        "It is an access token, in time, of this issuer, and \
             Keycloak answers 401.",
    );
    if evidence.signature() == Some(Signature::Valid) {
        finding = finding.seen("The realm's keys verify its signature.");
    }
    if let Some(said) = evidence
        .userinfo_says()
        .filter(|said| said != "Token verification failed")
    {
        finding = finding.seen(format!("The userinfo endpoint says: {said}."));
        if said.to_lowercase().contains("disabled") {
            finding.certainty = Certainty::Certain;
        }
    }
    if let Some(fresh) = evidence
        .response(Call::FreshToken)
        .filter(|r| access_token(r).is_none())
    {
        finding = finding.seen(format!(
            "The client gets no fresh token either: {}.",
            excerpt(fresh)
        ));
    }
    Some(
        finding
            .caller(
                "Get a fresh token",
                "If a fresh token is accepted, the old one was revoked. If the client gets \
             none, its own answer says why.",
            )
            .hand_off(
                "Ask for the server's log",
                "At DEBUG for org.keycloak.services, Keycloak's log \
             names the reason of a 401.",
            ),
    )
}
