//! `client-auth-method-mismatch`: the client proves itself in another way than by secret.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-auth-method-mismatch",
    gate: Gate::ClientProof,
    title: "The client proves itself in another way than by secret",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!(
                "invalid_client",
                "Parameter client_assertion_type is missing"
            ),
            "signed JWT and signed JWT with client secret",
        ),
        Seen::token(
            400,
            body!(
                "unauthorized_client",
                "Unexpected error when authenticating client"
            ),
            "the same on 26.4.0",
        ),
        Seen::token(
            401,
            body!(
                "invalid_client",
                "Invalid client or Invalid client credentials"
            ),
            "X.509 certificate",
        ),
        Seen::log(Endpoint::Token, r#"error="invalid_client_credentials""#),
    ],
    meaning: &[
        "The client does not prove itself by a secret but in another way: by a JWT that it signs \
         with its key or secret, or by a certificate. Keycloak ignores the secret and asks for the \
         other proof.",
    ],
    how_known: "For signed JWTs the token endpoint names the missing parameter. A client with \
     X.509 gets the same answer as one that does not exist, so there Why403 only names it as \
     possible.",
    looks_like: &[
        (
            "client-not-found-or-disabled",
            "The same answer as for a client with X.509 certificate.",
        ),
        (
            "client-secret-wrong",
            "The client does use a secret: unauthorized_client.",
        ),
    ],
    fix: &[
        "Clients → the client → Credentials → Client Authenticator shows the method.",
        "Let the caller use it: a library that makes client_assertion with the client's private \
         key, or a call with the client's certificate.",
        "Or choose Client Id and Secret there → Save, and copy the secret. That affects every \
         other program that uses this client.",
    ],
    versions: "All; 26.4.0 alone answers “Unexpected error when authenticating client”. The same \
     words come from every version when a secret with a % is sent unencoded by Basic \
     authentication.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let fix = |finding: Finding| {
        finding
            .console(
                "See how the client authenticates",
                "clients",
                &[
                    "Clients",
                    &client_name(evidence),
                    "Credentials",
                    "Client Authenticator",
                ],
            )
            .caller(
                "Authenticate in the client's way",
                "With a signed JWT the caller needs the client's private key, with X.509 its \
             certificate; this check can only send a secret. Paste a token that your \
             backend got, and check with that.",
            )
    };
    if evidence.token_error(
        &[400, 401],
        "invalid_client",
        "Parameter client_assertion_type is missing",
    ) || evidence.token_error(
        &[400, 401],
        "unauthorized_client",
        "Parameter client_assertion_type is missing",
    ) {
        return Some(fix(Finding::certain(format!(
            "{} authenticates by a signed JWT, not by a secret.",
            client_name(evidence)
        ))
        .seen("The token endpoint asks for client_assertion_type.")));
    }
    if evidence.token_error(
        &[400, 401],
        "unauthorized_client",
        "Unexpected error when authenticating client",
    ) {
        return Some(fix(Finding::likely(format!(
            "{} probably authenticates by a signed JWT, not by a secret: 26.4.0 stumbles \
             over that.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint says “Unexpected error when \
             authenticating client”.",
        )
        .apart(
            "The server's log, or Clients → the client → Credentials \
             → Client Authenticator.",
        )));
    }
    evidence
        .token_error(
            &[401, 400],
            "invalid_client",
            "Invalid client or Invalid client credentials",
        )
        .then(|| {
            fix(Finding::possible(
                "A client that authenticates by X.509 certificate gets the same answer as \
             one that does not exist.",
            )
            .apart(
                "In the Admin Console: Clients → the client → \
             Credentials → Client Authenticator.",
            ))
        })
}
