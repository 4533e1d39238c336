//! Renders a change as commands for Keycloak's `kcadm.sh`. The live tests run them unchanged.

use super::{
    Change, ClientSetting, Holder, by_kind, encoded, holder, quote, title_of_narrowing,
    title_of_roles,
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

/// The commands of a change; `None` if kcadm.sh has no short way.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    // kcadm.sh puts this value into the path of a URL as it is.
    let realm = quote(&encoded(&evidence.token_realm()));
    let commands = match change {
        Change::GrantRoles(roles) => grant(evidence, &realm, roles)?,
        Change::Narrow { grant, revoke } => narrow(evidence, &realm, grant, revoke)?,
        Change::MapScope(roles) => map_scope(evidence, &realm, roles)?,
        Change::AddScope(scope) => add_scope(evidence, &realm, scope)?,
        Change::Client(setting) => set_client(evidence, &realm, *setting)?,
        Change::EnableRealm => Commands {
            title: "Enable the realm with kcadm.sh".to_owned(),
            find: Vec::new(),
            run: vec![format!("kcadm.sh update realms/{realm} -s enabled=true")],
            undo: vec![format!("kcadm.sh update realms/{realm} -s enabled=false")],
        },
        Change::EnableUser => enable_user(evidence, &realm)?,
        Change::Console { .. } | Change::Caller { .. } | Change::HandOff { .. } => return None,
    };
    let script = |steps: Vec<String>| {
        let done = vec!["echo Done.".to_owned()];
        // Joined by &&, so that a shell stops at the first command that fails.
        [vec![login(evidence)], commands.find.clone(), steps, done]
            .concat()
            .join(" &&\n")
    };
    let text = script(commands.run);
    Some(Fix::new(FixKind::Kcadm, commands.title, text).undone_by(script(commands.undo)))
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
    let find = vec![
        client_id("CLIENT", realm, &evidence.client_id()?),
        client_id("CONTAINER", realm, &evidence.container()),
    ];
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
        find: vec![
            client_id("CLIENT", realm, &evidence.client_id()?),
            format!(
                "SCOPE=$(kcadm.sh get client-scopes -r {realm} --fields id,name --format csv \
                 --noquotes |\n  sed -n 's/,{name}$//p')"
            ),
        ],
        run: vec![format!("kcadm.sh update {scope} -r {realm} -b '{{}}'")],
        undo: vec![format!("kcadm.sh delete {scope} -r {realm}")],
    })
}

fn set_client(evidence: &Evidence, realm: &str, setting: ClientSetting) -> Option<Commands> {
    let (field, value) = setting.field();
    let update =
        |value: bool| format!("kcadm.sh update clients/$CLIENT -r {realm} -s {field}={value}");
    Some(Commands {
        title: format!("Set {field} with kcadm.sh"),
        find: vec![client_id("CLIENT", realm, &evidence.client_id()?)],
        run: vec![update(value)],
        undo: vec![update(!value)],
    })
}

fn enable_user(evidence: &Evidence, realm: &str) -> Option<Commands> {
    let update =
        |value: bool| format!("kcadm.sh update users/$USER_ID -r {realm} -s enabled={value}");
    Some(Commands {
        title: "Enable the user with kcadm.sh".to_owned(),
        find: vec![format!(
            "USER_ID=$(kcadm.sh get users -r {realm} -q username={} -q exact=true \
             --fields id --format csv --noquotes)",
            quote(&evidence.user_name()?)
        )],
        run: vec![update(true)],
        undo: vec![update(false)],
    })
}

/// Finds the internal ID of a client.
fn client_id(variable: &str, realm: &str, client: &str) -> String {
    format!(
        "{variable}=$(kcadm.sh get clients -r {realm} -q clientId={} --fields id --format csv \
         --noquotes)",
        quote(client)
    )
}
