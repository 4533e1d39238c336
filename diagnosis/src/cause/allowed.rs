//! `allowed`: Keycloak allowed the request.

use super::conclusions::{of_whom, roles_besides, words};
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::evidence::roles;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use permissions::capital;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed",
    gate: Gate::Permission,
    title: "The request is allowed",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(200, "200 OK", "the request is allowed")],
    meaning: &[
        "Keycloak accepted the token, and a role allows the request. If your program still gets a 401 or 403, it \
         sends something different: another token, path, or base URL.",
    ],
    how_known: "The response is a 2xx and is not a known partial response.",
    looks_like: &[
        (
            "allowed-but-filtered",
            "The response is an empty list, but entries exist.",
        ),
        ("allowed-but-partial", "The response has missing fields."),
    ],
    fix: &[
        "Nothing has to change. Compare your program's requests with the requests in the report: base URL, realm, \
         client, and token.",
        "If the report lists unneeded roles, unassign them.",
    ],
    versions: "All.",
};

/// Adds the conditions under which Keycloak denies the operation although the roles are enough.
fn with_guards(evidence: &Evidence, mut finding: Finding) -> Finding {
    for guard in evidence.guards() {
        finding = finding.seen(format!(
            "Keycloak also denies the request when {}: {}",
            guard.when,
            guard.versions()
        ));
    }
    finding
}

/// Adds a change that reduces the caller's roles. A person who administers all realms keeps the role: without it, nobody may be able to undo the change.
fn narrowed(evidence: &Evidence, finding: Finding) -> Finding {
    let Some((grant, revoke)) = roles::narrowing(evidence) else {
        return finding;
    };
    let is_administrator =
        !evidence.is_service_account() && revoke.iter().any(|role| evidence.is_realm_role(role));
    if is_administrator {
        finding.caller(
            "Use a service account",
            format!(
                "{} administers all realms. For this request, use a client with a service account, and assign only {} \
                 to this account.",
                capital(&evidence.caller()),
                of_whom(evidence, evidence.needs.least())
            ),
        )
    } else {
        finding.change(Change::Narrow { grant, revoke })
    }
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    match evidence.stage() {
        Stage::OperationAnswered(response) if evidence.answered_in_another_shape().is_none() => {
            let excess = roles::excess(evidence, &evidence.claimed());
            let mut finding = Finding::likely(if excess.is_empty() {
                format!("{} is allowed.", capital(&evidence.caller()))
            } else {
                format!(
                    "{} is allowed, but the caller has unneeded roles: {}.",
                    capital(&evidence.caller()),
                    words(&excess)
                )
            })
            .seen(format!("The response is a {}.", response.status));
            finding.certainty = Certainty::Certain;
            if let Some(body) = evidence.attempt.operation.body() {
                finding = finding.seen(format!(
                    "The request had an empty body ({body}). Keycloak can still reject the content of your own body."
                ));
                if evidence.needs.known && !evidence.claims_surely_suffice() {
                    finding.certainty = Certainty::Likely;
                    finding = finding.seen(roles_besides(evidence));
                }
            }
            // Some roles get a partial response, and the token does not show whether this caller has other roles.
            if evidence.response_may_be_partial() {
                finding.certainty = Certainty::Likely;
                finding = finding.seen(
                    "Some roles return a partial response here. The token lists no role that returns the full \
                     response.",
                );
            }
            // For an empty or partial response, the more specific cause is likelier.
            if super::allowed_but_filtered::CAUSE.fits(evidence)
                || super::allowed_but_partial::CAUSE.fits(evidence)
                || super::events_not_stored::CAUSE.fits(evidence)
                || super::not_keycloak::CAUSE.fits(evidence)
                || super::redirected::CAUSE.fits(evidence)
            {
                finding.certainty = Certainty::Possible;
            }
            if evidence.attempt.operation.body().is_some() {
                finding = with_guards(evidence, finding);
            }
            if finding.certainty == Certainty::Certain {
                finding = narrowed(evidence, finding);
            }
            Some(finding.apart("Whether the response is complete."))
        }
        Stage::NotSent
            if evidence.claims_suffice() && !evidence.server_sees_none_of_the_claims() =>
        {
            let mut finding = Finding::likely(
                "The request was not sent because it modifies data. The token lists roles that allow it.",
            )
            .seen(format!("The token lists {}.", words(&evidence.claimed())))
            .apart("Send the request.");
            finding = with_guards(evidence, finding);
            if super::built_in_protected::denies_unsent(evidence) {
                finding.certainty = Certainty::Possible;
            }
            if evidence.sees_admin_role() == Some(true) {
                finding = finding.seen(
                    "GET /admin/serverinfo returns 200: Keycloak accepts the token, and the caller has at least one \
                     admin role.",
                );
            }
            Some(finding)
        }
        _ => None,
    }
}
