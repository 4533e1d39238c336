//! `client-auth-method-mismatch`: the client uses another authentication method than a client secret.

use super::conclusions::client_name;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-auth-method-mismatch",
    gate: Gate::ClientProof,
    title: "Client uses a different authentication method",
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
        "The client does not authenticate with a secret. It uses a JWT signed with its key or secret, or a \
         certificate. Keycloak ignores the secret and expects the configured method.",
    ],
    how_known: "For signed JWTs, the token endpoint names the missing parameter. A client with an X.509 certificate \
        gets the same response as a client that does not exist, so Why403 reports this cause only as possible.",
    looks_like: &[
        (
            "client-not-found-or-disabled",
            "The same response as for a client with an X.509 certificate.",
        ),
        (
            "client-secret-wrong",
            "The client uses a secret: unauthorized_client.",
        ),
    ],
    fix: &[
        "Clients → the client → Credentials → Client Authenticator shows the method.",
        "Use this method in your program: a library that creates client_assertion with the client's private key, or a \
         request with the client's certificate.",
        "Or select Client Id and Secret there, click Save, and copy the secret. This affects every other program that \
         uses this client.",
    ],
    versions: "All. Only 26.4.0 returns “Unexpected error when authenticating client”. Every version returns the same \
        message for a secret with an unencoded % in Basic authentication.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let fix = |finding: Finding| {
        finding
            .look(
                "Check the client's authentication method",
                "clients",
                &[
                    "Clients",
                    &client_name(evidence),
                    "Credentials",
                    "Client Authenticator",
                ],
            )
            .caller(
                "Use the client's authentication method",
                "A signed JWT requires the client's private key. X.509 requires its certificate. This check can send \
                 only a secret. Paste a token from your backend instead.",
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
            "{} authenticates with a signed JWT, not with a secret.",
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
            "{} probably authenticates with a signed JWT, not with a secret. 26.4.0 fails with this error in that \
             case.",
            client_name(evidence)
        ))
        .seen(
            "The token endpoint returns “Unexpected error when authenticating client”.",
        )
        .apart(
            "The server's log, or Clients → the client → Credentials → Client Authenticator.",
        )));
    }
    if evidence.token_error(
        &[400, 401],
        "unauthorized_client",
        "Invalid method used to get client secret",
    ) {
        return Some(another_place(evidence));
    }
    evidence
        .token_error(
            &[401, 400],
            "invalid_client",
            "Invalid client or Invalid client credentials",
        )
        .then(|| {
            fix(Finding::possible(
                "A client with an X.509 certificate gets the same response as a client that does not exist.",
            )
            .apart(
                "In the Admin Console: Clients → the client → \
             Credentials → Client Authenticator.",
            ))
        })
}

/// The finding for a client that accepts its secret only in one place of the request: a form field or HTTP Basic.
fn another_place(evidence: &Evidence) -> Finding {
    let by_basic = evidence
        .token_refusal()
        .is_some_and(|response| response.body.contains("client_secret_basic"));
    let (place, advice) = if by_basic {
        (
            "with HTTP Basic authentication",
            "Send Authorization: Basic with the Base64 form of <client ID>:<secret>, both URL-encoded. Leave client_secret \
             out of the form. This check sends the secret only as a form field. Paste a token from your backend instead.",
        )
    } else {
        (
            "as a form field",
            "Send client_id and client_secret as fields of the form. Leave the Authorization header out.",
        )
    };
    Finding::certain(format!(
        "{} accepts its secret only {place}. This does not show whether the secret is correct.",
        client_name(evidence)
    ))
    .titled(format!("The client accepts its secret only {place}"))
    .seen("The token endpoint returns “Invalid method used to get client secret”.")
    .caller("Send the secret in the other place", advice)
    .look(
        "Or change the client",
        "clients",
        &[
            "Clients",
            &client_name(evidence),
            "Credentials",
            "Client Id and Secret: the allowed method",
        ],
    )
}
