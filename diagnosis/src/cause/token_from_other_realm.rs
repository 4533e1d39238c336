//! `token-from-other-realm`: another realm issued the token.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "token-from-other-realm",
    gate: Gate::TokenRealm,
    title: "Token issued by another realm",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The realm that issued the token is not the realm in the path. The Admin API of a realm accepts tokens of \
         that realm and of master. It returns 403 for all other tokens, whatever roles they contain.",
        "The status is 403, not 401, because the token is valid. Keycloak verifies it with the keys of the issuing \
         realm first.",
    ],
    how_known: "The token's iss claim contains the realm after /realms/. If it is neither the realm in the path nor \
        master, this is certain. On all measured versions, the response is 403 before roles are checked.",
    looks_like: &[
        (
            "missing-role",
            "The token was issued by the realm or by master but lacks the role.",
        ),
        (
            "role-on-wrong-client",
            "A token issued by master with roles of master-realm instead of {realm}-realm.",
        ),
        (
            "realm-not-found",
            "The realm in the path does not exist: 404.",
        ),
    ],
    fix: &[
        "Get the token at /realms/{realm}/protocol/openid-connect/token of the target realm, with a client of that \
         realm that has the role of realm-management.",
        "For many realms: use a client in master, and assign the required role of each {realm}-realm client to its \
         service account.",
        "Check the names. The realm in the token request and the realm after /admin/realms/ are easily mixed up \
         between environments.",
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
    // The master realm has no realm-management client.
    let (accepted, client) = if realm.as_str() == "master" {
        (
            String::new(),
            "Use a client of the master realm (roles of master-realm).".to_owned(),
        )
    } else {
        (
            format!("{realm} or "),
            format!(
                "Use a client of the realm {realm} (roles of realm-management) or of master (roles of {realm}-realm)."
            ),
        )
    };
    Some(
        Finding::certain(format!(
            "The realm {token_realm} issued the token. The Admin API of {realm} accepts only tokens issued by \
             {accepted}master."
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
            "Get the token from the correct realm",
            client,
        ),
    )
}
