//! `token-signature-invalid`: the realm did not sign this token.

use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::shared::not_accepted;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Signature;
use crate::gate::Gate;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "token-signature-invalid",
    gate: Gate::TokenAccepted,
    title: "The realm did not sign this token",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(Seen::log(
        Endpoint::Admin,
        "Failed to verify identity token: \
                 org.keycloak.exceptions.TokenSignatureInvalidException: Invalid token signature"
    )),
    meaning: &[
        "The realm did not sign this token. It was changed on its way, or comes from another \
         Keycloak: another environment, or the same one before its database was set up anew.",
    ],
    how_known: "The realm publishes its keys. Why403 verifies the token's signature with the one \
     that the token names (kid). A signature that does not fit, or a kid that the realm does not \
     have, is certain.",
    looks_like: &[
        (
            "token-issuer-mismatch",
            "The same server under another name: the signature fits.",
        ),
        (
            "token-revoked",
            "The signature fits, and a fresh token is accepted.",
        ),
    ],
    fix: &[
        "Fetch a new token from the base URL and realm that you call.",
        "Check that the configuration does not mix environments: token from test, call to \
         production.",
        "If somebody removed or replaced the realm's keys (Realm settings → Keys), old tokens end \
         with them; new ones work.",
    ],
    versions: "All: a changed signature, changed claims and an unknown kid are a 401 with the same \
     body. A token with alg none is a 500 up to 26.5 and a 401 on 26.7.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let fix = |finding: Finding| {
        finding.caller(
            "Get the token from this realm",
            "Tokens of another Keycloak, of another environment, or that were edited are \
             not accepted. Get a fresh one from this base URL.",
        )
    };
    if evidence.token.as_ref().is_some_and(Token::is_unsigned) {
        return Some(fix(Finding::certain(
            "Nobody signed this token, and Keycloak takes none that it did not sign itself.",
        )
        .seen("The token's header says alg none, and Keycloak answers 401.")));
    }
    match evidence.signature() {
        Some(Signature::Invalid) => Some(fix(Finding::certain(
            "The token's signature does not fit: it was changed, or \
             signed by somebody else.",
        )
        .seen(
            "The realm's public key that the token names does not \
             verify it.",
        ))),
        Some(Signature::UnknownKey) => Some(fix(Finding::certain(
            "The realm has no key that signed this token: it comes from another Keycloak \
             or another environment, or the realm's keys were replaced since.",
        )
        .seen("The token's kid is not among the realm's keys."))),
        None if not_accepted(evidence) => Some(fix(Finding::possible(
            "The token may have been changed, or signed by somebody else.",
        )
        .apart("The realm's keys."))),
        _ => None,
    }
}
