//! `role-on-wrong-client`: the caller has a role with this name from another client.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "role-on-wrong-client",
    gate: Gate::Permission,
    title: "Role belongs to another client",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The caller has a role with the correct name, but of the wrong client. A role named view-users of your own \
         client, or of account, allows nothing in the Admin API.",
        "For a token issued by the realm itself, only roles of the realm-management client count. For a token issued \
         by master, only roles of the {realm}-realm client in master count. Roles of master-realm allow access only to \
         the master realm.",
    ],
    how_known: "The token lists the name in resource_access of another client, but not for the required client. If \
        the token does not list the realm's default roles either, the list may be incomplete, and the report says so.",
    looks_like: &[
        (
            "realm-role-same-name",
            "The token lists the name in realm_access instead of for a client.",
        ),
        ("missing-role", "The token does not list the name at all."),
        (
            "token-from-other-realm",
            "The roles are correct, but another realm issued the token.",
        ),
    ],
    fix: &[
        "Clients → the client → Service accounts roles (from 26.5 on: Service account roles) → Assign role → Client \
         roles. Search for the role and select the one of realm-management.",
        "For a token issued by master: do this in the master realm, and select the role of {realm}-realm.",
        "Unassign the role of the other client if nothing else needs it.",
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
        // The right role may be granted as well, but filtered out of the token.
        Finding::likely(format!(
            "{} has {role} of the client {client}. Only {role} of {container} counts for this realm.",
            capital(&evidence.caller())
        ))
        .seen(format!(
            "The token lists {role} for {client}, but no role of {container} that allows the request."
        ))
        .apart(format!("Whether the role of {container} is also assigned."))
        .change(Change::GrantRoles(vec![role])),
    )
}
