//! `roles-not-in-token`: the token lists no roles, and this version looks up none.

use super::conclusions::words;
use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::{Change, ClientSetting};
use crate::gate::Gate;
use crate::report::Certainty;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "roles-not-in-token",
    gate: Gate::Permission,
    title: "Token contains no roles (needed up to 26.7.0)",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The token contains neither realm_access nor resource_access. Up to 25, the Admin API uses only the roles in \
         the token, so the caller has no roles.",
        "This happens if the client does not have the client scope “roles” or issues lightweight access tokens. If \
         the token contains realm_access but not resource_access, that client scope has lost its mapper “client \
         roles”. The roles of realm-management are client roles.",
        "From 26.0 on, Keycloak looks up the roles of a service account if its token lists no roles. From 26.6.5 and \
         26.7.1 on, it looks up the roles of every caller. Then the same token is allowed.",
    ],
    how_known: "Why403 sees that the token lists no role of realm-management and none of the default roles of \
        account. It detects the version from error bodies and discovery. On versions that look up the roles, it does \
        not report this cause. Whether the role is assigned is not visible from outside.",
    looks_like: &[
        (
            "role-out-of-scope",
            "Full scope allowed is off. This also removes roles from the token, and it returns 403 on every version.",
        ),
        ("missing-role", "The role is not assigned either."),
    ],
    fix: &[
        "Clients → the client → Client scopes → Add client scope → roles → Add → Default.",
        "If the token contains realm_access: Client scopes → roles → Mappers → Add mapper → From predefined mappers → \
         client roles → Add.",
        "If the tokens are lightweight: Clients → the client → Advanced → Always use lightweight access token: Off → \
         Save.",
        "Check that the role is assigned: Clients → the client → Service accounts roles.",
        "Get a new token, check that it contains resource_access, and run the request again.",
    ],
    versions: "Client scope “roles” missing: client credentials up to 25; password grant up to 26.6.4, and 26.7.0. \
        Only its mapper “client roles” missing, or mappers for some roles instead: up to 26.6.4, and 26.7.0. \
        Lightweight access token: 24 and 25. Later versions allow the request.",
};

const NO_ROLE: &str = "The token lists no roles, not even the default roles, so this Keycloak version sees none. The \
    client does not have the client scope “roles” or issues lightweight access tokens. The role itself may be \
    assigned.";
const WHERE_TO_LOOK: &str = "Check Clients → the client → Client scopes for “roles”, and Advanced for lightweight \
    access tokens.";

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.claims_suffice() || !evidence.needs.known {
        return None;
    }
    let token = evidence.token.as_ref()?;
    if token.lists_account()
        || token.client_roles(&evidence.container()).is_some()
        || stored_roles_decide(evidence, token)
        || evidence.looks_roles_up()
    {
        return None;
    }
    let certainty = if claims_decide(evidence) {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    Some(if token.looks_lightweight() {
        lightweight(certainty)
    } else if token.has_role_claims() {
        without_client_roles(certainty, token)
    } else {
        without_roles(certainty)
    })
}

/// Whether the token is one whose roles Keycloak looks up from 26.0 on, before it looked up the roles of every caller: that of a service
/// account that lists no role at all (recordings roles-scope-missing and client-roles-mapper-missing).
fn is_looked_up_early(evidence: &Evidence, token: &Token) -> bool {
    evidence.is_service_account() && !token.has_role_claims()
}

/// Whether the roles in the token decide, in the versions that fit the evidence and the hint.
pub(crate) fn claims_decide(evidence: &Evidence) -> bool {
    evidence.token.as_ref().is_some_and(|token| {
        if is_looked_up_early(evidence, token) {
            evidence.versions.rather_before((26, 0))
        } else {
            evidence.versions.rather_trusts_the_token()
        }
    })
}

/// Whether the stored roles decide, in every version that fits.
fn stored_roles_decide(evidence: &Evidence, token: &Token) -> bool {
    if is_looked_up_early(evidence, token) {
        evidence.versions.at_least((26, 0))
    } else {
        evidence.versions.looks_up_roles()
    }
}

fn lightweight(certainty: Certainty) -> Finding {
    Finding::new(certainty, NO_ROLE)
        .seen("The token is lightweight and contains no roles.")
        .apart(WHERE_TO_LOOK)
        .change(Change::Client(ClientSetting::NoLightweightTokens))
}

fn without_roles(certainty: Certainty) -> Finding {
    Finding::new(certainty, NO_ROLE)
        .seen("The token contains neither realm_access nor resource_access.")
        .apart(WHERE_TO_LOOK)
        .change(Change::AddScope("roles"))
}

/// The finding if the token lists other roles: the client scope lacks its mapper “client roles”, or custom mappers replace the scope.
fn without_client_roles(certainty: Certainty, token: &Token) -> Finding {
    let finding = Finding::new(
        certainty,
        "The token lists some roles, but none of account, which everybody has by default. Its list of client roles is \
         incomplete, so this Keycloak version sees no role of realm-management. The role itself may be assigned.",
    )
    .apart(
        "Check Clients → the client → Client scopes for “roles”, and Client scopes → roles → Mappers for “client \
         roles”.",
    );
    let others: Vec<String> = token.role_clients().map(str::to_owned).collect();
    if others.is_empty() {
        finding
            .seen("The token contains realm_access but not resource_access.")
            .console(
                "Restore the mapper of the client scope",
                "client-scopes",
                &[
                    "Client scopes",
                    "roles",
                    "Mappers",
                    "Add mapper → From predefined mappers",
                    "client roles",
                    "Add",
                ],
                "The mapper has many settings, which only the Admin Console fills in.",
            )
    } else {
        finding
            .seen(format!(
                "In resource_access, the token lists only {}.",
                words(&others)
            ))
            .change(Change::AddScope("roles"))
    }
}
