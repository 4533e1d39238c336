//! `client-secret-wrong`: the client secret is wrong.

use super::conclusions::{is_built_in_bearer_only, rejects_secret};
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::attempt::secret_flaw;
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::report::Certainty;
use secrecy::ExposeSecret as _;

pub(super) const CAUSE: Cause = Cause {
    code: "client-secret-wrong",
    gate: Gate::ClientProof,
    title: "The client secret is wrong",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            401,
            body!(
                "unauthorized_client",
                "Invalid client or Invalid client credentials"
            ),
            "",
        ),
        Seen::token(
            401,
            "Invalid client or Invalid client credentials [unauthorized_client]",
            "kcadm.sh",
        ),
        Seen::token(
            401,
            "keycloak.exceptions.KeycloakAuthenticationError: 401: \
             b'{\"error\":\"unauthorized_client\",\"error_description\":\"Invalid client or \
             Invalid client credentials\"}'",
            "Python, python-keycloak",
        ),
        Seen::token(
            401,
            "Error: unauthorized_client",
            "Node, @keycloak/keycloak-admin-client",
        ),
        Seen::token(
            401,
            "jakarta.ws.rs.ProcessingException: jakarta.ws.rs.NotAuthorizedException: HTTP 401 \
             Unauthorized",
            "Java, keycloak-admin-client",
        ),
        Seen::log(Endpoint::Token, r#"error="invalid_client_credentials""#),
    ],
    meaning: &[
        "The client exists in this realm, but the secret is wrong, missing, empty, or encoded in a different way.",
        "Common mistakes: a line break at the end of a secret read from a file, the mask ********** from an export, a \
         secret that was URL-encoded twice, or a secret from another environment.",
    ],
    how_known: "The error is unauthorized_client. For an unknown client it is invalid_client. Why403 warns about a \
        secret that is masked, contains spaces, or looks URL-encoded. It never shows or stores the secret.",
    looks_like: &[
        (
            "client-not-found-or-disabled",
            "The error is invalid_client.",
        ),
        (
            "client-is-bearer-only",
            "A bearer-only client gets the same response if the secret is wrong; from 25 to 26.6, also with the correct secret.",
        ),
        (
            "client-is-saml",
            "A SAML client gets the same response if the secret is wrong or missing. Its page has no Credentials tab.",
        ),
        (
            "service-account-disabled",
            "The secret is correct, and the description is “Client not enabled to retrieve service account”.",
        ),
    ],
    fix: &[
        "Clients → the client → Credentials → Client Secret: copy the secret with the copy button.",
        "Send the secret as a URL-encoded form field (curl: --data-urlencode client_secret=…). An unencoded % returns \
         a 500, or a 400 with Basic authentication.",
        "Check for a line break. In a shell, use printf %s instead of echo.",
        "If the secret is lost, click Regenerate on the same page. Then update every program that uses the old \
         secret. Existing tokens stay valid.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !rejects_secret(evidence) {
        return None;
    }
    let client = evidence.attempt.client()?;
    let realm = evidence.attempt.token_realm();
    let flaw = client
        .secret
        .as_ref()
        .and_then(|secret| secret_flaw(secret.expose_secret()));
    let explanation = match (&client.secret, flaw) {
        (None, _) => format!(
            "The client {} exists in realm {realm} and requires a secret, but no secret was sent.",
            client.id
        ),
        (_, Some(flaw)) => format!(
            "The client {} exists in realm {realm}, but the secret is wrong. {flaw}",
            client.id
        ),
        (_, None) => format!(
            "The client {} exists in realm {realm}, but the secret is wrong.",
            client.id
        ),
    };
    // With a wrong secret, SAML clients and bearer-only clients get the same response (recordings client-of-saml-with-wrong-secret and
    // client-bearer-only-with-wrong-secret).
    let certainty = if is_built_in_bearer_only(evidence) {
        Certainty::Possible
    } else {
        Certainty::Likely
    };
    let mut finding = Finding::new(certainty, explanation)
        .seen(
            "The token endpoint returns unauthorized_client. For an unknown client, it returns invalid_client.",
        )
        .apart("In the Admin Console: Clients → the client → Credentials.");
    if client.secret.is_none() {
        finding = finding.seen("No secret was sent.").caller(
            "Enter the client secret",
            "In the playground, enter the client secret. On the command line, set WHY403_CLIENT_SECRET.",
        );
    }
    Some(finding.look(
        "Copy the secret from the Admin Console",
        "clients",
        &[
            "Clients",
            &client.id.to_string(),
            "Credentials",
            "Client Secret (copy)",
        ],
    ))
}
