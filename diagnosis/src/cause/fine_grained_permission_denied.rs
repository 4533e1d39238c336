//! `fine-grained-permission-denied`: a permission covers some, but not this one.

use super::shared::{capital, words};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Call;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "fine-grained-permission-denied",
    gate: Gate::Permission,
    title: "A permission covers some, but not this one",
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
    if !evidence.denied() || evidence.claims_suffice() {
        return None;
    }
    let list = evidence
        .response(Call::UserList)
        .filter(|r| r.status == 200)?;
    let reached = list.json()?.as_array().map(Vec::len)?;
    if reached == 0 {
        return None;
    }
    let target_exists = evidence.status(Call::UnknownUser) == Some(404);
    let certainty = if target_exists {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "{} reaches some users without a role that opens all of them: a fine-grained \
             permission lets it, and does not cover this user.",
                capital(&evidence.caller())
            ),
        )
        .seen("The list of users is not empty, and this user is a 403.")
        .apart(
            "Permissions in the Admin Console: which users the \
             permission names.",
        )
        .console(
            "Widen the permission",
            "permissions",
            &[
                "Permissions",
                "the permission with the scope view",
                "Users",
                "add the user or a group",
            ],
        )
        .caller(
            "Or grant the role",
            format!(
                "{} opens every user of the realm.",
                words(evidence.needs.least())
            ),
        ),
    )
}
