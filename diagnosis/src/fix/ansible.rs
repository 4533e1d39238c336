//! Renders a change as a task of an Ansible playbook (modules of community.general 11).

use super::{Change, ClientSetting, Holder, by_kind, double_quoted, holder, title_of_roles};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// A module and its arguments as YAML.
struct Task {
    module: &'static str,
    arguments: Vec<(&'static str, String)>,
}

/// The tasks of a change; `None` if the modules replace more than the change needs or cannot look up a name.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let names = [
        Some(evidence.token_realm()),
        evidence.client_id(),
        evidence.user_name(),
    ];
    if !names.iter().flatten().all(|name| is_sendable(name)) {
        return None;
    }
    let (title, tasks, undo) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, "with Ansible"),
            grant(evidence, roles)?,
            ABSENT,
        ),
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, "to the client's scope with Ansible"),
            map_scope(evidence, roles)?,
            ABSENT,
        ),
        Change::Client(setting) => {
            let (argument, value) = match setting {
                ClientSetting::Confidential => ("public_client", false),
                ClientSetting::ServiceAccounts => ("service_accounts_enabled", true),
                ClientSetting::DirectAccessGrants => ("direct_access_grants_enabled", true),
                ClientSetting::NoConsent => ("consent_required", false),
            };
            (
                "Change the client with Ansible".to_owned(),
                vec![Task {
                    module: "keycloak_client",
                    arguments: vec![
                        ("client_id", double_quoted(&evidence.client_id()?)),
                        (argument, value.to_string()),
                    ],
                }],
                RESTORE,
            )
        }
        Change::EnableRealm => (
            "Enable the realm with Ansible".to_owned(),
            vec![Task {
                module: "keycloak_realm",
                arguments: vec![
                    ("id", double_quoted(&evidence.token_realm())),
                    ("enabled", "true".to_owned()),
                ],
            }],
            RESTORE,
        ),
        Change::EnableUser => (
            "Enable the user with Ansible".to_owned(),
            vec![Task {
                module: "keycloak_user",
                arguments: vec![
                    ("username", double_quoted(&evidence.user_name()?)),
                    ("enabled", "true".to_owned()),
                ],
            }],
            RESTORE,
        ),
        // The module for client scopes removes the default scopes that it does not list.
        Change::Narrow { .. }
        | Change::AddScope(_)
        | Change::Console { .. }
        | Change::Caller { .. }
        | Change::HandOff { .. } => return None,
    };
    let tasks: Vec<String> = tasks
        .iter()
        .map(|task| render(evidence, &title, task))
        .collect();
    Some(Fix::new(FixKind::Ansible, title, tasks.join("\n")).undone_by(undo))
}

const ABSENT: &str = "Run the same tasks with state: absent.";
const RESTORE: &str = "Run the same task with the previous value.";

fn grant(evidence: &Evidence, roles: &[String]) -> Option<Vec<Task>> {
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

fn render(evidence: &Evidence, title: &str, task: &Task) -> String {
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
        ("realm", double_quoted(&evidence.token_realm())),
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
