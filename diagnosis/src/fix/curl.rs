//! Renders a change as commands that need only `curl` and `sed`. The live tests run them unchanged.

use url::form_urlencoded::byte_serialize;

use super::permission::{GROUP, Permission};
use super::{
    Change, ClientSetting, Holder, Reason, UNKNOWN_CALLER, UNKNOWN_CLIENT, UNKNOWN_USER, by_kind,
    holder, quote, required, setting, title_of_narrowing, title_of_roles,
};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};
use serde_json::Value;

/// A title, the commands after signing in, and the commands that undo them.
struct Commands {
    title: String,
    run: String,
    undo: String,
}

/// The commands of a change, or why there are none.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Result<Fix, Reason> {
    let commands = match change {
        Change::Narrow { grant, revoke } => {
            let who = find_holder(evidence).ok_or(UNKNOWN_CALLER)?;
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
            let who = find_holder(evidence).ok_or(UNKNOWN_CALLER)?;
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
            let client = find_client("CLIENT", &evidence.client_id().ok_or(UNKNOWN_CLIENT)?);
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
            let client = find_client("CLIENT", &evidence.client_id().ok_or(UNKNOWN_CLIENT)?);
            let send = |method| {
                format!(
                    "{client}\nSCOPE=$(admin \"$REALM/client-scopes\" | sed 's/{{\"id\":/\\n&/g' | sed -n \
                     's/^{{\"id\":\"\\([^\"]*\\)\",\"name\":\"{scope}\".*/\\1/p')\n{}\nadmin -X {method} \
                     \"$REALM/clients/$CLIENT/default-client-scopes/$SCOPE\" -d '{{}}'",
                    required("SCOPE", &format!("The realm has no client scope {scope}"))
                )
            };
            Commands {
                title: format!("Assign the client scope {scope} to the client with curl"),
                run: send("PUT"),
                undo: send("DELETE"),
            }
        }
        Change::Client(setting) => {
            let client = find_client("CLIENT", &evidence.client_id().ok_or(UNKNOWN_CLIENT)?);
            set_client(*setting, &client)
        }
        Change::Realm(setting) => {
            let setting = setting.setting();
            let put = |value| {
                format!(
                    "admin -X PUT \"$REALM\" -d {}",
                    quote(&Value::Object(setting.json(value)).to_string())
                )
            };
            Commands {
                title: format!("{} with curl", setting.title),
                run: put(setting.value),
                undo: put(!setting.value),
            }
        }
        Change::Permit(permission) => permit(evidence, permission).ok_or(UNKNOWN_CALLER)?,
        Change::EnableUser => {
            let user = find_user("HOLDER", &evidence.user_name().ok_or(UNKNOWN_USER)?);
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
        Change::Console { why_only, .. } => return Err(*why_only),
        Change::Caller { .. } | Change::HandOff { .. } => return Err(None),
    };
    let login = login(evidence, &setting::realm(evidence, change));
    let script = |steps: String| format!("(\nset -eu\n{login}\n{steps}\necho Done.\n)");
    Ok(
        Fix::new(FixKind::Curl, commands.title, script(commands.run))
            .undone_by(script(commands.undo)),
    )
}

