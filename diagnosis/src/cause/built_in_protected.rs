//! `built-in-protected`: Keycloak protects its own clients, roles and realms.

use super::page::Seen;
use super::seen::{FORBIDDEN, body};
use super::shared::{denied_despite_roles, excerpt};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "built-in-protected",
    gate: Gate::Permission,
    title: "Keycloak protects this built-in client, role or realm",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        FORBIDDEN,
        Seen::admin(
            400,
            r#"{"errorMessage":"default-roles-acme is default role of the realm and cannot be removed."}"#,
            "DELETE of the realm's default role",
        ),
        Seen::admin(
            400,
            body!("invalid_request", "Could not delete client"),
            "DELETE of admin-cli and other built-in clients",
        ),
        Seen::admin(
            400,
            r#"{"errorMessage":"Can't remove master realm"}"#,
            "DELETE of the realm master; 24.0.5 allows it",
        ),
    ],
    meaning: &[
        "The target belongs to Keycloak itself: the client realm-management, other built-in \
         clients, the realm's default role, or the realm master. Nobody may change or delete it \
         this way, not even realm-admin.",
        "On 26.7, changing or deleting realm-management and its roles is a 403, which looks like a \
         missing role.",
    ],
    how_known: "Keycloak says so in the 400. The 403 says nothing; when the token lists roles that \
     allow the operation and the target is a client or a role, this is possible.",
    looks_like: &[
        ("missing-role", "The caller lacks manage-clients."),
        (
            "fine-grained-permission-denied",
            "A permission covers other clients or roles only.",
        ),
        (
            "request-invalid",
            "Keycloak rejects the content of the request.",
        ),
    ],
    fix: &[
        "Do not change the built-in object. Create a client or a role of your own, and use that.",
        "To change which roles a user gets by default, change the associated roles of the default \
         role instead of deleting it.",
        "If a tool such as Terraform manages these objects, remove them from its configuration.",
    ],
    versions: "The default role and the built-in clients: all. Changing realm-management: 204 on \
     24.0.5, 403 on 26.7.3 and 26.7.5. Deleting the realm master: 204 on 24.0.5, 400 on 26.7.3 and \
     26.7.5.",
};

/// Keycloak's messages about protected objects.
const SAID: [&str; 3] = [
    "is default role of the realm and cannot be removed",
    "Can't remove master realm",
    "Could not delete client",
];

fn detect(evidence: &Evidence) -> Option<Finding> {
    let advice = |finding: Finding| {
        finding
            .apart("Whether the target is one of Keycloak's own clients or roles.")
            .caller(
                "Leave the built-in object as it is",
                "Create a client or a role of your own, and use that instead.",
            )
    };
    if let Some(response) = evidence
        .refusal()
        .filter(|r| r.status == 400 && SAID.iter().any(|said| r.body.contains(said)))
    {
        return Some(advice(
            Finding::certain(
                "The target belongs to Keycloak itself, and nobody may delete it. Roles do not \
                 matter.",
            )
            .seen(format!("The body is: {}.", excerpt(evidence, response))),
        ));
    }
    let operation = &evidence.attempt.operation;
    let of_a_client = operation
        .template
        .starts_with("/admin/realms/{realm}/clients/{client-uuid}");
    let of_a_role = operation.template.contains("/roles");
    if !matches!(operation.method, "PUT" | "DELETE" | "POST")
        || !(of_a_client || of_a_role)
        || evidence.versions.before((26, 6))
        || super::role_not_grantable::CAUSE.fits(evidence)
    {
        return None;
    }
    let denied = denied_despite_roles(evidence)?;
    Some(advice(
        Finding::likely(
            "The token lists roles that allow this operation, and Keycloak denies this target. \
             Keycloak 26.7 denies changes of the built-in client realm-management and its roles to \
             everybody.",
        )
        .seen(denied),
    ))
}
