//! Renders a change as commands that need only `curl` and `sed`. The live tests run them unchanged.

use url::form_urlencoded::byte_serialize;

use super::{Change, Holder, by_kind, holder, quote, title_of_narrowing, title_of_roles};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// A title, the commands after signing in, and the commands that undo them.
struct Commands {
    title: String,
    run: String,
    undo: String,
}

/// The commands of a change.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let commands = match change {
        Change::Narrow { grant, revoke } => {
            let who = find_holder(evidence)?;
            let map =
                |roles, method| map_roles(evidence, roles, "users/$HOLDER/role-mappings", method);
            let steps = [who.clone(), map(grant, "POST"), map(revoke, "DELETE")];
            let steps: Vec<String> = steps.into_iter().filter(|step| !step.is_empty()).collect();
            Commands {
                title: title_of_narrowing(grant, revoke, "with curl"),
                run: steps.join("\n"),
                // The granted roles stay, because the caller may have had them before.
                undo: format!("{who}\n{}", map(revoke, "POST")),
            }
        }
        Change::GrantRoles(roles) => {
            let who = find_holder(evidence)?;
            let map = |method| {
                let mapped = map_roles(evidence, roles, "users/$HOLDER/role-mappings", method);
                format!("{who}\n{mapped}")
            };
            Commands {
                title: title_of_roles("Grant", roles, "with curl"),
                run: map("POST"),
                undo: map("DELETE"),
            }
        }
        Change::MapScope(roles) => {
            let client = find("CLIENT", "clients", "clientId", &evidence.client_id()?);
            let map = |method| {
                let mapped = map_roles(evidence, roles, "clients/$CLIENT/scope-mappings", method);
                format!("{client}\n{mapped}")
            };
            Commands {
                title: title_of_roles("Add", roles, "to the client's scope with curl"),
                run: map("POST"),
                undo: map("DELETE"),
            }
        }
        Change::AddScope(scope) => {
            let client = find("CLIENT", "clients", "clientId", &evidence.client_id()?);
            let send = |method| {
                format!(
                    "{client}\nSCOPE=$(admin \"$REALM/client-scopes\" | sed 's/{{\"id\":/\\n&/g' | sed -n \
                     's/^{{\"id\":\"\\([^\"]*\\)\",\"name\":\"{scope}\".*/\\1/p')\nadmin -X {method} \
                     \"$REALM/clients/$CLIENT/default-client-scopes/$SCOPE\" -d '{{}}'"
                )
            };
            Commands {
                title: format!("Assign the client scope {scope} to the client with curl"),
                run: send("PUT"),
                undo: send("DELETE"),
            }
        }
        Change::Client(setting) => {
            let (field, value) = setting.field();
            let client = find("CLIENT", "clients", "clientId", &evidence.client_id()?);
            let set = |value: bool| {
                format!(
                    "{client}\nadmin -X PUT \"$REALM/clients/$CLIENT\" -d '{{\"{field}\":{value}}}'"
                )
            };
            Commands {
                title: format!("Set {field} with curl"),
                run: set(value),
                undo: set(!value),
            }
        }
        Change::EnableRealm => {
            let set = |value: bool| format!("admin -X PUT \"$REALM\" -d '{{\"enabled\":{value}}}'");
            Commands {
                title: "Enable the realm with curl".to_owned(),
                run: set(true),
                undo: set(false),
            }
        }
        Change::EnableUser => {
            let name = evidence.user_name()?;
            let user = find("HOLDER", "users", "exact=true&username", &name);
            let set = |value: bool| {
                format!(
                    "{user}\nadmin -X PUT \"$REALM/users/$HOLDER\" -d '{{\"enabled\":{value}}}'"
                )
            };
            Commands {
                title: "Enable the user with curl".to_owned(),
                run: set(true),
                undo: set(false),
            }
        }
        Change::Console { .. } | Change::Caller { .. } | Change::HandOff { .. } => return None,
    };
    let login = login(evidence);
    let script = |steps: String| format!("(\nset -eu\n{login}\n{steps}\necho Done.\n)");
    Some(
        Fix::new(FixKind::Curl, commands.title, script(commands.run))
            .undone_by(script(commands.undo)),
    )
}

/// Finds the internal ID of the caller.
fn find_holder(evidence: &Evidence) -> Option<String> {
    Some(match holder(evidence)? {
        Holder::ServiceAccount(client) => format!(
            "{}\nHOLDER=$(admin \"$REALM/clients/$CLIENT/service-account-user\" | first_id)",
            find("CLIENT", "clients", "clientId", &client)
        ),
        Holder::User(name) => find("HOLDER", "users", "exact=true&username", &name),
        Holder::Id(id) => format!("HOLDER={}", quote(&id)),
    })
}

/// Names the realm and signs the administrator in.
fn login(evidence: &Evidence) -> String {
    let base = &evidence.attempt.base_url;
    let realm = base.join(["admin", "realms", &evidence.token_realm()]);
    format!(
        "REALM={}\n{}\n{}",
        quote(realm.as_str()),
        session(evidence),
        r#"first_id() { sed 's/^\[\{0,1\}{"id":"\([^"]*\)".*/\1/'; }"#
    )
}

/// Signs the administrator in. The password goes through a pipe, so that the list of processes does not show it.
pub(super) fn session(evidence: &Evidence) -> String {
    let base = &evidence.attempt.base_url;
    let token = base.join(["realms", "master", "protocol", "openid-connect", "token"]);
    format!(
        r#"TOKEN=$(printf %s "${{KEYCLOAK_ADMIN_PASSWORD:?Set KEYCLOAK_ADMIN_PASSWORD}}" | curl -fsS {} \
  -d grant_type=password -d client_id=admin-cli \
  --data-urlencode "username=${{KEYCLOAK_ADMIN:?Set KEYCLOAK_ADMIN}}" --data-urlencode password@- |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
admin() {{ curl -fsS -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }}"#,
        quote(token.as_str())
    )
}

/// Finds the internal ID of the object with this name.
fn find(variable: &str, what: &str, parameter: &str, name: &str) -> String {
    let name: String = byte_serialize(name.as_bytes()).collect();
    format!("{variable}=$(admin \"$REALM/{what}?{parameter}={name}\" | first_id)")
}

/// Maps roles of the container, and realm roles, below this path: `POST` adds the mappings, and `DELETE` removes them.
fn map_roles(evidence: &Evidence, roles: &[String], mappings: &str, method: &str) -> String {
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
            "admin -X {method} \"$REALM/{mappings}/clients/$CONTAINER\" -d \"[$ROLES]\""
        ));
    }
    if !of_realm.is_empty() {
        lines.push(representations("roles", &of_realm));
        lines.push(format!(
            "admin -X {method} \"$REALM/{mappings}/realm\" -d \"[$ROLES]\""
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
