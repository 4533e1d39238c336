//! Renders a change as steps in the Admin Console, with links to the reader's own.

use super::permission::{self, Permission, Users};
use super::{
    Change, ClientSetting, Holder, RealmSetting, by_kind, holder, setting, title_of_narrowing,
    title_of_roles,
};
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind, VersionSteps};
use crate::version_range::Minor;

/// What the Admin Console calls its pages and lists in some releases (messages and scripts of keycloak-admin-ui 24.0.5 to 26.5.6).
struct Labels {
    versions: &'static str,
    /// The first release with other labels.
    before: Option<Minor>,
    /// The tab with the service account's roles.
    service_account_tab: &'static str,
    /// The list of client roles in the dialog, which was a filter at first.
    client_roles_list: &'static str,
}

/// The labels by release, oldest first.
const LABELS: [Labels; 3] = [
    Labels {
        versions: "22 – 26.2",
        before: Some((26, 3)),
        service_account_tab: "Service accounts roles",
        client_roles_list: "Filter by clients",
    },
    Labels {
        versions: "26.3 – 26.4",
        before: Some((26, 5)),
        service_account_tab: "Service accounts roles",
        client_roles_list: "Client roles",
    },
    NEWEST,
];

/// The labels of the newest releases, and of releases that are not known.
const NEWEST: Labels = Labels {
    versions: "26.5 or newer",
    before: None,
    service_account_tab: "Service account roles",
    client_roles_list: "Client roles",
};

/// The labels of the releases that fit the evidence; the newest ones if several groups fit.
fn labels(evidence: &Evidence) -> Labels {
    let fits = |labels: &Labels| {
        labels
            .before
            .is_some_and(|minor| evidence.versions.before(minor))
    };
    LABELS.into_iter().find(fits).unwrap_or(NEWEST)
}

/// The tab with the service account's roles.
pub(crate) fn service_account_tab(evidence: &Evidence) -> &'static str {
    labels(evidence).service_account_tab
}

/// The steps of a change.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Fix {
    let by_version: Vec<VersionSteps> = LABELS
        .iter()
        .map(|labels| VersionSteps {
            versions: labels.versions.to_owned(),
            steps: with_labels(evidence, change, labels).steps,
        })
        .collect();
    let differs = by_version
        .windows(2)
        .any(|pair| matches!(pair, [one, next] if one.steps != next.steps));
    Fix {
        by_version: if differs { by_version } else { Vec::new() },
        ..with_labels(evidence, change, &labels(evidence))
    }
}

const RESTORE: &str = "On the same page, change the setting back.";

/// The steps of a change with the labels of some releases.
fn with_labels(evidence: &Evidence, change: &Change, labels: &Labels) -> Fix {
    let client = evidence
        .client_id()
        .unwrap_or_else(|| "the client".to_owned());
    let own_page;
    let (title, steps, at, undo): (String, Vec<String>, &str, &str) = match change {
        Change::Narrow { grant, revoke } => {
            own_page = role_mapping_page(evidence);
            let (mut steps, list) = role_mapping(evidence, &client, labels);
            steps.extend(choose_roles(evidence, grant, labels));
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
            let (mut steps, list) = role_mapping(evidence, &client, labels);
            let at = own_page.as_deref().unwrap_or(list);
            steps.extend(choose_roles(evidence, roles, labels));
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
            steps.extend(choose_roles(evidence, roles, labels));
            (
                title_of_roles("Add", roles, "to the client's scope"),
                steps,
                "clients",
                "On the same tab, select the role and click Unassign.",
            )
        }
        Change::AddScope(scope) => (
            format!("Assign the client scope {scope} to the client"),
            add_scope(&client, scope),
            "clients",
            "On the same tab, select the scope and click Remove.",
        ),
        Change::Client(setting) => {
            let (title, steps) = change_client(*setting, &client, labels);
            (title, steps, "clients", RESTORE)
        }
        Change::Realm(setting) => (
            setting.setting().title.to_owned(),
            path(setting.console()),
            "realm-settings",
            RESTORE,
        ),
        Change::Permit(permission) => (
            permission.title(""),
            permit(evidence, permission),
            "permissions",
            "Under Permissions, delete the permission. On the Policies tab, delete the policy. Leave Admin Permissions on.",
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
            "On the same page, disable the user.",
        ),
        Change::Console {
            title, steps, at, ..
        } => ((*title).to_owned(), steps.clone(), at, ""),
        Change::Caller { title, .. } | Change::HandOff { title, .. } => {
            ((*title).to_owned(), Vec::new(), "", "")
        }
    };
    let realm = setting::realm(evidence, change);
    let text = format!("Realm {realm}: {}", steps.join(" → "));
    Fix {
        steps,
        links: links(evidence, change, &realm, at),
        ..Fix::new(FixKind::AdminConsole, title, text).undone_by(undo)
    }
}

