//! `built-in-protected`: Keycloak protects its own clients, roles, flows, and realms.

use super::conclusions::{denied_despite_roles, excerpt};
use super::page::Seen;
use super::seen::{FORBIDDEN, body};
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, is_keycloaks, keycloak_error};
use crate::exchange::{Call, Response};
use crate::gate::Gate;
use crate::report::Certainty;
use serde_json::Value;

pub(super) const CAUSE: Cause = Cause {
    code: "built-in-protected",
    gate: Gate::Permission,
    title: "Keycloak protects this built-in client, role, flow, or realm",
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
        Seen::admin(
            400,
            r#"{"errorMessage":"Can't rename master realm"}"#,
            "PUT of the master realm with another name",
        ),
        Seen::admin(
            400,
            r#"{"error":"It is illegal to add execution to a built in flow"}"#,
            "Changes of the executions of a built-in flow. 24 and 25 add a hint about the log",
        ),
        Seen::admin(
            400,
            body!("invalid_input", "Not supported for this client."),
            "PUT of the admin-permissions client on 26.7.5. 26.4.7 and 26.5.6 return unknown_error",
        ),
    ],
    meaning: &[
        "The target belongs to Keycloak itself: the realm-management client, another built-in client, the realm's \
         default role, a built-in flow, or the master realm. Nobody may change or delete it this way, not even a caller \
         with realm-admin.",
        "On 26.7, changing or deleting realm-management or its roles returns 403, which looks like a missing role. In \
         the master realm, the same applies to the clients for realms and to the admin and create-realm roles.",
        "The admin-permissions client of fine-grained permissions returns 400 for changes of the client itself and of \
         its resources and scopes.",
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
     master: allowed on 24.0.5, 26.0.8, 26.4.7, and 26.5.6, 403 on 26.7.5. Deleting the master realm: 204 on 24.0.5, 400 \
     on 26.0.8, 26.4.7, 26.5.6, 26.7.3, and 26.7.5. Built-in flows, and another name for master: all. The \
     admin-permissions client: 26.4.7, 26.5.6, and 26.7.5.",
};

/// Keycloak's messages about protected objects.
const SAID: [&str; 6] = [
    "is default role of the realm and cannot be removed",
    "Can't remove master realm",
    "Can't rename master realm",
    "Could not delete client",
    "built in flow",
    "Not supported for this client.",
];

/// Whether Keycloak's message says that the target is protected.
pub(super) fn says_so(response: &Response) -> bool {
    response.status == 400 && SAID.iter().any(|said| response.body.contains(said))
}

/// The protected objects of the realm that a 403 can be about.
fn protected(evidence: &Evidence) -> &'static str {
    if evidence.attempt.realm.as_str() == "master" {
        "the built-in admin or create-realm role of master, or a client for a realm (such as master-realm) or one of its \
         roles"
    } else {
        "the built-in realm-management client or one of its roles"
    }
}

fn advice(finding: Finding) -> Finding {
    finding
        .apart("Whether the target is one of Keycloak's own clients or roles.")
        .caller(
            "Leave the built-in object as it is",
            "Create a client or a role of your own, and use that instead.",
        )
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    if let Some(response) = evidence.refusal().filter(|response| says_so(response)) {
        return Some(advice(
            Finding::certain(
                "The target belongs to Keycloak itself, and nobody may change or delete it this way. Roles do not matter.",
            )
            .seen(format!("The body is: {}.", excerpt(evidence, response))),
        ));
    }
    if let Some(finding) = without_a_message(evidence) {
        return Some(advice(finding));
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
            format!(
                "If the target is {}, Keycloak 26.7 denies the request for every caller. The request was not sent because \
                 it modifies data.",
                protected(evidence)
            ),
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
            format!(
                "The target is {}. Keycloak denies such changes for every caller, even for one with all roles.",
                protected(evidence)
            ),
        )
        .seen("The caller can read the target: it belongs to Keycloak.")
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

/// The finding for a 400 without a message, which is the response to changes of the admin-permissions client. A wrong body can have the same
/// response.
fn without_a_message(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|response| {
        let said = keycloak_error(response);
        response.status == 400
            && said.is_some_and(|said| said.error == "unknown_error")
            && is_keycloaks(response)
    })?;
    let guard = evidence
        .guards_with(|status| status == 400)
        .find(|guard| guard.cause == CAUSE.code)?;
    let certainty = if evidence.attempt.operation.body().is_none() {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    Some(
        Finding::new(
            certainty,
            format!(
                "Keycloak returns 400 without a message when {}. Roles do not matter.",
                guard.when
            ),
        )
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .seen(format!("When {}: {}", guard.when, guard.versions())),
    )
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
        let mut roles = evidence.knowledge.matrix.roles().iter();
        let of_client = read.get("clientRole").and_then(Value::as_bool) == Some(true);
        (of_client || is_master)
            && roles
                .any(|role| role.of_master != of_client && text("name") == Some(role.name.as_str()))
    };
    if built_in {
        Target::BuiltIn
    } else {
        Target::Other
    }
}
