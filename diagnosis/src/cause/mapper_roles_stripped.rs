//! `mapper-roles-stripped`: only a protocol mapper adds the role, and Keycloak ignores it from 26.6.5 and 26.7.1 on.

use super::seen::FORBIDDEN_SINCE_26;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "mapper-roles-stripped",
    gate: Gate::Permission,
    title: "Role comes from a mapper only (ignored since 26.7.1)",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "A protocol mapper of the client (Hardcoded Role or Hardcoded claim) adds an admin role to the token although \
         nobody granted the role. Older versions of the Admin API accept such a role.",
        "From 26.6.5 and 26.7.1 on, Keycloak checks the roles that it has stored and removes roles of realm-management that the \
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
    versions: "26.6.5 and later 26.6, 26.7.1 and later, by Keycloak's upgrading guides. Measured: 26.6.4 and 26.7.0 \
        allow the request, 26.7.3 and 26.7.5 deny it. A setup that relies on such a mapper stops working after the \
        upgrade.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied()
        || !evidence.versions.may_look_up_roles()
        || evidence.needs.least().is_empty()
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
            "A protocol mapper adds roles of {} to the token that the caller does not have. From 26.6.5 and 26.7.1 \
             on, Keycloak removes roles that come from a mapper only.",
            evidence.container()
        ))
        .seen(format!(
            "The token lists {} with an empty list of roles.",
            evidence.container()
        ))
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
