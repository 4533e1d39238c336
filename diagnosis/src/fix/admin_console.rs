//! Renders a change as steps in the Admin Console, with links to the reader's own.

use super::{Change, Holder, by_kind, holder, title_of_narrowing, title_of_roles};
use crate::attempt::PLACEHOLDER_BASE;
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// The steps of a change.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Fix {
    let client = evidence
        .client_id()
        .unwrap_or_else(|| "the client".to_owned());
    let own_page;
    let (title, steps, at, undo): (String, Vec<String>, &str, &str) = match change {
        Change::Narrow { grant, revoke } => {
            own_page = role_mapping_page(evidence);
            let (mut steps, list) = role_mapping(evidence, &client);
            steps.extend(choose_roles(evidence, grant));
            steps.extend(revoke.iter().map(|role| format!("Select {role}")));
            steps.extend(path(&["Unassign", "Remove"]));
            (
                title_of_narrowing(grant, revoke, "in the Admin Console"),
                steps,
                own_page.as_deref().unwrap_or(list),
                "On the same tab, assign the role again.",
            )
        }
        Change::GrantRoles(roles) => {
            own_page = role_mapping_page(evidence);
            let (mut steps, list) = role_mapping(evidence, &client);
            let at = own_page.as_deref().unwrap_or(list);
            steps.extend(choose_roles(evidence, roles));
            (
                title_of_roles("Assign", roles, "in the Admin Console"),
                steps,
                at,
                "On the same tab, select the role and click Unassign.",
            )
        }
        Change::MapScope(roles) => {
            let dedicated = format!("{client}-dedicated");
            let mut steps = path(&["Clients", &client, "Client scopes", &dedicated, "Scope"]);
            steps.extend(choose_roles(evidence, roles));
            (
                title_of_roles("Add", roles, "to the client's scope"),
                steps,
                "clients",
                "On the same tab, select the role and click Unassign.",
            )
        }
        Change::AddScope(scope) => (
            format!("Assign the client scope {scope} to the client"),
            path(&[
                "Clients",
                &client,
                "Client scopes",
                "Add client scope",
                scope,
                "Add",
                "Default",
            ]),
            "clients",
            "On the same tab, select the scope and click Remove.",
        ),
        Change::Client(setting) => (
            format!(
                "Clients → {client} → Settings → {}",
                setting.words(evidence)
            ),
            path(&[
                "Clients",
                &client,
                "Settings",
                &setting.words(evidence),
                "Save",
            ]),
            "clients",
            "Restore the setting on the same page.",
        ),
        Change::EnableRealm => (
            "Enable the realm".to_owned(),
            path(&["Realm settings", "Enabled (top right)"]),
            "realm-settings",
            "Disable it on the same page.",
        ),
        Change::EnableUser => (
            "Enable the user".to_owned(),
            path(&[
                "Users",
                &evidence
                    .user_name()
                    .unwrap_or_else(|| "the user".to_owned()),
                "Enabled (top right)",
            ]),
            "users",
            "Disable it on the same page.",
        ),
        Change::Console { title, steps, at } => ((*title).to_owned(), steps.clone(), at, ""),
        Change::Caller { title, .. } | Change::HandOff { title, .. } => {
            ((*title).to_owned(), Vec::new(), "", "")
        }
    };
    let text = format!("Realm {}: {}", evidence.token_realm(), steps.join(" → "));
    Fix {
        steps,
        links: link(evidence, at).into_iter().collect(),
        ..Fix::new(FixKind::AdminConsole, title, text).undone_by(undo)
    }
}

/// The steps to the caller's roles, and the list on whose page they begin.
fn role_mapping(evidence: &Evidence, client: &str) -> (Vec<String>, &'static str) {
    match holder(evidence) {
        Some(Holder::User(user) | Holder::Id(user)) => {
            (path(&["Users", &user, "Role mapping"]), "users")
        }
        _ => (
            path(&["Clients", client, service_account_tab(evidence)]),
            "clients",
        ),
    }
}

/// The steps that assign roles. Client roles and realm roles are in separate lists.
fn choose_roles(evidence: &Evidence, roles: &[String]) -> Vec<String> {
    let container = evidence.container();
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut steps = Vec::new();
    for (list, roles) in [
        (
            client_roles_list(evidence),
            of_client
                .iter()
                .map(|role| format!("{role} ({container})"))
                .collect::<Vec<_>>(),
        ),
        (
            "Realm roles",
            of_realm.iter().map(|role| (*role).clone()).collect(),
        ),
    ] {
        if !roles.is_empty() {
            steps.extend(path(&["Assign role", list]));
            // The list shows ten roles at a time.
            steps.extend(roles.into_iter().map(|role| format!("Search for {role}")));
            steps.push("Assign".to_owned());
        }
    }
    steps
}

/// The tab with the service account's roles: 26.5 renamed it.
pub(crate) fn service_account_tab(evidence: &Evidence) -> &'static str {
    if evidence.versions.before((26, 5)) {
        "Service accounts roles"
    } else {
        "Service account roles"
    }
}

/// The list of client roles in the dialog: a filter up to 26.2 (messages and scripts of keycloak-admin-ui 24.0.5 to 26.5.6).
fn client_roles_list(evidence: &Evidence) -> &'static str {
    if evidence.versions.before((26, 3)) {
        "Filter by clients"
    } else {
        "Client roles"
    }
}

/// The URL of the caller's role mapping. The token's `sub` is the ID of the user, or of the service account's user.
fn role_mapping_page(evidence: &Evidence) -> Option<String> {
    let id = evidence.token.as_ref()?.text("sub")?;
    uuid::Uuid::try_parse(id)
        .ok()
        .map(|id| format!("users/{id}/role-mapping"))
}

fn path(steps: &[&str]) -> Vec<String> {
    steps.iter().map(|step| (*step).to_owned()).collect()
}

/// The URL of a page in the console, as an administrator of master opens it. The internal ID of the client is not known, so the link ends
/// at the list. `None` if the console's URL is not known.
fn link(evidence: &Evidence, at: &str) -> Option<String> {
    let base = &evidence.attempt.base_url;
    if base.to_string() == PLACEHOLDER_BASE {
        return None;
    }
    let mut url = base.join(["admin", "master", "console", ""]);
    url.set_fragment(Some(&format!("/{}/{at}", evidence.token_realm())));
    Some(url.to_string())
}
