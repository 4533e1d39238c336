//! `roles-not-in-token`: the token carries no roles, and this version looks nowhere else.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::shared::{client_name, words};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "roles-not-in-token",
    gate: Gate::Permission,
    title: "The token carries no roles, and this version looks nowhere else",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The token says nothing about roles: neither realm_access nor resource_access is in it. Up \
         to 25 the Admin API believes the token, so for it the caller has no role, whatever is \
         granted.",
        "This happens when the client has lost the client scope “roles”, or issues lightweight \
         access tokens. If realm_access is there and resource_access is not, that client scope has \
         lost its mapper “client roles”: the roles of realm-management are client roles.",
        "From 26.0 on Keycloak looks the roles of a service account up itself where the token \
         lists no role at all, and from 26.7 on those of everybody. Then the same token is let \
         through.",
    ],
    how_known: "Why403 sees that the token lists no role of realm-management, and not even those of \
     account that everybody has by default, and infers the version from the \
     error bodies and from discovery. On versions that read the server's own record it does not \
     offer this cause. Whether the role is granted behind the empty token cannot be seen from \
     outside.",
    looks_like: &[
        (
            "role-out-of-scope",
            "Full scope allowed is off: that empties the token too, and is a 403 on every version.",
        ),
        ("missing-role", "The role is not granted either."),
    ],
    fix: &[
        "Clients → the client → Client scopes → Add client scope → roles → Add → Default.",
        "If realm_access is there: Client scopes → roles → Mappers → Add mapper → From predefined \
         mappers → client roles → Add.",
        "If the tokens are lightweight: Clients → the client → Advanced → Always use lightweight \
         access token: Off → Save.",
        "Check that the role is granted: Clients → the client → Service accounts roles.",
        "Fetch a new token, look whether resource_access is in it, and call again.",
    ],
    versions: "Scope “roles” missing: client credentials up to 25, password grant up to 26.5. Its \
     mapper “client roles” alone missing, or mappers for some roles in its place: up to 26.5. \
     Lightweight access token: 24 and 25. Let through from 26.0 and from 26.7.",
};

const NO_ROLE: &str = "The token lists no role at all, not even the default ones, so on this version \
                       Keycloak sees none: the client lacks the client scope “roles”, or issues \
                       lightweight access tokens. The role itself may well be granted.";
const WHERE_TO_LOOK: &str = "Clients → the client → Client scopes: whether “roles” is there; Advanced: whether \
                             lightweight access tokens are on.";

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.claims_suffice() || !evidence.needs.known {
        return None;
    }
    let token = evidence.token.as_ref()?;
    // From 26.0 to 26.5 the server's own record counts only for a service account whose token lists no role at all (recordings
    // roles-scope-missing and client-roles-mapper-missing).
    let by_record_since = if evidence.is_service_account() && !token.has_role_claims() {
        (26, 0)
    } else {
        (26, 6)
    };
    let claims_decide = evidence.versions.rather_before(by_record_since);
    if token.lists_account()
        || token.client_roles(&evidence.container()).is_some()
        || evidence.versions.at_least(by_record_since)
    {
        return None;
    }
    let certainty = if claims_decide {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    Some(if token.looks_lightweight() {
        lightweight(evidence, certainty)
    } else if token.has_role_claims() {
        without_client_roles(certainty, token)
    } else {
        without_roles(certainty)
    })
}

fn lightweight(evidence: &Evidence, certainty: Certainty) -> Finding {
    Finding::new(certainty, NO_ROLE)
        .seen("The token is a lightweight one, without roles.")
        .apart(WHERE_TO_LOOK)
        .console(
            "Turn lightweight access tokens off",
            "clients",
            &[
                "Clients",
                &client_name(evidence),
                "Advanced",
                "Always use lightweight access token: Off",
                "Save",
            ],
        )
}

fn without_roles(certainty: Certainty) -> Finding {
    Finding::new(certainty, NO_ROLE)
        .seen("The token has neither realm_access nor resource_access.")
        .apart(WHERE_TO_LOOK)
        .change(Change::AddScope("roles"))
}

/// Other roles are there: the client scope has lost its mapper “client roles”, or mappers of somebody's own stand in for the scope.
fn without_client_roles(certainty: Certainty, token: &Token) -> Finding {
    let finding = Finding::new(
        certainty,
        "The token lists some roles, but none of account, which everybody has by default: its list \
         of client roles is cut, so on this version Keycloak sees no role of realm-management. The \
         role itself may well be granted.",
    )
    .apart(
        "Clients → the client → Client scopes: whether “roles” is there; and in Client scopes → \
         roles → Mappers: whether “client roles” is.",
    );
    let others: Vec<String> = token.role_clients().map(str::to_owned).collect();
    if others.is_empty() {
        finding
            .seen("The token has realm_access, and no resource_access.")
            .console(
                "Give the client scope its mapper back",
                "client-scopes",
                &[
                    "Client scopes",
                    "roles",
                    "Mappers",
                    "Add mapper → From predefined mappers",
                    "client roles",
                    "Add",
                ],
            )
    } else {
        finding
            .seen(format!(
                "Under resource_access the token lists {} alone.",
                words(&others)
            ))
            .change(Change::AddScope("roles"))
    }
}
