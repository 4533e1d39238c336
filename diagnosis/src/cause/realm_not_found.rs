//! `realm-not-found`: the realm does not exist.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "realm-not-found",
    gate: Gate::Realm,
    title: "Realm does not exist",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            404,
            body!("Realm does not exist"),
            "Keycloak 22, 23, and 26.0 and later",
        ),
        Seen::token(
            404,
            body!("Realm does not exist", see log),
            "Keycloak 24 and 25",
        ),
        Seen::admin(
            404,
            body!("Realm not found."),
            "the Admin API, with a valid token",
        ),
        Seen::admin(
            404,
            body!("Realm not found.", see log),
            "the same on Keycloak 24 and 25",
        ),
        Seen::token(404, "null [Realm does not exist]", "kcadm.sh"),
        Seen::token(
            404,
            "keycloak.exceptions.KeycloakPostError: 404: b'{\"error\":\"Realm does not exist\"}'",
            "Python, python-keycloak",
        ),
        Seen::token(
            404,
            "jakarta.ws.rs.ProcessingException: jakarta.ws.rs.NotFoundException: HTTP 404 Not \
             Found",
            "Java, keycloak-admin-client",
        ),
    ],
    meaning: &[
        "This server has no realm with this name. Realm names are case-sensitive. The name in the URL is not the \
         display name on the sign-in page.",
    ],
    how_known: "The token endpoint and discovery return this message to every caller. The Admin API returns it only to \
        callers with a valid token. Without one, an unknown realm returns 401.",
    looks_like: &[
        (
            "base-path-wrong",
            "The 404 says that no resource has this path, not that the realm is missing.",
        ),
        (
            "operation-not-found",
            "The realm exists, but the path below it does not.",
        ),
    ],
    fix: &[
        "Compare the spelling, including capital letters, with the URL of the Admin Console: \
         /admin/master/console/#/<realm>.",
        "Realm settings → General shows the realm name.",
        "Check that the base URL belongs to the correct environment: open /realms/<realm> in a browser. No sign-in is \
         required.",
    ],
    versions: "All. 24 and 25 add a hint about the log.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let realm = evidence.attempt.token_realm();
    let refused = evidence.token_refusal().filter(|r| {
        r.status == 404 && keycloak_error(r).is_some_and(|e| e.error == "Realm does not exist")
    });
    let (realm, seen) = if refused.is_some() {
        (
            realm.as_str(),
            "The token endpoint returns “Realm does not exist”.",
        )
    } else {
        let response = evidence.refusal().filter(|r| r.status == 404)?;
        keycloak_error(response).filter(|e| e.error.starts_with("Realm not found"))?;
        (
            evidence.attempt.realm.as_str(),
            "The Admin API returns “Realm not found.”.",
        )
    };
    // The realm that has just issued the token exists, so another server may have responded.
    let certainty =
        if refused.is_none() && evidence.token_was_issued_here() && evidence.token_realm() == realm
        {
            Certainty::Likely
        } else {
            Certainty::Certain
        };
    Some(
        Finding::new(certainty, format!(
            "This server has no realm “{realm}”. Realm names are case-sensitive and differ from display names."
        ))
        .seen(seen)
        .caller(
            "Correct the realm",
            "The realm name is in the URLs of the Admin Console (…/console/#/<realm>/…) and of discovery \
             (…/realms/<realm>/…).",
        ),
    )
}
