//! Renders a change as members of a realm file, the JSON that Keycloak exports and imports (`RealmRepresentation`).

use serde_json::{Map, Value, json};

use super::permission::{self, Permission, Users};
use super::{
    Change, Holder, Reason, UNKNOWN_CLIENT, UNKNOWN_USER, by_kind, holder, setting, title_of_roles,
};
use crate::evidence::{Evidence, service_account_name};
use crate::report::{Fix, FixKind};

/// The file of a change, or why there is none.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Result<Fix, Reason> {
    let (title, file) = members(evidence, change, "in the realm file")?;
    let text = serde_json::to_string_pretty(&Value::Object(file)).unwrap_or_default();
    let mut fix = Fix::new(FixKind::RealmJson, title, text).undone_by(match change {
        Change::Narrow { .. } => "List the revoked roles again and import the file again.",
        Change::Client(_) | Change::Realm(_) | Change::EnableUser => {
            "Change the value back and import the file again."
        }
        Change::Permit(_) => {
            "Remove both policies from the file. In an existing realm, delete them in the Admin Console."
        }
        _ => REMOVE,
    });
    fix.steps = match change {
        Change::Permit(permission) => vec![
            replacement(permission),
            "Merge these members into the file from which you create the realm. A partial import ignores them (measured on 26.7.5)."
                .to_owned(),
        ],
        _ => vec![
            merge(change),
            "Apply the file with keycloak-config-cli, or use it for the next import of a new realm."
                .to_owned(),
        ],
    };
    Ok(fix)
}

const REMOVE: &str = "Remove the same members and import the file again. If the roles are still assigned afterwards, revoke them in \
    another form.";

/// Stands for the name of the user whose ID is in the path.
const TARGET_NAME: &str = "<user name>";
/// Stands for the ID of the group that the administrator chooses.
const GROUP_ID: &str = "<group ID>";

/// What to replace in the file, and with what.
fn replacement(permission: &Permission) -> String {
    match permission.users {
        Users::One(_) => format!("Replace {TARGET_NAME} with the user's name."),
        Users::Members(None) => {
            format!(
                "Replace {GROUP_ID} with the group's ID. The file must contain the group with this ID."
            )
        }
        Users::Members(Some(_)) => "The file must contain the group with this ID.".to_owned(),
    }
}

/// What to do with the members.
pub(super) fn merge(change: &Change) -> String {
    let merge =
        "Merge these members into your file. Keep the other members of the same user or client.";
    match change {
        Change::Narrow { revoke, .. } => format!(
            "{merge} Remove {} from the roles of this user.",
            permissions::enumerated(revoke, "and")
        ),
        _ => merge.to_owned(),
    }
}

/// A title that ends with `place`, and the realm's name with the members of the change.
pub(super) fn members(
    evidence: &Evidence,
    change: &Change,
    place: &str,
) -> Result<(String, Map<String, Value>), Reason> {
    const BY_NAME: Reason =
        Some("Keycloak imports users by name, and the caller's name is not known.");
    let client = || evidence.client_id().ok_or(UNKNOWN_CLIENT);
    let (title, members) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, place),
            json!({ "users": [user(evidence, roles).ok_or(BY_NAME)?] }),
        ),
        Change::Narrow { .. } => {
            let least = evidence.needs.least();
            (
                title_of_roles("Assign only", least, place),
                json!({ "users": [user(evidence, least).ok_or(BY_NAME)?] }),
            )
        }
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, &format!("to the client's scope {place}")),
            scope(evidence, roles).ok_or(UNKNOWN_CLIENT)?,
        ),
        Change::Client(setting) => {
            let setting = setting.setting();
            let mut members = Map::from_iter([("clientId".to_owned(), client()?.into())]);
            members.extend(setting.json(setting.value));
            (
                format!("{} {place}", setting.title),
                json!({ "clients": [members] }),
            )
        }
        Change::Realm(setting) => {
            let setting = setting.setting();
            (
                format!("{} {place}", setting.title),
                Value::Object(setting.json(setting.value)),
            )
        }
        Change::EnableUser => {
            let name = evidence.user_name().ok_or(UNKNOWN_USER)?;
            (
                format!("Enable the user {place}"),
                json!({ "users": [{ "username": name, "enabled": true }] }),
            )
        }
        Change::Permit(permission) => (
            permission.title(&format!(", {place}")),
            permit(evidence, permission).ok_or(BY_NAME)?,
        ),
        Change::AddScope(_) => {
            return Err(Some(
                "A realm file replaces all default scopes of a client.",
            ));
        }
        Change::Console { why_only, .. } => return Err(*why_only),
        Change::Caller { .. } | Change::HandOff { .. } => return Err(None),
    };
    let realm = setting::realm(evidence, change);
    let mut file = Map::from_iter([("realm".to_owned(), realm.into())]);
    file.extend(members.as_object().cloned().unwrap_or_default());
    Ok((title, file))
}

/// The policy and the permission among the settings of the client `admin-permissions`. A file names users by name.
fn permit(evidence: &Evidence, permission: &Permission) -> Option<Value> {
    let caller = permission::caller(evidence)?;
    let name = permission.name(GROUP_ID, &caller);
    // A user is found by name or ID, a group by ID.
    let resource = match permission.users {
        Users::One(_) => TARGET_NAME,
        Users::Members(_) => permission.resource(GROUP_ID),
    };
    // The values of `config` are lists in strings.
    let list = |item: &str| json!([item]).to_string();
    let policy = |name: String, kind: &str, config: Value| {
        json!({
            "name": name, "type": kind, "logic": "POSITIVE", "decisionStrategy": "UNANIMOUS", "config": config,
        })
    };
    let names_caller = permission.policy_name(GROUP_ID, &caller);
    let policies = json!([
        policy(
            names_caller.clone(),
            "user",
            json!({ "users": list(&caller) })
        ),
        policy(
            name,
            "scope",
            json!({
                "defaultResourceType": permission.resource_type(), "resources": list(resource),
                "scopes": list(permission.scope()), "applyPolicies": list(&names_caller),
            })
        ),
    ]);
    Some(json!({
        "adminPermissionsEnabled": true,
        "clients": [{ "clientId": "admin-permissions", "authorizationSettings": { "policies": policies } }],
    }))
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
