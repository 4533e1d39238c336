//! `base-path-wrong`: keycloak is at another path.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, is_unknown_path, issuer};
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "base-path-wrong",
    gate: Gate::Keycloak,
    title: "Keycloak is at another path",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            404,
            body!("Unable to find matching target resource method"),
            "Keycloak 23, and 26.0 and later",
        ),
        Seen::token(
            404,
            body!("Unable to find matching target resource method", see log),
            "Keycloak 24 and 25",
        ),
        Seen::token(
            404,
            "RESTEASY003210: Could not find resource for full path: \
             http://127.0.0.1:8080/auth/realms/<realm>/protocol/openid-connect/token",
            "Keycloak 22",
        ),
        Seen::token(
            401,
            body!("HTTP 401 Unauthorized"),
            "the token call, with /admin left in the base URL",
        ),
        Seen::token(
            404,
            "keycloak.exceptions.KeycloakPostError: 404: b'{\"error\":\"Unable to find matching \
             target resource method\"}'",
            "Python, python-keycloak",
        ),
        Seen::token(
            404,
            "Error: Unable to find matching target resource method",
            "Node, @keycloak/keycloak-admin-client",
        ),
    ],
    meaning: &[
        "A Keycloak answers, but not under this path. Up to version 16 all addresses began with \
         /auth; since then they do so only where that was configured (--http-relative-path=/auth). \
         Old instructions and old clients still add it.",
        "Or the base URL has too much in it: /admin, /realms/<realm>, or the console's address.",
    ],
    how_known: "Why403 asks discovery with /auth added or taken away. If the other one answers \
     with an issuer and the given one does not, this is certain.",
    looks_like: &[
        (
            "realm-not-found",
            "The path is right, and the realm is unknown: “Realm does not exist”.",
        ),
        (
            "operation-not-found",
            "Below /admin/realms/{realm} the words are “HTTP 404 Not Found”.",
        ),
        ("not-keycloak", "No Keycloak answers at either path."),
    ],
    fix: &[
        "Use the base URL under which /realms/<realm>/.well-known/openid-configuration answers: \
         the part before /realms.",
        "In python-keycloak, keycloak-js, Spring and the like, the server URL is set with or \
         without /auth/; since Keycloak 17 without, unless it was configured.",
        "Administrators who want the old paths: start Keycloak with --http-relative-path=/auth.",
    ],
    versions: "All; the words changed with 23, and 24 and 25 add a hint to their log.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.any_refusal()?;
    let base = &evidence.attempt.base_url;
    let other = evidence.other_base()?;
    let there = evidence.response(Call::DiscoveryOtherBase).and_then(issuer);
    if let Some(issuer) = there {
        let here = evidence.issuer();
        if here.is_some() {
            return None;
        }
        return Some(
            Finding::certain(format!(
                "Keycloak is at {other}, not at {base}. Up to version 16 its path began with \
             /auth; since then it does so only where it was configured."
            ))
            .seen(format!(
                "Discovery at {other} answers with the issuer {issuer}."
            ))
            .seen(format!("At {base} the answer is a {}.", response.status))
            .caller(
                "Change the base URL",
                format!("Use {other} as the base URL."),
            ),
        );
    }
    if evidence.token_refusal().is_some() && is_unknown_path(response) {
        return Some(
            Finding::likely(format!(
                "A Keycloak answers at {base}, and does not know the path of its own token \
             endpoint: the base URL has too much or too little path."
            ))
            .seen("Keycloak's 404 says that no resource has this path.")
            .apart("The base URL that discovery works on.")
            .caller(
                "Change the base URL",
                "The base URL is the part before /realms in the address of discovery \
             (…/realms/<realm>/.well-known/openid-configuration).",
            ),
        );
    }
    (response.status == 404 && !is_keycloaks(response) && !evidence.keycloak_seen()).then(|| {
        Finding::possible("The base URL may lack a path, or have one too much.")
            .apart("The base URL that discovery works on.")
            .caller(
                "Change the base URL",
                "Keycloak may have been given a relative path of its \
             own, such as /auth or /sso.",
            )
    })
}
