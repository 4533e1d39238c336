//! `organizations-disabled`: organizations are off in the realm.

use super::conclusions::roles_besides;
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::fix::{Change, RealmSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "organizations-disabled",
    gate: Gate::Target,
    title: "Organizations are off in this realm",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        404,
        r#"{"errorMessage":"Organizations not enabled for this realm."}"#,
        "for a caller with a role for organizations; without one, Keycloak returns 403",
    )],
    meaning: &[
        "Organizations are not enabled in the realm. Every operation below /admin/realms/{realm}/organizations returns \
         404, even for valid IDs.",
        "Nothing is missing and no ID is wrong. The feature has to be enabled first.",
    ],
    how_known: "The errorMessage states the reason.",
    looks_like: &[
        (
            "target-not-found",
            "“Organization not found.”: the feature is on, and the ID is wrong.",
        ),
        (
            "operation-not-found",
            "“HTTP 404 Not Found”: this release has no organizations, or does not have this path.",
        ),
        (
            "missing-role",
            "403: the caller lacks a role for organizations.",
        ),
    ],
    fix: &[
        "Enable Realm settings → General → Organizations, and save.",
        "Or with kcadm: kcadm.sh update realms/<realm> -s organizationsEnabled=true.",
        "If the realm in the path is wrong, correct it.",
    ],
    versions: "Organizations exist from 24 on (as a preview feature) and by default from 26 on. \
     Measured on 26.5.6, 26.7.3, and 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let error = keycloak_error(evidence.refusal().filter(|r| r.status == 404)?)?;
    error
        .error
        .starts_with("Organizations not enabled")
        .then(|| {
            Finding::certain(format!(
                "The realm {} does not have organizations enabled, so every operation on \
                 organizations returns 404. The ID in the path does not matter. {}",
                evidence.attempt.realm,
                roles_besides(evidence)
            ))
            .seen("Keycloak says: Organizations not enabled for this realm.")
            .change(Change::Realm(RealmSetting::Organizations))
            .caller(
                "Or use another realm",
                "If the organizations are in another realm, correct the realm in the path.",
            )
        })
}
