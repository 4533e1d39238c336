//! Renders a change as commands that need only `curl` and `sed`. The live tests run them unchanged.

use url::form_urlencoded::byte_serialize;

use super::{Change, Holder, by_kind, holder, quote, title_of_roles};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// The commands of a change.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let (title, commands, undo) = match change {
        Change::GrantRoles(roles) => {
            let who = match holder(evidence)? {
                Holder::ServiceAccount(client) => format!(
                    "{}\nHOLDER=$(admin \"$REALM/clients/$CLIENT/service-account-user\" | first_id)",
                    find("CLIENT", "clients", "clientId", &client)
                ),
                Holder::User(name) => find("HOLDER", "users", "exact=true&username", &name),
                Holder::Id(id) => format!("HOLDER={}", quote(&id)),
            };
            (
                title_of_roles("Grant", roles, "with curl"),
                format!(
                    "{who}\n{}",
                    map_roles(evidence, roles, "users/$HOLDER/role-mappings")
                ),
                format!(
                    "Run the same commands with -X DELETE instead of -X POST ({}).",
                    roles.join(", ")
                ),
            )
        }
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, "to the client's scope with curl"),
            format!(
                "{}\n{}",
                find("CLIENT", "clients", "clientId", &evidence.client_id()?),
                map_roles(evidence, roles, "clients/$CLIENT/scope-mappings")
            ),
            "Run the same commands with -X DELETE instead of -X POST.".to_owned(),
        ),
        Change::AddScope(scope) => (
            format!("Assign the client scope {scope} to the client with curl"),
            format!(
                "{}\nSCOPE=$(admin \"$REALM/client-scopes\" | sed 's/{{\"id\":/\\n&/g' | sed -n \
                 's/^{{\"id\":\"\\([^\"]*\\)\",\"name\":\"{scope}\".*/\\1/p')\nadmin -X PUT \
                 \"$REALM/clients/$CLIENT/default-client-scopes/$SCOPE\" -d '{{}}'",
                find("CLIENT", "clients", "clientId", &evidence.client_id()?)
            ),
            "Run the same commands with -X DELETE instead of -X PUT in the last line.".to_owned(),
        ),
        Change::Client(setting) => {
            let (field, value) = setting.field();
            (
                format!("Set {field} with curl"),
                format!(
                    "{}\nadmin -X PUT \"$REALM/clients/$CLIENT\" -d '{{\"{field}\":{value}}}'",
                    find("CLIENT", "clients", "clientId", &evidence.client_id()?)
                ),
                format!("Run the same commands with {} instead of {value}.", !value),
            )
        }
        Change::EnableRealm => (
            "Enable the realm with curl".to_owned(),
            "admin -X PUT \"$REALM\" -d '{\"enabled\":true}'".to_owned(),
            "Run the same commands with false instead of true.".to_owned(),
        ),
        Change::EnableUser => (
            "Enable the user with curl".to_owned(),
            format!(
                "{}\nadmin -X PUT \"$REALM/users/$HOLDER\" -d '{{\"enabled\":true}}'",
                find(
                    "HOLDER",
                    "users",
                    "exact=true&username",
                    &evidence.user_name()?
                )
            ),
            "Run the same commands with false instead of true.".to_owned(),
        ),
        Change::Console { .. } | Change::Caller { .. } | Change::HandOff { .. } => return None,
    };
    let text = format!("(\nset -eu\n{}\n{commands}\necho Done.\n)", login(evidence));
    Some(Fix::new(FixKind::Curl, title, text).undone_by(undo))
}

/// Signs the administrator in. The password goes through a pipe, so that the list of processes does not show it.
fn login(evidence: &Evidence) -> String {
    let base = &evidence.attempt.base_url;
    let realm = base.join(["admin", "realms", &evidence.token_realm()]);
    let token = base.join(["realms", "master", "protocol", "openid-connect", "token"]);
    format!(
        r#"REALM={}
TOKEN=$(printf %s "${{KEYCLOAK_ADMIN_PASSWORD:?Set KEYCLOAK_ADMIN_PASSWORD}}" | curl -fsS {} \
  -d grant_type=password -d client_id=admin-cli \
  --data-urlencode "username=${{KEYCLOAK_ADMIN:?Set KEYCLOAK_ADMIN}}" --data-urlencode password@- |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
admin() {{ curl -fsS -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }}
first_id() {{ sed 's/^\[\{{0,1\}}{{"id":"\([^"]*\)".*/\1/'; }}"#,
        quote(realm.as_str()),
        quote(token.as_str())
    )
}

/// Finds the internal ID of the object with this name.
fn find(variable: &str, what: &str, parameter: &str, name: &str) -> String {
    let name: String = byte_serialize(name.as_bytes()).collect();
    format!("{variable}=$(admin \"$REALM/{what}?{parameter}={name}\" | first_id)")
}

/// Maps roles of the container, and realm roles, below this path.
fn map_roles(evidence: &Evidence, roles: &[String], mappings: &str) -> String {
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut lines = Vec::new();
    if !of_client.is_empty() {
        lines.push(find(
            "CONTAINER",
            "clients",
            "clientId",
            &evidence.container(),
        ));
        lines.push(representations("clients/$CONTAINER/roles", &of_client));
        lines.push(format!(
            "admin -X POST \"$REALM/{mappings}/clients/$CONTAINER\" -d \"[$ROLES]\""
        ));
    }
    if !of_realm.is_empty() {
        lines.push(representations("roles", &of_realm));
        lines.push(format!(
            "admin -X POST \"$REALM/{mappings}/realm\" -d \"[$ROLES]\""
        ));
    }
    lines.join("\n")
}

/// Collects the full representations of roles below this path, which the mapping requests need.
fn representations(path: &str, roles: &[&String]) -> String {
    let calls: Vec<String> = roles
        .iter()
        .map(|role| {
            let role: String = byte_serialize(role.as_bytes()).collect();
            format!("$(admin \"$REALM/{path}/{role}\")")
        })
        .collect();
    format!("ROLES={}", calls.join(","))
}
