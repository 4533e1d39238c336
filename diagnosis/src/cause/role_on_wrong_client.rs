//! `role-on-wrong-client`: the role is one of another client.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::shared::capital;
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
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The caller holds a role with the right name, but of the wrong client. A role called \
         view-users that belongs to your own client, or to account, opens nothing in the Admin \
         API.",
        "With a token of the realm itself only the roles of the client realm-management count. \
         With a token of master only those of the client {realm}-realm in master count; roles of \
         master-realm open the realm master and nothing else.",
    ],
    how_known: "The token lists the name under resource_access of another client, and not under \
     the client that counts. If the token does not list the realm's default roles either, its list \
     may be cut, and Why403 says so.",
    looks_like: &[
        (
            "realm-role-same-name",
            "The name stands under realm_access instead of under a client.",
        ),
        (
            "missing-role",
            "The name does not stand in the token at all.",
        ),
        (
            "token-from-other-realm",
            "The roles are right, but the token was issued by another realm.",
        ),
    ],
    fix: &[
        "Clients → the client → Service accounts roles (from 26.5 on: Service account roles) → \
         Assign role → Client roles. Search for the role and pick the one that belongs to \
         realm-management.",
        "With a token of master: do this in the realm master, and pick the role of {realm}-realm.",
        "Unassign the role of the other client if nothing else needs it.",
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
        // The right role may be granted as well, and be kept out of the token.
        Finding::likely(format!(
            "{} holds {role} of the client {client}. Only {role} of {container} counts \
             for this realm; the same name on another client does nothing here.",
            capital(&evidence.caller())
        ))
        .seen(format!(
            "The token lists {role} under {client}, and none that \
             suffices under {container}."
        ))
        .apart(format!("Whether {container} has granted the role as well."))
        .change(Change::GrantRoles(vec![role])),
    )
}
