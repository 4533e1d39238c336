//! `token-from-other-realm`: the token is of another realm.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "token-from-other-realm",
    gate: Gate::TokenRealm,
    title: "The token is of another realm",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The token was issued by another realm than the one in the path. The Admin API of a realm \
         takes tokens of that realm and tokens of master, and refuses all others with 403, \
         whatever roles they carry.",
        "It is a 403 and not a 401, because the token itself is good: Keycloak verifies it with \
         the keys of its own realm first.",
    ],
    how_known: "The realm stands in the token's iss claim, behind /realms/. If it is neither the \
     realm in the path nor master, this is certain: on all measured versions the answer is 403 \
     before any role is looked at.",
    looks_like: &[
        (
            "missing-role",
            "The token is of the realm, or of master, and lacks the role.",
        ),
        (
            "role-on-wrong-client",
            "A token of master with roles of master-realm instead of {realm}-realm.",
        ),
        (
            "realm-not-found",
            "The realm in the path does not exist: that is a 404.",
        ),
    ],
    fix: &[
        "Get the token at /realms/{realm}/protocol/openid-connect/token of the realm that the call \
         is about, with a client of that realm that holds the role of realm-management.",
        "For many realms: use a client of master, and grant its service account the role of each \
         {realm}-realm client that it needs.",
        "Check the names: the realm in the token call and the realm behind /admin/realms/ are \
         easily mixed up between environments.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refused_with(403)?;
    if evidence.token.is_none()
        || !evidence.token_is_foreign()
        || response.body.contains("Invalid origin")
    {
        return None;
    }
    let (token_realm, realm) = (evidence.token_realm(), &evidence.attempt.realm);
    Some(
        Finding::certain(format!(
            "The token is of the realm {token_realm}. The Admin API of {realm} takes \
             tokens of {realm} itself and of master, whatever roles the token has."
        ))
        .seen(format!(
            "The token's issuer is {}.",
            evidence
                .token
                .as_ref()
                .and_then(Token::issuer)
                .unwrap_or_default()
        ))
        .caller(
            "Get the token from the right realm",
            format!(
                "Use a client of the realm {realm} (roles of realm-management), or one of \
             master (roles of {realm}-realm)."
            ),
        ),
    )
}
