//! Renders a change as members of a realm file, the JSON that Keycloak exports and imports (`RealmRepresentation`).

use serde_json::{Map, Value, json};

use super::{Change, Holder, by_kind, holder, title_of_roles};
use crate::evidence::{Evidence, service_account_name};
use crate::report::{Fix, FixKind};

/// The file of a change; `None` if a realm file has no short form for it.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let (title, file) = members(evidence, change, "in the realm file")?;
    let text = serde_json::to_string_pretty(&Value::Object(file)).ok()?;
    let mut fix = Fix::new(FixKind::RealmJson, title, text)
        .undone_by("Remove the same members and import the file again.");
    fix.steps = vec![
        MERGE.to_owned(),
        "Apply the file with keycloak-config-cli, or use it for the next import of a new realm."
            .to_owned(),
    ];
    Some(fix)
}

/// What to do with the members.
pub(super) const MERGE: &str =
    "Merge these members into your file. Keep the other members of the same user or client.";

/// A title that ends with `place`, and the realm's name with the members of the change.
pub(super) fn members(
    evidence: &Evidence,
    change: &Change,
    place: &str,
) -> Option<(String, Map<String, Value>)> {
    let (title, members) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, place),
            json!({ "users": [user(evidence, roles)?] }),
        ),
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, &format!("to the client's scope {place}")),
            scope(evidence, roles)?,
        ),
        Change::Client(setting) => {
            let (field, value) = setting.field();
            (
                format!("Change the client {place}"),
                json!({ "clients": [{ "clientId": evidence.client_id()?, field: value }] }),
            )
        }
        Change::EnableRealm => (
            format!("Enable the realm {place}"),
            json!({ "enabled": true }),
        ),
        Change::EnableUser => (
            format!("Enable the user {place}"),
            json!({ "users": [{ "username": evidence.user_name()?, "enabled": true }] }),
        ),
        // A realm file lists all default scopes of a client.
        Change::Narrow { .. }
        | Change::AddScope(_)
        | Change::Console { .. }
        | Change::Caller { .. }
        | Change::HandOff { .. } => return None,
    };
    let mut file = Map::from_iter([("realm".to_owned(), evidence.token_realm().into())]);
    file.extend(members.as_object()?.clone());
    Some((title, file))
}

fn user(evidence: &Evidence, roles: &[String]) -> Option<Value> {
    let mut user = match holder(evidence)? {
        Holder::ServiceAccount(client) => json!({
            "username": service_account_name(&client),
            "enabled": true,
            "serviceAccountClientId": client,
        }),
        Holder::User(name) => json!({ "username": name, "enabled": true }),
        // Keycloak imports users by name.
        Holder::Id(_) => return None,
    };
    let (of_client, of_realm) = by_kind(evidence, roles);
    let members = user.as_object_mut()?;
    if !of_client.is_empty() {
        members.insert(
            "clientRoles".to_owned(),
            json!({ evidence.container(): of_client }),
        );
    }
    if !of_realm.is_empty() {
        members.insert("realmRoles".to_owned(), json!(of_realm));
    }
    Some(user)
}

fn scope(evidence: &Evidence, roles: &[String]) -> Option<Value> {
    let client = evidence.client_id()?;
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut members = Map::new();
    if !of_client.is_empty() {
        members.insert(
            "clientScopeMappings".to_owned(),
            json!({ evidence.container(): [{ "client": client, "roles": of_client }] }),
        );
    }
    if !of_realm.is_empty() {
        members.insert(
            "scopeMappings".to_owned(),
            json!([{ "client": client, "roles": of_realm }]),
        );
    }
    Some(Value::Object(members))
}
