//! `roles-not-in-token`: the token carries no roles, and this version looks nowhere else.

use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "roles-not-in-token",
    gate: Gate::Permission,
    title: "The token carries no roles, and this version looks nowhere else",
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
    let claims_decide = evidence.versions.before((26, 0))
        || evidence.versions.before((26, 6)) && !evidence.is_service_account();
    let may_decide = if evidence.is_service_account() {
        !evidence.versions.at_least((26, 0))
    } else {
        !evidence.versions.at_least((26, 6))
    };
    if token.has_role_claims() || !may_decide {
        return None;
    }
    let certainty = if claims_decide {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    let lightweight = token.is_lightweight() == Some(true);
    let finding = Finding::new(
        certainty,
        "The token lists no role at all, not even the default ones, so on this \
             version Keycloak sees none: the client lacks the client scope “roles”, or \
             issues lightweight access tokens. The role itself may well be granted.",
    )
    .seen(if lightweight {
        "The token is a lightweight one, without roles."
    } else {
        "The token has neither realm_access nor resource_access."
    })
    .apart(
        "Clients → the client → Client scopes: whether “roles” is there; Advanced: \
             whether lightweight access tokens are on.",
    );
    Some(if lightweight {
        finding.console(
            "Turn lightweight access tokens off",
            "clients",
            &[
                "Clients",
                &client_name(evidence),
                "Advanced",
                "Always use lightweight access token: Off",
                "Save",
            ],
        )
    } else {
        finding.change(Change::AddRolesScope)
    })
}
