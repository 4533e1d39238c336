//! `role-revoked-since-token`: the role was taken away after the token was issued.

use super::seen::FORBIDDEN_SINCE_26;
use super::shared::words;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "role-revoked-since-token",
    gate: Gate::Permission,
    title: "The role was taken away after the token was issued",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "The token lists a role that would do, and the answer is still 403: the role was taken \
         away after the token was issued. From 26.7 on Keycloak looks the caller's roles up at \
         each call, and what the token says does not count.",
        "Up to 26.5 the same token would still be let through until it expires.",
    ],
    how_known: "The token lists the role and the server (26.7) refuses. If a fresh token of the \
     same client no longer lists the role, but still the default roles, this is certain. Without credentials for a fresh token \
     it is likely.",
    looks_like: &[
        (
            "mapper-roles-stripped",
            "A protocol mapper wrote the role into the token; the fresh token shows the client \
             with an empty list of roles.",
        ),
        (
            "role-out-of-scope",
            "The role is granted, but the client may no longer use it.",
        ),
    ],
    fix: &[
        "Ask whoever took the role away whether that was meant.",
        "If not: Clients → the client → Service account roles → Assign role → Client roles → the \
         role of realm-management → Assign.",
        "The old token works again as soon as the role is back; a new one does too.",
    ],
    versions: "26.7. On 22 to 26.5 a token keeps its roles until it expires (measured: 200 up to \
     26.5.6, 403 on 26.7.3).",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !(evidence.denied() || evidence.server_sees_none_of_the_claims())
        || !evidence.claims_suffice()
        || evidence.versions.before((26, 6))
        || evidence.token_is_fresh()
    {
        return None;
    }
    let fresh_lacks_it = evidence
        .fresh_claims()
        .is_some_and(|claims| !evidence.needs.is_met_by(&claims));
    // A fresh token without the default roles is cut by the client's scope, which may have been narrowed since.
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
        "The token lists a role that would do, and the server no longer grants it. \
             From 26.7 on it is the server's record that counts, not the token's.",
    )
    .seen(format!("The token lists {}.", words(&evidence.claimed())));
    if fresh_lacks_it {
        finding = finding.seen("A fresh token of the same client does not list it any more.");
    }
    Some(
        finding
            .apart("A fresh token: it lists the role if it is still granted.")
            .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
