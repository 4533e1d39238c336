//! `allowed`: the call goes through.

use super::page::Seen;
use super::shared::{capital, roles_besides, words};
use super::{Cause, Finding, Page, role_not_grantable, target_more_powerful};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::gate::Gate;
use crate::report::Certainty;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed",
    gate: Gate::Permission,
    title: "The call goes through",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(200, "200 OK", "the call went through")],
    meaning: &[
        "Keycloak let the call through: the token is accepted, and a role opens the operation. If \
         your program still gets a 401 or 403, it sends something else: another token, another \
         path, another address.",
    ],
    how_known: "The answer is a 2xx, and not one that is known to be emptied or cut.",
    looks_like: &[
        (
            "allowed-but-filtered",
            "The answer is an empty list that should not be empty.",
        ),
        ("allowed-but-partial", "The answer lacks fields."),
    ],
    fix: &[
        "Nothing has to change. Compare what your program sends with the calls in the report: \
         address, realm, client, token.",
        "If the report lists roles beyond the need, take them away: a backend should hold what its \
         calls need and no more.",
    ],
    versions: "All.",
};

/// What roles do not decide about impersonation.
const GUARDED_TARGET: &str = "Roles do not decide alone: 26.7.5 denies a target user who holds admin roles that the \
    caller lacks.";

/// What roles do not decide about assigning roles.
const GUARDED_ROLES: &str =
    "Roles do not decide alone: an admin role can be assigned only by a caller that holds it.";

fn detect(evidence: &Evidence) -> Option<Finding> {
    match evidence.stage() {
        Stage::OperationAnswered(response) => {
            let excess = crate::roles::report(evidence).excess;
            let mut finding = Finding::likely(if excess.is_empty() {
                format!("{} is let through.", capital(&evidence.caller()))
            } else {
                format!(
                    "{} is let through, and holds more than this call needs: {}.",
                    capital(&evidence.caller()),
                    words(&excess)
                )
            })
            .seen(format!("The answer is a {}.", response.status));
            finding.certainty = Certainty::Certain;
            if let Some(body) = evidence.attempt.operation.body() {
                finding = finding.seen(format!(
                    "It was sent with nothing in it ({body}). What you would send may be refused \
                     for what it asks for."
                ));
                if evidence.needs.known && !evidence.claims_surely_suffice() {
                    finding.certainty = Certainty::Likely;
                    finding = finding.seen(roles_besides(evidence));
                }
            }
            // Some roles get a cut answer, and the token does not tell that this caller holds others.
            if evidence.answer_may_be_cut() {
                finding.certainty = Certainty::Likely;
                finding = finding.seen(
                    "Some roles get a cut answer here, and the token does not list one that gets \
                     the whole.",
                );
            }
            // An answer that is emptied or cut says more; it is the likelier cause then.
            if super::allowed_but_filtered::CAUSE.fits(evidence)
                || super::allowed_but_partial::CAUSE.fits(evidence)
                || super::events_not_stored::CAUSE.fits(evidence)
                || super::not_keycloak::CAUSE.fits(evidence)
            {
                finding.certainty = Certainty::Possible;
            }
            if role_not_grantable::maps_roles(evidence) {
                finding = finding.seen(GUARDED_ROLES);
            }
            Some(finding.apart("Whether the answer is whole."))
        }
        Stage::NotSent
            if evidence.claims_suffice() && !evidence.server_sees_none_of_the_claims() =>
        {
            let mut finding = Finding::likely(
                "The call was not sent, since it writes. The token lists \
             roles that let it through.",
            )
            .seen(format!("The token lists {}.", words(&evidence.claimed())))
            .apart("Sending it.");
            if evidence.attempt.operation.name() == target_more_powerful::IMPERSONATION {
                finding = finding.seen(GUARDED_TARGET);
            }
            if role_not_grantable::maps_roles(evidence) {
                finding = finding.seen(GUARDED_ROLES);
            }
            if evidence.sees_admin_role() == Some(true) {
                finding = finding.seen(
                    "GET /admin/serverinfo is a 200: the server takes the token, and sees at least \
                     one admin role.",
                );
            }
            Some(finding)
        }
        _ => None,
    }
}
