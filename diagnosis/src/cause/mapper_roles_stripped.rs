//! `mapper-roles-stripped`: a mapper invents the role, and 26.7 does not believe it.

use super::seen::FORBIDDEN_SINCE_26;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mapper-roles-stripped",
    gate: Gate::Permission,
    title: "Role comes from a mapper only (ignored since 26.7)",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "A protocol mapper of the client (Hardcoded Role or Hardcoded claim) adds an admin role to the token although \
         nobody granted the role. Up to 26.5, the Admin API accepted such a role.",
        "From 26.7 on, Keycloak checks the roles that it has stored and removes roles of realm-management that the \
         caller does not have. The token then contains \"realm-management\":{\"roles\":[]}.",
    ],
    how_known: "The token lists realm-management with an empty list of roles. Only a removed mapper role causes this.",
    looks_like: &[
        (
            "missing-role",
            "realm-management is not in the token at all.",
        ),
        (
            "role-revoked-since-token",
            "The token still lists the role.",
        ),
    ],
    fix: &[
        "Assign the role: Clients → the client → Service account roles → Assign role → Client roles → the role of \
         realm-management → Assign.",
        "Remove the mapper: Clients → the client → Client scopes → <client>-dedicated → Mappers.",
        "Get a new token and run the request again.",
    ],
    versions: "26.7. Up to 26.5.6, Keycloak allows the request. A setup that relies on such a mapper stops working \
        after the upgrade to 26.7.",
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
            "A protocol mapper adds roles of {} to the token that the caller does not have. From 26.7 on, Keycloak \
             removes roles that come from a mapper only.",
            evidence.container()
        ))
        .seen(format!(
            "The token lists {} with an empty list of roles.",
            evidence.container()
        ))
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
