//! `role-out-of-scope`: the role may be granted, but the client's scope cuts it off.

use super::seen::FORBIDDEN_EVERYWHERE;
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
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The role is granted, and still the client may not use it: its setting Full scope allowed \
         is off, and the role is not among those that its scope lets through. Keycloak then leaves \
         the role out of the token, and the Admin API acts as if it were not granted.",
        "The sign is a token that lacks even the roles every account has, default-roles-{realm} \
         among them.",
    ],
    how_known: "Why403 looks whether the token lists the realm's default roles. If it does not, and \
     the version does not read roles from the token alone, this is likely. If it does, somebody must \
     have let through those and left out the role, so it is only named as possible. The setting \
     itself can only be seen in the Admin Console.",
    looks_like: &[
        (
            "roles-not-in-token",
            "The client scope “roles” is missing, or tokens are lightweight; up to 25 (password \
             grant: up to 26.5) that has the same effect.",
        ),
        (
            "missing-role",
            "The role is not granted at all. With a cut token both look the same from outside.",
        ),
    ],
    fix: &[
        "Clients → the client → Client scopes → <client>-dedicated → Scope → Assign role → Client \
         roles → the role of realm-management → Assign.",
        "Or, on the same page, switch Full scope allowed on. That lets every role of the account \
         into the token, so the narrower first step is better.",
        "Check that the role is granted as well: Clients → the client → Service accounts roles \
         (from 26.5 on: Service account roles).",
        "Fetch a new token and call again.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.3: 403 on every one. From 26.7 on Keycloak looks \
     the roles up itself, but still only within the client's scope.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.claims_suffice() || evidence.needs.least().is_empty() {
        return None;
    }
    let token = evidence.token.as_ref()?;
    if token.lists_default_roles() {
        return Some(but_for_default_roles(evidence));
    }
    let lightweight = token.is_lightweight() == Some(true);
    let certainty = if token.has_role_claims()
        || lightweight
        || evidence.versions.before((26, 0))
        || evidence.versions.rather_before((26, 6)) && !evidence.is_service_account()
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
        .apart(where_the_scope_is(evidence))
        .change(Change::MapScope(evidence.needs.least().to_vec()))
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}

/// The scope lets the default roles through, and others not: such a token looks whole (recording full-scope-off-but-for-default-roles).
fn but_for_default_roles(evidence: &Evidence) -> Finding {
    Finding::possible(format!(
        "Should “Full scope allowed” be off for {}, and the default roles be among the roles that \
         its scope lets through, then the token looks the same, and a role that is granted does not \
         count.",
        client_name(evidence)
    ))
    .seen("The token lists the realm's default roles.")
    .apart(where_the_scope_is(evidence))
    .change(Change::MapScope(evidence.needs.least().to_vec()))
}

fn where_the_scope_is(evidence: &Evidence) -> String {
    format!(
        "Clients → {} → Client scopes → {0}-dedicated → Scope: whether Full scope allowed is off, \
         and which roles are listed.",
        client_name(evidence)
    )
}
