//! `base-path-wrong`: Keycloak is at another path.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::{is_keycloaks, is_outside_roots, is_unknown_path, issuer};
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "base-path-wrong",
    gate: Gate::Keycloak,
    title: "Wrong base URL",
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
        Seen::admin(
            404,
            "RESTEASY003210: Could not find resource for full path: \
             http://127.0.0.1:8080/auth/admin/realms/<realm>/users",
            "Keycloak 22",
        ),
        Seen::token(
            401,
            body!("HTTP 401 Unauthorized"),
            "the token request, with /admin left in the base URL",
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
        "Keycloak responds, but not at this path. Up to version 16, all paths started with /auth. Newer versions use \
         /auth only if configured (--http-relative-path=/auth). Old guides and clients still add it.",
        "Or the base URL contains too much: /admin, /realms/<realm>, or the console's path.",
    ],
    how_known: "Why403 requests discovery with /auth added or removed. If only the other base URL returns an issuer, \
        this cause is certain.",
    looks_like: &[
        (
            "realm-not-found",
            "The path is correct but the realm does not exist: “Realm does not exist”.",
        ),
        (
            "operation-not-found",
            "Below /admin/realms/{realm}, the message is “HTTP 404 Not Found”.",
        ),
        ("not-keycloak", "No Keycloak responds at either path."),
    ],
    fix: &[
        "Use the base URL at which /realms/<realm>/.well-known/openid-configuration responds: the part before \
         /realms.",
        "In python-keycloak, keycloak-js, Spring, and similar libraries, set the server URL without /auth/ since \
         Keycloak 17, unless your server is configured with /auth.",
        "Administrators who want the old paths: start Keycloak with --http-relative-path=/auth.",
    ],
    versions: "All. The message changed in 23. 24 and 25 add a hint about the log.",
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
                "Wrong base URL. Keycloak is at {other}, not at {base}. Up to version 16, the path started with \
                 /auth. Newer versions use /auth only if configured."
            ))
            .seen(format!(
                "Discovery at {other} returns the issuer {issuer}."
            ))
            .seen(format!("{base} returns {}.", response.status))
            .caller(
                "Change the base URL",
                format!("Use {other} as the base URL."),
            ),
        );
    }
    if evidence.token_refusal().is_some() && is_unknown_path(response) {
        return Some(
            Finding::likely(format!(
                "Keycloak responds at {base}, but the path of the token endpoint does not exist there. The base URL \
                 contains too much or too little of the path."
            ))
            .seen("Keycloak's 404 says that no resource has this path.")
            .apart("The base URL at which discovery responds.")
            .caller(
                "Change the base URL",
                "The base URL is the part before /realms in the discovery URL \
                 (…/realms/<realm>/.well-known/openid-configuration).",
            ),
        );
    }
    // A base URL that is right for the token endpoint is right for the Admin API.
    if is_outside_roots(response)
        && !evidence.token_was_issued_here()
        && evidence.needs.exists
        && evidence.issuer().is_none()
    {
        let has_auth = base.to_string().ends_with("/auth");
        let why = if has_auth {
            "Up to version 16, all paths started with /auth. Newer versions use /auth only if configured."
        } else {
            "The base URL contains too much or too little of the path."
        };
        return Some(
            Finding::likely(format!(
                "Keycloak responds, but the Admin API is not below {base}. {why}"
            ))
            .seen("Keycloak's 404 says that no resource has this path, and the operation exists.")
            .apart("The base URL at which discovery responds.")
            .caller(
                "Change the base URL",
                if has_auth {
                    format!("Use {other} as the base URL.")
                } else {
                    format!("The base URL is the part before /admin. Try {other}.")
                },
            ),
        );
    }
    (response.status == 404 && !is_keycloaks(response) && !evidence.keycloak_seen()).then(|| {
        Finding::possible(
            "Part of the base URL's path may be missing, or the path may contain too much.",
        )
        .apart("The base URL at which discovery responds.")
        .caller(
            "Change the base URL",
            "Keycloak may be configured with a relative path such as /auth or /sso.",
        )
    })
}
