//! `fine-grained-permission-denied`: a permission covers some, but not this one.

use super::seen::FORBIDDEN_SINCE_26;
use super::shared::capital;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::{Call, Response};
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
    seen: FORBIDDEN_SINCE_26,
    meaning: &[
        "The realm uses fine-grained admin permissions: somebody gave this caller a permission for \
         some users, groups or clients only, and what the call names is not among them.",
        "A caller without any role whose permission covers only other users sees 403 everywhere \
         but there. That looks exactly like a missing role.",
    ],
    how_known: "If the list of users (clients, groups) is not empty, no role that the token lists \
     shows them, and the one in question is a 403, then a permission must cover some and not this \
     one. If the list is refused or empty, nothing tells this apart from a missing role, and from \
     26.2 on Why403 names it as possible.",
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
    let kind = evidence.attempt.operation.one_of()?;
    let list = match kind {
        "users" => Call::UserList,
        _ => Call::TargetList,
    };
    let reaches_some = evidence
        .response(list)
        .filter(|response| response.status == 200)
        .and_then(Response::json)
        .is_some_and(|list| list.as_array().is_some_and(|list| !list.is_empty()));
    // Who may read all of them reaches some by a role, and lacks another one for what it does with them.
    let finding = if reaches_some && !crate::roles::claims_open(evidence, reading(kind)) {
        reached(evidence, kind)
    } else if evidence.versions.before(SINCE) || !super::missing_role::is_likely(evidence) {
        // It is only ever named beside the missing role that it looks like.
        return None;
    } else {
        hidden(evidence, kind)
    };
    let finding = finding.apart(
        "Permissions in the Admin Console: whether one names the caller, and what it is for.",
    );
    Some(finding.change(Change::GrantRoles(evidence.needs.least().to_vec())))
}

/// Permissions of version 2, the first that is on by default.
const SINCE: (u16, u16) = (26, 2);

/// The operation that reads one of them.
fn reading(kind: &str) -> &'static str {
    match kind {
        "clients" => "GET /admin/realms/{realm}/clients/{client-uuid}",
        "groups" => "GET /admin/realms/{realm}/groups/{group-id}",
        _ => "GET /admin/realms/{realm}/users/{user-id}",
    }
}

/// The caller sees some of them, and the roles that its token lists show it none.
fn reached(evidence: &Evidence, kind: &str) -> Finding {
    let who = capital(&evidence.caller());
    let explanation = if for_lists_alone(evidence) {
        format!(
            "{who} reaches {kind} in lists without a role that opens them: a fine-grained permission \
             lets it. Up to 26.5 such a permission does not let a service account reach one by \
             its id, whichever it names."
        )
    } else {
        format!(
            "{who} reaches some {kind} without a role that opens all of them: a fine-grained \
             permission lets it, and does not cover this call."
        )
    };
    // Without the role for reading it, the one that the path names would be readable if it were covered, and would not exist otherwise.
    let exists = kind != "users" || evidence.status(Call::UnknownUser) == Some(404);
    let certainty = if exists && evidence.attempt.operation.reads_one() {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    let finding = Finding::new(certainty, explanation).seen(format!(
        "The list of {kind} is not empty, and this one is a 403."
    ));
    if for_lists_alone(evidence) {
        finding
    } else {
        widened(finding)
    }
}

/// Nothing shows whether there is a permission for others: without a role the list is refused (recording
/// fine-grained-for-another-user-only), and the realm's setting is shown to its administrators alone.
fn hidden(evidence: &Evidence, kind: &str) -> Finding {
    widened(
        Finding::possible(format!(
            "Should the realm use Admin Permissions, one may let {} reach other {kind}, and not this \
             one. From outside that looks like a missing role.",
            evidence.caller()
        ))
        .seen(format!("No call shows which {kind} the caller reaches.")),
    )
}

fn widened(finding: Finding) -> Finding {
    finding.console(
        "Widen the permission",
        "permissions",
        &[
            "Permissions",
            "the permission with the scope view",
            "add what the call names, or a group that it is in",
        ],
    )
}

/// Whether permissions open lists and nothing else: those of service accounts up to 26.5 (recordings fine-grained-for-all-users and
/// fine-grained-for-all-users-password).
fn for_lists_alone(evidence: &Evidence) -> bool {
    evidence.is_service_account() && evidence.versions.before((26, 6))
}
