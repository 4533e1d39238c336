//! `mapper-roles-stripped`: a mapper invents the role, and 26.7 does not believe it.

use super::seen::FORBIDDEN_SINCE_26;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mapper-roles-stripped",
    gate: Gate::Permission,
    title: "A mapper invents the role, and 26.7 does not believe it",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "A protocol mapper of the client (Hardcoded Role or Hardcoded claim) writes an admin role \
         into the token, without the role being granted to anybody. Up to 26.5 the Admin API \
         believed such a token.",
        "From 26.7 on Keycloak asks its own records, and removes roles of realm-management that \
         the caller does not hold: the token shows \"realm-management\":{\"roles\":[]}.",
    ],
    how_known: "The token lists realm-management with no role in it. Only a mapper's role that was \
     removed leaves that behind.",
    looks_like: &[
        (
            "missing-role",
            "realm-management does not appear in the token at all.",
        ),
        (
            "role-revoked-since-token",
            "The token still lists the role.",
        ),
    ],
    fix: &[
        "Grant the role for real: Clients → the client → Service account roles → Assign role → \
         Client roles → the role of realm-management → Assign.",
        "Remove the mapper: Clients → the client → Client scopes → <client>-dedicated → Mappers.",
        "Fetch a new token and call again.",
    ],
    versions: "26.7. Up to 26.5.6 the call is let through. A set-up that relies on such a mapper \
     stops working with the upgrade to 26.7.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.versions.before((26, 6)) || evidence.needs.least().is_empty()
    {
        return None;
    }
    let listed = evidence
        .token
        .as_ref()?
        .client_roles(&evidence.container())?;
    if !listed.is_empty() {
        return None;
    }
    Some(
        Finding::certain(format!(
            "A protocol mapper writes roles of {} into the token that the caller does \
             not hold. From 26.7 on Keycloak asks its own records, and strips what a \
             mapper invents.",
            evidence.container()
        ))
        .seen(format!(
            "The token lists {} with no role in it.",
            evidence.container()
        ))
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
