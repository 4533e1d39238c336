//! `token-signature-invalid`: the realm did not sign this token.

use super::conclusions::not_accepted;
use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
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
        "The realm did not sign this token. The token was changed, or another Keycloak issued it: another \
         environment, or the same server before its database was recreated.",
    ],
    how_known: "The realm publishes its keys. Why403 verifies the token's signature with the key that the token names \
        (kid). If the signature does not match, or the realm does not have the kid, this is certain.",
    looks_like: &[
        (
            "token-issuer-mismatch",
            "The same server under another base URL: the signature matches.",
        ),
        (
            "token-revoked",
            "The signature matches, and Keycloak accepts a new token.",
        ),
    ],
    fix: &[
        "Get a new token from the same base URL and realm as the Admin request.",
        "Check that your configuration does not mix environments, for example a test token in a production request.",
        "If an administrator removed or replaced the realm's keys (Realm settings → Keys), existing tokens are no \
         longer valid. New tokens work.",
    ],
    versions: "All. A changed signature, changed claims, and an unknown kid return 401 with the same body. A token \
        with alg none returns 500 up to 26.5 and 401 on 26.7.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let fix = |finding: Finding| {
        finding.caller(
            "Get the token from this realm",
            "Keycloak rejects tokens of another server or environment, and changed tokens. Get a new token from this \
             base URL.",
        )
    };
    if evidence.token.as_ref().is_some_and(Token::is_unsigned) {
        return Some(fix(Finding::certain(
            "This token is not signed. Keycloak accepts only tokens that it signed itself.",
        )
        .seen(
            "The token's header contains alg none, and Keycloak returns 401.",
        )));
    }
    match evidence.signature() {
        Some(Signature::Invalid) => Some(fix(Finding::certain(
            "The token's signature does not match. The token was changed or signed by another server.",
        )
        .seen(
            "The realm's public key that the token names does not verify it.",
        ))),
        Some(Signature::UnknownKey) => Some(fix(Finding::certain(
            "The realm has no key that signed this token. Another Keycloak or environment issued it, or the realm's \
             keys were replaced.",
        )
        .seen("The token's kid is not among the realm's keys."))),
        None if not_accepted(evidence) => Some(fix(Finding::possible(
            "The token may be changed or signed by another server.",
        )
        .apart("The realm's keys."))),
        _ => None,
    }
}
