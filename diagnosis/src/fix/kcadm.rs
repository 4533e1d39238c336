//! Renders a change as commands for Keycloak's `kcadm.sh`. The live tests run them unchanged.

use super::permission::{GROUP, Permission};
use super::setting::{Member, Setting};
use super::{
    Change, Holder, Reason, UNKNOWN_CALLER, UNKNOWN_CLIENT, UNKNOWN_USER, by_kind, encoded, holder,
    quote, required, setting, title_of_narrowing, title_of_roles,
};
use crate::evidence::{Evidence, service_account_name};
use crate::report::{Fix, FixKind};

/// A title, the commands after signing in, and the commands that undo them. Both need the variables that the first commands set.
struct Commands {
    title: String,
    find: Vec<String>,
    run: Vec<String>,
    undo: Vec<String>,
}

/// The commands of a change, or why there are none.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Result<Fix, Reason> {
    // kcadm.sh puts this value into the path of a URL as it is.
    let realm = quote(&encoded(&setting::realm(evidence, change)));
    let commands = match change {
        Change::GrantRoles(roles) => grant(evidence, &realm, roles).ok_or(UNKNOWN_CALLER)?,
        Change::Narrow { grant, revoke } => {
            narrow(evidence, &realm, grant, revoke).ok_or(UNKNOWN_CALLER)?
        }
        Change::MapScope(roles) => map_scope(evidence, &realm, roles).ok_or(UNKNOWN_CLIENT)?,
        Change::AddScope(scope) => add_scope(evidence, &realm, scope).ok_or(UNKNOWN_CLIENT)?,
        Change::Client(setting) => {
            let client = evidence.client_id().ok_or(UNKNOWN_CLIENT)?;
            let find = client_id("CLIENT", &realm, &client);
            set(
                &setting.setting(),
                find,
                &format!("clients/$CLIENT -r {realm}"),
            )
        }
        Change::Realm(setting) => set(&setting.setting(), Vec::new(), &format!("realms/{realm}")),
        Change::EnableUser => enable_user(evidence, &realm).ok_or(UNKNOWN_USER)?,
        Change::Permit(permission) => permit(evidence, &realm, permission).ok_or(UNKNOWN_CALLER)?,
        Change::Console { why_only, .. } => return Err(*why_only),
        Change::Caller { .. } | Change::HandOff { .. } => return Err(None),
    };
    let script = |steps: Vec<String>| {
        let done = vec!["echo Done.".to_owned()];
        // Joined by &&, so that a shell stops at the first command that fails.
        [vec![login(evidence)], commands.find.clone(), steps, done]
            .concat()
            .join(" &&\n")
    };
    let text = script(commands.run);
    Ok(Fix::new(FixKind::Kcadm, commands.title, text).undone_by(script(commands.undo)))
}

/// Signs the administrator in.
pub(super) fn login(evidence: &Evidence) -> String {
    format!(
        "kcadm.sh config credentials --server {} --realm master \\\n  \
         --user \"${{KEYCLOAK_ADMIN:?Set KEYCLOAK_ADMIN}}\" \\\n  \
         --password \"${{KEYCLOAK_ADMIN_PASSWORD:?Set KEYCLOAK_ADMIN_PASSWORD}}\"",
        quote(&evidence.attempt.base_url.to_string())
    )
}

fn grant(evidence: &Evidence, realm: &str, roles: &[String]) -> Option<Commands> {
    Some(Commands {
        title: title_of_roles("Grant", roles, "with kcadm.sh"),
        find: Vec::new(),
        run: map_roles(evidence, realm, "add-roles", roles)?,
        undo: map_roles(evidence, realm, "remove-roles", roles)?,
    })
}

