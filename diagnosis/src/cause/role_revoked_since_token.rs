//! `role-revoked-since-token`: the role was taken away after the token was issued.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.denied()
        || !evidence.claims_suffice()
        || evidence.versions.before((26, 6))
        || evidence.token_is_fresh()
    {
        return None;
    }
    let fresh_lacks_it = evidence
        .fresh_claims()
        .is_some_and(|claims| !evidence.needs.is_met_by(&claims));
    let certainty = if fresh_lacks_it {
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
