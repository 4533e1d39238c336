//! Reads tasks of the Keycloak modules of Ansible's collection community.general: the requests that a task sends by its state.
//!
//! Read off community.general at commit ade4f3ecc1 (`plugins/modules/keycloak_*.py`, `plugins/module_utils/_keycloak.py`).

use super::call::{Call, Lost};
use super::clients::Sender;

/// A request of a module: when it is sent, the method, and the path below the realm.
///
/// `=` always, `+` for the state present (which is the default), `-` for the state absent. `key?` is sent only where the task has the key, and
/// `!key?` only where the task lacks it.
type Module = (&'static str, &'static [&'static str]);

const MODULES: [Module; 33] = [
    (
        "keycloak_userprofile",
        &[
            "= GET components",
            "+ POST components",
            "+ PUT components/{}",
            "- DELETE components/{}",
        ],
    ),
    (
        "keycloak_authentication",
        &[
            "= GET authentication/flows",
            "+ GET authentication/flows/{}/executions",
            "+ POST authentication/flows",
            "+ copyFrom? POST authentication/flows/{}/copy",
            "+ authenticationExecutions? POST authentication/flows/{}/executions/execution",
            "+ authenticationExecutions? PUT authentication/flows/{}/executions",
            "- DELETE authentication/flows/{}",
        ],
    ),
    // A flow that is in use is replaced by a new flow, and what uses the old one is changed.
    (
        "keycloak_authentication_v2",
        &[
            "= GET authentication/flows",
            "= GET authentication/flows/{}/executions",
            "= GET authentication/config/{}",
            "= GET authentication/authenticator-providers",
            "= GET",
            "= GET clients",
            "= GET identity-provider/instances",
            "+ POST authentication/flows",
            "+ authenticationExecutions? POST authentication/flows/{}/executions/execution",
            "+ authenticationExecutions? POST authentication/flows/{}/executions/flow",
            "+ authenticationExecutions? PUT authentication/flows/{}/executions",
            "+ authenticationExecutions? POST authentication/executions/{}/config",
            "+ authenticationExecutions? PUT authentication/config/{}",
            "+ GET authentication/flows/{}",
            "+ PUT authentication/flows/{}",
            "+ PUT",
            "+ PUT clients/{}",
            "+ PUT identity-provider/instances/{}",
            "= DELETE authentication/flows/{}",
        ],
    ),
    (
        "keycloak_authentication_required_actions",
        &[
            "= GET authentication/required-actions",
            "+ POST authentication/register-required-action",
            "+ PUT authentication/required-actions/{}",
            "- DELETE authentication/required-actions/{}",
        ],
    ),
    (
        "keycloak_authz_authorization_scope",
        &[
            "= GET clients",
            "= GET clients/{}/authz/resource-server/scope",
            "+ POST clients/{}/authz/resource-server/scope",
            "+ PUT clients/{}/authz/resource-server/scope/{}",
            "- DELETE clients/{}/authz/resource-server/scope/{}",
        ],
    ),
    (
        "keycloak_authz_custom_policy",
        &[
            "= GET clients",
            "= GET clients/{}/authz/resource-server/policy",
            "+ POST clients/{}/authz/resource-server/policy/{}",
            "- DELETE clients/{}/authz/resource-server/policy/{}",
        ],
    ),
    (
        "keycloak_authz_permission",
        &[
            "= GET clients",
            "= GET clients/{}/authz/resource-server/policy",
            "+ GET clients/{}/authz/resource-server/resource",
            "+ GET clients/{}/authz/resource-server/scope",
            "+ POST clients/{}/authz/resource-server/permission/{}",
            "+ PUT clients/{}/authz/resource-server/permission/{}/{}",
            "- DELETE clients/{}/authz/resource-server/policy/{}",
        ],
    ),
    (
        "keycloak_authz_permission_info",
        &[
            "= GET clients",
            "= GET clients/{}/authz/resource-server/policy",
        ],
    ),
    (
        "keycloak_client",
        &[
            "= !id? GET clients",
            "= id? GET clients/{}",
            "+ POST clients",
            "+ PUT clients/{}",
            "- DELETE clients/{}",
            "+ authentication_flow_binding_overrides? GET authentication/flows",
            "+ default_client_scopes? GET client-scopes",
            "+ default_client_scopes? GET clients/{}/default-client-scopes",
            "+ default_client_scopes? PUT clients/{}/default-client-scopes/{}",
            "+ optional_client_scopes? GET client-scopes",
            "+ optional_client_scopes? GET clients/{}/optional-client-scopes",
            "+ optional_client_scopes? PUT clients/{}/optional-client-scopes/{}",
        ],
    ),
    (
        "keycloak_client_rolemapping",
        &[
            "= !gid? GET groups",
            "= !cid? GET clients",
            "= GET clients/{}/roles",
            "= GET groups/{}/role-mappings/clients/{}/available",
            "= GET groups/{}/role-mappings/clients/{}/composite",
            "+ POST groups/{}/role-mappings/clients/{}",
            "- DELETE groups/{}/role-mappings/clients/{}",
        ],
    ),
    (
        "keycloak_client_rolescope",
        &[
            "= GET clients",
            "= client_scope_id? GET clients/{}/roles",
            "= client_scope_id? GET clients/{}/scope-mappings/clients/{}",
            "+ client_scope_id? POST clients/{}/scope-mappings/clients/{}",
            "- client_scope_id? DELETE clients/{}/scope-mappings/clients/{}",
            "= !client_scope_id? GET roles",
            "= !client_scope_id? GET clients/{}/scope-mappings/realm",
            "+ !client_scope_id? POST clients/{}/scope-mappings/realm",
            "- !client_scope_id? DELETE clients/{}/scope-mappings/realm",
        ],
    ),
    (
        "keycloak_clientscope",
        &[
            "= !id? GET client-scopes",
            "= GET client-scopes/{}",
            "+ POST client-scopes",
            "+ PUT client-scopes/{}",
            "+ protocol_mappers? GET client-scopes/{}/protocol-mappers/models",
            "+ protocol_mappers? POST client-scopes/{}/protocol-mappers/models",
            "+ protocol_mappers? PUT client-scopes/{}/protocol-mappers/models/{}",
            "- DELETE client-scopes/{}",
        ],
    ),
    (
        "keycloak_clientscope_rolemappings",
        &[
            "= GET client-scopes",
            "= GET client-scopes/{}",
            "= client_id? GET clients",
            "= client_id? GET clients/{}/roles",
            "= client_id? GET client-scopes/{}/scope-mappings/clients/{}",
            "+ client_id? POST client-scopes/{}/scope-mappings/clients/{}",
            "- client_id? DELETE client-scopes/{}/scope-mappings/clients/{}",
            "= !client_id? GET roles",
            "= !client_id? GET client-scopes/{}/scope-mappings/realm",
            "+ !client_id? POST client-scopes/{}/scope-mappings/realm",
            "- !client_id? DELETE client-scopes/{}/scope-mappings/realm",
        ],
    ),
    (
        "keycloak_clientscope_type",
        &[
            "= GET client-scopes",
            "= client_id? GET clients",
            "= client_id? GET clients/{}/default-client-scopes",
            "= client_id? GET clients/{}/optional-client-scopes",
            "= client_id? PUT clients/{}/default-client-scopes/{}",
            "= client_id? PUT clients/{}/optional-client-scopes/{}",
            "= !client_id? GET default-default-client-scopes",
            "= !client_id? GET default-optional-client-scopes",
            "= !client_id? PUT default-default-client-scopes/{}",
            "= !client_id? PUT default-optional-client-scopes/{}",
        ],
    ),
    (
        "keycloak_clientsecret_info",
        &["= !id? GET clients", "= GET clients/{}/client-secret"],
    ),
    (
        "keycloak_clientsecret_regenerate",
        &["= !id? GET clients", "= POST clients/{}/client-secret"],
    ),
    (
        "keycloak_clienttemplate",
        &[
            "= GET client-templates",
            "= GET client-templates/{}",
            "+ POST client-templates",
            "+ PUT client-templates/{}",
            "- DELETE client-templates/{}",
        ],
    ),
    (
        "keycloak_component",
        &[
            "= GET components",
            "+ POST components",
            "+ PUT components/{}",
            "- DELETE components/{}",
        ],
    ),
    ("keycloak_component_info", &["= GET", "= GET components"]),
    (
        "keycloak_group",
        &[
            "= !id? GET groups",
            "= id? GET groups/{}",
            "= parents? GET groups/{}/children",
            "+ !parents? POST groups",
            "+ parents? POST groups/{}/children",
            "+ PUT groups/{}",
            "- DELETE groups/{}",
        ],
    ),
    (
        "keycloak_identity_provider",
        &[
            "= GET identity-provider/instances/{}",
            "= GET identity-provider/instances/{}/mappers",
            "+ POST identity-provider/instances",
            "+ PUT identity-provider/instances/{}",
            "+ mappers? POST identity-provider/instances/{}/mappers",
            "+ mappers? PUT identity-provider/instances/{}/mappers/{}",
            "- DELETE identity-provider/instances/{}",
        ],
    ),
    (
        "keycloak_realm",
        &["= GET", "+ POST /admin/realms", "+ PUT", "- DELETE"],
    ),
    // This module reads the realm's public URL, not the Admin API.
    ("keycloak_realm_info", &[]),
    (
        "keycloak_realm_key",
        &[
            "= GET components",
            "+ POST components",
            "+ PUT components/{}",
            "- DELETE components/{}",
        ],
    ),
    ("keycloak_realm_keys_metadata_info", &["= GET keys"]),
    (
        "keycloak_realm_localization",
        &[
            "= GET localization/{}",
            "+ PUT localization/{}/{}",
            "- DELETE localization/{}/{}",
        ],
    ),
    (
        "keycloak_realm_rolemapping",
        &[
            "= !gid? GET groups",
            "= GET roles/{}",
            "= GET groups/{}",
            "+ POST groups/{}/role-mappings/realm",
            "- DELETE groups/{}/role-mappings/realm",
        ],
    ),
    ("keycloak_realm_users_info", &["= GET users"]),
    (
        "keycloak_role",
        &[
            "= client_id? GET clients",
            "= client_id? GET clients/{}/roles/{}",
            "+ client_id? POST clients/{}/roles",
            "+ client_id? PUT clients/{}/roles/{}",
            "- client_id? DELETE clients/{}/roles/{}",
            "= !client_id? GET roles/{}",
            "+ !client_id? POST roles",
            "+ !client_id? PUT roles/{}",
            "- !client_id? DELETE roles/{}",
            "+ composites? GET roles/{}/composites",
            "+ composites? POST roles/{}/composites",
        ],
    ),
    (
        "keycloak_user",
        &[
            "= GET users",
            "+ POST users",
            "+ GET users/{}",
            "+ PUT users/{}",
            "+ groups? GET groups",
            "+ groups? GET users/{}/groups",
            "+ groups? PUT users/{}/groups/{}",
            "- DELETE users/{}",
        ],
    ),
    (
        "keycloak_user_execute_actions_email",
        &["= GET users", "= PUT users/{}/execute-actions-email"],
    ),
    (
        "keycloak_user_federation",
        &[
            "= GET components",
            "+ POST components",
            "+ PUT components/{}",
            "- DELETE components/{}",
        ],
    ),
    (
        "keycloak_user_rolemapping",
        &[
            "= !uid? GET users",
            "= service_account_user_client_id? GET clients/{}/service-account-user",
            "= client_id? GET clients",
            "= client_id? GET clients/{}/roles",
            "= client_id? GET users/{}/role-mappings/clients/{}/available",
            "= client_id? GET users/{}/role-mappings/clients/{}/composite",
            "+ client_id? POST users/{}/role-mappings/clients/{}",
            "- client_id? DELETE users/{}/role-mappings/clients/{}",
            "= !client_id? GET roles/{}",
            "= !client_id? GET users/{}/role-mappings/realm/available",
            "= !client_id? GET users/{}/role-mappings/realm/composite",
            "+ !client_id? POST users/{}/role-mappings/realm",
            "- !client_id? DELETE users/{}/role-mappings/realm",
        ],
    ),
];

/// The prefixes of the modules' full names. The collection of Red Hat has copies of some modules.
const COLLECTIONS: [&str; 4] = [
    "community.general.identity.keycloak.",
    "community.general.",
    "middleware_automation.keycloak.",
    "redhat.rhbk.",
];
/// Keys that only a task of these modules has.
const KEYS: [&str; 3] = ["auth_keycloak_url", "auth_realm", "auth_client_id"];

/// Keys of tasks of these modules that a dictionary of variables hardly has.
const ARGUMENTS: [&str; 5] = [
    "realm",
    "parent_id",
    "state",
    "client_id",
    "target_username",
];
/// Parts of files with tasks.
const TASKS: [&str; 5] = [
    "tasks:",
    "hosts:",
    "module_defaults:",
    "- name:",
    "- block:",
];

/// Every task of the modules, and the modules without a table.
pub(super) fn calls(text: &str) -> (Vec<Call>, Vec<Lost>) {
    let (mut calls, mut lost) = (Vec::new(), Vec::new());
    let lines: Vec<(usize, &str)> = lines(text);
    let has_tasks = TASKS.iter().any(|part| text.contains(part));
    for (number, (at, line)) in lines.iter().enumerate() {
        let Some((name, is_sure)) = module(line) else {
            continue;
        };
        let task = Task::new(line, lines.get(number + 1..).unwrap_or_default());
        let known = MODULES.iter().find(|(known, _)| *known == name);
        // The keys of the connection may be in `module_defaults`.
        let is_task = has_tasks && known.is_some() && ARGUMENTS.iter().any(|key| task.has(key));
        if !is_sure && !is_task && !KEYS.iter().any(|key| task.has(key)) {
            continue;
        }
        let Some((_, requests)) = known else {
            lost.push(Lost {
                at: *at,
                why: "the requests of this Ansible module are unknown",
            });
            continue;
        };
        for (method, path) in requests.iter().filter_map(|request| task.sends(request)) {
            calls.push(Call {
                at: *at,
                method,
                path: super::path::below_realm(path),
            });
        }
    }
    (calls, lost)
}

fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let place = at;
            at += line.len();
            (place, line.trim_end())
        })
        .collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The module that a line names, and whether the line names the collection as well.
