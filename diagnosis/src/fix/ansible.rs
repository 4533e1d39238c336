//! Renders a change as a task of an Ansible playbook (modules of community.general 11).

use super::setting::{Member, Setting};
use super::{
    Change, Holder, Reason, UNKNOWN_CALLER, UNKNOWN_CLIENT, UNKNOWN_USER, by_kind, double_quoted,
    holder, setting, title_of_narrowing, title_of_roles,
};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// A module and its arguments as YAML.
struct Task {
    module: &'static str,
    arguments: Vec<(&'static str, String)>,
}

/// The tasks of a change, or why there are none.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Result<Fix, Reason> {
    match change {
        Change::AddScope(_) => {
            return Err(Some(
                "The module for client scopes removes the default scopes that it does not list.",
            ));
        }
        Change::Permit(_) => {
            return Err(Some(
                "No task for fine-grained permissions has been tested.",
            ));
        }
        Change::Console { why_only, .. } => return Err(*why_only),
        Change::Caller { .. } | Change::HandOff { .. } => return Err(None),
        _ => {}
    }
    let realm = setting::realm(evidence, change);
    let names = [
        Some(realm.clone()),
        evidence.client_id(),
        evidence.user_name(),
    ];
    if !names.iter().flatten().all(|name| is_sendable(name)) {
        return Err(Some(
            "The modules cannot look up names with these characters.",
        ));
    }
    let (title, tasks, undo) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, "with Ansible"),
            roles_of(evidence, roles, PRESENT).ok_or(UNKNOWN_CALLER)?,
            REMOVE,
        ),
        Change::Narrow { grant, revoke } => {
            let mut tasks = roles_of(evidence, grant, PRESENT).ok_or(UNKNOWN_CALLER)?;
            tasks.extend(roles_of(evidence, revoke, ABSENT).ok_or(UNKNOWN_CALLER)?);
            (
                title_of_narrowing(grant, revoke, "with Ansible"),
                tasks,
                "Run the tasks that have state: absent with state: present.",
            )
        }
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, "to the client's scope with Ansible"),
            map_scope(evidence, roles).ok_or(UNKNOWN_CLIENT)?,
            REMOVE,
        ),
        Change::Client(setting) => {
            let client = evidence.client_id().ok_or(UNKNOWN_CLIENT)?;
            let names = ("client_id", double_quoted(&client));
            with_setting(&setting.setting(), "keycloak_client", names)
        }
        Change::Realm(setting) => with_setting(
            &setting.setting(),
            "keycloak_realm",
            ("id", double_quoted(&realm)),
        ),
        _ => (
            "Enable the user with Ansible".to_owned(),
            vec![Task {
                module: "keycloak_user",
                arguments: vec![
                    (
                        "username",
                        double_quoted(&evidence.user_name().ok_or(UNKNOWN_USER)?),
                    ),
                    ("enabled", "true".to_owned()),
                ],
            }],
            RESTORE,
        ),
    };
    let tasks: Vec<String> = tasks
        .iter()
        .map(|task| render(evidence, &realm, &title, task))
        .collect();
    Ok(Fix::new(FixKind::Ansible, title, tasks.join("\n")).undone_by(undo))
}

/// The title of a changed setting, the task with its argument, and the undo.
fn with_setting(
    setting: &Setting,
    module: &'static str,
    name: (&'static str, String),
) -> (String, Vec<Task>, &'static str) {
    let argument = match (setting.ansible, setting.member) {
        (Some(argument), _) => (argument, setting.value.to_string()),
        (None, Member::Field(name) | Member::Attribute(name)) => (
            "attributes",
            format!("\n      {name}: \"{}\"", setting.value),
        ),
    };
    let task = Task {
        module,
        arguments: vec![name, argument],
    };
    (
        format!("{} with Ansible", setting.title),
        vec![task],
        RESTORE,
    )
}

const REMOVE: &str = "Run the same tasks with state: absent.";
const RESTORE: &str = "Run the same task with the previous value.";

/// A state of role mappings. The modules assume `present`, so it is left out.
const PRESENT: Option<&str> = None;
/// The state of role mappings that are removed.
const ABSENT: Option<&str> = Some("absent");

fn roles_of(evidence: &Evidence, roles: &[String], state: Option<&str>) -> Option<Vec<Task>> {
    let who = match holder(evidence)? {
        Holder::ServiceAccount(client) => {
            ("service_account_user_client_id", double_quoted(&client))
        }
        Holder::User(name) => ("target_username", double_quoted(&name)),
        Holder::Id(id) => ("uid", double_quoted(&id)),
    };
    let task = |roles: &[&String], container: Option<String>| {
        let mut arguments = vec![who.clone()];
        arguments.extend(container.map(|id| ("client_id", double_quoted(&id))));
        arguments.push(("roles", list(roles, "name: ")));
        arguments.extend(state.map(|state| ("state", state.to_owned())));
        Task {
            module: "keycloak_user_rolemapping",
            arguments,
        }
    };
    Some(by_place(evidence, roles, task))
}

fn map_scope(evidence: &Evidence, roles: &[String]) -> Option<Vec<Task>> {
    let client = double_quoted(&evidence.client_id()?);
    let task = |roles: &[&String], container: Option<String>| {
        let mut arguments = vec![("client_id", client.clone())];
        arguments.extend(container.map(|id| ("client_scope_id", double_quoted(&id))));
        arguments.push(("role_names", list(roles, "")));
        Task {
            module: "keycloak_client_rolescope",
            arguments,
        }
    };
    Some(by_place(evidence, roles, task))
}

/// The items of a list, with `key` before each name.
fn list(roles: &[&String], key: &str) -> String {
    let items: Vec<String> = roles
        .iter()
        .map(|role| format!("\n      - {key}{}", double_quoted(role)))
        .collect();
    items.concat()
}

/// One task for the roles of the client, and one for the realm roles.
fn by_place(
    evidence: &Evidence,
    roles: &[String],
    task: impl Fn(&[&String], Option<String>) -> Task,
) -> Vec<Task> {
    let (of_client, of_realm) = by_kind(evidence, roles);
    [(of_client, Some(evidence.container())), (of_realm, None)]
        .into_iter()
        .filter(|(roles, _)| !roles.is_empty())
        .map(|(roles, container)| task(&roles, container))
        .collect()
}

fn render(evidence: &Evidence, realm: &str, title: &str, task: &Task) -> String {
    let variable = |name: &str| {
        format!("\"{{{{ lookup('ansible.builtin.env', '{name}', default=undef()) }}}}\"")
    };
    let mut arguments = vec![
        (
            "auth_keycloak_url",
            double_quoted(&evidence.attempt.base_url.to_string()),
        ),
        ("auth_realm", "master".to_owned()),
        ("auth_client_id", "admin-cli".to_owned()),
        ("auth_username", variable("KEYCLOAK_ADMIN")),
        ("auth_password", variable("KEYCLOAK_ADMIN_PASSWORD")),
        ("realm", double_quoted(realm)),
    ];
    arguments.extend(task.arguments.iter().cloned());
    let lines: Vec<String> = arguments
        .iter()
        .map(|(name, value)| {
            let space = if value.starts_with('\n') { "" } else { " " };
            format!("    {name}:{space}{value}\n")
        })
        .collect();
    format!(
        "- name: {}\n  community.general.{}:\n{}",
        double_quoted(title),
        task.module,
        lines.concat()
    )
}

/// Whether the modules can look up this name: they do not encode names in URLs (community.general 11.4.2, measured).
fn is_sendable(name: &str) -> bool {
    name.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._~@:".contains(&b))
}
