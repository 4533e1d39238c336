//! `role-out-of-scope`: the role may be granted, but the client's scope filters it out of the token.

use super::conclusions::{client_name, of_whom, words};
use super::seen::FORBIDDEN_EVERYWHERE;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "role-out-of-scope",
    gate: Gate::Permission,
    title: "Role may be assigned but is outside the client's scope",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
    meaning: &[
        "The role is assigned, but the client may not use it: Full scope allowed is off, and the role is not in the \
         client's scope. Keycloak then omits the role from the token, and the Admin API denies the request.",
        "The token then often lacks even the roles that every account has, for example default-roles-{realm}.",
    ],
    how_known: "Why403 checks whether the token lists the realm's default roles. If it does not, and the version does \
        not use only the roles in the token, this is likely. If it does, the scope must contain the default roles but \
        not this role, so the cause is only “possible”. Only the Admin Console shows the setting.",
    looks_like: &[
        (
            "roles-not-in-token",
            "The client scope “roles” is missing, or tokens are lightweight. Up to 25 (password grant: up to \
             26.7.0), the effect is the same.",
        ),
        (
            "missing-role",
            "The role is not assigned at all. If the token is incomplete, both causes look the same from outside.",
        ),
    ],
    fix: &[
        "Clients → the client → Client scopes → <client>-dedicated → Scope → Assign role → Client roles → the role of \
         realm-management → Assign.",
        "Or enable Full scope allowed on the same page. That adds every role of the account to the token, so the \
         first change is narrower.",
        "Check that the role is also assigned: Clients → the client → Service accounts roles (from 26.5 on: Service \
         account roles).",
        "Get a new token and run the request again.",
    ],
    versions: "All, measured from 22.0.5 to 26.7.5: 403 on every version. From 26.6.5 and 26.7.1 on, Keycloak looks \
        up the roles itself, but only within the client's scope.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied() || evidence.claims_suffice() || evidence.needs.least().is_empty() {
        return None;
    }
    let token = evidence.token.as_ref()?;
    if token.lists_default_roles() {
        return Some(but_for_default_roles(evidence));
    }
    let finding = if token.is_lightweight() == Some(true) || evidence.looks_roles_up() {
        Finding::possible(format!(
            "The token lists no roles, so Keycloak looks them up. If “Full scope allowed” is off for {}, Keycloak ignores \
             an assigned role that is not in the client's scope.",
            client_name(evidence)
        ))
        .seen("The claims of the token do not show the roles.")
    } else {
        let certainty = if token.has_role_claims()
            || evidence.versions.before((26, 0))
            || evidence.versions.rather_trusts_the_token() && !evidence.is_service_account()
        {
            Certainty::Possible
        } else {
            Certainty::Likely
        };
        Finding::new(
            certainty,
            format!(
                "The token lacks even the default roles of every account, so something filters the roles of {}. “Full \
                 scope allowed” is off, and the role is not in the client's scope.",
                client_name(evidence)
            ),
        )
        .seen("The token does not list the realm's default roles.")
    };
    Some(
        finding
            .apart(where_the_scope_is(evidence))
            .change(Change::MapScope(evidence.needs.least().to_vec()))
            .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}

/// The finding if an administrator has seen that the caller has these roles and that the client's scope omits them.
pub(crate) fn settled(evidence: &Evidence, omitted: &[String]) -> Finding {
    Finding::certain(format!(
        "{} has {}, but the scope of {} does not contain {}: “Full scope allowed” is off.",
        capital(&evidence.caller()),
        of_whom(evidence, omitted),
        client_name(evidence),
        if omitted.len() == 1 {
            "the role"
        } else {
            "the roles"
        }
    ))
    .titled("Role is assigned but is outside the client's scope")
    .change(Change::MapScope(omitted.to_vec()))
}

/// The sentences that complete a missing role, if the token lists roles but not the default roles.
pub(super) fn probably_outside(evidence: &Evidence, omitted: &[String]) -> String {
    format!(
        " The token lacks the default roles of every account, so “Full scope allowed” is probably off for {}. Then the \
         client's scope must contain {} too: make both changes.",
        client_name(evidence),
        words(omitted)
    )
}

/// The sentence that completes a missing role, if the client's scope lacks these roles as well.
pub(crate) fn also_outside(evidence: &Evidence, omitted: &[String]) -> String {
    format!(
        "“Full scope allowed” is off for {}, and the client's scope lacks {} too. So the fix needs both changes: assign \
         the role, and add it to the client's scope.",
        client_name(evidence),
        words(omitted)
    )
}

/// The finding if the scope allows the default roles but not others: such a token looks complete (recording
/// full-scope-off-but-for-default-roles).
fn but_for_default_roles(evidence: &Evidence) -> Finding {
    Finding::possible(format!(
        "If “Full scope allowed” is off for {}, an assigned role may be filtered out of the token.",
        client_name(evidence)
    ))
    .seen("The token lists the realm's default roles.")
    .apart(where_the_scope_is(evidence))
    .change(Change::MapScope(evidence.needs.least().to_vec()))
}

fn where_the_scope_is(evidence: &Evidence) -> String {
    format!(
        "Check whether Full scope allowed is off and which roles are listed: Clients → {} → Client scopes → \
         {0}-dedicated → Scope.",
        client_name(evidence)
    )
}