fn module(line: &str) -> Option<(&str, bool)> {
    let key = line.trim_start().trim_start_matches("- ").trim_start();
    let (key, arguments) = key.split_once(':')?;
    if !arguments.is_empty() && !arguments.starts_with(" {") {
        return None;
    }
    let of_collection = COLLECTIONS
        .iter()
        .find_map(|collection| key.strip_prefix(collection));
    let (name, is_sure) = match of_collection {
        Some(name) => (name, true),
        None => (key, false),
    };
    let is_word = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (name.starts_with("keycloak_") && is_word).then_some((name, is_sure))
}

/// The arguments of a task.
struct Task<'t> {
    arguments: Vec<(&'t str, &'t str)>,
}

impl<'t> Task<'t> {
    /// Collects the arguments in braces behind the module, `keycloak_role: { name: x }`, and on the lines below that are indented further.
    fn new(module: &'t str, below: &[(usize, &'t str)]) -> Self {
        let indented = indent(module);
        let (_, braces) = module.split_once('{').unwrap_or_default();
        let lines = below
            .iter()
            .map(|(_, line)| *line)
            .take_while(|line| line.trim().is_empty() || indent(line) > indented);
        let arguments = braces
            .trim_end_matches('}')
            .split(',')
            .chain(lines)
            .filter_map(|argument| argument.trim().split_once(':'))
            .map(|(key, value)| (key.trim(), value.trim()))
            .collect();
        Self { arguments }
    }

    fn has(&self, key: &str) -> bool {
        self.arguments.iter().any(|(known, _)| *known == key)
    }

    /// Whether a task leaves out the key for some values of a variable: `id: "{{ item.id | default(omit) }}"`.
    fn may_omit(&self, key: &str) -> bool {
        self.arguments
            .iter()
            .any(|(known, value)| *known == key && value.contains("omit"))
    }

    /// The method and the path of a request of the table, if this task sends it.
    fn sends(&self, request: &'static str) -> Option<(&'static str, &'static str)> {
        let (state, rest) = request.split_at_checked(2)?;
        let wanted = self
            .arguments
            .iter()
            .find(|(key, _)| *key == "state")
            .map_or("present", |(_, value)| value.trim_matches(['"', '\'']));
        // A state from a variable may be either.
        let is_open = wanted.contains("{{");
        let is_sent = match state.trim() {
            "+" => is_open || wanted == "present",
            "-" => is_open || wanted == "absent",
            _ => true,
        };
        let (condition, request) = match rest.split_once("? ") {
            Some((condition, request)) => (Some(condition), request),
            None => (None, rest),
        };
        let is_met = condition.is_none_or(|condition| match condition.strip_prefix('!') {
            Some(key) => !self.has(key) || self.may_omit(key),
            None => self.has(condition),
        });
        let (method, path) = request.split_once(' ').unwrap_or((request, ""));
        (is_sent && is_met).then_some((method, path))
    }
}

/// Every module with its requests, whatever its state and its keys.
pub(super) fn senders() -> Vec<Sender> {
    let request = |request: &&'static str| {
        let (_, rest) = request.split_at_checked(2)?;
        let request = rest.split_once("? ").map_or(rest, |(_, request)| request);
        let (method, path) = request.split_once(' ').unwrap_or((request, ""));
        Some((method, path.to_owned()))
    };
    MODULES
        .iter()
        .map(|(name, requests)| Sender {
            name: (*name).to_owned(),
            requests: requests.iter().filter_map(request).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::MODULES;
    use crate::code::tests::assert_documented;

    #[test]
    fn every_module_is_mapped_or_documented_as_not_mapped() {
        // The names of `plugins/modules/keycloak_*.py` at the commit of the tables.
        let modules = include_str!("../../tests/declarations/ansible.txt").lines();
        let unmapped: Vec<&str> = modules
            .clone()
            .filter(|name| MODULES.iter().all(|(known, _)| known != name))
            .collect();
        assert_documented("Ansible", modules.count(), &unmapped);
    }
}
