//! Renders a change as Terraform configuration for the provider `keycloak/keycloak` (arguments: its documentation, version 5).

use super::{Change, ClientSetting, Holder, by_kind, holder, title_of_roles};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// The configuration of a change; `None` if the provider only offers a resource that replaces more than the change needs.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let realm = string(&evidence.token_realm());
    let (title, blocks, undo) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, "with Terraform"),
            grant(evidence, &realm, roles)?,
            REMOVE,
        ),
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, "to the client's scope with Terraform"),
            map_scope(evidence, &realm, roles)?,
            REMOVE,
        ),
        Change::Client(setting) => (
            "Change the client with Terraform".to_owned(),
            vec![change_client(
                &realm,
                &string(&evidence.client_id()?),
                *setting,
            )],
            RESTORE,
        ),
        Change::EnableRealm => (
            "Enable the realm with Terraform".to_owned(),
            vec![existing(
                "keycloak_realm",
                "realm",
                &[("realm", &realm)],
                ENABLED,
            )],
            RESTORE,
        ),
        Change::EnableUser => (
            "Enable the user with Terraform".to_owned(),
            vec![existing(
                "keycloak_user",
                "user",
                &[
                    ("realm_id", &realm),
                    ("username", &string(&evidence.user_name()?)),
                ],
                ENABLED,
            )],
            RESTORE,
        ),
        // The resource for default client scopes removes those that it does not list.
        Change::Narrow { .. }
        | Change::AddScope(_)
        | Change::Console { .. }
        | Change::Caller { .. }
        | Change::HandOff { .. } => return None,
    };
    Some(Fix::new(FixKind::Terraform, title, blocks.join("\n\n")).undone_by(undo))
}

const REMOVE: &str = "Remove the resources and run terraform apply.";
const RESTORE: &str = "Restore the previous value and run terraform apply.";
const ENABLED: (&str, &str) = ("enabled", "true");

fn grant(evidence: &Evidence, realm: &str, roles: &[String]) -> Option<Vec<String>> {
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut blocks = Vec::new();
    if !of_client.is_empty() {
        blocks.push(client("admin_roles", realm, &evidence.container()));
    }
    let user = match holder(evidence)? {
        Holder::ServiceAccount(id) => {
            blocks.push(client("caller", realm, &id));
            let account = "data.keycloak_openid_client.caller.service_account_user_id";
            let assigned = |kind: &str, role: &str, more: &[(&str, &str)]| {
                let role_name = string(role);
                let mut arguments = vec![("realm_id", realm), ("service_account_user_id", account)];
                arguments.extend(more);
                arguments.push(("role", &role_name));
                block("resource", kind, &label(role), &arguments)
            };
            blocks.extend(of_client.iter().map(|role| {
                assigned(
                    "keycloak_openid_client_service_account_role",
                    role,
                    &[("client_id", CONTAINER_ID)],
                )
            }));
            blocks.extend(of_realm.iter().map(|role| {
                assigned(
                    "keycloak_openid_client_service_account_realm_role",
                    role,
                    &[],
                )
            }));
            return Some(blocks);
        }
        Holder::User(name) => {
            blocks.push(block(
                "data",
                "keycloak_user",
                "caller",
                &[("realm_id", realm), ("username", &string(&name))],
            ));
            "data.keycloak_user.caller.id".to_owned()
        }
        Holder::Id(id) => string(&id),
    };
    blocks.extend(role_blocks(evidence, realm, roles));
    let ids: Vec<String> = roles.iter().map(|role| role_id(role)).collect();
    blocks.push(block(
        "resource",
        "keycloak_user_roles",
        "caller",
        &[
            ("realm_id", realm),
            ("user_id", &user),
            ("role_ids", &format!("[{}]", ids.join(", "))),
            // Otherwise Terraform removes the user's other roles.
            ("exhaustive", "false"),
        ],
    ));
    Some(blocks)
}

fn map_scope(evidence: &Evidence, realm: &str, roles: &[String]) -> Option<Vec<String>> {
    let (of_client, _) = by_kind(evidence, roles);
    let mut blocks = Vec::new();
    if !of_client.is_empty() {
        blocks.push(client("admin_roles", realm, &evidence.container()));
    }
    blocks.push(client("caller", realm, &evidence.client_id()?));
    blocks.extend(role_blocks(evidence, realm, roles));
    blocks.extend(roles.iter().map(|role| {
        block(
            "resource",
            "keycloak_generic_role_mapper",
            &label(role),
            &[
                ("realm_id", realm),
                ("client_id", "data.keycloak_openid_client.caller.id"),
                ("role_id", &role_id(role)),
            ],
        )
    }));
    Some(blocks)
}

fn change_client(realm: &str, client: &str, setting: ClientSetting) -> String {
    let argument = match setting {
        ClientSetting::Confidential => ("access_type", "\"CONFIDENTIAL\""),
        ClientSetting::ServiceAccounts => ("service_accounts_enabled", "true"),
        ClientSetting::DirectAccessGrants => ("direct_access_grants_enabled", "true"),
        ClientSetting::NoConsent => ("consent_required", "false"),
    };
    existing(
        "keycloak_openid_client",
        "caller",
        &[("realm_id", realm), ("client_id", client)],
        argument,
    )
}

/// A resource that is already in the reader's configuration, with the argument to change.
fn existing(kind: &str, label: &str, names: &[(&str, &str)], change: (&str, &str)) -> String {
    let mut arguments = names.to_vec();
    arguments.push(change);
    format!(
        "# Set {} in the resource that you already have.\n{}",
        change.0,
        block("resource", kind, label, &arguments)
    )
}

/// The internal ID of the client that has the roles.
const CONTAINER_ID: &str = "data.keycloak_openid_client.admin_roles.id";

fn client(label: &str, realm: &str, id: &str) -> String {
    block(
        "data",
        "keycloak_openid_client",
        label,
        &[("realm_id", realm), ("client_id", &string(id))],
    )
}

fn role_blocks(evidence: &Evidence, realm: &str, roles: &[String]) -> Vec<String> {
    roles
        .iter()
        .map(|role| {
            let name = string(role);
            let mut arguments = vec![("realm_id", realm)];
            if !evidence.is_realm_role(role) {
                arguments.push(("client_id", CONTAINER_ID));
            }
            arguments.push(("name", &name));
            block("data", "keycloak_role", &label(role), &arguments)
        })
        .collect()
}

fn role_id(role: &str) -> String {
    format!("data.keycloak_role.{}.id", label(role))
}

/// A block with its arguments aligned, as `terraform fmt` writes it.
fn block(keyword: &str, kind: &str, label: &str, arguments: &[(&str, &str)]) -> String {
    let width = arguments
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default();
    let lines: Vec<String> = arguments
        .iter()
        .map(|(name, value)| format!("  {name:width$} = {value}\n"))
        .collect();
    format!("{keyword} \"{kind}\" \"{label}\" {{\n{}}}", lines.concat())
}

/// An identifier. Role names are in lower case, with hyphens.
fn label(role: &str) -> String {
    role.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// A quoted string: JSON's escapes, and no template sequences (HCL native syntax specification, section "Template Expressions").
fn string(text: &str) -> String {
    super::double_quoted(text)
        .replace("${", "$${")
        .replace("%{", "%%{")
}
