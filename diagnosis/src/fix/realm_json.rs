//! Renders a change as members of a realm file, the JSON that Keycloak exports and imports (`RealmRepresentation`).

use serde_json::{Map, Value, json};

use super::{Change, Holder, by_kind, holder, title_of_roles};
use crate::evidence::{Evidence, service_account_name};
use crate::report::{Fix, FixKind};

/// The members of a change; `None` if a realm file has no short form for it.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let (title, members) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, "in the realm file"),
            json!({ "users": [user(evidence, roles)?] }),
        ),
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, "to the client's scope in the realm file"),
            scope(evidence, roles)?,
        ),
        Change::Client(setting) => {
            let (field, value) = setting.field();
            (
                "Change the client in the realm file".to_owned(),
                json!({ "clients": [{ "clientId": evidence.client_id()?, field: value }] }),
            )
        }
        Change::EnableRealm => (
            "Enable the realm in the realm file".to_owned(),
            json!({ "enabled": true }),
        ),
        Change::EnableUser => (
            "Enable the user in the realm file".to_owned(),
            json!({ "users": [{ "username": evidence.user_name()?, "enabled": true }] }),
        ),
        // A realm file lists all default scopes of a client.
        Change::AddScope(_)
        | Change::Console { .. }
        | Change::Caller { .. }
        | Change::HandOff { .. } => return None,
    };
    let mut file = Map::from_iter([("realm".to_owned(), evidence.token_realm().into())]);
    file.extend(members.as_object()?.clone());
    let text = serde_json::to_string_pretty(&Value::Object(file)).ok()?;
    let mut fix = Fix::new(FixKind::RealmJson, title, text)
        .undone_by("Remove the same members and import the file again.");
    fix.steps = vec![
        "Merge these members into your realm file. Keep the other members of the same user or client.".to_owned(),
        "Apply the file with keycloak-config-cli, or use it for the next import of a new realm. In a KeycloakRealmImport, the members belong under spec.realm.".to_owned(),
    ];
    Some(fix)
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