/// The steps to the caller's roles, and the list on whose page they begin.
fn role_mapping(evidence: &Evidence, client: &str, labels: &Labels) -> (Vec<String>, &'static str) {
    match holder(evidence) {
        Some(Holder::User(user) | Holder::Id(user)) => {
            (path(&["Users", &user, "Role mapping"]), "users")
        }
        _ => (
            path(&["Clients", client, labels.service_account_tab]),
            "clients",
        ),
    }
}

/// The steps that assign roles. Client roles and realm roles are in separate lists.
fn choose_roles(evidence: &Evidence, roles: &[String], labels: &Labels) -> Vec<String> {
    let container = evidence.container();
    let (of_client, of_realm) = by_kind(evidence, roles);
    let mut steps = Vec::new();
    for (list, roles) in [
        (
            labels.client_roles_list,
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

/// The steps that assign a client scope to the client as a default scope.
fn add_scope(client: &str, scope: &str) -> Vec<String> {
    path(&[
        "Clients",
        client,
        "Client scopes",
        "Add client scope",
        scope,
        "Add",
        "Default",
    ])
}

/// The title and the steps of a change of one setting of the client.
fn change_client(setting: ClientSetting, client: &str, labels: &Labels) -> (String, Vec<String>) {
    let mut steps = path(&["Clients", client]);
    steps.extend(setting.console(labels.service_account_tab));
    let place: Vec<&str> = steps
        .iter()
        .map(String::as_str)
        .filter(|step| *step != "Save")
        .collect();
    (place.join(" → "), steps)
}

/// The steps that create a permission, with a policy that names the caller.
fn permit(evidence: &Evidence, permission: &Permission) -> Vec<String> {
    let unknown = "group";
    let caller = permission::caller(evidence);
    let named = caller.as_deref().unwrap_or("caller");
    let name = permission.name(unknown, named);
    let policy = permission.policy_name(unknown, named);
    let (kind, id) = (permission.resource_type(), permission.resource(unknown));
    let resource = match &permission.users {
        Users::One(_) => format!("Specific Users: the user with the ID {id}"),
        Users::Members(Some(_)) => format!("Specific Groups: the group with the ID {id}"),
        Users::Members(None) => "Specific Groups: the group".to_owned(),
    };
    let caller = caller.as_deref().unwrap_or("the caller");
    path(&[
        "Realm settings → General → Admin Permissions: On → Save",
        "Permissions",
        "Policies",
        "Create policy",
        "User",
        &format!("Name: {policy}"),
        &format!("Users: {caller}"),
        "Save",
        "Permissions",
        "Create permission",
        kind,
        &format!("Name: {name}"),
        &format!("Authorization scopes: {}", permission.scope()),
        &resource,
        &format!("Assign existing policies: {policy}"),
        "Save",
    ])
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

/// The URLs of a page in the console: for an administrator of master, and for an administrator of the realm only. The internal ID of the client
/// is not known, so the links end at the list. Nothing if the console's URL is not known.
fn links(evidence: &Evidence, change: &Change, realm: &str, at: &str) -> Vec<String> {
    let Some(base) = evidence.attempt.known_base_url() else {
        return Vec::new();
    };
    let console = |of: &str| {
        let mut url = base.join(["admin", of, "console", ""]);
        url.set_fragment(Some(&format!("/{realm}/{at}")));
        url.to_string()
    };
    // Nobody can sign in to a disabled realm.
    let is_open = realm != "master" && !matches!(change, Change::Realm(RealmSetting::Enabled));
    ["master"]
        .into_iter()
        .chain(is_open.then_some(realm))
        .map(console)
        .collect()
}
