//! `built-in-protected`: Keycloak protects its own clients, roles and realms.

use super::conclusions::{denied_despite_roles, excerpt};
use super::page::Seen;
use super::seen::{FORBIDDEN, body};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::{Call, Response};
use crate::gate::Gate;
use crate::report::Certainty;
use serde_json::Value;

pub(super) const CAUSE: Cause = Cause {
    code: "built-in-protected",
    gate: Gate::Permission,
    title: "Keycloak protects this built-in client, role, or realm",
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
            "DELETE of the master realm; 24.0.5 allows it",
        ),
    ],
    meaning: &[
        "The target belongs to Keycloak itself: the realm-management client, another built-in client, the realm's \
         default role, or the master realm. Nobody may change or delete it this way, not even a caller with \
         realm-admin.",
        "On 26.7, changing or deleting realm-management or its roles returns 403, which looks like a missing role.",
    ],
    how_known: "A 400 response states the reason. A 403 response does not. If the token lists roles that allow the \
     operation, Why403 reads the target with the caller's token. If the target belongs to realm-management, the cause \
     is certain. If the caller cannot read the target, the cause is likely.",
    looks_like: &[
        ("missing-role", "The caller lacks manage-clients."),
        (
            "fine-grained-permission-denied",
            "A permission covers only other clients or roles.",
        ),
        (
            "request-invalid",
            "The message names a problem with the body.",
        ),
    ],
    fix: &[
        "Do not change the built-in object. Create a client or a role of your own, and use that.",
        "To change which roles a user gets by default, change the associated roles of the default \
         role instead of deleting it.",
        "If a tool such as Terraform manages these objects, remove them from its configuration.",
    ],
    versions: "The default role and the built-in clients: all. Changing realm-management: allowed on 24.0.5, 26.0.8, \
     and 26.5.6, 403 on 26.7.3 and 26.7.5. Changing the clients for realms, or the admin and create-realm roles of \
     master: allowed on 26.5.6, 403 on 26.7.5. Deleting the master realm: 204 on 24.0.5, 400 on 26.7.3 and 26.7.5.",
};

/// Keycloak's messages about protected objects.
const SAID: [&str; 3] = [
    "is default role of the realm and cannot be removed",
    "Can't remove master realm",
    "Could not delete client",
];

fn advice(finding: Finding) -> Finding {
    finding
        .apart("Whether the target is one of Keycloak's own clients or roles.")
        .caller(
            "Leave the built-in object as it is",
            "Create a client or a role of your own, and use that instead.",
        )
}

fn detect(evidence: &Evidence) -> Option<Finding> {
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
    if !evidence.may_protect_target() {
        return None;
    }
    let target = target(evidence);
    if target == Target::Other {
        return None;
    }
    if evidence.is_not_sent() && evidence.claims_suffice() {
        let certainty = if denies_unsent(evidence) {
            Certainty::Likely
        } else {
            Certainty::Possible
        };
        return Some(advice(Finding::new(
            certainty,
            "If the target is the built-in realm-management client or one of its roles, Keycloak 26.7 denies the \
             request for every caller. The request was not sent because it modifies data.",
        )));
    }
    if denies_every_caller(evidence, target) {
        return Some(advice(
            Finding::certain(
                "The target is the built-in realm-management client or one of its roles. Keycloak denies such changes \
                 for every caller, even for one with realm-admin.",
            )
            .seen("The caller can read the target: it belongs to realm-management."),
        ));
    }
    let denied = denied_despite_roles(evidence)?;
    Some(advice(match target {
        Target::BuiltIn => Finding::new(
            if evidence.token_is_fresh() {
                Certainty::Certain
            } else {
                Certainty::Likely
            },
            "The target is the built-in realm-management client or one of its roles. Keycloak denies such changes for \
             every caller, even for one with realm-admin.",
        )
        .seen("The caller can read the target: it belongs to realm-management.")
        .seen(denied),
        _ => Finding::likely(format!(
            "The token lists roles that allow this operation, but Keycloak denies it for this target. {}",
            if evidence.attempt.realm.as_str() == "master" {
                "In the master realm, no caller may change the clients for realms (master-realm, {realm}-realm) or the \
                 admin and create-realm roles on Keycloak 26.7."
            } else {
                "No caller may change the built-in realm-management client or its roles on Keycloak 26.7."
            }
        ))
        .seen(denied),
    }))
}

/// The cause as an administrator's output proves it: the client in the path.
pub(crate) fn settled(client: &str) -> Finding {
    advice(Finding::certain(format!(
        "The target is the built-in {client} client or one of its roles. Keycloak denies such changes for every caller, \
         even for one with realm-admin."
    )))
}

/// Whether the operation was not sent, and its target is known to be protected. A role by its ID does not show its client's name.
pub(super) fn denies_unsent(evidence: &Evidence) -> bool {
    evidence.is_not_sent()
        && !evidence.attempt.operation.is_of_role_by_id()
        && evidence.may_protect_target()
        && target(evidence) == Target::BuiltIn
        && evidence.protects_clients()
}

/// Whether Keycloak returned 403 for a change of the client `realm-management`. Then no role helps, whichever roles the caller lacks. A role
/// by its ID does not show its client, and clients of master with a name like those for realms need not be built in.
fn denies_every_caller(evidence: &Evidence, target: Target) -> bool {
    target == Target::BuiltIn
        && evidence.denied()
        && evidence.protects_clients()
        && !evidence.attempt.operation.is_of_role_by_id()
        && evidence.attempt.realm.as_str() != "master"
}

/// The kind of the target, as far as the responses show it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// The client `realm-management`, a client for a realm in master, or a role of one of these.
    BuiltIn,
    /// Another client, or a role of the realm.
    Other,
    /// The caller cannot read the target.
    Unknown,
}

fn target(evidence: &Evidence) -> Target {
    // Only the master realm protects roles of the realm itself (measured on 26.7.5: PUT and DELETE of admin and create-realm).
    let is_master = evidence.attempt.realm.as_str() == "master";
    let of_realm = evidence
        .attempt
        .operation
        .template
        .starts_with("/admin/realms/{realm}/roles/");
    if of_realm && !is_master {
        return Target::Other;
    }
    let Some(read) = evidence
        .response(Call::TargetRead)
        .filter(|response| response.status == 200)
        .and_then(Response::json)
    else {
        return Target::Unknown;
    };
    let text = |name: &str| read.get(name).and_then(Value::as_str);
    let built_in = if let Some(client) = text("clientId") {
        evidence.is_protected_client(client)
    } else {
        // A role shows only the internal ID of its client. Other clients can have roles with these names.
        let roles = evidence.knowledge.matrix.roles();
        read.get("clientRole").and_then(Value::as_bool) == Some(true)
            && roles
                .iter()
                .any(|role| !role.of_master && text("name") == Some(role.name.as_str()))
    };
    if built_in {
        Target::BuiltIn
    } else {
        Target::Other
    }
}
