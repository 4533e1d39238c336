//! `realm-role-same-name`: the role is a realm role of the same name.

use super::shared::{capital, shown_by_claims};
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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
        shown_by_claims(
            evidence,
            format!(
                "{} holds a realm role called {role}. Somebody made it; Keycloak asks for \
             the client role {role} of {container}.",
                capital(&evidence.caller())
            ),
        )
        .seen(format!(
            "The token lists {role} as a realm role, and none that \
             suffices under {container}."
        ))
        .apart(format!("Whether {container} has granted the role as well."))
        .change(Change::GrantRoles(vec![role])),
    )
}