/// The undo assigns the revoked roles again. It keeps the other roles, because the caller may have had them before.
fn narrow(
    evidence: &Evidence,
    realm: &str,
    grant: &[String],
    revoke: &[String],
) -> Option<Commands> {
    let mut run = map_roles(evidence, realm, "add-roles", grant)?;
    run.extend(map_roles(evidence, realm, "remove-roles", revoke)?);
    Some(Commands {
        title: title_of_narrowing(grant, revoke, "with kcadm.sh"),
        find: Vec::new(),
        run,
        undo: map_roles(evidence, realm, "add-roles", revoke)?,
    })
}

/// The commands that add or remove roles of the caller: one for the roles of the container, and one for realm roles.
fn map_roles(
    evidence: &Evidence,
    realm: &str,
    command: &str,
    roles: &[String],
) -> Option<Vec<String>> {
    let who = match holder(evidence)? {
        Holder::ServiceAccount(client) => {
            format!("--uusername {}", quote(&service_account_name(&client)))
        }
        Holder::User(name) => format!("--uusername {}", quote(&name)),
        Holder::Id(id) => format!("--uid {}", quote(&id)),
    };
    let named = |roles: &[&String]| {
        let names: Vec<String> = roles
            .iter()
            .map(|role| format!("--rolename {}", quote(role)))
            .collect();
        names.join(" ")
    };
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut rests = Vec::new();
    if !of_client.is_empty() {
        rests.push(format!(
            "-r {realm} {who} \\\n  --cclientid {} {}",
            quote(&evidence.container()),
            named(&of_client)
        ));
    }
    if !of_realm.is_empty() {
        rests.push(format!("-r {realm} {who} \\\n  {}", named(&of_realm)));
    }
    let commands = rests
        .iter()
        .map(|rest| format!("kcadm.sh {command} {rest}"));
    Some(commands.collect())
}

fn map_scope(evidence: &Evidence, realm: &str, roles: &[String]) -> Option<Commands> {
    let find = [
        client_id("CLIENT", realm, &evidence.client_id()?),
        client_id("CONTAINER", realm, &evidence.container()),
    ]
    .concat();
    let each = |command: &str| -> Vec<String> {
        roles
            .iter()
            .map(|role| {
                let (from, to) = if evidence.is_realm_role(role) {
                    ("roles", "realm")
                } else {
                    ("clients/$CONTAINER/roles", "clients/$CONTAINER")
                };
                format!(
                    "printf '[%s]' \"$(kcadm.sh get {from}/{} -r {realm})\" |\n  \
                     kcadm.sh {command} clients/$CLIENT/scope-mappings/{to} -r {realm} -f -",
                    quote(&encoded(role))
                )
            })
            .collect()
    };
    Some(Commands {
        title: title_of_roles("Add", roles, "to the client's scope with kcadm.sh"),
        find,
        run: each("create"),
        undo: each("delete"),
    })
}

fn add_scope(evidence: &Evidence, realm: &str, name: &str) -> Option<Commands> {
    let scope = "clients/$CLIENT/default-client-scopes/$SCOPE";
    Some(Commands {
        title: format!("Assign the client scope {name} to the client with kcadm.sh"),
        find: [
            client_id("CLIENT", realm, &evidence.client_id()?),
            vec![
                format!(
                    "SCOPE=$(kcadm.sh get client-scopes -r {realm} --fields id,name --format csv \
                     --noquotes |\n  sed -n 's/,{name}$//p')"
                ),
                required("SCOPE", &format!("The realm has no client scope {name}")),
            ],
        ]
        .concat(),
        run: vec![format!("kcadm.sh update {scope} -r {realm} -b '{{}}'")],
        undo: vec![format!("kcadm.sh delete {scope} -r {realm}")],
    })
}

/// Sets a setting of the object at this path, with the options of the command.
fn set(setting: &Setting, find: Vec<String>, object: &str) -> Commands {
    let update = |value: bool| {
        let assigned = match setting.member {
            Member::Field(name) => format!("{name}={value}"),
            Member::Attribute(name) => quote(&format!("attributes.\"{name}\"={value}")),
        };
        vec![format!("kcadm.sh update {object} -s {assigned}")]
    };
    Commands {
        title: format!("{} with kcadm.sh", setting.title),
        find,
        run: update(setting.value),
        undo: update(!setting.value),
    }
}

