//! `fine-grained-permission-denied`: a permission covers some, but not this one.

use super::seen::FORBIDDEN;
use super::shared::capital;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Call;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "fine-grained-permission-denied",
    gate: Gate::Permission,
    title: "A permission covers some, but not this one",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[FORBIDDEN],
    meaning: &[
        "The realm uses fine-grained admin permissions: somebody gave this caller a permission for \
         some users, groups or clients only, and what the call names is not among them.",
        "A caller without any role whose permission covers only other users sees 403 everywhere \
         but there. That looks exactly like a missing role.",
    ],
    how_known: "If the list of users is not empty and the user in question is a 403, a permission \
     must cover some and not this one. If the list is refused too, nothing tells this apart from a \
     missing role, and Why403 only names it as possible.",
    looks_like: &[
        ("missing-role", "The caller reaches nobody at all."),
        (
            "user-not-found",
            "A wrong id is a 404 for callers that may see all users, and a 403 for others.",
        ),
        (
            "allowed-but-filtered",
            "The list is let through, but empty.",
        ),
    ],
    fix: &[
        "In the Admin Console, in the realm: Permissions → the permission with the scope view → \
         add the user, or a group that the user is in.",
        "Look at the other permissions too: one that names a user directly replaces, for that \
         user, the permission for all users.",
        "If the caller is meant to see everybody, or is a service account on 26.5 or older, grant \
         view-users instead: simpler, and wider.",
    ],
    versions: "Fine-grained admin permissions v2 exist from 26.2 on (realm setting Admin \
     Permissions). Up to 26.5 a permission for users lets a service account list them, if it has \
     query-users, but not read one by its id; a person's own token is let through, and from 26.7 on \
     a service account's, too.",
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
    let who = capital(&evidence.caller());
    let explanation = if for_lists_alone(evidence) {
        format!(
            "{who} reaches users in lists without a role that opens them: a fine-grained permission \
             lets it. Up to 26.5 such a permission does not let a service account read a user by \
             its id, whichever users it names."
        )
    } else {
        format!(
            "{who} reaches some users without a role that opens all of them: a fine-grained \
             permission lets it, and does not cover this user."
        )
    };
    let finding = Finding::new(certainty, explanation)
        .seen("The list of users is not empty, and this user is a 403.")
        .apart("Permissions in the Admin Console: which users the permission names.");
    let finding = if for_lists_alone(evidence) {
        finding
    } else {
        finding.console(
            "Widen the permission",
            "permissions",
            &[
                "Permissions",
                "the permission with the scope view",
                "Users",
                "add the user or a group",
            ],
        )
    };
    Some(finding.change(Change::GrantRoles(evidence.needs.least().to_vec())))
}

/// Whether permissions open lists and nothing else: those of service accounts up to 26.5 (recordings fine-grained-for-all-users and
/// fine-grained-for-all-users-password).
fn for_lists_alone(evidence: &Evidence) -> bool {
    evidence.is_service_account() && evidence.versions.before((26, 6))
}
