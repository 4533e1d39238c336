//! `allowed-but-filtered`: Keycloak allowed the request but removed every entry from the list.

use super::conclusions::{to_grant, words};
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::exchange::{Call, Response};
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed-but-filtered",
    gate: Gate::Permission,
    title: "Allowed, but the list is empty",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        200,
        "[]",
        "GET /admin/realms/{realm}/users with query-users alone",
    )],
    meaning: &[
        "Keycloak allowed the request, but the list is empty although users exist. With query-users alone, a caller \
         may search but may not view any user. Keycloak returns an empty list instead of a 403.",
        "Programs then report “user not found”, and nobody looks for a missing role.",
    ],
    how_known: "If the list is [], Why403 requests the list and /users/count without the search. The list stays \
        empty, but the count is the realm's. From 26.4 on, the count is correct even for query-users. Up to 26.3, and \
        on every version with Admin Permissions enabled, the count is 0 too. Then Why403 uses the roles in the token \
        and says “likely”.",
    looks_like: &[
        ("missing-role", "The list itself returns 403."),
        ("allowed", "The realm has no matching users."),
        (
            "fine-grained-permission-denied",
            "The list contains some users but not all.",
        ),
    ],
    fix: &[
        "Assign view-users instead of query-users: Clients → the client → Service accounts roles → Assign role → \
         Client roles → view-users of realm-management → Assign.",
        "view-users includes query-users, so you can unassign query-users.",
        "Get a new token and run the request again.",
    ],
    versions: "All. The count is 0 up to 26.3.5 and correct from 26.4.7 on.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Stage::OperationAnswered(response) = evidence.stage() else {
        return None;
    };
    if evidence.answered_in_another_shape().is_some() {
        return None;
    }
    if response.json()?.as_array().map(Vec::len) != Some(0) {
        return None;
    }
    let shown = |call: Call| evidence.response(call).and_then(Response::json);
    // A caller that sees some users without a search was searching for others; a caller that may see all users has found none.
    let reached = shown(Call::UserList).and_then(|list| list.as_array().map(Vec::len));
    if reached.is_some_and(|reached| reached > 0) || evidence.claims_surely_suffice() {
        return None;
    }
    let count = shown(Call::UserCount).and_then(|count| count.as_u64());
    let finding = match count {
        // Up to 26.3, the count is filtered like the list (recordings list-filtered).
        Some(0) if evidence.versions.at_least((26, 4)) => return None,
        Some(count) if count > 0 && reached.is_some() => Finding::certain(format!(
            "The response is an empty list, but the realm has {count} users. The caller may search but may not view \
             any user."
        ))
        .seen(format!(
            "Without a search, GET …/users also returns [], but GET …/users/count returns {count}."
        )),
        _ if evidence.claims_reduce() => Finding::likely(
            "The response is an empty list. With the roles in the token, Keycloak returns an empty list instead of a \
             403.",
        )
        .seen(format!("The token lists {}.", words(&evidence.claimed())))
        .apart("The same request from a caller that may view all users."),
        _ => return None,
    };
    let least = evidence.needs.least();
    Some(if least.is_empty() {
        finding.caller(
            "Accept the partial response",
            "No known role set returns the full list.",
        )
    } else {
        finding.change(Change::GrantRoles(to_grant(evidence)))
    })
}
