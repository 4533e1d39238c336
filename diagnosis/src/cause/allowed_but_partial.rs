//! `allowed-but-partial`: let through, but with fewer fields.

use super::page::Seen;
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
    seen: &[
        Seen::admin(
            200,
            r#"{"realm":"acme"}"#,
            "GET /admin/realms/{realm}; Keycloak 22 and 23",
        ),
        Seen::admin(
            200,
            r#"{"realm":"acme","supportedLocales":[]}"#,
            "the same on 24 and 25",
        ),
    ],
    meaning: &[
        "The call went through, and the answer has only a few of its fields: any admin role lets \
         GET /admin/realms/{realm} through, and only view-realm shows the whole of it. A program \
         that reads the missing fields takes their absence for “off”.",
    ],
    how_known: "Why403 compares the roles that the token lists with the measured data, which know \
     which answers are cut for which role.",
    looks_like: &[
        ("allowed", "The answer is whole."),
        ("allowed-but-filtered", "A list is emptied."),
    ],
    fix: &[
        "If the other fields are needed: grant view-realm of realm-management.",
        "If not, nothing needs to be done.",
    ],
    versions: "All; how many fields are left differs.",
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
