//! `role-out-of-scope`: the role may be granted, but the client's scope cuts it off.

use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "role-out-of-scope",
    gate: Gate::Permission,
    title: "The role may be granted, but the client's scope cuts it off",
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
    if !evidence.denied() || evidence.claims_suffice() || !evidence.needs.known {
        return None;
    }
    let token = evidence.token.as_ref()?;
    if token.lists_default_roles() {
        return None;
    }
    let lightweight = token.is_lightweight() == Some(true);
    let certainty = if token.has_role_claims()
        || lightweight
        || evidence.versions.before((26, 0))
        || evidence.versions.before((26, 6)) && !evidence.is_service_account()
    {
        Certainty::Possible
    } else {
        Certainty::Likely
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "The token lacks even the roles that every account has by default: something \
             cuts the roles of {}. Its setting “Full scope allowed” is off, and the role \
             is not among the roles that its scope lets through.",
                client_name(evidence)
            ),
        )
        .seen("The token does not list the realm's default roles.")
        .apart(format!(
            "Clients → {} → Client scopes → {0}-dedicated → Scope: whether Full scope \
             allowed is off, and which roles are listed.",
            client_name(evidence)
        ))
        .change(Change::MapScope(evidence.needs.least().to_vec()))
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