/// Creates a policy that names the caller, and a permission; the undo deletes both.
fn permit(evidence: &Evidence, realm: &str, permission: &Permission) -> Option<Commands> {
    const CALLER: &str = "$CALLER";
    let name = permission.name(GROUP, CALLER);
    let policy = permission.policy_name(GROUP, CALLER);
    let mut find: Vec<String> = permission.require_group().into_iter().collect();
    find.extend(match holder(evidence)? {
        Holder::ServiceAccount(client) => user_id("CALLER", realm, &service_account_name(&client)),
        Holder::User(name) => user_id("CALLER", realm, &name),
        Holder::Id(id) => vec![format!("CALLER={}", quote(&id))],
    });
    find.push(format!(
        "kcadm.sh update realms/{realm} -s adminPermissionsEnabled=true"
    ));
    find.extend(client_id("PERMISSIONS", realm, "admin-permissions"));
    let server = "clients/$PERMISSIONS/authz/resource-server";
    let search = |variable: &str, object: &str, name: &str| {
        vec![
            format!(
                "{variable}=$(kcadm.sh get \"{server}/{object}/search\" -r {realm} -q \"name={name}\" \\\n  --fields id --format csv \
                 --noquotes)"
            ),
            required(variable, "The permission does not exist"),
        ]
    };
    let delete = |object: &str, kind: &str, name: &str| {
        let mut steps = search("ID", object, name);
        steps.push(format!(
            "kcadm.sh delete \"{server}/{object}/{kind}/$ID\" -r {realm}"
        ));
        steps
    };
    let (kind, scope) = (permission.resource_type(), permission.scope());
    let resource = permission.resource(GROUP);
    Some(Commands {
        title: permission.title(", with kcadm.sh"),
        find,
        run: [
            vec![format!(
                "kcadm.sh create \"{server}/policy/user\" -r {realm} -s \"name={policy}\" \\\n  -s \
                 \"users=[\\\"{CALLER}\\\"]\""
            )],
            search("POLICY", "policy", &policy),
            vec![format!(
                "kcadm.sh create \"{server}/permission/scope\" -r {realm} -s \"name={name}\" -s resourceType={kind} \\\n  -s \
                 \"resources=[\\\"{resource}\\\"]\" -s 'scopes=[\"{scope}\"]' -s \"policies=[\\\"$POLICY\\\"]\""
            )],
        ]
        .concat(),
        undo: [
            delete("permission", "scope", &name),
            delete("policy", "user", &policy),
        ]
        .concat(),
    })
}

fn enable_user(evidence: &Evidence, realm: &str) -> Option<Commands> {
    let update =
        |value: bool| format!("kcadm.sh update users/$USER_ID -r {realm} -s enabled={value}");
    Some(Commands {
        title: "Enable the user with kcadm.sh".to_owned(),
        find: user_id("USER_ID", realm, &evidence.user_name()?),
        run: vec![update(true)],
        undo: vec![update(false)],
    })
}

/// Finds the internal ID of a client.
fn client_id(variable: &str, realm: &str, client: &str) -> Vec<String> {
    vec![
        format!(
            "{variable}=$(kcadm.sh get clients -r {realm} -q clientId={} --fields id --format csv \
             --noquotes)",
            quote(client)
        ),
        required(variable, "The realm has no client with this client ID"),
    ]
}

/// Finds the ID of a user.
fn user_id(variable: &str, realm: &str, name: &str) -> Vec<String> {
    vec![
        format!(
            "{variable}=$(kcadm.sh get users -r {realm} -q username={} -q exact=true \
             --fields id --format csv --noquotes)",
            quote(name)
        ),
        required(variable, "The realm has no user with this name"),
    ]
}