/// Changes a setting of a client, after the commands that find it.
///
/// Keycloak keeps most members that the body leaves out. But if it leaves out `serviceAccountsEnabled`, 24.0.5 and 26.0.8 delete the service
/// account with its roles (measured; 26.5.6 and 26.7.5 keep it). So the body repeats the current value.
fn set_client(setting: ClientSetting, find: &str) -> Commands {
    const MEMBER: &str = "serviceAccountsEnabled";
    let setting = setting.setting();
    let put = |value| {
        let mut members = setting.json(value);
        let read = if members.contains_key(MEMBER) {
            String::new()
        } else {
            members.insert(MEMBER.to_owned(), "$".into());
            format!(
                "SERVICE_ACCOUNT=$(admin \"$REALM/clients/$CLIENT\" | sed -n 's/.*\"{MEMBER}\":\\([a-z]*\\).*/\\1/p')\n{}\n",
                required("SERVICE_ACCOUNT", "Keycloak did not return the client")
            )
        };
        let body = Value::Object(members)
            .to_string()
            .replace(r#""$""#, r#"'"$SERVICE_ACCOUNT"'"#);
        format!("{find}\n{read}admin -X PUT \"$REALM/clients/$CLIENT\" -d '{body}'")
    };
    Commands {
        title: format!("{} with curl", setting.title),
        run: put(setting.value),
        undo: put(!setting.value),
    }
}

/// Creates a policy that names the caller, and a permission; the undo deletes both.
fn permit(evidence: &Evidence, permission: &Permission) -> Option<Commands> {
    const CALLER: &str = "$HOLDER";
    let name = permission.name(GROUP, CALLER);
    let policy = permission.policy_name(GROUP, CALLER);
    let mut find: Vec<String> = permission.require_group().into_iter().collect();
    find.push(find_holder(evidence)?);
    let find = find.join("\n");
    let server = format!(
        "{}\nSERVER=\"$REALM/clients/$PERMISSIONS/authz/resource-server\"",
        find_client("PERMISSIONS", "admin-permissions")
    );
    let delete = |object: &str, kind: &str, name: &str| {
        format!(
            "ID=$(admin -G \"$SERVER/{object}/search\" --data-urlencode \"name={name}\" | first_id)\n{}\nadmin -X DELETE \
             \"$SERVER/{object}/{kind}/$ID\"",
            required("ID", "The permission does not exist")
        )
    };
    let (resource, scope) = (permission.resource(GROUP), permission.scope());
    let kind = permission.resource_type();
    Some(Commands {
        title: permission.title(", with curl"),
        run: format!(
            "{find}\nadmin -X PUT \"$REALM\" -d '{{\"adminPermissionsEnabled\":true}}'\n{server}\n\
             POLICY=$(admin \"$SERVER/policy/user\" \\\n  -d \
             \"{{\\\"name\\\":\\\"{policy}\\\",\\\"users\\\":[\\\"{CALLER}\\\"]}}\" | first_id)\n{}\n\
             admin -o /dev/null \"$SERVER/permission/scope\" \\\n  -d \
             \"{{\\\"name\\\":\\\"{name}\\\",\\\"resourceType\\\":\\\"{kind}\\\",\\\"resources\\\":[\\\"{resource}\\\"],\
             \\\"scopes\\\":[\\\"{scope}\\\"],\\\"policies\\\":[\\\"$POLICY\\\"]}}\"",
            required("POLICY", "Keycloak did not create the policy")
        ),
        undo: [
            find,
            server,
            delete("permission", "scope", &name),
            delete("policy", "user", &policy),
        ]
        .join("\n"),
    })
}

/// Finds the internal ID of the caller.
fn find_holder(evidence: &Evidence) -> Option<String> {
    Some(match holder(evidence)? {
        Holder::ServiceAccount(client) => format!(
            "{}\nHOLDER=$(admin \"$REALM/clients/$CLIENT/service-account-user\" | first_id)\n{}",
            find_client("CLIENT", &client),
            required("HOLDER", "The client has no service account")
        ),
        Holder::User(name) => find_user("HOLDER", &name),
        Holder::Id(id) => format!("HOLDER={}", quote(&id)),
    })
}

/// Names the realm and signs the administrator in.
fn login(evidence: &Evidence, realm: &str) -> String {
    let base = &evidence.attempt.base_url;
    let realm = base.join(["admin", "realms", realm]);
    format!(
        "REALM={}\n{}\n{}",
        quote(realm.as_str()),
        session(evidence),
        r#"first_id() { sed -n 's/^\[\{0,1\}{"id":"\([^"]*\)".*/\1/p'; }"#
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
  sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
: "${{TOKEN:?Keycloak did not issue a token to the administrator}}"
admin() {{ curl -fsS -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }}"#,
        quote(token.as_str())
    )
}

/// Finds the internal ID of a client.
fn find_client(variable: &str, id: &str) -> String {
    find(
        variable,
        "clients?clientId",
        id,
        "The realm has no client with this client ID",
    )
}

/// Finds the ID of a user.
fn find_user(variable: &str, name: &str) -> String {
    find(
        variable,
        "users?exact=true&username",
        name,
        "The realm has no user with this name",
    )
}

/// Finds the internal ID of the object with this name, and stops with a message if there is none.
fn find(variable: &str, query: &str, name: &str, missing: &str) -> String {
    let name: String = byte_serialize(name.as_bytes()).collect();
    format!(
        "{variable}=$(admin \"$REALM/{query}={name}\" | first_id)\n{}",
        required(variable, missing)
    )
}

/// Maps roles of the container, and realm roles, below this path: `POST` adds the mappings, and `DELETE` removes them.
fn map_roles(evidence: &Evidence, roles: &[String], mappings: &str, method: &str) -> String {
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut lines = Vec::new();
    if !of_client.is_empty() {
        lines.push(find_client("CONTAINER", &evidence.container()));
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
