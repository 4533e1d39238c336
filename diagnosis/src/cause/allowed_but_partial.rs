//! `allowed-but-partial`: Keycloak allowed the request but left out entries or fields.

use serde_json::Value;

use super::conclusions::{to_grant, words};
use super::page::{Endpoint, Seen};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed-but-partial",
    gate: Gate::Permission,
    title: "Allowed, but the response is partial",
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
        Seen::log(Endpoint::Admin, "Malformed version"),
    ],
    meaning: &[
        "Keycloak allowed the request, but the response has only a few fields. Any admin role allows GET \
         /admin/realms/{realm}, but only view-realm returns all fields. A program that reads a missing field can \
         mistake it for “off”.",
        "Other operations omit list entries or fields of entries. The operation's page lists the roles that return a \
         partial response.",
        "From 26.4 on, GET /admin/serverinfo returns no systemInfo to administrators of other realms than master. \
         Terraform's provider, Crossplane, and other tools then stop with “Malformed version”. From 26.5.6 on, \
         manage-realm returns the version again.",
    ],
    how_known: "Why403 compares the roles in the token with measured data. The data lists the roles that return a \
        partial response for each operation.",
    looks_like: &[
        ("allowed", "The response is complete."),
        ("allowed-but-filtered", "The list is empty."),
    ],
    fix: &[
        "If you need the other fields, assign view-realm of realm-management.",
        "If you don't, nothing has to change.",
        "Malformed version: update the tool, or set the argument keycloak_version of Terraform's provider.",
    ],
    versions: "All. The number of remaining fields differs.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Stage::OperationAnswered(response) = evidence.stage() else {
        return None;
    };
    if evidence.answered_in_another_shape().is_some() {
        return None;
    }
    let body = response.json()?;
    let of_what = match &body {
        // An empty list has its own cause.
        Value::Array(entries) if entries.is_empty() => return None,
        Value::Array(entries) => format!("a list of {}", entries.len()),
        Value::Object(fields) => format!("an object with {} fields", fields.len()),
        _ => return None,
    };
    let fields = body.as_object().map_or(usize::MAX, serde_json::Map::len);
    // The full representation has more than a hundred fields; a caller without view-realm sees a handful.
    if evidence.attempt.operation.name() == "GET /admin/realms/{realm}" && fields < 20 {
        return Some(
            Finding::certain(format!(
                "Keycloak allowed the request, but the response has only {fields} fields. Without view-realm, \
                 Keycloak returns little more than the realm name."
            ))
            .seen(format!(
                "A full realm has more than 100 fields. This response has {fields}."
            ))
            .change(Change::GrantRoles(to_grant(evidence))),
        );
    }
    if !evidence.claims_reduce() || shows_hidden_roles(evidence, &body) {
        return None;
    }
    let least = evidence.needs.least();
    let finding = Finding::likely(format!(
        "Keycloak allowed the request, but measured data shows a partial response for this caller. Keycloak omits \
         entries or fields that the caller may not view. The response is {of_what}."
    ))
    .seen(format!(
        "The token lists {}. In measured data, this returns a partial response.",
        words(&evidence.claimed())
    ))
    .apart("The same request from a caller that may view everything.");
    let everything = |role: &String| role == "admin" || role == "realm-admin";
    Some(match least {
        [] => finding.caller(
            "Accept the partial response",
            "No known role set returns the full response.",
        ),
        // That set is too broad for one full response.
        [only] if everything(only) => finding.caller(
            "Accept the partial response",
            format!("Only {only} returns the full response, and it also allows everything else."),
        ),
        _ => finding.change(Change::GrantRoles(to_grant(evidence))),
    })
}

/// Whether the response contains realm roles that 26.7.3 hides from this caller: then this release does not filter yet (recordings
/// role-mappings-cut of 26.7.0 and 26.7.3).
fn shows_hidden_roles(evidence: &Evidence, body: &Value) -> bool {
    let views_realm = ["view-realm", "manage-realm", "realm-admin", "admin"];
    evidence
        .attempt
        .operation
        .template
        .ends_with("/role-mappings")
        && body.get("realmMappings").is_some()
        && !evidence
            .claimed()
            .iter()
            .any(|role| views_realm.contains(&role.as_str()))
}
