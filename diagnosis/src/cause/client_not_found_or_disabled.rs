//! `client-not-found-or-disabled`: the client does not exist in this realm, or is disabled.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-not-found-or-disabled",
    gate: Gate::Client,
    title: "Client does not exist in this realm or is disabled",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            401,
            body!(
                "invalid_client",
                "Invalid client or Invalid client credentials"
            ),
            "",
        ),
        Seen::token(
            401,
            "Invalid client or Invalid client credentials [invalid_client]",
            "kcadm.sh",
        ),
        Seen::token(
            401,
            "keycloak.exceptions.KeycloakAuthenticationError: 401: \
             b'{\"error\":\"invalid_client\",\"error_description\":\"Invalid client or Invalid \
             client credentials\"}'",
            "Python, python-keycloak",
        ),
        Seen::token(
            401,
            "Error: invalid_client",
            "Node, @keycloak/keycloak-admin-client",
        ),
        Seen::token(
            401,
            "jakarta.ws.rs.ProcessingException: jakarta.ws.rs.NotAuthorizedException: HTTP 401 \
             Unauthorized",
            "Java, keycloak-admin-client",
        ),
        Seen::log(Endpoint::Token, r#"error="client_not_found""#),
        Seen::log(Endpoint::Token, r#"error="client_disabled""#),
    ],
    meaning: &[
        "The realm has no enabled client with this client ID. Keycloak returns the same response for an unknown \
         client, a disabled client, and a request without a client ID.",
        "Look at the error code: invalid_client. For an existing client with a wrong secret it is \
         unauthorized_client, with the same description.",
    ],
    how_known: "The error is invalid_client. A missing and a disabled client can't be distinguished from outside. \
        Why403 tries the same credentials once in master to find a client of another realm.",
    looks_like: &[
        ("client-secret-wrong", "The error is unauthorized_client."),
        (
            "client-in-other-realm",
            "The same credentials work in another realm.",
        ),
        (
            "client-auth-method-mismatch",
            "A client with an X.509 certificate gets the same response.",
        ),
        (
            "token-not-accepted",
            "The 401 comes from the Admin API: its body is {\"error\":\"HTTP 401 Unauthorized\"}.",
        ),
    ],
    fix: &[
        "Open Clients in the realm's Admin Console. Is the client in the list? The client ID is the name in the first \
         column, case-sensitive, not the UUID in the URL.",
        "Open the client. Is it enabled (top right)?",
        "If the client is in another realm, get the token there.",
        "Check that your program sends client_id, as a form field or with Basic authentication.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(
        &[401, 400],
        "invalid_client",
        "Invalid client or Invalid client credentials",
    ) {
        return None;
    }
    let client = evidence.attempt.client()?;
    let realm = evidence.attempt.token_realm();
    Some(
        Finding::likely(format!(
            "The realm {realm} has no enabled client with the client ID {}. A missing and a disabled client can't be \
             distinguished from outside.",
            client.id
        ))
        .seen(
            "The token endpoint returns invalid_client. For a wrong secret, it returns unauthorized_client.",
        )
        .apart(
            "In the Admin Console: check that the client is in the list and enabled.",
        )
        .change(Change::Client(ClientSetting::Enabled))
        .caller(
            "Correct the client ID or the realm",
            "The client ID is case-sensitive. It is the name in the list of clients, not the internal ID. If the \
             client is in another realm, get the token there.",
        ),
    )
}
