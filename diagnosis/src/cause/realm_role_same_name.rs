//! `realm-role-same-name`: the caller has a realm role with the name of the required client role.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "realm-role-same-name",
    gate: Gate::Permission,
    title: "Realm role with the same name (the client role is required)",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "An administrator created a realm role with the name view-users (or the name of another admin role) and \
         assigned it. The Admin API ignores it. It requires the client role with that name of the realm-management \
         client.",
        "In the Admin Console, both roles look alike. The client role is shown with the name of its client.",
    ],
    how_known: "The token lists the name in realm_access.roles, but not in resource_access of realm-management. The \
        token is the only evidence required.",
    looks_like: &[
        (
            "role-on-wrong-client",
            "The token lists the name for another client.",
        ),
        ("missing-role", "The token does not list the name at all."),
    ],
    fix: &[
        "Clients → the client → Service accounts roles (from 26.5 on: Service account roles) → Assign role → Client \
         roles → the role of realm-management → Assign.",
        "For a person: Users → the user → Role mapping → Assign role, and select the same role.",
        "Delete the realm role of that name under Realm roles if nothing else uses it.",
        "Get a new token and run the request again.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.claims_suffice() {
        return None;
    }
    let token = evidence.token.as_ref()?;
    let container = evidence.container();
    let role = token
        .realm_roles()
        .into_iter()
        .find(|role| evidence.needs.is_sufficient(role))?
        .to_owned();
    Some(
        // The right role may be granted as well, but filtered out of the token.
        Finding::likely(format!(
            "{} has a realm role named {role}. Keycloak requires the client role {role} of {container}.",
            capital(&evidence.caller())
        ))
        .seen(format!(
            "The token lists {role} as a realm role, but no role of {container} that allows the request."
        ))
        .apart(format!("Whether the role of {container} is also assigned."))
        .change(Change::GrantRoles(vec![role])),
    )
}
