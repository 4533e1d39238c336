//! `allowed-but-partial`: let through, but with fewer fields.

use super::shared::words;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed-but-partial",
    gate: Gate::Permission,
    title: "Let through, but with fewer fields",
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
    let Stage::OperationAnswered(response) = evidence.stage() else {
        return None;
    };
    let fields = response.json()?.as_object()?.len();
    // The whole realm has more than a hundred fields; what a caller without view-realm sees of it has a handful.
    if evidence.attempt.operation.name() == "GET /admin/realms/{realm}" && fields < 20 {
        return Some(
            Finding::certain(format!(
                "The call went through, and the answer has only {fields} fields: of a realm, \
             Keycloak shows a caller without view-realm little more than its name."
            ))
            .seen(format!(
                "A whole realm has more than a hundred fields; this one \
             has {fields}."
            ))
            .change(Change::GrantRoles(evidence.needs.least().to_vec())),
        );
    }
    if evidence.claims_suffice()
        || !evidence.needs.known
        || !evidence.needs.is_reduced_for(&evidence.claimed())
            && !evidence.needs.is_reduced_for(&[])
    {
        return None;
    }
    Some(
        Finding::likely(format!(
            "The call went through, and the answer has only {fields} fields: Keycloak \
             leaves out what the caller may not see."
        ))
        .seen(format!(
            "The token lists {}, which by the measured data gets a \
             cut answer.",
            words(&evidence.claimed())
        ))
        .apart("The same call by a caller that may see all.")
        .change(Change::GrantRoles(evidence.needs.least().to_vec())),
    )
}
