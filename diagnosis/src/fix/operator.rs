//! Renders a change as a `KeycloakRealmImport`, a resource from which the Keycloak Operator creates a realm.

use serde_json::{Map, Value};

use super::{Change, Reason, double_quoted, realm_json, setting};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// The resource, or why there is none.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Result<Fix, Reason> {
    if matches!(change, Change::Permit(_)) {
        return Err(Some(
            "The import of fine-grained permissions by the operator has not been tested.",
        ));
    }
    let (title, realm) = realm_json::members(evidence, change, "in a KeycloakRealmImport")?;
    let mut text = format!(
        "apiVersion: k8s.keycloak.org/v2alpha1\nkind: KeycloakRealmImport\nmetadata:\n  name: {}\nspec:\n  \
         # The name of your Keycloak resource\n  keycloakCRName: keycloak\n  realm:\n",
        double_quoted(&resource_name(&setting::realm(evidence, change)))
    );
    members(&realm, 4, &mut text);
    let mut fix = Fix::new(FixKind::Operator, title, text.trim_end())
        .undone_by("Remove the same members from the resource. For an existing realm, undo the change in the form that you used.");
    fix.steps = vec![
        realm_json::merge(change),
        "The operator imports a realm only if the realm does not exist. For an existing realm, also apply the change in another form."
            .to_owned(),
    ];
    Ok(fix)
}

/// A name that Kubernetes accepts: lower-case letters, digits, and hyphens inside.
fn resource_name(realm: &str) -> String {
    let name: String = realm
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(63)
        .collect();
    match name.trim_matches('-') {
        "" => "realm".to_owned(),
        name => name.to_owned(),
    }
}

/// The members of an object in block style.
fn members(object: &Map<String, Value>, indent: usize, text: &mut String) {
    for (name, value) in object {
        text.push_str(&" ".repeat(indent));
        text.push_str(&key(name));
        text.push(':');
        below(value, indent + 2, text);
    }
}

/// The name of a member, in quotes unless every character is plain.
fn key(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_plain {
        name.to_owned()
    } else {
        double_quoted(name)
    }
}

/// A value after its name or its hyphen.
fn below(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            text.push('\n');
            members(object, indent, text);
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            for item in items {
                text.push_str(&" ".repeat(indent));
                text.push('-');
                below(item, indent + 2, text);
            }
        }
        Value::String(string) => text.extend([" ", &double_quoted(string), "\n"]),
        other => text.extend([" ", &other.to_string(), "\n"]),
    }
}
