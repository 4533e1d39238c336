//! `realm-role-same-name`: the role is a realm role of the same name.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::shared::capital;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "realm-role-same-name",
    gate: Gate::Permission,
    title: "The role is a realm role of the same name",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "Somebody made a realm role called view-users (or another name of an admin role) and \
         assigned it. Keycloak does not look at it: the Admin API asks for the client role of that \
         name, of the client realm-management.",
        "In the Admin Console both look alike in a list of roles. The client role is shown with \
         the name of its client beside it.",
    ],
    how_known: "The token lists the name under realm_access.roles, and not under resource_access \
     of realm-management. Nothing else than the token is needed to see it.",
    looks_like: &[
        (
            "role-on-wrong-client",
            "The name stands under another client.",
        ),
        (
            "missing-role",
            "The name does not stand in the token at all.",
        ),
    ],
    fix: &[
        "Clients → the client → Service accounts roles (from 26.5 on: Service account roles) → \
         Assign role → Client roles → the role that belongs to realm-management → Assign.",
        "For a person: Users → the user → Role mapping → Assign role, and the same choice.",
        "Delete the realm role of that name under Realm roles, if nothing else uses it.",
        "Fetch a new token and call again.",
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
        // The right role may be granted as well, and be kept out of the token.
        Finding::likely(format!(
            "{} holds a realm role called {role}. Somebody made it; Keycloak asks for \
             the client role {role} of {container}.",
            capital(&evidence.caller())
        ))
        .seen(format!(
            "The token lists {role} as a realm role, and none that \
             suffices under {container}."
        ))
        .apart(format!("Whether {container} has granted the role as well."))
        .change(Change::GrantRoles(vec![role])),
    )
}
