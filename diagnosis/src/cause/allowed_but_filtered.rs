//! `allowed-but-filtered`: let through, but the list is emptied.

use super::page::Seen;
use super::shared::words;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::exchange::{Call, Response};
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed-but-filtered",
    gate: Gate::Permission,
    title: "Let through, but the list is emptied",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        200,
        "[]",
        "GET /admin/realms/{realm}/users with query-users alone",
    )],
    meaning: &[
        "The call went through, and the list is empty although there are users. With query-users \
         alone a caller may search, and sees only those that it may view: nobody. Keycloak empties \
         the list instead of refusing.",
        "Programs then report “user not found”, and nobody looks for a missing role.",
    ],
    how_known: "If the list is [], Why403 asks for the list and for /users/count without the search: \
     the list stays empty, and the count is that of the realm. From 26.4 on that is the real number \
     even for query-users; up to 26.3 it is 0 too, and with Admin Permissions switched on it is 0 \
     on every version. Then the token's roles have to tell, and it says “likely”.",
    looks_like: &[
        ("missing-role", "The list itself is a 403."),
        ("allowed", "The realm has no users that match."),
        (
            "fine-grained-permission-denied",
            "Some are shown and others are not.",
        ),
    ],
    fix: &[
        "Grant view-users instead of query-users: Clients → the client → Service accounts roles → \
         Assign role → Client roles → view-users of realm-management → Assign.",
        "view-users includes query-users, so that one may go.",
        "Fetch a new token and call again.",
    ],
    versions: "All. The count is emptied up to 26.3.5, and real from 26.4.7 on.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Stage::OperationAnswered(response) = evidence.stage() else {
        return None;
    };
    if response.json()?.as_array().map(Vec::len) != Some(0) {
        return None;
    }
    let shown = |call: Call| evidence.response(call).and_then(Response::json);
    // Who sees some users without a search has searched for others, and who may see all of them has found none.
    let reached = shown(Call::UserList).and_then(|list| list.as_array().map(Vec::len));
    if reached.is_some_and(|reached| reached > 0) || evidence.claims_surely_suffice() {
        return None;
    }
    let count = shown(Call::UserCount).and_then(|count| count.as_u64());
    let finding = match count {
        // Up to 26.3 the count is emptied like the list (recordings list-filtered).
        Some(0) if evidence.versions.at_least((26, 4)) => return None,
        Some(count) if count > 0 && reached.is_some() => Finding::certain(format!(
            "The answer is an empty list, and the realm has {count} users: the caller \
             may ask, and may see none of them."
        ))
        .seen(format!(
            "Without any search GET …/users is [], too, and GET …/users/count is {count}."
        )),
        _ if evidence.claims_reduce() => Finding::likely(
            "The answer is an empty list. With the roles that the token lists, Keycloak \
             empties it rather than refusing.",
        )
        .seen(format!("The token lists {}.", words(&evidence.claimed())))
        .apart("The same call by a caller that may see all."),
        _ => return None,
    };
    let least = evidence.needs.least();
    Some(if least.is_empty() {
        finding.caller(
            "Take it as it is",
            "No set of roles is known that gets the whole list.",
        )
    } else {
        finding.change(Change::GrantRoles(least.to_vec()))
    })
}
