//! `role-on-wrong-client`: the role is one of another client.

use super::shared::{capital, shown_by_claims};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "role-on-wrong-client",
    gate: Gate::Permission,
    title: "The role is one of another client",
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
    let (client, role) = token
        .role_clients()
        .filter(|client| *client != container)
        .find_map(|client| {
            let role = token
                .client_roles(client)?
                .into_iter()
                .find(|role| evidence.needs.is_sufficient(role))?;
            Some((client.to_owned(), role.to_owned()))
        })?;
    Some(
        shown_by_claims(
            evidence,
            format!(
                "{} holds {role} of the client {client}. Only {role} of {container} counts \
             for this realm; the same name on another client does nothing here.",
                capital(&evidence.caller())
            ),
        )
        .seen(format!(
            "The token lists {role} under {client}, and none that \
             suffices under {container}."
        ))
        .apart(format!("Whether {container} has granted the role as well."))
        .change(Change::GrantRoles(vec![role])),
    )
}
