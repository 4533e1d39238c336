//! Renders a change as Terraform configuration for the provider `keycloak/keycloak` (arguments: its documentation, version 5).

use super::setting::{Member, Setting};
use super::{
    Change, Holder, Reason, UNKNOWN_CALLER, UNKNOWN_CLIENT, UNKNOWN_USER, by_kind, holder, setting,
    title_of_narrowing, title_of_roles,
};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// The configuration of a change, or why there is none.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Result<Fix, Reason> {
    let realm = string(&setting::realm(evidence, change));
    let (title, blocks, undo) = match change {
        Change::GrantRoles(roles) => (
            title_of_roles("Grant", roles, "with Terraform"),
            grant(evidence, &realm, roles).ok_or(UNKNOWN_CALLER)?,
            REMOVE,
        ),
        Change::Narrow {
            grant: roles,
            revoke,
        } => {
            let mut blocks = if roles.is_empty() {
                Vec::new()
            } else {
                grant(evidence, &realm, roles).ok_or(UNKNOWN_CALLER)?
            };
            blocks.push(without(revoke));
            (
                title_of_narrowing(roles, revoke, "with Terraform"),
                blocks,
                "Add the removed resources again and run terraform apply.",
            )
        }
        Change::MapScope(roles) => (
            title_of_roles("Add", roles, "to the client's scope with Terraform"),
            map_scope(evidence, &realm, roles).ok_or(UNKNOWN_CLIENT)?,
            REMOVE,
        ),
        Change::Client(setting) => {
            let client = string(&evidence.client_id().ok_or(UNKNOWN_CLIENT)?);
            let names = [("realm_id", realm.as_str()), ("client_id", &client)];
            with_setting(
                &setting.setting(),
                ("keycloak_openid_client", "caller"),
                &names,
            )
        }
        Change::Realm(setting) => {
            let (kind, name) = setting.terraform();
            with_setting(&setting.setting(), (kind, "realm"), &[(name, &realm)])
        }
        Change::EnableUser => (
            "Enable the user with Terraform".to_owned(),
            vec![existing(
                "keycloak_user",
                "user",
                &[
                    ("realm_id", &realm),
                    (
                        "username",
                        &string(&evidence.user_name().ok_or(UNKNOWN_USER)?),
                    ),
                ],
                ("enabled", "true"),
            )],
            RESTORE,
        ),
        Change::AddScope(_) => {
            return Err(Some(
                "The resource for default client scopes removes the scopes that it does not list.",
            ));
        }
        Change::Permit(_) => {
            return Err(Some(
                "No configuration for fine-grained permissions has been tested.",
            ));
        }
        Change::Console { why_only, .. } => return Err(*why_only),
        Change::Caller { .. } | Change::HandOff { .. } => return Err(None),
    };
    Ok(Fix::new(FixKind::Terraform, title, blocks.join("\n\n")).undone_by(undo))
}

/// Says which resources to remove. Terraform revokes only roles that it manages.
fn without(revoke: &[String]) -> String {
    let roles = permissions::enumerated(revoke, "and");
    format!(
        "# Apply the resources above first. Then remove the resources that assign {roles} to this caller,\n\
         # and apply again. If Terraform does not manage these assignments, revoke them in another form."
    )
}

/// The title of a changed setting, the resource of this kind and label with its argument, and the undo.
fn with_setting(
    setting: &Setting,
    (kind, label): (&str, &str),
    names: &[(&str, &str)],
) -> (String, Vec<String>, &'static str) {
    let entry;
    let argument = match (setting.terraform, setting.member) {
        (Some(argument), _) => argument,
        (None, Member::Field(name) | Member::Attribute(name)) => {
            entry = format!("{{ {} = \"{}\" }}", string(name), setting.value);
            ("extra_config", entry.as_str())
        }
    };
    (
        format!("{} with Terraform", setting.title),
        vec![existing(kind, label, names, argument)],
        RESTORE,
    )
}

const REMOVE: &str = "Remove the resources and run terraform apply.";
const RESTORE: &str = "Restore the previous value and run terraform apply.";

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

/// A resource that is already in the reader's configuration, with the argument to change.
fn existing(kind: &str, label: &str, names: &[(&str, &str)], change: (&str, &str)) -> String {
    let mut arguments = names.to_vec();
    arguments.push(change);
    // The provider sends every entry of this map, and the reader's resource may have others.
    let note = if change.0 == "extra_config" {
        " Keep the other entries of the map."
    } else {
        ""
    };
    format!(
        "# Set {} in the resource that you already have.{note}\n{}",
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
