//! `role-revoked-since-token`: the role was revoked after the token was issued.

use super::conclusions::words;
use super::seen::FORBIDDEN_SINCE_26;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "role-revoked-since-token",
    gate: Gate::Permission,
    title: "Role was unassigned after the token was issued",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "The token lists a role that allows the request, but the response is 403. The role was unassigned after the \
         token was issued. From 26.6.5 and 26.7.1 on, Keycloak looks up the caller's roles for each request and does \
         not rely on the token.",
        "Older versions allow requests with the same token until it expires.",
    ],
    how_known: "The token lists the role, but the server denies the request. If a new token of the same client \
        lists the default roles but not this role, this is certain. Without credentials for a new token, it is \
        likely.",
    looks_like: &[
        (
            "mapper-roles-stripped",
            "A protocol mapper added the role to the token. The new token lists the client with an empty list of \
             roles.",
        ),
        (
            "role-out-of-scope",
            "The role is assigned, but the client may no longer use it.",
        ),
    ],
    fix: &[
        "Ask the administrator whether the role was unassigned on purpose.",
        "If not: Clients → the client → Service account roles → Assign role → Client roles → the role of \
         realm-management → Assign.",
        "Existing tokens work again as soon as the role is assigned. New tokens work too.",
    ],
    versions: "26.6.5 and later 26.6, 26.7.1 and later. On other versions, a token keeps its roles until it expires \
        (measured: 200 up to 26.6.4 and on 26.7.0, 403 on 26.7.3 and 26.7.5).",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !(evidence.denied() || evidence.server_sees_none_of_the_claims())
        || !evidence.claims_suffice()
        || !evidence.versions.may_look_up_roles()
        || evidence.token_is_fresh()
    {
        return None;
    }
    let fresh_lacks_it = evidence
        .fresh_claims()
        .is_some_and(|claims| !evidence.needs.is_met_by(&claims));
    // A fresh token without the default roles is filtered by the client's scope, which may have been narrowed in the meantime.
    let whole = evidence
        .fresh_token()
        .is_some_and(|fresh| fresh.lists_default_roles());
    let certainty = if fresh_lacks_it && whole {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let mut finding = Finding::new(
        certainty,
        "The token lists a role that allows the request, but the role is no longer assigned. From 26.6.5 and \
         26.7.1 on, Keycloak uses the assigned roles, not the roles in the token.",
    )
    .seen(format!("The token lists {}.", words(&evidence.claimed())));
    if fresh_lacks_it {
        finding = finding.seen("A new token of the same client no longer lists the role.");
    }
    Some(
        finding
            .apart("A new token: it lists the role if the role is still assigned.")
            .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
