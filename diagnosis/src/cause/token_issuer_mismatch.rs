//! `token-issuer-mismatch`: the token was issued at another address.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-issuer-mismatch",
    gate: Gate::TokenAccepted,
    title: "The token was issued at another address",
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
    evidence.refused_with(401)?;
    let token_issuer = evidence.token.as_ref()?.issuer()?;
    let issuer = evidence.issuer().filter(|issuer| issuer != token_issuer)?;
    Some(
        Finding::certain(format!(
            "The token was issued by {token_issuer}. At the address that the Admin API \
             is called on, Keycloak calls itself {issuer}, and takes only its own tokens. \
             It is the same server under two names."
        ))
        .seen(format!("The token's iss claim is {token_issuer}."))
        .seen(format!(
            "Discovery at {} says {issuer}.",
            evidence.attempt.base_url
        ))
        .caller(
            "Use one address for both calls",
            "Get the token from the same base URL that the Admin API \
             is called on.",
        )
        .hand_off(
            "Or give Keycloak one name",
            "Start Keycloak with --hostname=<the public URL>; then tokens carry that \
             name whichever way it is reached.",
        ),
    )
}
